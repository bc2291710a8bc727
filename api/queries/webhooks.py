"""Reads of the addresses that are told what happens."""

from django.db.models import Count, Q, QuerySet

from accounts.models import Organisation
from api.models import Webhook, WebhookDelivery

WAITING = Q(deliveries__status=WebhookDelivery.Status.QUEUED)


def webhooks_of(organisation: Organisation) -> QuerySet[Webhook]:
    """Return an organisation's addresses, the oldest first, with how much waits for each (`waiting`)."""
    webhooks = Webhook.objects.filter(organisation=organisation)
    return webhooks.annotate(waiting=Count("deliveries", filter=WAITING)).order_by("pk")


def number_waiting(webhook: Webhook) -> int:
    return deliveries_of(webhook).filter(status=WebhookDelivery.Status.QUEUED).count()


def deliveries_of(webhook: Webhook) -> QuerySet[WebhookDelivery]:
    """Return what an address was told or is to be, the newest first."""
    return WebhookDelivery.objects.filter(webhook=webhook).order_by("-queued_at", "-pk")
