"""Assessments, and what their owners wrote in them: raw answers and notes."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from itertools import chain
from typing import cast

from django.db import connection, models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, User
from assessments.models.campaigns import Campaign
from banks.models import BankVersion, Question, Theme
from leadership.instrument import DONT_KNOW, NOT_APPLICABLE, RawAnswer

# A paragraph: the note is for remembering an example, not for a diary.
NOTE_MAX_LENGTH = 1000


def counts_as_finished(at: datetime, path: str = "") -> Q:
    """Tell which assessments count as finished, for a query that reaches them by `path`.

    One that was opened again does not while its campaign is open.
    """
    submitted = Q((f"{path}submitted_at__isnull", False))
    # A close before its day moves the day, so this is enough.
    return submitted & (Q((f"{path}revision", None)) | Q((f"{path}campaign__closes_at__lte", at)))


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def unfinished(self) -> "AssessmentQuerySet":
        return self.filter(submitted_at=None)

    def submitted(self) -> "AssessmentQuerySet":
        return self.filter(submitted_at__isnull=False)

    def finished(self, at: datetime) -> "AssessmentQuerySet":
        return self.filter(counts_as_finished(at))

    def owned_by(self, user: User) -> "AssessmentQuerySet":
        """Keep the user's own, in organisations they have not left."""
        # Who has left keeps no access, though nothing of theirs is deleted by leaving.
        return self.filter(member__user=user, member__left_at=None)


class Assessment(models.Model):
    """One sitting by one person. Without a campaign it is the person's own, at a time of their choosing."""

    # In addresses in place of the key: a running number could be counted up, and tells how many there are.
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey(Membership, models.PROTECT, related_name="assessments")
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="assessments"
    )
    # Also that of its campaign, kept here so that a report needs no campaign to be read.
    version = models.ForeignKey(BankVersion, models.PROTECT, related_name="assessments")
    started_at = models.DateTimeField()
    # Empty while it can still be changed; from then on it is read-only.
    submitted_at = models.DateTimeField(null=True, blank=True)
    # What was finished stays as it is while its owner changes a copy, which takes its place when that is
    # finished in its turn: until then nothing that was finished is lost.
    revises = models.OneToOneField(
        "self", models.CASCADE, null=True, blank=True, related_name="revision"
    )

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        constraints = [
            # Finished or not: whoever counted twice would weaken the smallest group that is shown.
            models.UniqueConstraint(
                fields=["member", "campaign"],
                condition=Q(revises=None),
                name="assessment_once_in_a_campaign",
            ),
            models.CheckConstraint(
                condition=Q(revises=None) | Q(submitted_at=None),
                name="assessment_that_revises_is_unfinished",
            ),
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(submitted_at=None, campaign=None),
                name="assessment_one_unfinished_of_ones_own",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None) | Q(submitted_at__gte=F("started_at")),
                name="assessment_submitted_after_it_started",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def kept_until(self) -> datetime | None:
        """Until when its organisation keeps it, where it has said so; its organisation comes with its rule."""
        rule = getattr(self.member.organisation, "retention", None)
        return rule.keeps_until(self.campaign.closes_at) if rule and self.campaign else None

    @property
    def in_hand(self) -> "Assessment | None":
        """What its owner is answering: itself until it is finished, then the copy that revises it, if any."""
        return self if self.submitted_at is None else getattr(self, "revision", None)


_INSERT = """
INSERT INTO assessments_answer (assessment_id, question_id, value, other, language, saved_at) VALUES
"""
_IN_PLACE = """
ON CONFLICT (assessment_id, question_id) DO UPDATE
SET value = EXCLUDED.value, other = EXCLUDED.other, language = EXCLUDED.language, saved_at = EXCLUDED.saved_at
"""


class AnswerManager(models.Manager["Answer"]):
    def store(
        self,
        assessment: Assessment,
        rows: Iterable[tuple[int, int | None, str]],
        language: str,
        at: datetime,
    ) -> None:
        """Store the answers (question, value, other) of one page, each in place of the one before it.

        In plain SQL, since every autosave comes past: `bulk_create` takes Django a tenth of its processor time.
        """
        moment = connection.ops.adapt_datetimefield_value(at)
        values = [(assessment.pk, *row, language, moment) for row in rows]
        if not values:
            return
        marks = ", ".join(["(%s, %s, %s, %s, %s, %s)"] * len(values))
        with connection.cursor() as cursor:
            cursor.execute(f"{_INSERT} {marks} {_IN_PLACE}", list(chain.from_iterable(values)))


def raw_answer(value: int | None, other: str) -> RawAnswer:
    """Return an answer as the scorer takes it, of a row's value and its other choice."""
    return value if value is not None else cast("RawAnswer", other)


class Answer(models.Model):
    """A raw answer, as given: a value of the scale, or one of the choices beside it. Blank is no row."""

    class Other(models.TextChoices):
        NOT_APPLICABLE = "NA", _("Not applicable")
        DONT_KNOW = "DK", _("Don’t know")

    # Found by the unique rule, which begins with it: an index of its own would be the same once more.
    assessment = models.ForeignKey(
        Assessment, models.CASCADE, related_name="answers", db_index=False
    )
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    # As given, never keyed: the scorer turns reversed statements round each time it reads.
    value = models.SmallIntegerField(null=True, blank=True)
    other = models.CharField(max_length=2, choices=Other.choices, blank=True, default="")
    # In which language the statement was shown, where not in its authors' words: figures of two languages are
    # compared only once both have been looked at.
    language = models.CharField(max_length=20, blank=True, default="", db_default="")
    saved_at = models.DateTimeField()

    objects = AnswerManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "question"], name="answer_once_to_a_question"
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False, other="")
                | Q(value=None, other__in=[NOT_APPLICABLE, DONT_KNOW]),
                name="answer_is_a_value_or_another_choice",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.question_id}"

    @property
    def given(self) -> RawAnswer:
        """The answer as the scorer takes it."""
        return raw_answer(self.value, self.other)


class EvidenceNote(models.Model):
    """The person's own note on a theme, seen by nobody else."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="notes", db_index=False)
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="notes")
    # Never in a log, an e-mail, a result or an export for others.
    text = models.CharField(max_length=NOTE_MAX_LENGTH)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "theme"], name="evidence_note_once_on_a_theme"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.theme_id}"
