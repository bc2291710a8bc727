"""What somebody who is asked reads, and which statements stand on which page."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banks.queries import instrument_of
from leadership.instrument import Scale
from leadership.observing import Observation, RaterGroup, observations, scale_for_others
from observers.disclosure import FEWEST, FEWEST_CUSTOMERS
from observers.models import Rater

PAGES = 2


@dataclass(frozen=True)
class AskedPage:
    """One of the pages: 0 says what it is for, the others ask."""

    number: int
    about: str
    organisation: str
    group: RaterGroup
    name: str
    language: str
    words_are_draft: bool
    closes_at: datetime
    fewest: int
    statements: int
    answered: int
    asked: tuple[Observation, ...]
    lead: Scale | None

    pages = PAGES
    choice_apart = True

    @property
    def is_last(self) -> bool:
        return self.number == PAGES

    @property
    def is_line_manager(self) -> bool:
        return self.group is RaterGroup.LINE_MANAGER

    @property
    def is_customer(self) -> bool:
        return self.group is RaterGroup.CUSTOMERS

    @property
    def is_small(self) -> bool:
        """Whether the organisation shows groups under the usual size, which those in them are told."""
        return self.fewest < FEWEST

    @property
    def shown_from(self) -> int:
        return FEWEST_CUSTOMERS if self.is_customer else self.fewest

    @property
    def progress_words(self) -> str:
        return ngettext(
            "%(answered)s of %(statements)s statement answered",
            "%(answered)s of %(statements)s statements answered",
            self.statements,
        ) % {"answered": self.answered, "statements": self.statements}

    @property
    def is_mostly_empty(self) -> bool:
        """Whether more than half is left out, so that sending it is asked about once more."""
        return self.answered * 2 < self.statements

    @property
    def where(self) -> str:
        return _("Page %(number)d of %(pages)d") % {"number": self.number, "pages": PAGES}


def asked_page(rater: Rater, number: int) -> AskedPage:
    member = rater.round.assessment.member
    instrument = instrument_of(rater.round.assessment.version_id)
    group = RaterGroup(rater.group)
    asked = observations(instrument, group, member.name)
    half = -(-len(asked) // PAGES)
    shown = asked[(number - 1) * half : number * half] if number else ()
    return AskedPage(
        number=number,
        about=member.name,
        organisation=member.organisation.name,
        group=group,
        name=rater.name,
        language=instrument.instrument.language,
        words_are_draft=instrument.has_draft_words,
        closes_at=rater.round.closes_at,
        fewest=rater.round.fewest,
        statements=len(asked),
        answered=sum(one.code in rater.answers for one in asked),
        asked=shown,
        lead=_lead(shown, member.name),
    )


def _lead(shown: tuple[Observation, ...], about: str) -> Scale | None:
    """Return the scale whose answers stand once above all statements, where they share one."""
    scales = {one.scale.code: one.scale for one in shown}
    if len(scales) != 1:
        return None
    stem = _("Think of what you have seen of %(name)s in the last six months.") % {"name": about}
    return replace(scale_for_others(next(iter(scales.values()))), stem=stem)
