"""What is read of campaigns, assessments and answers."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.db.models import Count, F, Q, QuerySet

from accounts.models import Membership, User
from assessments.models import Answer, Assessment, Campaign, EvidenceNote
from leadership.instrument import DONT_KNOW, NOT_APPLICABLE, RawAnswer, Scale
from leadership.models import Question
from leadership.queries import question_ids


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
class Sheet:
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
    def seen(self) -> datetime | None:
        """The moment of the newest save that this sheet knows of."""
        return newest([*self.answers.values(), *self.notes.values()])


def newest(stored: Iterable[Stored]) -> datetime | None:
    return max((one.saved_at for one in stored), default=None)


def answer_text(value: int | None, other: str) -> str:
    return other if value is None else str(value)


def answer_words(scale: Scale, text: str) -> str:
    """Return the words of an answer's text; '' where it is none of the scale's."""
    words = {str(point.value): point.label for point in scale.points}
    if scale.not_applicable is not None:
        words[NOT_APPLICABLE] = scale.not_applicable.label
    if scale.dont_know is not None:
        words[DONT_KNOW] = scale.dont_know.label
    return words.get(text, "")


def stored_answers(assessment: Assessment) -> dict[str, Stored]:
    codes = {key: code for code, key in question_ids(assessment.version_id).items()}
    rows = Answer.objects.filter(assessment=assessment).values_list(
        "question_id", "value", "other", "saved_at"
    )
    return {codes[key]: Stored(answer_text(value, other), at) for key, value, other, at in rows}


def stored_notes(assessment: Assessment) -> dict[str, Stored]:
    rows = EvidenceNote.objects.filter(assessment=assessment).values_list(
        "theme__code", "text", "saved_at"
    )
    return {code: Stored(text, at) for code, text, at in rows}


def sheet(assessment: Assessment) -> Sheet:
    return Sheet(stored_answers(assessment), stored_notes(assessment))


def raw_answers(assessment: Assessment) -> dict[str, RawAnswer]:
    """Return the answers as the scorer takes them. Blank is absence."""
    return {code: stored.given for code, stored in stored_answers(assessment).items()}


# Home ------------------------------------------------------------------------------------------


def own_assessments(user: User) -> QuerySet[Assessment]:
    """Return the person's assessments, newest first, with how many statements they answered."""
    statements = Q(answers__question__kind=Question.Kind.THEME)
    return (
        Assessment.objects.owned_by(user)
        .select_related("campaign", "version", "member__organisation")
        .defer("version__sections")
        .annotate(answered=Count("answers", filter=statements))
        # Said, because databases differ on where what is not submitted yet belongs.
        .order_by(F("submitted_at").desc(nulls_first=True), "-started_at", "-pk")
    )


def assessment_in(campaign: Campaign, member: Membership) -> Assessment | None:
    return Assessment.objects.filter(campaign=campaign, member=member).first()


def open_campaigns(memberships: Iterable[Membership], at: datetime) -> QuerySet[Campaign]:
    """Return the campaigns that can be answered now, the first to close first."""
    return (
        Campaign.objects.open_at(at)
        .filter(organisation__in=[membership.organisation_id for membership in memberships])
        .select_related("organisation")
        .order_by("closes_at", "pk")
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
