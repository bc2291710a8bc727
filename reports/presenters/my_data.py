"""Everything held about one person, for people (with words) and for programs (as plain values)."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.acts import act_words
from accounts.models import Message, RoleGrant, User
from accounts.presenters import MESSAGES
from accounts.queries import HeldBeside
from assessments.presenters.scores import answer_words
from banks.queries import instrument_of
from leadership.instrument import Instrument
from leadership.scoring import Number, shown_score
from plans.models import Seat
from plans.queries import HeldSeat
from reports.queries import Held, HeldAnswer, HeldAssessment, HeldMembership, held_about


@dataclass(frozen=True)
class AnswerView:
    """An answer beside the statement as it was asked."""

    code: str
    text: str
    answer: str
    saved_at: datetime


@dataclass(frozen=True)
class ScoreView:
    """A stored score of a theme, an area or a side; None where there were too few answers."""

    title: str
    score: int | None


@dataclass(frozen=True)
class AssessmentView:
    """An assessment with its answers in words."""

    held: HeldAssessment
    answers: tuple[AnswerView, ...]
    scores: tuple[ScoreView, ...]
    priorities: tuple[ScoreView, ...]
    readiness: tuple[ScoreView, ...]


@dataclass(frozen=True)
class EmailView:
    """An e-mail that was sent to the person, or is still to be."""

    kind: str
    at: datetime
    state: str


@dataclass(frozen=True)
class BesideView:
    """How somebody or their program signs in, or what a directory says of them, with the names that other systems use."""

    title: str
    held: HeldBeside
    details: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class MembershipView:
    """A membership of an organisation, with its roles in words."""

    held: HeldMembership
    roles: tuple[str, ...]


@dataclass(frozen=True)
class SetView:
    """A seat in an action learning set, with its state in words."""

    held: HeldSeat
    state: str


@dataclass(frozen=True)
class EntryView:
    """One line of the log in words."""

    at: datetime
    what: str
    about: str
    by_you: bool


@dataclass(frozen=True)
class MyData:
    """What the page, the PDF and the JSON file say is held."""

    held: Held
    made_at: datetime
    assessments: tuple[AssessmentView, ...]
    emails: tuple[EmailView, ...]
    memberships: tuple[MembershipView, ...]
    sets: tuple[SetView, ...]
    beside: tuple[BesideView, ...]
    log: tuple[EntryView, ...]

    @property
    def language(self) -> str:
        """The language they have said they read, as its own speakers write it."""
        return dict(settings.LANGUAGES).get(self.held.language, self.held.language)

    @property
    def answers(self) -> int:
        return sum(len(one.answers) for one in self.assessments)

    @property
    def notes(self) -> int:
        return sum(len(one.held.notes) for one in self.assessments)


def my_data_of(user: User) -> MyData:
    """Read all that is held about a person now, and put words to it."""
    held = held_about(user)
    versions = {one.version_id for one in held.assessments}
    instruments = {version: instrument_of(version) for version in versions}
    return present_my_data(held, instruments, at=timezone.now())


def present_my_data(held: Held, instruments: Mapping[int, Instrument], *, at: datetime) -> MyData:
    """Put words to what is held; `instruments` holds that of each assessment's version."""
    views = tuple(_assessment(one, instruments[one.version_id]) for one in held.assessments)
    emails = tuple(
        EmailView(
            kind=str(MESSAGES.get(one.kind, _("E-mail"))),
            at=one.sent_at or one.queued_at,
            state=str(Message.Status(one.status).label),
        )
        for one in held.messages
    )
    roles = dict(RoleGrant.ROLES)
    return MyData(
        held,
        at,
        views,
        emails,
        memberships=tuple(
            MembershipView(one, tuple(str(roles[role]) for role in one.roles))
            for one in held.memberships
        ),
        sets=tuple(SetView(one, str(Seat.State(one.state).label)) for one in held.plans.sets),
        beside=tuple(_beside(one) for one in held.beside),
        log=tuple(
            EntryView(one.at, act_words(one.act), one.subject, one.by_you) for one in held.audit
        ),
    )


def _beside(held: HeldBeside) -> BesideView:
    title = {
        "second_step": _("Second step to sign in: %(name)s"),
        "provider": _("Signing in with your organisation’s account: %(name)s"),
        "directory": _("What the directory says: %(name)s"),
        "token": _("Token for a program of yours: %(name)s"),
    }[held.kind]
    return BesideView(title % {"name": held.name}, held, tuple(_lines(held.details)))


def _lines(said: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield what is said line by line, under the names that lead there."""
    if isinstance(said, Mapping):
        for key, value in said.items():
            yield from _lines(value, f"{name}.{key}" if name else key)
    elif isinstance(said, list | tuple):
        for value in said:
            yield from _lines(value, name)
    elif said not in (None, ""):
        yield name, str(said)


def _assessment(held: HeldAssessment, instrument: Instrument) -> AssessmentView:
    themes = {theme.code: theme.title for theme in instrument.themes}
    areas = {area.code: area.title for area in instrument.learning_areas}
    sides = dict(instrument.readiness.sides) if instrument.readiness else {}
    return AssessmentView(
        held,
        tuple(_answer(one, instrument) for one in held.answers),
        scores=tuple(ScoreView(themes[one.code], _shown(one.score)) for one in held.themes),
        priorities=tuple(ScoreView(areas[one.code], _shown(one.priority)) for one in held.areas),
        readiness=tuple(
            ScoreView(sides[one.side].title, _shown(one.score)) for one in held.readiness
        ),
    )


def _answer(held: HeldAnswer, instrument: Instrument) -> AnswerView:
    asked = instrument.asked[held.question]
    words = answer_words(asked.scale, held.answer)
    return AnswerView(held.question, asked.text, words, held.saved_at)


def _shown(score: Number | None) -> int | None:
    return None if score is None else shown_score(score)


def as_json(data: MyData) -> dict[str, Any]:
    """Return plain values at full precision; answers carry both the stored value and its words."""
    held = asdict(data.held)
    for plain, view in zip(held["assessments"], data.assessments, strict=True):
        del plain["version_id"]
        for answer, words in zip(plain["answers"], view.answers, strict=True):
            answer |= {"text": words.text, "words": words.answer}
    return {"made_at": data.made_at, **held}
