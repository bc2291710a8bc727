"""Campaigns for a list of people: whoever draws one up could draw up another that differs by one person."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from django.db.models import Q

from assessments.models import Campaign
from assessments.queries import counted_in
from results.models import Release

# Within that time most people would answer nearly alike.
LATELY = timedelta(days=366)


def chosen_lately(campaign: Campaign, sittings: Mapping[int, int]) -> Iterator[frozenset[int]]:
    """Yield who counted in each release of the last year where they, or these, are a list that somebody drew up.

    By the assessments that `sittings` gives for members; whoever is not among them is a number below zero.
    """
    lists = Q(campaign__audience=Campaign.Audience.PEOPLE, campaign__is_imported=False)
    releases = Release.objects.filter(
        publishable=True,
        campaign__organisation=campaign.organisation_id,
        campaign__version__bank=campaign.version.bank_id,
        campaign__closes_at__gt=campaign.closes_at - LATELY,
    ).exclude(campaign=campaign)
    if campaign.audience != Campaign.Audience.PEOPLE or campaign.is_imported:
        releases = releases.filter(lists)
    for release in releases.select_related("campaign"):
        then = counted_in(release.campaign, at=release.campaign.closes_at)
        members = then.values_list("member", flat=True)
        yield frozenset(sittings.get(member, -member) for member in members)
