"""What of a bank can be edited by page: one description of each section, in words for HR.

Forms, pages, search and the links from faults to fields all follow these descriptions. What a field may
hold is not said here again: it is read from the classes of `leadership.instrument`.
"""

from dataclasses import dataclass

from leadership.editing.sections import questionnaire, reporting, scoring
from leadership.editing.sections.finding import Hit, Spot, search, spot_of
from leadership.editing.sections.optional import (
    OPTIONAL_PARTS,
    OptionalPart,
    Removal,
    Wanted,
    begun,
    fingerprint,
    only_in,
)
from leadership.editing.sections.section import (
    Field,
    Fields,
    Keys,
    Section,
    Words,
    all_things,
    container_of,
    keys_from,
    made,
    shown,
    things,
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
            "needs two thirds of its answers, that themes count alike, and the limits of the words for change."
        ),
    ),
)
BELOW = (*questionnaire.BELOW, *reporting.BELOW)
SECTIONS = {
    section.name: section
    for section in (*(one for group in GROUPS for one in group.sections), *BELOW)
}
THEMES, STATEMENTS = questionnaire.THEMES, questionnaire.STATEMENTS
POINTS = questionnaire.POINTS


def below(section: Section) -> tuple[Section, ...]:
    """Return the sections whose lists belong to one thing of this section."""
    return tuple(one for one in BELOW if one.steps[:-2] == section.steps)


def parent_of(section: Section) -> Section | None:
    """Return the section of the things that this section's lists belong to."""
    return next((one for one in SECTIONS.values() if section in below(one)), None)


__all__ = [
    "BELOW",
    "GROUPS",
    "OPTIONAL_PARTS",
    "POINTS",
    "SECTIONS",
    "STATEMENTS",
    "THEMES",
    "Field",
    "Fields",
    "Group",
    "Hit",
    "Keys",
    "OptionalPart",
    "Removal",
    "Section",
    "Spot",
    "Wanted",
    "Words",
    "all_things",
    "begun",
    "below",
    "container_of",
    "fingerprint",
    "keys_from",
    "made",
    "only_in",
    "parent_of",
    "search",
    "shown",
    "spot_of",
    "things",
]
