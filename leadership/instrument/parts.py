"""The kinds of part that a questionnaire can have, in their usual order: one row each."""

from dataclasses import dataclass
from typing import Final, Literal

from leadership.translation import gettext_noop as _

PartKind = Literal["readiness", "themes", "learning_areas", "embedding_plan"]
READINESS: Final = "readiness"
THEMES: Final = "themes"
LEARNING: Final = "learning_areas"
PLAN: Final = "embedding_plan"


@dataclass(frozen=True)
class KindOfPart:
    """What a bank knows of a kind of part before anybody is asked anything."""

    kind: PartKind
    label: str
    """What authors call it."""
    usual_title: str
    """What a bank that names no parts calls it."""
    minutes: str
    """Its key among a bank's estimates of time."""
    content: tuple[str, ...]
    """The fields of an Instrument that it is about; one of them is enough."""
    # The plan is worked on after the report, so it is no page of the questionnaire.
    is_asked: bool = True


KINDS_OF_PARTS: Final = (
    KindOfPart(THEMES, _("Themes"), _("How you lead"), "themes", ("themes",)),
    # The spectrum is asked in the part on readiness, and may be all that there is of it.
    KindOfPart(
        READINESS, _("Readiness"), _("Are you ready?"), "readiness", ("readiness", "spectrum")
    ),
    KindOfPart(
        LEARNING, _("Learning areas"), _("What to learn next"), "learning", ("learning_areas",)
    ),
    KindOfPart(PLAN, _("Plan"), _("Make it stick"), "plan", ("embedding_plan",), is_asked=False),
)
