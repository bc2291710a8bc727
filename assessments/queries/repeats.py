"""What is read of campaigns that are to come again."""

from collections.abc import Iterable
from datetime import date

from django.db.models import F, QuerySet

from accounts.models import Organisation
from assessments.models import Campaign, CampaignRepeat
from assessments.models.repeats import LEAD


def repeat_of(campaign: Campaign) -> CampaignRepeat | None:
    return _repeats().filter(campaign=campaign).first()


def lock_repeat(campaign: Campaign) -> CampaignRepeat | None:
    """Return the same in a transaction: nobody else confirms, leaves out or ends it meanwhile."""
    return CampaignRepeat.objects.select_for_update().filter(campaign=campaign).first()


def lock_draft(organisation: Organisation, slug: str) -> CampaignRepeat | None:
    """Return what a draft was prepared of, locked; None once somebody has said what becomes of it."""
    drafts = CampaignRepeat.objects.select_for_update().filter(prepared_at__isnull=False)
    return drafts.filter(campaign__slug=slug, campaign__organisation=organisation).first()


def drafts_of(organisations: Iterable[Organisation]) -> QuerySet[CampaignRepeat]:
    """Return the drafts that wait for somebody's word, the first to open first."""
    return (
        _repeats()
        .filter(prepared_at__isnull=False, campaign__organisation__in=list(organisations))
        .order_by("opens_on", "pk")
    )


def repeats_to_prepare(today: date) -> QuerySet[CampaignRepeat]:
    """Return those whose draft is due and not there yet."""
    due = _repeats().filter(prepared_at=None, opens_on__lte=today + LEAD)
    return due.order_by(F("opens_on"), "pk")


def _repeats() -> QuerySet[CampaignRepeat]:
    return CampaignRepeat.objects.select_related("campaign__organisation", "campaign__version")
