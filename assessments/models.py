"""Campaigns, assessments, the raw answers and notes, and the scores stored on submit."""

import uuid
from datetime import datetime, time, timedelta
from typing import cast

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Organisation, Team, User
from assessments.parts import OFFERED, parts_of_campaign
from banks.models import BankVersion, LearningArea, Question, Theme
from leadership.group_sizes import LARGEST, SMALLEST
from leadership.instrument import RawAnswer
from leadership.instrument.parts import PartKind

# A paragraph: the note is for remembering an example, not for a diary.
NOTE_MAX_LENGTH = 1000
# By the clock of the service, so that nobody's phone sounds at midnight when a day begins.
MORNING = time(9)


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def open_at(self, at: datetime) -> "CampaignQuerySet":
        return self.filter(opens_at__lte=at, closes_at__gt=at)


class Campaign(models.Model):
    """An invitation to an organisation's managers to answer one bank version, within dates."""

    class Audience(models.TextChoices):
        EVERYONE = "everyone", _("Everyone in the organisation")
        BRANCHES = "branches", _("Some teams, with the teams below them")
        PEOPLE = "people", _("A list of people")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="campaigns")
    # Frozen with the campaign: a new version of the bank is asked in the next one.
    version = models.ForeignKey(BankVersion, models.PROTECT, related_name="campaigns")
    name = models.CharField(max_length=200)
    # Unique in the whole service, because commands name a campaign by it alone.
    slug = models.SlugField(max_length=80, unique=True)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    smallest_group = models.PositiveSmallIntegerField(
        default=SMALLEST, help_text="no figure is published of fewer people than this"
    )
    # The parts beside the themes; each may be left out by the person who answers.
    asks_readiness = models.BooleanField(default=False)
    asks_learning = models.BooleanField(default=False)
    breakdown = models.CharField(
        max_length=40, blank=True, help_text="the one attribute that results are broken down by"
    )
    audience = models.CharField(max_length=8, choices=Audience.choices, default=Audience.EVERYONE)
    # Whom an audience of branches or of people names; nobody beside these is invited.
    branches = models.ManyToManyField(Team, blank=True, related_name="campaigns")
    people = models.ManyToManyField(Membership, blank=True, related_name="campaigns")
    # Invitation, reminders and thanks. Off unless somebody asked for them: a command makes campaigns too.
    sends_mail = models.BooleanField(default=False)
    reminder_days = models.JSONField(
        default=list, blank=True, help_text="how many days before the last one a reminder goes out"
    )
    reminded_on = models.DateField(null=True, blank=True)
    # When the results came out: nothing is finished in the campaign before this that they do not count.
    published_at = models.DateTimeField(null=True, blank=True)
    # Who has said that the answers are for development only; nobody, where a command made it.
    purpose_confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="campaigns_confirmed"
    )
    purpose_confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="campaign_closes_after_it_opens"
            ),
            models.CheckConstraint(
                condition=Q(smallest_group__gte=SMALLEST, smallest_group__lte=LARGEST),
                name="campaign_smallest_group_from_5_to_20",
            ),
            models.CheckConstraint(
                condition=Q(purpose_confirmed_by=None, purpose_confirmed_at=None)
                | Q(purpose_confirmed_by__isnull=False, purpose_confirmed_at__isnull=False),
                name="campaign_purpose_confirmed_by_someone_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def parts(self) -> frozenset[PartKind]:
        """The parts that are asked; where the bank has not one of them, it is left out."""
        return parts_of_campaign(
            {part.campaign_field: getattr(self, part.campaign_field) for part in OFFERED}
        )

    def is_open_at(self, at: datetime) -> bool:
        return self.opens_at <= at < self.closes_at

    @property
    def topic(self) -> str:
        """What its e-mails are about, in the outbox."""
        return f"campaign:{self.pk}"

    @property
    def reminders_at(self) -> list[datetime]:
        """The moments of its reminders, in order: in the morning, and not on the day it opens."""
        opens, closes = timezone.localdate(self.opens_at), timezone.localdate(self.closes_at)
        days = (closes - timedelta(days=days) for days in self.reminder_days)
        return [
            timezone.make_aware(datetime.combine(day, MORNING))
            for day in sorted(days)
            # On that day the invitation goes out, and two e-mails on one day would be one too many.
            if day > opens
        ]


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
    def in_hand(self) -> "Assessment | None":
        """What its owner is answering: itself until it is finished, then the copy that revises it, if any."""
        return self if self.submitted_at is None else getattr(self, "revision", None)


class Answer(models.Model):
    """A raw answer, as given: a value of the scale, or one of the choices beside it. Blank is no row."""

    class Other(models.TextChoices):
        NOT_APPLICABLE = "NA", _("Not applicable")
        DONT_KNOW = "DK", _("Don’t know")

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    # As given, never keyed: the scorer turns reversed statements round each time it reads.
    value = models.SmallIntegerField(null=True, blank=True)
    other = models.CharField(max_length=2, choices=Other.choices, blank=True, default="")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "question"], name="answer_once_to_a_question"
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False, other="") | Q(value=None, other__in=["NA", "DK"]),
                name="answer_is_a_value_or_another_choice",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.question_id}"

    @property
    def given(self) -> RawAnswer:
        """The answer as the scorer takes it."""
        return self.value if self.value is not None else cast("RawAnswer", self.other)


