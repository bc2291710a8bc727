"""What is read of campaigns, assessments and answers."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, Q, QuerySet

from accounts.models import Membership, User
from assessments.models import Assessment, Campaign
from assessments.pages import Questionnaire
from assessments.parts import ALL, questionnaire
from banks.queries import instrument_of, question_ids, theme_ids
from leadership.instrument import OF_THEME, Instrument, RawAnswer


@dataclass(frozen=True)
class Stored:
    """An answer or a note as it stands: its text as pages send it, and when it was saved."""

    text: str
    saved_at: datetime

    @property
    def given(self) -> RawAnswer:
        """An answer as the scorer takes it."""
        return cast("RawAnswer", self.text) if self.text.isalpha() else int(self.text)


@dataclass(frozen=True)
class AnswerSheet:
    """All that a person has answered and noted so far, by question code and by theme code."""

    answers: Mapping[str, Stored]
    notes: Mapping[str, Stored]

    def answer(self, code: str) -> str:
        """Return the answer's text; '' where there is none yet."""
        return self.answers[code].text if code in self.answers else ""

    def given(self, code: str) -> RawAnswer | None:
        return self.answers[code].given if code in self.answers else None

    def note(self, code: str) -> str:
        return self.notes[code].text if code in self.notes else ""

    @property
    def revision(self) -> datetime | None:
        """The moment of the newest save that this sheet knows of."""
        return newest([*self.answers.values(), *self.notes.values()])


def newest(stored: Iterable[Stored]) -> datetime | None:
    return max((one.saved_at for one in stored), default=None)


def answer_text(value: int | None, other: str) -> str:
    return other if value is None else str(value)


# Plain SQL where every page of a questionnaire, every autosave and every ready PDF comes past: building these queries
# anew took Django almost half of the processor time of a save, and a quarter of a page's (bench/README.md).
_OWN = """
SELECT assessments_assessment.* FROM assessments_assessment
JOIN accounts_membership ON accounts_membership.id = assessments_assessment.member_id
WHERE assessments_assessment.public_id = %s
AND accounts_membership.user_id = %s AND accounts_membership.left_at IS NULL
"""
_LOCKED = f"{_OWN} FOR UPDATE OF assessments_assessment"
_CAMPAIGN = "SELECT * FROM assessments_campaign WHERE id = %s"
_ANSWERS = """
SELECT question_id, value, other, saved_at FROM assessments_answer WHERE assessment_id = %s
"""
_NOTES = "SELECT theme_id, text, saved_at FROM assessments_evidencenote WHERE assessment_id = %s"


def own_assessment(user: User, public_id: UUID) -> Assessment | None:
    """Return the person's own assessment with its campaign and organisation, if it is one."""
    return (
        Assessment.objects.owned_by(user)
        .select_related("campaign", "member__organisation", "revises", "revision")
        .filter(public_id=public_id)
        .first()
    )


def assessment_to_answer(user: User, public_id: UUID) -> Assessment | None:
    """Return the same with its campaign alone, as its pages want it."""
    found = bare_own_assessment(user, public_id)
    if found and found.campaign_id:
        (found.campaign,) = Campaign.objects.raw(_CAMPAIGN, [found.campaign_id])
    return found


def lock_own_assessment(user: User, public_id: UUID) -> Assessment | None:
    """Return the same bare (what `owned_by` keeps, in plain SQL), and hold it until the transaction ends.

    SQLite needs no lock: there a transaction keeps all others from writing.
    """
    return _bare(_LOCKED if connection.features.has_select_for_update else _OWN, user, public_id)


def bare_own_assessment(user: User, public_id: UUID) -> Assessment | None:
    """Return the same without holding it, where neither names nor a campaign are wanted."""
    return _bare(_OWN, user, public_id)


def _bare(sql: str, user: User, public_id: UUID) -> Assessment | None:
    return next(iter(Assessment.objects.raw(sql, [public_id.hex, user.pk])), None)


