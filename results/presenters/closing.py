"""What is said before a campaign is closed by hand, which cannot be taken back: its numbers as they stand."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from assessments.models import Campaign
from results.presenters.protection import left_out_words
from results.queries.standing import Standing


@dataclass(frozen=True)
class Closing:
    """A campaign with how it stands, and by how many days it would end before the day people were told."""

    campaign: Campaign
    standing: Standing
    days_early: int
    left_out: tuple[str, ...]
    is_over: bool


def present_closing(campaign: Campaign, standing: Standing, *, at: datetime) -> Closing:
    ahead = timezone.localdate(campaign.closes_at) - timezone.localdate(at)
    return Closing(
        campaign=campaign,
        standing=standing,
        days_early=max(0, ahead.days),
        left_out=tuple(left_out_words(standing.left_out)),
        is_over=campaign.closes_at <= at,
    )
