"""The e-mails to people: the outbox."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.people import Membership


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self, at: datetime) -> "MessageQuerySet":
        return self.filter(status=Message.Status.QUEUED, due_at__lte=at)

    def failed(self) -> "MessageQuerySet":
        return self.filter(status=Message.Status.FAILED)

    def in_time(self, at: datetime) -> "MessageQuerySet":
        """Keep those that are not too late to be sent."""
        return self.filter(models.Q(expires_at=None) | models.Q(expires_at__gt=at))

    def drop(self) -> int:
        """Leave out what is no longer wanted, and forget what it was to be worded from."""
        return self.update(status=Message.Status.DROPPED, context={})


class Message(models.Model):
    """An e-mail to a member, from when it is wanted until it has left.

    It is worded only when it leaves. Its link is made of its key and signed (`accounts.links`), so that none
    is kept, and holds as long as this row and what the e-mail is about. What an e-mail says of somebody is therefore in its context: never answers or scores.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting to be sent")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Could not be sent")
        DROPPED = "dropped", _("Not sent, because it was no longer wanted")

    # Whatever asks for the same e-mail twice names it by the same key.
    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=40)
    topic = models.CharField(max_length=80, blank=True, help_text="what it is about: campaign:12")
    to = models.ForeignKey(Membership, models.CASCADE, related_name="messages")
    # Where it goes instead of to the address they have when it leaves: to one that is to be theirs, or was.
    address = models.EmailField(max_length=254, blank=True, default="")
    # Its name and not its words: a link to choose a password must not lie in the database.
    template = models.CharField(max_length=100)
    # What it is worded from, until it has left: names, days, what somebody added in their own words.
    context = models.JSONField(default=dict, blank=True)
    leads_to = models.CharField(max_length=200, blank=True, help_text="the path of its link")
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.QUEUED)
    # Counted when it is taken, not when it fails: a worker that is killed has had its turn too.
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["status", "due_at"], name="message_due"),
            # For a campaign's page, which counts its e-mails by kind and state.
            models.Index(fields=["topic", "kind", "status"], name="message_of_a_topic"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="sent", sent_at__isnull=False)
                | (~models.Q(status="sent") & models.Q(sent_at=None)),
                name="message_sent_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def link_works_until(self) -> datetime:
        """Until when its link lets its person choose a first password; after that it still leads to signing in.

        As long as what it is about, and never less than some days from when it left.
        """
        left = self.sent_at or self.claimed_at or self.queued_at
        least = left + timedelta(days=settings.LINK_DAYS)
        return max(self.expires_at or least, least)

    def link_works(self, at: datetime) -> bool:
        return at < self.link_works_until