def lock_revision_of(assessment: Assessment) -> Assessment | None:
    """Return the copy in which its owner changes a finished assessment, held like the assessment itself."""
    return Assessment.objects.select_for_update().filter(revises=assessment).first()


def finished_id_of(public_id: UUID) -> UUID | None:
    """Return which finished assessment this one revises, if it does."""
    revises = Assessment.objects.filter(public_id=public_id, revises__isnull=False)
    return revises.values_list("revises__public_id", flat=True).first()


def owner_of(public_id: UUID) -> int | None:
    """Return the key of whose assessment this is, without a look at who asks."""
    owners = Assessment.objects.filter(public_id=public_id)
    return owners.values_list("member__user", flat=True).first()


def questionnaire_of(assessment: Assessment) -> Questionnaire:
    return questionnaire_in(instrument_of(assessment.version_id), assessment.campaign)


def questionnaire_in(instrument: Instrument, campaign: Campaign | None) -> Questionnaire:
    """Return what is asked in a campaign; in one's own time, all that the bank has."""
    return questionnaire(instrument, campaign.parts if campaign else ALL)


def stored_answers(assessment: Assessment) -> dict[str, Stored]:
    codes = {key: code for code, key in question_ids(assessment.version_id).items()}
    with connection.cursor() as cursor:
        cursor.execute(_ANSWERS, [assessment.pk])
        rows = cursor.fetchall()
    return {
        codes[key]: Stored(answer_text(value, other), _moment(at)) for key, value, other, at in rows
    }


def _moment(stored: datetime) -> datetime:
    """Return a moment as a cursor gives it, with its zone: SQLite keeps UTC and does not say so."""
    return stored if stored.tzinfo else stored.replace(tzinfo=UTC)


def stored_notes(assessment: Assessment) -> dict[str, Stored]:
    codes = {key: code for code, key in theme_ids(assessment.version_id).items()}
    with connection.cursor() as cursor:
        cursor.execute(_NOTES, [assessment.pk])
        return {codes[key]: Stored(text, _moment(at)) for key, text, at in cursor.fetchall()}


def sheet(assessment: Assessment) -> AnswerSheet:
    return AnswerSheet(stored_answers(assessment), stored_notes(assessment))


def raw_answers(assessment: Assessment) -> dict[str, RawAnswer]:
    """Return the answers as the scorer takes them. Blank is absence."""
    return {code: stored.given for code, stored in stored_answers(assessment).items()}


# Home ------------------------------------------------------------------------------------------


def own_assessments(user: User) -> QuerySet[Assessment]:
    """Return the person's assessments, newest first, with how many statements they answered: of the
    themes, and of all parts.
    """
    statements = Q(answers__question__kind=OF_THEME)
    return (
        Assessment.objects.owned_by(user)
        .select_related("campaign", "version", "member__organisation", "revises", "revision")
        .defer("version__content")
        .annotate(answered=Count("answers", filter=statements), answered_in_all=Count("answers"))
        # Said, because databases differ on where what is not submitted yet belongs.
        .order_by(F("submitted_at").desc(nulls_first=True), "-started_at", "-pk")
    )


def assessment_in(campaign: Campaign, member: Membership) -> Assessment | None:
    return Assessment.objects.filter(campaign=campaign, member=member, revises=None).first()


def unfinished_of(member: Membership, bank_id: int) -> Assessment | None:
    """Return what a member has in progress of a bank, also in a campaign, or of any in their own time."""
    mine = Assessment.objects.unfinished().filter(member=member)
    return (
        mine.filter(Q(campaign=None) | Q(version__bank=bank_id)).order_by("-campaign", "pk").first()
    )


# Checking --------------------------------------------------------------------------------------


def scored_assessments() -> Iterator[Assessment]:
    """Stream the submitted assessments with their answers and stored scores."""
    return (
        Assessment.objects.submitted()
        .select_related("overall_score")
        .prefetch_related("answers__question", "theme_scores", "area_scores", "readiness_scores")
        .order_by("pk")
        .iterator(chunk_size=200)
    )
