"""Programs that speak to the service, the tokens by which they do, what they were answered, and whom the service tells."""

import uuid
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User


class Token(models.Model):
    """What all that opens the API has in common. Only the hash of a secret is kept."""

    name = models.CharField(max_length=60)
    hashed = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def works(self, at: datetime) -> bool:
        return self.revoked_at is None and at < self.ends_at


class Program(Token):
    """A system of the organisation's own, by OAuth's client credentials: it shows its secret for a token of an hour."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="programs")
    # Stands in the log for whatever it does; nobody can sign in with it.
    actor = models.OneToOneField(User, models.PROTECT, related_name="program")
    # Who answers for whom it brings in.
    made_by = models.ForeignKey(User, models.PROTECT, related_name="programs_made")


class AccessToken(models.Model):
    """What a program got for its secret, for an hour; gone soon after."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="access_tokens")
    hashed = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.program}, until {self.ends_at}"


class PersonalToken(Token):
    """A key that somebody made for a program of theirs: it may do there what they may, and no more than it says."""

    person = models.ForeignKey(User, models.CASCADE, related_name="personal_tokens")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="personal_tokens")


class KeptAnswer(models.Model):
    """What a program was answered to a write with an Idempotency-Key: sent again, it gets the same answer again."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="kept_answers")
    # Whose key it is: another program may use the same.
    holder = models.CharField(max_length=40)
    key = models.CharField(max_length=255)
    # Of the method, the address and the body.
    asked = models.CharField(max_length=64)
    # None while it is worked on.
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    headers = models.JSONField(default=dict, blank=True)
    body = models.TextField(blank=True)
    begun_at = models.DateTimeField(db_index=True)

    # Longer than any program tries again by itself.
    kept_for = timedelta(days=1)
    # A request that takes longer than any did is taken for one that was cut off.
    lost_after = timedelta(minutes=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "holder", "key"], name="kept_answer_once_by_key"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder}: {self.key}"


class RequestCountManager(models.Manager["RequestCount"]):
    def count_one(self, holder: str, at: datetime) -> int:
        """Count a request and return the how many-th of its minute it is, in one statement: each request makes it."""
        table = connection.ops.quote_name(self.model._meta.db_table)
        sql = (
            f"INSERT INTO {table} (holder, minute, number) VALUES (%s, %s, 1) "  # noqa: S608 - our own table
            "ON CONFLICT (holder) DO UPDATE SET minute = excluded.minute, number = "
            f"CASE WHEN {table}.minute = excluded.minute THEN {table}.number + 1 ELSE 1 END "
            "RETURNING number"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [holder, int(at.timestamp()) // 60])
            return int(cursor.fetchone()[0])


class RequestCount(models.Model):
    """How often a program or a person's programs have asked within one minute: one row each, whatever they ask."""

    holder = models.CharField(max_length=40, primary_key=True)
    minute = models.PositiveBigIntegerField()
    number = models.PositiveIntegerField()

    objects = RequestCountManager()

    def __str__(self) -> str:
        return f"{self.holder}: {self.number}"


class Webhook(models.Model):
    """An address of the organisation's that is told what happens here, signed, until it says that it is gone."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="webhooks")
    url = models.CharField(max_length=500)
    events = models.JSONField(default=list)
    # As `identity.encryption` keeps them: to sign, the secret itself is needed.
    sealed_secret = models.TextField()
    # The one before, which signs as well until whoever listens knows the new one.
    sealed_previous = models.TextField(blank=True)
    previous_until = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="webhooks_made")
    made_at = models.DateTimeField()
    disabled_at = models.DateTimeField(null=True, blank=True)
    disabled_why = models.CharField(max_length=200, blank=True)
    # Of what happened while it was off it is told nothing.
    switched_on_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.url

    @property
    def host(self) -> str:
        """What of it may be in the log: the path and what follows may let in whoever reads them."""
        return urlsplit(self.url).hostname or ""


class WebhookDelivery(models.Model):
    """Something that an address is to be told: written in the transaction of what happened, sent by the worker."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        SENT = "sent", _("Delivered")
        FAILED = "failed", _("Given up")

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.CharField(max_length=40)
    # What it is about: told once.
    key = models.CharField(max_length=80)
    # Ids and names of things; never an answer or a score.
    payload = models.JSONField()
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    status = models.CharField(max_length=6, choices=Status.choices, default=Status.QUEUED)
    # What was answered last, or why nothing was.
    last_answer = models.CharField(max_length=200, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    kept_for = timedelta(days=30)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["webhook", "key"], name="webhook_delivery_once_by_key"),
        ]
        indexes = [
            models.Index(fields=["status", "due_at"], name="webhook_delivery_due"),
        ]

    def __str__(self) -> str:
        return f"{self.event} to {self.webhook}"
