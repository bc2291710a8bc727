"""What an organisation's periods say is to go at a moment; one place for the page that shows it and the job that does it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import AuditEntry, Membership, Message, Organisation, RetentionRule, User
from accounts.models.log import AuditEntryQuerySet
from accounts.periods import months_before

# Whether somebody may be given another address without a password is told by this line alone (`came_with_answers`).
KEPT_ACTS = ("membership.recorded",)
DONE_WITH = (Message.Status.SENT, Message.Status.DROPPED, Message.Status.FAILED)


def leavers_to_empty(rule: RetentionRule, at: datetime) -> QuerySet[Membership]:
    """Return those who left so long ago that what they answered and planned goes, and has not gone since."""
    if rule.leavers is None:
        return Membership.objects.none()
    left = _left_by(rule, months_before(at, rule.leavers))
    return left.filter(Q(emptied_at=None) | Q(emptied_at__lt=F("left_at"))).order_by("pk")


def leavers_to_erase(rule: RetentionRule, at: datetime) -> QuerySet[Membership]:
    """Return those of whom nothing is left but who they were, and whom no line of the log names for much longer."""
    if rule.leavers is None or rule.log is None:
        return Membership.objects.none()
    return _left_by(rule, months_before(at, max(rule.leavers, rule.log))).order_by("pk")


def _left_by(rule: RetentionRule, moment: datetime) -> QuerySet[Membership]:
    return Membership.objects.filter(organisation=rule.organisation_id, left_at__lte=moment)


def lines_to_forget(rule: RetentionRule, at: datetime) -> AuditEntryQuerySet:
    entries = AuditEntry.objects.filter(organisation=rule.organisation_id)
    if rule.log is None:
        return entries.none()
    return entries.filter(at__lt=months_before(at, rule.log)).exclude(act__in=KEPT_ACTS)


def messages_to_forget(rule: RetentionRule, at: datetime) -> QuerySet[Message]:
    """Return e-mails that are done with: not one that would be sent anew without its row, or whose link still works."""
    messages = Message.objects.filter(to__organisation=rule.organisation_id, status__in=DONE_WITH)
    if rule.mails is None:
        return messages.none()
    before = min(months_before(at, rule.mails), at - timedelta(days=settings.LINK_DAYS))
    touched = Coalesce("sent_at", "claimed_at", "due_at", "queued_at")
    over = Q(expires_at=None) | Q(expires_at__lt=at)
    return messages.annotate(touched=touched).filter(over, touched__lt=before)


def memberships_to_tell(user: User) -> QuerySet[Membership]:
    """Return somebody's current memberships with whom to ask there and how long what is kept (one query)."""
    own = Membership.objects.current().filter(user=user)
    return own.select_related("organisation__retention").order_by("pk")


def retention_of(organisation: Organisation) -> RetentionRule | None:
    return RetentionRule.objects.filter(organisation=organisation).first()
