"""What of a bank can be edited by page: one description of each section, in words for HR.

Forms, pages, search and the links from faults to fields all follow these descriptions. What a field may
hold is not said here again: it is read from the classes of `leadership.instrument`.
"""

from dataclasses import dataclass

from leadership.editing.sections import questionnaire, reporting, scoring
from leadership.editing.sections.finding import Hit, Spot, file_place, search, spot_of
from leadership.editing.sections.kinds import (
    Field,
    Keys,
    Section,
    Words,
    all_things,
    container_of,
    keys_from,
    limits,
    made,
    place,
    shown,
    things,
)
from leadership.editing.sections.optional import (
    OPTIONAL_PARTS,
    Going,
    OptionalPart,
    Wanted,
    begun,
    only_in,
    seen,
)
from leadership.translation import gettext_noop as _


@dataclass(frozen=True)
class Group:
    """Sections that a draft's page shows under one heading."""

    title: Words
    sections: tuple[Section, ...]
    note: Words = ""


GROUPS = (
    Group(_("Questionnaire"), questionnaire.QUESTIONNAIRE),
    Group(_("Readiness"), questionnaire.READINESS_SECTIONS),
    Group(_("Spectrum"), questionnaire.SPECTRUM_SECTIONS),
    Group(_("Reports"), reporting.REPORTS),
    Group(_("Learning"), reporting.LEARNING),
    Group(_("Plan"), reporting.PLANS),
    Group(
        _("Scoring"),
        scoring.SCORING,
        _(
            "The same for all banks, so that a score means the same everywhere: the formulas, rounding, that a theme "
            "needs two thirds of its answers, that themes count alike, and the limits of the words for change. The "
            "file repeats them for its readers."
        ),
    ),
)
BELOW = (*questionnaire.BELOW, *reporting.BELOW)
SECTIONS = {
    section.name: section
    for section in (*(one for group in GROUPS for one in group.sections), *BELOW)
}
THEMES, STATEMENTS = questionnaire.THEMES, questionnaire.STATEMENTS


def below(section: Section) -> tuple[Section, ...]:
    """Return the sections whose lists belong to one thing of this section."""
    return tuple(one for one in BELOW if one.container[:-1] == section.path)


def parent_of(section: Section) -> Section | None:
    """Return the section of the things that this section's lists belong to."""
    return next((one for one in SECTIONS.values() if section in below(one)), None)


__all__ = [
    "BELOW",
    "GROUPS",
    "OPTIONAL_PARTS",
    "SECTIONS",
    "STATEMENTS",
    "THEMES",
    "Field",
    "Going",
    "Group",
    "Hit",
    "Keys",
    "OptionalPart",
    "Section",
    "Spot",
    "Wanted",
    "Words",
    "all_things",
    "begun",
    "below",
    "container_of",
    "file_place",
    "keys_from",
    "limits",
    "made",
    "only_in",
    "parent_of",
    "place",
    "search",
    "seen",
    "shown",
    "spot_of",
    "things",
]
