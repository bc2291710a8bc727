"""What the counting of a campaign's rounds rests on: whose time has come, and whom earlier counts rested on."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from assessments.models import Campaign
from banks.queries import instrument_of
from leadership.observing import RaterGroup, observations
from observers.queries import Rated, as_hashed_now, counted_from, rounds_not_ready
from results.disclosure import Scores, Snapshot, Team
from results.models import OthersSummary
from results.queries.codes import ROOT

# For so long the same people and those they ask are taken to say the same again.
LAID_BESIDE = timedelta(days=366)
GAP = "others_gap"
FEWEST_FOR_GAPS: Final = 10


def campaigns_to_count(at: datetime) -> list[Campaign]:
    """Return the published campaigns whose rounds are over and were not counted yet."""
    waiting = Campaign.objects.filter(published_at__isnull=False, others_summary=None)
    return [
        one
        for one in waiting.select_related("organisation", "rounds_offered").order_by("pk")
        if counted_from(one) <= at and not rounds_not_ready(one, at)
    ]


def fewest_for_gaps(smallest_group: int) -> int:
    """Return on how many people at least a mean difference rests."""
    return max(FEWEST_FOR_GAPS, smallest_group)


def themes_asked(campaign: Campaign) -> dict[str, str]:
    """Return the titles of the themes that others are asked about."""
    asked = observations(instrument_of(campaign.version_id), RaterGroup.STAFF)
    return {one.theme.code: one.theme.title for one in asked}


def gap_snapshot(
    campaign: Campaign, theme: tuple[str, str], rated: Sequence[Rated], at: datetime
) -> Snapshot:
    """Return how much higher each of these people sees themselves in a theme than others do.

    Each theme by itself: it rests on those who have both views of it, and is laid beside what an earlier campaign
    told of the same theme.
    """
    code, title = theme
    former = {before: one.person for one in rated for before in one.formerly}
    earlier = as_hashed_now(_counted_lately(campaign, code, at), former)
    # Numbers of this release alone, that stand for the keyed hashes of people.
    known = sorted({one.person for one in rated}.union(*earlier))
    number = {person: place for place, person in enumerate(known, 1)}
    people = tuple(number[one.person] for one in rated)
    values = np.array([one.gaps[code] for one in rated], dtype=np.float64)
    # That somebody sees themselves higher, or lower, may not follow either.
    gap = Scores(code, title, values, mean=GAP, low=-100.0, high=100.0, cuts=(0.0, 1.0))
    return Snapshot(
        people,
        (Team(ROOT),),
        (ROOT,) * len(people),
        (gap,),
        lately=tuple({ROOT: frozenset(number[one] for one in group)} for group in earlier),
    )


def _counted_lately(campaign: Campaign, code: str, at: datetime) -> Iterator[list[str]]:
    lately = OthersSummary.objects.filter(
        campaign__organisation=campaign.organisation_id, published_at__gt=at - LAID_BESIDE
    )
    for told in lately.exclude(people=[]).values_list("people", flat=True):
        yield from (one["people"] for one in told if one["theme"] == code)
