"""Releases so near to one that is to be made that most people would answer both alike.

Whoever reads results may also decide who is asked: by a list, and by moving, ending and bringing back people.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta

from django.db import connection
from django.db.models import Q

from assessments.models import Campaign
from banks.queries import theme_ids
from results.models import Release
from results.queries.codes import is_joined
from results.queries.matched import groups_then

# A list is drawn up in a minute. Who is in an organisation or a branch changes by itself in a year, and to ask all of
# them again so soon that it has not is seen by everybody.
LISTS_WITHIN = timedelta(days=366)
OTHERS_WITHIN = timedelta(days=92)


def releases_lately(campaign: Campaign) -> list[Release]:
    """Return the releases so near to a campaign, stored or not, that most people would answer both alike, newest first.

    Counted from the close of the earlier campaign to the opening of this one: how long this one is open is for
    whoever opens it to choose. Answers from a file nobody here chose.
    """
    if campaign.is_imported:
        return []
    one_is_a_list = Q() if _is_list(campaign) else Q(campaign__audience=Campaign.Audience.PEOPLE)
    near = Q(campaign__closes_at__gt=campaign.opens_at - OTHERS_WITHIN)
    near |= one_is_a_list & Q(campaign__closes_at__gt=campaign.opens_at - LISTS_WITHIN)
    releases = Release.objects.filter(
        near,
        publishable=True,
        campaign__organisation=campaign.organisation_id,
        campaign__is_imported=False,
    ).exclude(campaign_id=campaign.pk)
    asked = theme_ids(campaign.version_id)
    return [
        release
        for release in releases.select_related("campaign").order_by("-campaign__closes_at", "-pk")
        # A copy of a bank asks the same under another name; another instrument tells nothing about this one.
        if not theme_ids(release.campaign.version_id).keys().isdisjoint(asked)
    ]


def shown_lately(
    campaign: Campaign, sittings: Mapping[int, int], codes: Collection[str]
) -> Iterator[Mapping[str, frozenset[int]]]:
    """Yield who was in each group that was shown lately, by the assessments that `sittings` gives for members.

    `codes` are the groups of teams now. Joined teams have no group of the same name where others or none were
    joined, so each is laid beside all that it could be taken from.
    """
    for release in releases_lately(campaign):
        then = groups_then(release, sittings)
        yield then
        for code in filter(is_joined, codes):
            if code not in then:
                yield from ({code: people} for people in then.values())
        for code in filter(is_joined, then):
            if code not in codes:
                yield dict.fromkeys(codes, then[code])


def _is_list(campaign: Campaign) -> bool:
    return campaign.audience == Campaign.Audience.PEOPLE


def one_close_at_a_time(organisation_id: int) -> None:
    """Let whoever closes another campaign of the organisation wait: each release has to know the others.

    On SQLite a write waits anyway. A row's lock would do too, but hold up everybody else who needs the row.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [CLOSING, organisation_id])


# Any number that nothing else in the service locks by.
CLOSING = 20261129
