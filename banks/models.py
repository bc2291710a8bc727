"""The instrument as rows: question banks, their versions, and everything a version holds.

Each content row names its version itself, so that a whole version is read with one query a table, and
so that the database can refuse any change to a version that is no longer a draft (migration 0002).
The field names are those of `leadership.instrument`; `banks.queries` and `banks.actions`
turn rows into an Instrument and back.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User


class QuestionBank(models.Model):
    """An instrument through time. Without an organisation it belongs to the platform and all may use it."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="question_banks"
    )
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "code"], name="question_bank_code_once_in_an_organisation"
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=models.Q(organisation=None),
                name="question_bank_code_once_on_the_platform",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ChosenBank(models.Model):
    """Which bank the members of an organisation read, and answer in their own time, where it has chosen one."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="chosen_bank")
    bank = models.ForeignKey(QuestionBank, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.organisation}: {self.bank}"


class BankVersionQuerySet(models.QuerySet["BankVersion"]):
    def published(self) -> "BankVersionQuerySet":
        return self.filter(status=BankVersion.Status.PUBLISHED)


class BankVersion(models.Model):
    """One wording of a bank: a draft, then published and fixed for good, then perhaps retired."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        RETIRED = "retired", _("Retired")

    class Change(models.TextChoices):
        """What publishing said of the version before: it decides whether results stay comparable."""

        SPELLING = "spelling", _("Spelling only: results stay comparable")
        CONTENT = "content", _("More than spelling: changed themes are not compared")

    bank = models.ForeignKey(QuestionBank, models.PROTECT, related_name="versions")
    number = models.CharField(max_length=20)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    title = models.CharField(max_length=300)
    language = models.CharField(max_length=20)
    sections = models.JSONField(
        help_text="The sections of the bank file that nothing answers to or links to, as they stand there."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="published_bank_versions"
    )
    change = models.CharField(max_length=10, choices=Change.choices, blank=True)
    change_summary = models.TextField(blank=True)

    objects = BankVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bank", "number"], name="bank_version_number_once"),
            models.CheckConstraint(
                condition=models.Q(status="draft", published_at=None)
                | (~models.Q(status="draft") & models.Q(published_at__isnull=False)),
                name="bank_version_published_at_unless_draft",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"


class DraftChange(models.Model):
    """What one edit of a draft changed, so that it can be taken back; gone once the draft is published."""

    class Act(models.TextChoices):
        EDITED = "edited", _("Edited")
        ADDED = "added", _("Added")
        COPIED = "copied", _("Copied")
        MOVED = "moved", _("Moved")
        DELETED = "deleted", _("Deleted")

    version = models.ForeignKey(BankVersion, models.CASCADE, related_name="changes")
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    act = models.CharField(max_length=10, choices=Act.choices)
    section = models.CharField(max_length=40)
    keys = models.JSONField(help_text="The codes that lead to what was edited.")
    patch = models.JSONField(help_text="What was there before, and what came instead.")

    def __str__(self) -> str:
        return f"{self.act} {self.section} {'/'.join(self.keys)}"


class VersionContent(models.Model):
    """What every content row has: the version it belongs to, and its place in the bank's order."""

    version = models.ForeignKey(BankVersion, models.CASCADE, related_name="+")
    order = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True


def _once_in_a_version(model: str, field: str = "code") -> models.UniqueConstraint:
    return models.UniqueConstraint(
        fields=["version", field], name=f"{model}_{field}_once_in_a_version"
    )


class Part(VersionContent):
    """A part of the questionnaire."""

    code = models.CharField(max_length=40)
    title = models.CharField(max_length=300)
    contains = models.CharField(max_length=20)
    stage = models.CharField(max_length=40, blank=True)
    optional = models.BooleanField(default=False)

    class Meta:
        constraints = [_once_in_a_version("part")]

    def __str__(self) -> str:
        return self.title


class Scale(VersionContent):
    """The answers that a question offers."""

    key = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=300, blank=True)
    stem = models.TextField(blank=True)
    stem_new_in_role = models.TextField(blank=True)
    not_applicable = models.JSONField(null=True, blank=True)
    dont_know = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = [_once_in_a_version("scale", "key")]

    def __str__(self) -> str:
        return self.key


class ScalePoint(VersionContent):
    """One labelled position of a scale."""

    scale = models.ForeignKey(Scale, models.CASCADE, related_name="points")
    value = models.SmallIntegerField()
    label = models.CharField(max_length=300)
    help = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scale", "value"], name="scale_point_value_once_in_a_scale"
            )
        ]

    def __str__(self) -> str:
        return self.label


