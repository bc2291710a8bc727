"""Removing the answers of campaigns whose time is over; what was published of them stays as it is."""

from datetime import datetime

from django.db import transaction

from accounts.actions import step
from accounts.models import RetentionRule
from assessments.models import Assessment, Campaign
from observers.actions import delete_with_rounds
from results.queries.clearing import campaigns_to_clear
from results.queries.recent_releases import one_close_at_a_time

# So many in one transaction: whoever saves an answer waits for these and not for all.
BATCH = 100


def clear_campaigns(rule: RetentionRule, *, at: datetime, dry_run: bool = False) -> int:
    """Remove all assessments of campaigns that the rule keeps no longer; return how many campaigns."""
    due = list(campaigns_to_clear(rule, at).values_list("pk", flat=True))
    return len(due) if dry_run else sum(_clear(key, rule, at=at) for key in due)


def _clear(key: int, rule: RetentionRule, *, at: datetime) -> bool:
    """Mark first, then remove: no results are worked out from half of a campaign's answers, also after a kill."""
    with transaction.atomic():
        one_close_at_a_time(rule.organisation_id)
        campaign = Campaign.objects.select_for_update(no_key=True).get(pk=key)
        if not campaigns_to_clear(rule, at).filter(pk=key).exists():
            return False
        campaign.cleared_at = campaign.cleared_at or at
        campaign.save(update_fields=["cleared_at"])
    while _delete_some(campaign):
        pass
    return True


@step()
def _delete_some(campaign: Campaign) -> bool:
    # Each whole, so that nobody ever finds scores without their answers.
    sittings = Assessment.objects.filter(campaign=campaign).order_by("pk")
    keys = list(sittings.select_for_update().values_list("pk", flat=True)[:BATCH])
    delete_with_rounds(keys)
    return bool(keys)
