"""Releases so near to one that is to be made that most people would answer both alike.

Whoever reads results may also decide who is asked: by a list, and by moving, ending and bringing back people.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from django.db import connection
from django.db.models import Q

from assessments.models import Campaign
from banks.queries import theme_ids
from results.models import Release
from results.queries.matched import groups_then

# A list is drawn up in a minute. Who is in an organisation or a branch changes by itself in a year, and to ask all of
# them again so soon that it has not is seen by everybody.
LISTS_WITHIN = timedelta(days=366)
OTHERS_WITHIN = timedelta(days=92)


def shown_lately(
    campaign: Campaign, sittings: Mapping[int, int]
) -> Iterator[Mapping[str, frozenset[int]]]:
    """Yield who was in each group that was shown lately, by the assessments that `sittings` gives for members.

    Counted from the close of the earlier campaign to the opening of this one: how long this one is open is for
    whoever opens it to choose. Answers from a file nobody here chose.
    """
    if campaign.is_imported:
        return
    one_is_a_list = Q() if _is_list(campaign) else Q(campaign__audience=Campaign.Audience.PEOPLE)
    near = Q(campaign__closes_at__gt=campaign.opens_at - OTHERS_WITHIN)
    near |= one_is_a_list & Q(campaign__closes_at__gt=campaign.opens_at - LISTS_WITHIN)
    releases = Release.objects.filter(
        near,
        publishable=True,
        campaign__organisation=campaign.organisation_id,
        campaign__is_imported=False,
    ).exclude(campaign=campaign)
    for release in releases.select_related("campaign"):
        # A copy of a bank asks the same under another name; another instrument tells nothing about this one.
        if (
            not theme_ids(release.campaign.version_id)
            .keys()
            .isdisjoint(theme_ids(campaign.version_id))
        ):
            yield groups_then(release, sittings)


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
