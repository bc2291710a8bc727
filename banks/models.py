"""Question banks and their versions.

What a version holds is one document, the Instrument of `leadership.instrument` as JSON. Beside it stand rows with
no more than the keys that answers and scores point to. The database refuses any change to either once the version
is no longer a draft (migration 0002).
"""

import uuid

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
    # Text, as the file has it. Sorting goes by `number_order`: 1.10 comes after 1.9.
    number = models.CharField(max_length=20)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    title = models.CharField(max_length=300)
    language = models.CharField(max_length=20)
    # Text and no JSONField: PostgreSQL would put the keys that authors choose in an order of its own, and
    # pydantic reads an Instrument from text in one go.
    content = models.TextField(help_text="The Instrument as JSON, with every default written out.")
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="published_bank_versions"
    )
    # What was said on publishing; the first version of a bank changes nothing and says nothing.
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


class OfferedLanguage(models.Model):
    """Another language in which a published version is read and answered, and who said that it may be.

    The words are part of the version. That they may be shown is said of it later too: whoever can read them may come after.
    """

    version = models.ForeignKey(BankVersion, models.CASCADE, related_name="offered_languages")
    language = models.CharField(max_length=20)
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "language"], name="offered_language_once_of_a_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.language}"


class DraftChange(models.Model):
    """What one edit of a draft changed, so that it can be taken back and made again; gone once it is published."""

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
    # Taken back, and kept to be made again until somebody makes another edit.
    is_undone = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.act} {self.section} {'/'.join(self.keys)}"


class Resource(models.Model):
    """A link or a book that an organisation puts beside a learning area, for its own members.

    Not part of a bank: a published version never changes, and addresses do; and a bank may be read by many
    organisations. It names the area by its code, which is permanent.
    """

    class Kind(models.TextChoices):
        LINK = "link", _("Link")
        BOOK = "book", _("Book")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="resources")
    area = models.CharField(max_length=40)
    kind = models.CharField(max_length=4, choices=Kind.choices)
    title = models.CharField(max_length=200)
    author = models.CharField(max_length=200, blank=True, default="")
    url = models.CharField(max_length=500, blank=True, default="")
    duration = models.CharField(max_length=60, blank=True, default="")
    note = models.CharField(max_length=500, blank=True, default="")
    added_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organisation", "area"], name="resource_of_an_area")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(url="") | models.Q(url__startswith="https://"),
                name="resource_leads_by_https",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="link", url=""), name="resource_link_leads_somewhere"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PendingBank(models.Model):
    """A bank file that was looked at and not yet stored; it is kept for an hour at most."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    made_by = models.ForeignKey(User, models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    # In the database and no file, because several web processes may share no disk.
    content = models.BinaryField()

    def __str__(self) -> str:
        return str(self.public_id)


class KeyRow(models.Model):
    """What other rows point to and sums are grouped by: a code of a version's content, and where it stands there.

    Made from the content, in the same transaction and by nobody else (`banks.actions.content`); `verify_banks`
    compares the two. `order` counts from 1 through the whole version.
    """

    version = models.ForeignKey(BankVersion, models.CASCADE, related_name="+")
    code = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["version", "code"], name="%(class)s_code_once_in_a_version"
            )
        ]

    def __str__(self) -> str:
        return self.code


class Theme(KeyRow):
    """A theme of a version."""


class LearningArea(KeyRow):
    """A learning area of a version."""


class Question(KeyRow):
    """Anything of a version that can be answered."""

    # As the content says it (`leadership.instrument.Asked`): a new kind of part needs no migration.
    kind = models.CharField(max_length=20)
