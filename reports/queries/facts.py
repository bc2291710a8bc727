"""What a report reads: one assessment's stored facts, and earlier ones."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Manager, QuerySet

from accounts.models import Membership, User
from assessments.models import Answer, Assessment, raw_answer
from assessments.models import AreaScore as AreaRow
from assessments.models import OverallScore as OverallRow
from assessments.models import ReadinessScore as ReadinessRow
from assessments.models import ThemeScore as ThemeRow
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

# What `owned_by` keeps, in plain SQL: every download of a ready PDF asks for it (see `reports.queries.stored`).
_EARLIER = """
SELECT earlier.id, earlier.public_id, earlier.submitted_at, earlier.version_id
FROM assessments_assessment this
JOIN banks_bankversion version ON version.id = this.version_id
JOIN banks_bankversion one ON one.bank_id = version.bank_id
JOIN assessments_assessment earlier ON earlier.version_id = one.id
JOIN accounts_membership member ON member.id = earlier.member_id
WHERE this.id = %s AND earlier.submitted_at < this.submitted_at
AND member.user_id = %s AND member.left_at IS NULL
ORDER BY earlier.submitted_at DESC
"""


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
    language: str = ""
    """In which most statements were shown; empty for the words of their authors."""
    asks_learning: bool = True
    """Whether the person was asked about the learning areas at all."""


@dataclass(frozen=True)
class EarlierFacts:
    """What a comparison needs of an earlier assessment."""

    public_id: UUID
    version_id: int
    submitted_at: datetime
    answers: Mapping[str, RawAnswer]
    language: str = ""
    """In which most statements were shown; empty for the words of their authors."""


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
    overall, answers = assessment.overall_score, _answers(assessment.answers)
    return Facts(
        public_id=assessment.public_id,
        person=assessment.member.name,
        organisation=assessment.member.organisation.name,
        campaign=assessment.campaign.name if assessment.campaign else "",
        version_id=assessment.version_id,
        submitted_at=_submitted_at(assessment),
        answers={code: answer for code, answer, _language in answers},
        language=_most_frequent(language for _code, _answer, language in answers),
        notes=dict(assessment.notes.values_list("theme__code", "text")),
        themes=tuple(theme_score(row) for row in rows),
        overall=overall_score(overall),
        # Frozen on submit, so that a label on an old report never changes.
        precision={row.theme.code: Reliability(row.alpha, row.sd) for row in rows},
        overall_precision=Reliability(overall.alpha, overall.sd),
        learning=_learning(assessment.area_scores.select_related("area").order_by("rank")),
        readiness=tuple(side(row) for row in assessment.readiness_scores.order_by("side")),
        # In one's own time everything is asked that the bank has.
        asks_learning=assessment.campaign is None or assessment.campaign.asks_learning,
    )


def theme_score(row: ThemeRow) -> ThemeScore:
    return ThemeScore(
        row.theme.code, _status(row.status), row.answered, row.mean, row.score, row.band or None
    )


def overall_score(row: OverallRow) -> OverallScore:
    return OverallScore(
        _status(row.status), row.themes_scored, row.mean, row.score, row.band or None
    )


def _learning(rows: Iterable[AreaRow]) -> Learning | None:
    found = list(rows)
    if not found:
        return None
    return Learning(
        areas=tuple(area_score(row) for row in found),
        featured=tuple(row.area.code for row in found if row.is_featured),
        suggested=tuple(row.area.code for row in found if row.is_suggested),
        skipped=all(row.priority is None for row in found),
    )


def area_score(row: AreaRow) -> AreaScore:
    return AreaScore(
        row.area.code,
        row.confidence,
        row.importance,
        row.priority,
        row.level or None,
        row.theme_need,
    )


def side(row: ReadinessRow) -> SideScore:
    return SideScore(
        row.side,
        _status(row.status),
        row.answered,
        row.mean,
        row.score,
        level=row.level or None,
    )


def _answers(answers: Manager[Answer] | QuerySet[Answer]) -> list[tuple[str, RawAnswer, str]]:
    """Return each answer with its question and the language that it was asked in, empty for the authors' own."""
    rows = answers.values_list("question__code", "value", "other", "language")
    return [(code, raw_answer(value, other), language) for code, value, other, language in rows]


def _most_frequent(languages: Iterable[str]) -> str:
    # Sorted, so that a tie has the same end each time.
    return next((one for one, _count in Counter(sorted(languages)).most_common(1)), "")


def earlier_than(assessment: Assessment, user: User) -> tuple[Finished, ...]:
    """Return the user's own earlier assessments of the same bank, newest first (one query)."""
    rows = Assessment.objects.raw(_EARLIER, [assessment.pk, user.pk])
    return tuple(
        Finished(row.public_id, row.submitted_at, row.pk, row.version_id)
        for row in rows
        if row.submitted_at  # all have one here; for the type checker
    )


def finished_in(member: Membership) -> QuerySet[Assessment]:
    """Return a person's finished assessments in one organisation, the newest first."""
    own = Assessment.objects.owned_by(member.user).submitted().filter(member=member)
    finished = own.select_related("campaign", "version").defer("version__content")
    return finished.order_by("-submitted_at", "-pk")


def earlier_facts(finished: Finished) -> EarlierFacts:
    """Read what a comparison needs of an assessment that `earlier_than` named (one query)."""
    answers = _answers(Answer.objects.filter(assessment=finished.pk))
    return EarlierFacts(
        finished.public_id,
        finished.version_id,
        finished.submitted_at,
        {code: answer for code, answer, _language in answers},
        _most_frequent(language for _code, _answer, language in answers),
    )


def _status(stored: str) -> Status:
    return SCORED if stored == SCORED else INSUFFICIENT


def _submitted_at(assessment: Assessment) -> datetime:
    # Access lets nobody come here with an unfinished one; this tells the type checker, and us.
    if assessment.submitted_at is None:
        raise ValueError("A report needs a submitted assessment.")
    return assessment.submitted_at


def member_with(pk: int) -> Membership | None:
    """Return a member, or none where they have left since."""
    members = Membership.objects.current().select_related("user", "organisation")
    return members.filter(pk=pk).first()


def user_with(pk: int) -> User | None:
    return User.objects.filter(pk=pk).first()
