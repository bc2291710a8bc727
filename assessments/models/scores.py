"""The scores stored on submit, and the precision that an organisation adopted for them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from assessments.models.answers import Assessment
from banks.models import BankVersion, LearningArea, Theme


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

    # Found by the unique rule, which begins with it, as answers are.
    assessment = models.ForeignKey(
        Assessment, models.CASCADE, related_name="theme_scores", db_index=False
    )
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

    assessment = models.ForeignKey(
        Assessment, models.CASCADE, related_name="area_scores", db_index=False
    )
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

    assessment = models.ForeignKey(
        Assessment, models.CASCADE, related_name="readiness_scores", db_index=False
    )
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
