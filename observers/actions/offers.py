"""An HR lead makes asking others a part of a campaign, or takes that back, until it closes."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import User
from assessments.models import Campaign
from banks.queries import instrument_of
from leadership.observing import can_be_asked
from observers import queries
from observers.actions.rounds import RoundError
from observers.models import Approval, CampaignRounds


@transaction.atomic
def offer_in_campaign(campaign: Campaign, *, days_after: int, by: User, at: datetime) -> None:
    """Offer it to those who finish. Raise RoundError for a campaign that is over, or where nobody may or can ask."""
    campaign = _not_over(campaign, at)
    if queries.rule_of(campaign.organisation).approval == Approval.OFF:
        raise RoundError(_("Asking others is switched off for your organisation."))
    if not can_be_asked(instrument_of(campaign.version_id)):
        raise RoundError(_("The question bank of this campaign has no statements for others."))
    CampaignRounds.objects.update_or_create(campaign=campaign, defaults={"days_after": days_after})
    _audit("observers.offered", campaign, by=by, at=at)


@transaction.atomic
def end_offer_in_campaign(campaign: Campaign, *, by: User, at: datetime) -> None:
    """Offer it no more; rounds that have begun go on."""
    campaign = _not_over(campaign, at)
    if CampaignRounds.objects.filter(campaign=campaign).delete()[0]:
        _audit("observers.offer_ended", campaign, by=by, at=at)


def _not_over(campaign: Campaign, at: datetime) -> Campaign:
    # Whoever closes it holds it too, and what it closes with is when its rounds are counted.
    campaign = Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    if campaign.counted_at is not None or campaign.closes_at <= at:
        raise RoundError(_("This campaign is over, so what it offers stays as it is."))
    return campaign


def _audit(act: str, campaign: Campaign, *, by: User, at: datetime) -> None:
    audit(act, at=at, by=by, subject=campaign, organisation=campaign.organisation)
