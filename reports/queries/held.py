"""All that is held about one person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, Q

from accounts.models import AuditEntry, Membership, Message, User
from accounts.queries import GUEST_KINDS, HeldBeside, held_beside
from assessments.models import Answer, Assessment, EvidenceNote
from assessments.models import AreaScore as AreaRow
from assessments.models import ReadinessScore as ReadinessRow
from assessments.models import ThemeScore as ThemeRow
from banks.queries import instrument_of
from leadership.instrument import RawAnswer
from leadership.scoring import (
    AreaScore,
    OverallScore,
    SideScore,
    ThemeScore,
)
from observers.queries import HeldObservations, observations_held_about
from plans.queries import HeldPlans, plans_held_about
from reports.queries.facts import area_score, overall_score, side, theme_score


@dataclass(frozen=True)
class HeldAnswer:
    """One answer with the question it was given to."""

    question: str
    text: str
    answer: RawAnswer
    saved_at: datetime
    language: str = ""
    """In which the statement was shown; empty for the words of its authors."""


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
    """One membership of an organisation, also a former one."""

    organisation: str
    # '' where the organisation calls them as their account does.
    called: str
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
    language: str
    active: bool
    joined_at: datetime
    last_sign_in: datetime | None
    memberships: tuple[HeldMembership, ...]
    assessments: tuple[HeldAssessment, ...]
    plans: HeldPlans
    others: HeldObservations
    beside: tuple[HeldBeside, ...]
    messages: tuple[HeldMessage, ...]
    audit: tuple[HeldEntry, ...]


def held_about(user: User) -> Held:
    """Read all that is kept about a person, memberships they have left included."""
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
        language=user.language,
        active=user.is_active,
        joined_at=user.date_joined,
        last_sign_in=user.last_login,
        memberships=tuple(_held_membership(row) for row in memberships),
        assessments=held,
        plans=plans_held_about(user),
        others=observations_held_about(user),
        beside=held_beside(user),
        messages=_held_messages(user),
        audit=_held_entries(user, [str(one.public_id) for one in held]),
    )


def _held_messages(user: User) -> tuple[HeldMessage, ...]:
    # Those to guests are in the person's name, and not to them.
    own = Message.objects.filter(to__user=user).exclude(kind__in=GUEST_KINDS)
    rows = own.order_by("queued_at", "pk")
    values = rows.values_list("kind", "status", "queued_at", "sent_at")
    return tuple(HeldMessage(*row) for row in values)


def _held_membership(row: Membership) -> HeldMembership:
    return HeldMembership(
        row.organisation.name,
        row.typed_name,
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
                one.given,
                one.saved_at,
                one.language,
            )
            for one in row.answers.all()
        ),
        notes=tuple(
            HeldNote(one.theme.code, instrument.theme(one.theme.code).title, one.text, one.saved_at)
            for one in row.notes.all()
        ),
        themes=tuple(theme_score(one) for one in row.theme_scores.all()),
        overall=overall_score(overall) if overall else None,
        areas=tuple(area_score(one) for one in row.area_scores.all()),
        readiness=tuple(side(one) for one in row.readiness_scores.all()),
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
