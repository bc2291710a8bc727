"""What a report reads: one assessment's stored facts, earlier ones, and all that is held about a person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, Q

from accounts.models import AuditEntry, Membership, Message, User
from assessments.models import Answer, Assessment, EvidenceNote
from assessments.models import AreaScore as AreaRow
from assessments.models import OverallScore as OverallRow
from assessments.models import ReadinessScore as ReadinessRow
from assessments.models import ThemeScore as ThemeRow
from banks.queries import instrument_of
from leadership.instrument import RawAnswer, Reliability
from leadership.scoring import (
    INSUFFICIENT,
    SCORED,
    AreaScore,
    Learning,
    OverallScore,
    SideScore,
    Status,
    ThemeScore,
)
from plans.queries import HeldPlans, plans_held_about


@dataclass(frozen=True)
class Facts:
    """One submitted assessment as it is stored: who, when, the raw answers, the notes, the scores."""

    public_id: UUID
    person: str
    organisation: str
    campaign: str
    version_id: int
    submitted_at: datetime
    answers: Mapping[str, RawAnswer]
    notes: Mapping[str, str]
    themes: tuple[ThemeScore, ...]
    overall: OverallScore
    precision: Mapping[str, Reliability]
    overall_precision: Reliability
    learning: Learning | None = None
    """The learning areas in the person's order; None where that part was not begun."""
    readiness: tuple[SideScore, ...] = ()
    """Both sides, the person's first; empty where that part was not begun."""
    asks_learning: bool = True
    """Whether the person was asked about the learning areas at all."""


@dataclass(frozen=True)
class EarlierFacts:
    """What a comparison needs of an earlier assessment."""

    public_id: UUID
    version_id: int
    submitted_at: datetime
    answers: Mapping[str, RawAnswer]


@dataclass(frozen=True)
class Finished:
    """A submitted assessment that a later one may be compared with."""

    public_id: UUID
    submitted_at: datetime
    pk: int
    version_id: int


def facts_of(assessment: Assessment) -> Facts:
    """Read a submitted assessment that came through a door with its overall score (five queries)."""
    rows = list(assessment.theme_scores.select_related("theme").order_by("theme__order"))
    overall = assessment.overall_score
    return Facts(
        public_id=assessment.public_id,
        person=str(assessment.member.user),
        organisation=assessment.member.organisation.name,
        campaign=assessment.campaign.name if assessment.campaign else "",
        version_id=assessment.version_id,
        submitted_at=_submitted_at(assessment),
        answers=raw_answers(assessment),
        notes=dict(assessment.notes.values_list("theme__code", "text")),
        themes=tuple(_theme_score(row) for row in rows),
        overall=_overall_score(overall),
        precision={row.theme.code: Reliability(row.alpha, row.sd) for row in rows},
        overall_precision=Reliability(overall.alpha, overall.sd),
        learning=_learning(assessment.area_scores.select_related("area").order_by("rank")),
        readiness=tuple(_side(row) for row in assessment.readiness_scores.order_by("side")),
        asks_learning=assessment.campaign is None or assessment.campaign.asks_learning,
    )


def _theme_score(row: ThemeRow) -> ThemeScore:
    return ThemeScore(
        row.theme.code, _status(row.status), row.answered, row.mean, row.score, row.band or None
    )


def _overall_score(row: OverallRow) -> OverallScore:
    return OverallScore(
        _status(row.status), row.themes_scored, row.mean, row.score, row.band or None
    )


def _learning(rows: Iterable[AreaRow]) -> Learning | None:
    found = list(rows)
    if not found:
        return None
    return Learning(
        areas=tuple(_area_score(row) for row in found),
        featured=tuple(row.area.code for row in found if row.is_featured),
        suggested=next((row.area.code for row in found if row.is_suggested), None),
        skipped=all(row.priority is None for row in found),
    )


def _area_score(row: AreaRow) -> AreaScore:
    return AreaScore(
        row.area.code,
        row.confidence,
        row.importance,
        row.priority,
        row.level or None,
        row.theme_need,
    )


def _side(row: ReadinessRow) -> SideScore:
    return SideScore(
        row.side,
        _status(row.status),
        row.answered,
        row.mean,
        row.score,
        level=row.level or None,
    )


def raw_answers(assessment: Assessment) -> dict[str, RawAnswer]:
    """Return what was answered, by question code (one query)."""
    rows = assessment.answers.values_list("question__code", "value", "other")
    return {code: _raw(value, other) for code, value, other in rows}


def earlier_than(assessment: Assessment, user: User) -> tuple[Finished, ...]:
    """Return the user's own earlier assessments of the same bank, newest first (one query)."""
    rows = (
        Assessment.objects.owned_by(user)
        .submitted()
        .filter(
            version__bank=assessment.version.bank_id, submitted_at__lt=_submitted_at(assessment)
        )
        .order_by("-submitted_at")
    )
    return tuple(
        Finished(row.public_id, _submitted_at(row), row.pk, row.version_id) for row in rows
    )


def earlier_facts(finished: Finished) -> EarlierFacts:
    """Read what a comparison needs of an assessment that `earlier_than` named (one query)."""
    rows = Answer.objects.filter(assessment=finished.pk).values_list(
        "question__code", "value", "other"
    )
    return EarlierFacts(
        finished.public_id,
        finished.version_id,
        finished.submitted_at,
        {code: _raw(value, other) for code, value, other in rows},
    )


def _raw(value: int | None, other: str) -> RawAnswer:
    if value is not None:
        return value
    return "NA" if other == Answer.Other.NOT_APPLICABLE else "DK"


def _status(stored: str) -> Status:
    return SCORED if stored == SCORED else INSUFFICIENT


