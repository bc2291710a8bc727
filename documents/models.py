"""Files that were made ahead, and those that are still to be made."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

# A worker that has not finished by then is gone; the largest council's results take a minute or two.
LOST_AFTER = timedelta(minutes=10)
RETRY_AFTER = timedelta(minutes=1)


class StoredDocument(models.Model):
    """The newest making of one document: of what it is, how far it is, and its bytes.

    `fingerprint` is of the facts that the bytes were made from. Whoever serves them works it out anew, so
    a document is never older than what it shows, whoever forgets to say that something has changed.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting to be made")
        MAKING = "making", _("Being made")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Could not be made")

    # Empty for what belongs to an organisation, such as published results.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="documents"
    )
    kind = models.CharField(max_length=20, help_text="a key of settings.DOCUMENT_MAKERS")
    about = models.JSONField(help_text="what its maker needs to find the facts")
    key = models.CharField(max_length=64, help_text="a hash of `about`")
    state = models.CharField(max_length=6, choices=State.choices, default=State.QUEUED)
    awaited = models.BooleanField(default=False, help_text="whether somebody has asked for it")
    attempts = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    # The bytes are in one of the two, by settings.DOCUMENT_STORAGE at the time.
    content = models.BinaryField(null=True, blank=True)
    file = models.CharField(max_length=100, blank=True, help_text="its name in the storage")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="document_once_of_a_kind"),
        ]
        indexes = [
            models.Index(fields=["state", "queued_at"], name="document_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def shows(self, fingerprint: str) -> bool:
        """Tell whether what is stored was made from these facts."""
        return self.made_at is not None and self.fingerprint == fingerprint

    def wants_queueing(self, at: datetime) -> bool:
        """Tell whether nobody is about to make it anew: also where a worker was lost on the way."""
        if self.state == self.State.FAILED:
            return self.last_touched <= at - RETRY_AFTER
        return self.state == self.State.READY or self.last_touched <= at - LOST_AFTER

    @property
    def last_touched(self) -> datetime:
        return self.claimed_at or self.queued_at


def row_facts(row: models.Model | None) -> tuple[object, ...]:
    """Return every stored value of a row, so that a column added later counts without being named."""
    return tuple(getattr(row, field.attname) for field in row._meta.concrete_fields) if row else ()
