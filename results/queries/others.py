"""What the counting of a campaign's rounds rests on: whose time has come, and whom earlier counts rested on."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import numpy as np

from assessments.models import Campaign
from banks.queries import instrument_of
from leadership.observing import RaterGroup, observations
from observers.queries import Rated, counted_from, rounds_not_ready
from results.disclosure import Scores, Snapshot, Team
from results.models import OthersSummary
from results.queries.codes import ROOT

# For so long the same people and those they ask are taken to say the same again.
LAID_BESIDE = timedelta(days=366)
GAP = "others_gap"


def campaigns_to_count(at: datetime) -> list[Campaign]:
    """Return the published campaigns whose rounds are over and were not counted yet."""
    waiting = Campaign.objects.filter(published_at__isnull=False, others_summary=None)
    return [
        one
        for one in waiting.select_related("organisation", "rounds_offered").order_by("pk")
        if counted_from(one) <= at and not rounds_not_ready(one, at)
    ]


def whole_views(campaign: Campaign, rated: Sequence[Rated]) -> list[Rated]:
    """Return those who have both views of every theme, so that all themes rest on the same people."""
    asked = observations(instrument_of(campaign.version_id), RaterGroup.STAFF)
    themes = {one.theme.code for one in asked}
    return [one for one in rated if themes and themes <= one.gaps.keys()]


def gaps_snapshot(campaign: Campaign, rated: Sequence[Rated], at: datetime) -> Snapshot:
    """Return what each of the people contributes: by theme, how much higher they see themselves than others do."""
    earlier = list(_counted_lately(campaign, at))
    # Numbers of this release alone, that stand for the keyed hashes of people.
    known = sorted({one.person for one in rated}.union(*earlier))
    number = {person: place for place, person in enumerate(known, 1)}
    people = tuple(number[one.person] for one in rated)
    return Snapshot(
        people,
        (Team(ROOT),),
        (ROOT,) * len(people),
        tuple(_measures(campaign, rated)),
        lately=tuple({ROOT: frozenset(number[one] for one in group)} for group in earlier),
    )


def _counted_lately(campaign: Campaign, at: datetime) -> Iterator[frozenset[str]]:
    lately = OthersSummary.objects.filter(
        campaign__organisation=campaign.organisation_id, published_at__gt=at - LAID_BESIDE
    )
    for people in lately.exclude(people=[]).values_list("people", flat=True):
        yield frozenset(people)


def _measures(campaign: Campaign, rated: Sequence[Rated]) -> Iterator[Scores]:
    asked = observations(instrument_of(campaign.version_id), RaterGroup.STAFF)
    titles: Mapping[str, str] = {one.theme.code: one.theme.title for one in asked}
    for code, title in titles.items():
        values = np.array([one.gaps[code] for one in rated], dtype=np.float64)
        # That somebody sees themselves higher, or lower, may not follow either.
        yield Scores(code, title, values, mean=GAP, low=-100.0, high=100.0, cuts=(0.0, 1.0))