def _submitted_at(assessment: Assessment) -> datetime:
    if assessment.submitted_at is None:
        raise ValueError("A report needs a submitted assessment.")
    return assessment.submitted_at


# Everything held about one person ---------------------------------------------------------------


@dataclass(frozen=True)
class HeldAnswer:
    """One answer with the question it was given to."""

    question: str
    text: str
    answer: RawAnswer
    saved_at: datetime


@dataclass(frozen=True)
class HeldNote:
    """One note with the theme it is about."""

    theme: str
    title: str
    text: str
    saved_at: datetime


@dataclass(frozen=True)
class HeldAssessment:
    """One assessment of the person's, finished or not."""

    public_id: UUID
    organisation: str
    campaign: str
    bank: str
    version_id: int
    version: str
    title: str
    started_at: datetime
    submitted_at: datetime | None
    answers: tuple[HeldAnswer, ...]
    notes: tuple[HeldNote, ...]
    themes: tuple[ThemeScore, ...]
    overall: OverallScore | None
    areas: tuple[AreaScore, ...]
    readiness: tuple[SideScore, ...]


@dataclass(frozen=True)
class HeldMembership:
    """One place in an organisation, also a former one."""

    organisation: str
    team: str
    roles: tuple[str, ...]
    attributes: Mapping[str, str]
    joined_at: datetime
    left_at: datetime | None


@dataclass(frozen=True)
class HeldEntry:
    """One line of the audit log that the person made or that is about them."""

    at: datetime
    act: str
    subject: str
    by_you: bool
    details: Mapping[str, object]


@dataclass(frozen=True)
class HeldMessage:
    """An e-mail to the person: what it was for and what became of it. Its words are not kept."""

    kind: str
    status: str
    queued_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True)
class Held:
    """Everything that is kept about one person."""

    name: str
    email: str
    active: bool
    joined_at: datetime
    last_sign_in: datetime | None
    memberships: tuple[HeldMembership, ...]
    assessments: tuple[HeldAssessment, ...]
    plans: HeldPlans
    messages: tuple[HeldMessage, ...]
    audit: tuple[HeldEntry, ...]


def held_about(user: User) -> Held:
    """Read all that is kept about a person, places they have left included."""
    memberships = (
        user.memberships.select_related("organisation", "team")
        .prefetch_related("role_grants")
        .order_by("joined_at", "pk")
    )
    assessments = (
        Assessment.objects.filter(member__user=user)
        .select_related("member__organisation", "campaign", "version__bank", "overall_score")
        .prefetch_related(
            Prefetch("answers", Answer.objects.select_related("question").order_by("question")),
            Prefetch("notes", EvidenceNote.objects.select_related("theme").order_by("theme")),
            Prefetch("theme_scores", ThemeRow.objects.select_related("theme").order_by("theme")),
            Prefetch("area_scores", AreaRow.objects.select_related("area").order_by("rank")),
            Prefetch("readiness_scores", ReadinessRow.objects.order_by("side")),
        )
        .order_by("started_at", "pk")
    )
    held = tuple(_held_assessment(row) for row in assessments)
    return Held(
        name=user.name,
        email=user.email,
        active=user.is_active,
        joined_at=user.date_joined,
        last_sign_in=user.last_login,
        memberships=tuple(_held_membership(row) for row in memberships),
        assessments=held,
        plans=plans_held_about(user),
        messages=_held_messages(user),
        audit=_held_entries(user, [str(one.public_id) for one in held]),
    )


def _held_messages(user: User) -> tuple[HeldMessage, ...]:
    rows = Message.objects.filter(to__user=user).order_by("queued_at", "pk")
    values = rows.values_list("kind", "status", "queued_at", "sent_at")
    return tuple(HeldMessage(*row) for row in values)


def _held_membership(row: Membership) -> HeldMembership:
    return HeldMembership(
        row.organisation.name,
        row.team.name if row.team else "",
        tuple(grant.role for grant in row.role_grants.all()),
        row.attributes,
        row.joined_at,
        row.left_at,
    )


def _held_assessment(row: Assessment) -> HeldAssessment:
    overall = getattr(row, "overall_score", None)
    instrument = instrument_of(row.version_id)
    return HeldAssessment(
        public_id=row.public_id,
        organisation=row.member.organisation.name,
        campaign=row.campaign.name if row.campaign else "",
        bank=row.version.bank.code,
        version_id=row.version_id,
        version=row.version.number,
        title=row.version.title,
        started_at=row.started_at,
        submitted_at=row.submitted_at,
        answers=tuple(
            HeldAnswer(
                one.question.code,
                instrument.asked[one.question.code].text,
                _raw(one.value, one.other),
                one.saved_at,
            )
            for one in row.answers.all()
        ),
        notes=tuple(
            HeldNote(one.theme.code, instrument.theme(one.theme.code).title, one.text, one.saved_at)
            for one in row.notes.all()
        ),
        themes=tuple(_theme_score(one) for one in row.theme_scores.all()),
        overall=_overall_score(overall) if overall else None,
        areas=tuple(_area_score(one) for one in row.area_scores.all()),
        readiness=tuple(_side(one) for one in row.readiness_scores.all()),
    )


def _held_entries(user: User, assessments: list[str]) -> tuple[HeldEntry, ...]:
    """Read the audit entries by the person, about their address, and about their assessments."""
    rows = AuditEntry.objects.filter(
        Q(actor=user) | Q(subject=user.email) | Q(subject__in=assessments)
    ).order_by("at", "pk")
    return tuple(
        HeldEntry(row.at, row.act, row.subject, row.actor_id == user.pk, row.details)
        for row in rows
    )
