"""Which campaigns' answers an organisation keeps no longer."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import RetentionRule
from accounts.periods import months_before
from assessments.models import Assessment, Campaign


def campaigns_to_clear(rule: RetentionRule, at: datetime) -> QuerySet[Campaign]:
    """Return published campaigns whose time is over: those that were not finished clearing, too.

    None while another is open or its results are made, for that one may read them; and none whose goals are
    still to be counted.
    """
    own = Campaign.objects.filter(organisation=rule.organisation_id)
    if rule.campaigns is None or own.filter(opens_at__lte=at, published_at=None).exists():
        return own.none()
    kept = Exists(Assessment.objects.filter(campaign=OuterRef("pk")))
    over = own.filter(
        Q(cleared_at=None) | kept,
        release__isnull=False,
        closes_at__lte=months_before(at, rule.campaigns),
    )
    counting = Q(release__goal_count__isnull=False, release__goal_count__published_at=None)
    return over.exclude(counting).order_by("closes_at", "pk")
