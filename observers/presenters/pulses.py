"""A pulse in words: what the person reads of it, and what those who are asked again read first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from leadership.observing import RaterGroup
from observers.disclosure import TOGETHER
from observers.follow_up import ANSWERS, AnswerSummary, HowMany, PulseUnit
from observers.models import CHANGE_WORDS, GROUP_NAMES, WORKED_WORDS, Pulse, Rater, Round
from observers.published import LineManagerAgain, PublishedPulse, pulse_from_plain

QUESTIONS = {
    "worked": gettext_lazy("Have they seen you work on it?"),
    "change": gettext_lazy("How effective are you at it now?"),
}
PARTS = {
    HowMany.MOST: gettext_lazy("most"),
    HowMany.SOME: gettext_lazy("some"),
    HowMany.FEW: gettext_lazy("few or none"),
}
WORDS: Mapping[str, Mapping[str, str | Promise]] = {
    "worked": {code.value: words for code, words in WORKED_WORDS.items()},
    "change": {code.value: words for code, words in CHANGE_WORDS.items()},
}


@dataclass(frozen=True)
class PulseColumn:
    """One group, by answer how much of it, or in a sentence where no more may be told."""

    title: str | Promise
    people: str
    parts: tuple[str, ...]
    instead: str


@dataclass(frozen=True)
class QuestionSeen:
    """One of the two questions, with the groups side by side."""

    title: str | Promise
    answers: tuple[str | Promise, ...]
    columns: tuple[PulseColumn, ...]
    line_manager: str

    @property
    def rows(self) -> tuple[tuple[str | Promise, tuple[str, ...]], ...]:
        told = [column for column in self.columns if column.parts]
        return tuple(
            (answer, tuple(column.parts[place] for column in told))
            for place, answer in enumerate(self.answers)
        )

    @property
    def headed(self) -> tuple[PulseColumn, ...]:
        return tuple(column for column in self.columns if column.parts)

    @property
    def in_words(self) -> tuple[PulseColumn, ...]:
        return tuple(column for column in self.columns if not column.parts)


@dataclass(frozen=True)
class PulseSeen:
    """Everything that a published pulse says."""

    goal: str
    published_at: datetime | None
    questions: tuple[QuestionSeen, ...]
    hidden: tuple[str | Promise, ...]
    line_manager: str

    @property
    def is_empty(self) -> bool:
        return not any(one.columns or one.line_manager for one in self.questions)


def pulse_seen(pulse: Pulse) -> PulseSeen:
    published = pulse_from_plain(pulse.results)
    manager = published.line_manager
    return PulseSeen(
        pulse.goal,
        pulse.published_at,
        tuple(_question(code, published) for code in QUESTIONS),
        tuple(GROUP_NAMES[group] for group in published.hidden),
        manager.name if manager else "",
    )


def _question(code: str, published: PublishedPulse) -> QuestionSeen:
    columns = (_column(code, unit) for unit in published.units)
    return QuestionSeen(
        QUESTIONS[code],
        tuple(WORDS[code][answer] for answer in ANSWERS[code]),
        tuple(columns),
        _of_manager(code, published.line_manager),
    )


def _column(code: str, unit: PulseUnit) -> PulseColumn:
    title = (
        _("Staff and colleagues together")
        if unit.code == TOGETHER
        else GROUP_NAMES[RaterGroup(unit.code)]
    )
    people = ngettext("%(n)d person", "%(n)d people", unit.people) % {"n": unit.people}
    told = unit.told.get(code)
    if told and told.parts:
        parts = tuple(str(PARTS[told.parts[answer]]) for answer in ANSWERS[code])
        return PulseColumn(title, people, parts, "")
    return PulseColumn(title, people, (), _instead(code, told))


def _instead(code: str, told: AnswerSummary | None) -> str:
    """Say what may be said where parts would give somebody away."""
    if told is None:
        return _("not shown, to protect people’s privacy")
    if told.majority is None:
        return _("no answer was given by more than half")
    return _("more than half say: %(answer)s") % {"answer": WORDS[code][told.majority]}


def _of_manager(code: str, manager: LineManagerAgain | None) -> str:
    return str(WORDS[code][manager.answers[code]]) if manager else ""


@dataclass(frozen=True)
class AgainView:
    """Where asking again stands, for whose round it is."""

    round: Round
    pulse: Pulse | None
    opens_at: datetime
    can_ask: bool
    is_in_time: bool
    at: datetime

    @property
    def has_begun(self) -> bool:
        opens_at = self.pulse.opens_at if self.pulse else None
        return opens_at is not None and opens_at <= self.at

    @property
    def is_declined(self) -> bool:
        return self.pulse is not None and self.pulse.declined_at is not None

    @property
    def last_day(self) -> datetime | None:
        closes_at = self.pulse.closes_at if self.pulse else None
        return closes_at - timedelta(minutes=1) if closes_at else None


@dataclass(frozen=True)
class AskedAgain:
    """What somebody who is asked again reads first."""

    about: str
    organisation: str
    goal: str
    closes_at: datetime
    is_line_manager: bool
    is_customer: bool


def asked_again(pulse: Pulse, rater: Rater) -> AskedAgain:
    member = rater.round.assessment.member
    return AskedAgain(
        member.name,
        member.organisation.name,
        pulse.goal,
        (pulse.closes_at or rater.round.closes_at) - timedelta(minutes=1),
        rater.group == RaterGroup.LINE_MANAGER,
        rater.group == RaterGroup.CUSTOMERS,
    )
