"""Everything held about one person, for people (with words) and for programs (as plain values)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Message, RoleGrant, User
from accounts.presenters import MESSAGES
from assessments.presenters.scores import answer_words
from banks.queries import instrument_of
from leadership.instrument import Instrument
from leadership.scoring import Number, shown_score
from plans.models import Seat
from plans.queries import HeldSeat
from reports.queries import Held, HeldAnswer, HeldAssessment, HeldMembership, held_about

# What the log calls an act, in words that need no page around them.
ACTS = {
    "assessment.deleted": gettext_lazy("Unfinished assessment deleted"),
    "assessment.reopened": gettext_lazy("Finished assessment opened again"),
    "bank.chosen": gettext_lazy("Question bank chosen"),
    "bank_draft.discarded": gettext_lazy("Draft of a question bank discarded"),
    "bank_draft.edit_undone": gettext_lazy("Change of a question bank taken back"),
    "bank_draft.edit_redone": gettext_lazy("Change of a question bank made again"),
    "bank_draft.edited": gettext_lazy("Question bank edited"),
    "bank_version.published": gettext_lazy("Question bank published"),
    "bank_version.retired": gettext_lazy("Question bank retired"),
    "bank_version.stored": gettext_lazy("Question bank stored"),
    "campaign.cancelled": gettext_lazy("Planned campaign cancelled"),
    "campaign.changed": gettext_lazy("Campaign changed"),
    "campaign.created": gettext_lazy("Campaign set up"),
    "campaign.goals_published": gettext_lazy("Goals in plans counted"),
    "campaign.invited": gettext_lazy("Invitations to a campaign sent"),
    "campaign.published": gettext_lazy("Campaign closed, results published"),
    "campaign.reminded": gettext_lazy("Reminders of a campaign sent"),
    "goal.deleted": gettext_lazy("Goal deleted"),
    "item_statistics.renewed": gettext_lazy("Statistics of statements worked out"),
    "membership.added": gettext_lazy("Added to an organisation from a file"),
    "membership.changed": gettext_lazy("Name, team or roles changed"),
    "membership.address_asked": gettext_lazy("New e-mail address asked for"),
    "membership.address_changed": gettext_lazy("E-mail address changed"),
    "membership.confirmed": gettext_lazy("Confirmed to work in an organisation"),
    "membership.ended": gettext_lazy("Access to an organisation ended"),
    "membership.invited": gettext_lazy("Invited to an organisation"),
    "membership.invited_again": gettext_lazy("Invitation to an organisation sent again"),
    "membership.recorded": gettext_lazy("Recorded, with answers from a file"),
    "membership.returned": gettext_lazy("Brought back to an organisation from a file"),
    "message.sent_again": gettext_lazy("E-mail sent again"),
    "organisation.changed": gettext_lazy("Name, contact or logo of an organisation changed"),
    "organisation.created": gettext_lazy("Organisation set up"),
    "people.downloaded": gettext_lazy("List of people downloaded"),
    "people.imported": gettext_lazy("People imported from a file"),
    "person.erased": gettext_lazy("Person erased on request"),
    "precision.adopted": gettext_lazy("Measured precision taken into use"),
    "report.exported": gettext_lazy("Report taken out by support"),
    "report.shared": gettext_lazy("Report shared"),
    "resource.added": gettext_lazy("Link or book added to a learning area"),
    "resource.changed": gettext_lazy("Link or book of a learning area changed"),
    "resource.deleted": gettext_lazy("Link or book of a learning area deleted"),
    "responses.imported": gettext_lazy("Answers imported from a file"),
    "share.withdrawn": gettext_lazy("Sharing of a report taken back"),
    "team.added": gettext_lazy("Team added"),
    "team.changed": gettext_lazy("Team changed"),
    "team.deleted": gettext_lazy("Team deleted"),
}


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
    log: tuple[EntryView, ...]

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
        log=tuple(
            EntryView(one.at, str(ACTS.get(one.act, one.act)), one.subject, one.by_you)
            for one in held.audit
        ),
    )


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