class EvidenceNote(models.Model):
    """The person's own note on a theme, seen by nobody else."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="notes")
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


class Status(models.TextChoices):
    SCORED = "scored", _("Scored")
    INSUFFICIENT = "insufficient", _("Not enough answers")


class OverallScore(models.Model):
    """What the scorer said of a whole assessment on submit, and which scorer it was."""

    assessment = models.OneToOneField(Assessment, models.CASCADE, related_name="overall_score")
    status = models.CharField(max_length=12, choices=Status.choices)
    # Of how many themes it is the mean, which the report says beside it.
    themes_scored = models.PositiveSmallIntegerField()
    score = models.FloatField(null=True, help_text="0 to 100, full precision")
    mean = models.FloatField(null=True, help_text="on the themes' scale, where they share one")
    band = models.CharField(max_length=40, blank=True)
    alpha = models.FloatField(help_text="precision assumed for change labels, frozen on submit")
    sd = models.FloatField(help_text="likewise, on 0 to 100")
    # By which rules the numbers came about, should the scorer ever change.
    scorer = models.PositiveSmallIntegerField(help_text="leadership.scoring.SCORER_VERSION")

    def __str__(self) -> str:
        return str(self.assessment_id)


class ThemeScore(models.Model):
    """What the scorer said of one theme on submit."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="theme_scores")
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="scores")
    status = models.CharField(max_length=12, choices=Status.choices)
    answered = models.PositiveSmallIntegerField()
    score = models.FloatField(null=True, help_text="0 to 100, full precision")
    mean = models.FloatField(null=True, help_text="on the theme's scale, full precision")
    band = models.CharField(max_length=40, blank=True)
    alpha = models.FloatField(help_text="precision assumed for change labels, frozen on submit")
    sd = models.FloatField(help_text="likewise, on 0 to 100")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "theme"], name="theme_score_once_in_an_assessment"
            ),
            models.CheckConstraint(
                condition=Q(status="scored", score__gte=0, score__lte=100, mean__isnull=False)
                | Q(status="insufficient", score=None, mean=None, band=""),
                name="theme_score_within_100_or_none",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.theme_id}"


class AreaScore(models.Model):
    """What the scorer said of one learning area on submit, where that part was answered at all."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="area_scores")
    area = models.ForeignKey(LearningArea, models.PROTECT, related_name="scores")
    status = models.CharField(max_length=12, choices=Status.choices)
    confidence = models.FloatField(null=True, help_text="mean on its scale, full precision")
    # A single answer, so no mean.
    importance = models.SmallIntegerField(null=True, help_text="on its scale, as given")
    priority = models.FloatField(null=True, help_text="0 to 100, full precision")
    level = models.CharField(max_length=40, blank=True)
    theme_need = models.FloatField(null=True, help_text="what the themes say, 0 to 100")
    # Stored, because ties are settled by more than the priority.
    rank = models.PositiveSmallIntegerField(help_text="its position in the person's order, from 1")
    is_featured = models.BooleanField(default=False)
    is_suggested = models.BooleanField(default=False, help_text="added because of the themes")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "area"], name="area_score_once_in_an_assessment"
            ),
            models.UniqueConstraint(
                fields=["assessment", "rank"], name="area_score_rank_once_in_an_assessment"
            ),
            models.CheckConstraint(
                condition=Q(status="scored", priority__gte=0, priority__lte=100)
                & Q(confidence__isnull=False, importance__isnull=False)
                | Q(status="insufficient", priority=None, level="", is_featured=False),
                name="area_score_within_100_or_none",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.area_id}"


class ReadinessScore(models.Model):
    """What the scorer said of one side of readiness on submit, where that part was answered at all."""

    class Side(models.TextChoices):
        INDIVIDUAL = "individual", _("Individual")
        ORGANISATIONAL = "organisational", _("Organisational")

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="readiness_scores")
    side = models.CharField(max_length=14, choices=Side.choices)
    status = models.CharField(max_length=12, choices=Status.choices)
    answered = models.PositiveSmallIntegerField()
    score = models.FloatField(null=True, help_text="0 to 100, full precision")
    mean = models.FloatField(null=True, help_text="on the side's scale, full precision")
    level = models.CharField(max_length=40, blank=True, help_text="after the cap by key statements")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "side"], name="readiness_score_once_a_side"
            ),
            models.CheckConstraint(
                condition=Q(status="scored", score__gte=0, score__lte=100, mean__isnull=False)
                | Q(status="insufficient", score=None, mean=None, level=""),
                name="readiness_score_within_100_or_none",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.side}"


class AdoptedPrecision(models.Model):
    """A measured alpha and SD that an organisation uses in place of a version's assumed ones.

    Of several for one theme the newest counts, for what is submitted from then on: every score keeps
    the precision that it was stored with.
    """

    version = models.ForeignKey(BankVersion, models.PROTECT, related_name="adopted_precision")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="adopted_precision")
    theme = models.ForeignKey(
        Theme, models.PROTECT, null=True, blank=True, related_name="adopted_precision",
        help_text="empty for the overall score",
    )  # fmt: skip
    alpha = models.FloatField()
    sd = models.FloatField(help_text="on 0 to 100")
    # Never updated in place: an older one explains the change labels of its time.
    adopted_at = models.DateTimeField()
    adopted_by = models.ForeignKey(User, models.PROTECT, related_name="adopted_precision")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(alpha__gt=0, alpha__lt=1, sd__gt=0, sd__lte=50),
                name="adopted_precision_within_its_bounds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.theme_id}"
