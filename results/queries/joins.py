"""Which small teams are one group in the results of a campaign, and which could be."""

from dataclasses import dataclass

from assessments.models import Campaign
from assessments.queries import joined_groups
from results.models import Release
from results.queries.matched import earlier_release
from results.queries.recent_releases import releases_lately


@dataclass(frozen=True)
class Join:
    """Some teams that are told of together, each with all teams below it."""

    name: str
    teams: frozenset[int]


@dataclass(frozen=True)
class Joins:
    """The joined teams of a campaign, and the release whose groups it has to keep, if there is one."""

    joins: tuple[Join, ...]
    kept_from: Release | None = None


def joins_of(campaign: Campaign) -> Joins:
    """Return which teams are joined in the results of a campaign, stored or not (four queries at most).

    So soon after other results that most people would answer both alike, the groups stay as they were there: from the
    average of teams joined and of one of them alone that of the others would follow, however few they are.
    """
    lately = releases_lately(campaign)
    if lately:
        return Joins(joins_in(lately[0]), lately[0])
    return Joins(
        tuple(
            Join(group.name, frozenset(part.team_id for part in group.parts.all()))
            for group in joined_groups(campaign)
        )
    )


def joins_in(release: Release) -> tuple[Join, ...]:
    """Return which teams a release has joined (one query)."""
    groups = release.groups.exclude(joined=[]).order_by("order")
    return tuple(Join(group.name, group.joined_teams) for group in groups)


def joins_before(campaign: Campaign) -> tuple[Join, ...]:
    """Return which teams were joined in the campaign that this one would be compared with (two queries at most)."""
    earlier = earlier_release(campaign)
    return joins_in(earlier) if earlier else ()