class Band(VersionContent):
    """A stretch of whole-number scores with a word for it."""

    code = models.CharField(max_length=40)
    label = models.CharField(max_length=300)
    min = models.PositiveSmallIntegerField()
    max = models.PositiveSmallIntegerField()
    mean_range = models.CharField(max_length=300, blank=True)
    meaning = models.TextField(blank=True)

    class Meta:
        constraints = [
            _once_in_a_version("band"),
            models.CheckConstraint(
                condition=models.Q(min__lte=models.F("max"), max__lte=100),
                name="band_min_to_max_within_100",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Theme(VersionContent):
    """One spoke of the radar."""

    code = models.CharField(max_length=40)
    title = models.CharField(max_length=300)
    short_title = models.CharField(max_length=300)
    scale = models.ForeignKey(Scale, models.PROTECT, related_name="themes")
    source_section = models.CharField(max_length=300, blank=True)
    source_title = models.CharField(max_length=300, blank=True)
    source_strapline = models.CharField(max_length=300, blank=True)
    icon_hint = models.CharField(max_length=40, blank=True)
    page_intro = models.TextField(blank=True)
    definition = models.TextField(blank=True)
    good = models.JSONField(default=list, blank=True)
    poor = models.JSONField(default=list, blank=True)
    evidence_prompt = models.TextField(blank=True)

    class Meta:
        constraints = [_once_in_a_version("theme")]

    def __str__(self) -> str:
        return self.title


class Facet(VersionContent):
    """A side of a theme; never scored."""

    theme = models.ForeignKey(Theme, models.CASCADE, related_name="facets")
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)

    class Meta:
        constraints = [_once_in_a_version("facet")]

    def __str__(self) -> str:
        return self.title


class Feedback(VersionContent):
    """What a report says about a theme in one band."""

    theme = models.ForeignKey(Theme, models.CASCADE, related_name="feedback")
    band = models.ForeignKey(Band, models.PROTECT, related_name="feedback")
    summary = models.TextField()
    strengths = models.JSONField(default=list, blank=True)
    next_steps = models.JSONField(default=list, blank=True)
    questions = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["theme", "band"], name="feedback_once_for_a_theme_in_a_band"
            )
        ]

    def __str__(self) -> str:
        return f"{self.theme}: {self.band}"


class LearningArea(VersionContent):
    """One of the areas of stage 2."""

    code = models.CharField(max_length=40)
    title = models.CharField(max_length=300)
    short_title = models.CharField(max_length=300)
    source_title = models.CharField(max_length=300, blank=True)
    definition = models.TextField(blank=True)
    covers = models.JSONField(default=list, blank=True)
    outcomes = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [_once_in_a_version("learning_area")]

    def __str__(self) -> str:
        return self.title


class Activity(VersionContent):
    """Something to do to learn."""

    area = models.ForeignKey(LearningArea, models.CASCADE, related_name="activities")
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=300)
    type = models.CharField(max_length=40)
    duration = models.CharField(max_length=300, blank=True)
    how = models.TextField(blank=True)

    class Meta:
        constraints = [_once_in_a_version("activity")]

    def __str__(self) -> str:
        return self.title


class ThemeAreaLink(VersionContent):
    """How much a theme points to a learning area, and why."""

    class Strength(models.TextChoices):
        PRIMARY = "primary", _("Primary")
        SECONDARY = "secondary", _("Secondary")

    theme = models.ForeignKey(Theme, models.CASCADE, related_name="links")
    area = models.ForeignKey(LearningArea, models.CASCADE, related_name="links")
    strength = models.CharField(max_length=10, choices=Strength.choices)
    weight = models.FloatField()
    rationale = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["theme", "area"], name="theme_area_link_once"),
            models.CheckConstraint(
                condition=models.Q(weight__gt=0, weight__lte=1), name="theme_area_link_weight"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.theme} to {self.area}"


class ReadinessSide(VersionContent):
    """The person's side or the organisation's side of readiness."""

    name = models.CharField(max_length=20)
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=300)
    scale = models.ForeignKey(Scale, models.PROTECT, related_name="readiness_sides")
    allow_dont_know = models.BooleanField(default=False)

    class Meta:
        constraints = [_once_in_a_version("readiness_side", "name")]

    def __str__(self) -> str:
        return self.title


class SpectrumPosition(VersionContent):
    """One position of the spectrum of customer focus."""

    code = models.CharField(max_length=40)
    label = models.CharField(max_length=300)
    text = models.TextField()

    class Meta:
        constraints = [_once_in_a_version("spectrum_position")]

    def __str__(self) -> str:
        return self.label


class Question(VersionContent):
    """Anything that can be answered: a theme's statement first of all, and those of the other parts."""

    class Kind(models.TextChoices):
        THEME = "theme", _("Theme")
        READINESS = "readiness", _("Readiness")
        CONFIDENCE = "confidence", _("Confidence")
        IMPORTANCE = "importance", _("Importance")
        SPECTRUM = "spectrum", _("Spectrum")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    code = models.CharField(max_length=40)
    text = models.TextField(blank=True)
    label = models.CharField(max_length=300, blank=True)
    reverse = models.BooleanField(default=False)
    separate = models.BooleanField(
        default=False, help_text="Asked and reported, but no part of its theme's score."
    )
    theme = models.ForeignKey(
        Theme, models.CASCADE, null=True, blank=True, related_name="questions"
    )
    facet = models.ForeignKey(
        Facet, models.PROTECT, null=True, blank=True, related_name="questions"
    )
    area = models.ForeignKey(
        LearningArea, models.CASCADE, null=True, blank=True, related_name="questions"
    )
    side = models.ForeignKey(
        ReadinessSide, models.CASCADE, null=True, blank=True, related_name="questions"
    )
    about = models.CharField(max_length=300, blank=True)
    key = models.BooleanField(default=False)
    tip = models.TextField(blank=True)
    required = models.BooleanField(default=False)

    class Meta:
        constraints = [
            _once_in_a_version("question"),
            models.CheckConstraint(
                condition=(
                    models.Q(kind="theme", theme__isnull=False, area=None, side=None)
                    | models.Q(kind="readiness", theme=None, area=None, side__isnull=False)
                    | models.Q(
                        kind__in=["confidence", "importance"],
                        theme=None,
                        area__isnull=False,
                        side=None,
                    )
                    | models.Q(kind="spectrum", theme=None, area=None, side=None)
                ),
                name="question_belongs_where_its_kind_says",
            ),
        ]

    def __str__(self) -> str:
        return self.code
