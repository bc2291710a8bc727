"""Campaigns that are to come again: when HR leads are asked, and what became of the asking."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from assessments.models.campaigns import Campaign

FEWEST_MONTHS, MOST_MONTHS = 1, 36
LEAD = timedelta(weeks=4)


class CampaignRepeat(models.Model):
    """That a campaign is to be asked again every so many months: as a draft, which opens only once somebody confirms it.

    The draft is no campaign: it is this row and what the campaign holds, so that nothing can open by itself.
    Once confirmed the row goes over to the campaign made of it; while there is no row, nothing is repeated.
    """

    campaign = models.OneToOneField(Campaign, models.CASCADE, related_name="repeat")
    months = models.PositiveSmallIntegerField()
    opens_on = models.DateField(help_text="the day on which the next one is to open")
    # Since when there is a draft that waits for somebody's word; empty before.
    prepared_at = models.DateTimeField(null=True, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="campaign_repeats")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(months__gte=FEWEST_MONTHS, months__lte=MOST_MONTHS),
                name="campaign_repeated_after_1_to_36_months",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign}: {self.opens_on}"

    @property
    def opened_on(self) -> date:
        return timezone.localdate(self.campaign.opens_at)

    @property
    def draft_on(self) -> date:
        """The day on which its draft is prepared: time enough to look at who is asked, and to say no."""
        return self.opens_on - LEAD
