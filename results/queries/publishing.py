"""What is read of results that are being made."""

from datetime import datetime

from assessments.models import Campaign
from results.models import Publishing


def publishing_of(campaign: Campaign) -> Publishing | None:
    return Publishing.objects.filter(campaign=campaign).first()


def campaigns_unpublished(since: datetime) -> list[str]:
    """Return the addresses of the campaigns whose results were to be made by then and are not there."""
    late = Publishing.objects.filter(queued_at__lte=since).order_by("queued_at")
    return list(late.values_list("campaign__slug", flat=True))
