"""Small teams beside each other, which could be joined into one group of a campaign's results."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count

from accounts.models import MembershipQuerySet, Team
from accounts.queries import TeamTree, team_tree
from assessments.models import Campaign
from assessments.queries import would_count
from banks.queries import instrument_of
from results.disclosure import Rules, packed, too_small
from results.queries.joins import Join, Joins, joins_before, joins_of
from results.queries.snapshot import rules_of

# The share that is taken to answer where it is judged which teams are small: as many as usual.
SHARE = 0.7


@dataclass(frozen=True)
class Neighbour:
    """A team, and how many in it and below it are invited and would count."""

    team: Team
    people: int
    is_small: bool


@dataclass(frozen=True)
class Neighbours:
    """The teams directly below one, or at the top, that are not joined; some of them too small to show."""

    parent: int | None
    path: str
    teams: tuple[Neighbour, ...]
    packs: tuple[tuple[Neighbour, ...], ...]  # which would make groups that show

    @property
    def proposed(self) -> tuple[Neighbour, ...]:
        return self.packs[0] if self.packs else ()


@dataclass(frozen=True)
class Joinable:
    """What of a campaign's teams is joined, and could be."""

    joins: Joins
    neighbours: tuple[Neighbours, ...]
    people: dict[int, int]  # by team, those below it included

    @property
    def packs(self) -> int:
        return sum(len(one.packs) for one in self.neighbours)


def joinable_of(campaign: Campaign, invited: MembershipQuerySet) -> Joinable:
    """Return what could be joined in a campaign, stored or not, that invites these people (eight queries at most)."""
    joins = joins_of(campaign)
    tree = team_tree(campaign.organisation_id)
    rules = rules_of(instrument_of(campaign.version_id), campaign.smallest_group)
    own = would_count(invited).order_by().values_list("team").annotate(Count("pk"))
    people = tree.rolled_up(dict(own))
    found: tuple[Neighbours, ...] = ()
    # So soon after other results their groups are kept.
    if joins.kept_from is None:
        found = tuple(_neighbours(tree, people, joins, joins_before(campaign), rules))
    return Joinable(joins, found, people)


def _neighbours(
    tree: TeamTree, people: dict[int, int], joins: Joins, before: Iterable[Join], rules: Rules
) -> Iterator[Neighbours]:
    joined = frozenset().union(*(join.teams for join in joins.joins))
    below: dict[int | None, list[Team]] = {}
    for team in tree.teams:
        if team.pk not in joined and people[team.pk]:
            below.setdefault(team.parent_id, []).append(team)
    hidden = {team for key in joined & tree.parts.keys() for team in tree.branch(key)}
    for parent, teams in below.items():
        # Inside a group that is itself too small, or joined, nothing is shown in any case.
        if parent in hidden or (parent and too_small(people[parent], rules, SHARE)):
            continue
        found = tuple(
            Neighbour(one, people[one.pk], too_small(people[one.pk], rules, SHARE)) for one in teams
        )
        if len(found) > 1 and any(one.is_small for one in found):
            yield Neighbours(parent, tree.path(parent), found, tuple(_packs(found, before, rules)))


def _packs(
    teams: Sequence[Neighbour], before: Iterable[Join], rules: Rules
) -> Iterator[tuple[Neighbour, ...]]:
    """Yield which to join: those that were joined last time, so that they can be compared, then as few as it takes."""
    left = list(teams)
    for join in before:
        again = tuple(one for one in left if one.team.pk in join.teams)
        if len(again) == len(join.teams):
            yield again
            left = [one for one in left if one not in again]
    for places in packed([one.people for one in left], rules, SHARE):
        yield tuple(left[place] for place in places)
