"""The groups that a campaign's results are told by, and who is in which: its teams, and one attribute's values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from accounts.models import Team
from accounts.queries import team_tree
from accounts.reading_order import stored_order
from assessments.models import Campaign
from results.disclosure import Measure, Snapshot
from results.disclosure import Team as Node
from results.queries.codes import ROOT, is_joined, joined_code, team_code, value_code
from results.queries.joins import Join, joins_of

# What is read of each person: their key, their team, their attributes.
Row = tuple[int, int | None, Mapping[str, object]]


@dataclass(frozen=True)
class TeamGroup:
    """A team as results tell of it, or some small ones together."""

    code: str
    parent: str
    name: str
    team: Team | None = None
    joined: tuple[Team, ...] = ()  # where it is some, at least two


@dataclass(frozen=True)
class CampaignGroups:
    """The teams in the order of a contents page, and the values of the attribute in theirs."""

    teams: tuple[TeamGroup, ...]
    home: Mapping[int, str]  # the group that each team's own people are in
    attribute: str
    values: tuple[str, ...]

    def snapshot(
        self,
        people: Sequence[Row],
        measures: Iterable[Measure] = (),
        lately: Iterable[Mapping[str, frozenset[int]]] = (),
    ) -> Snapshot:
        """Return these people in their groups, with what each contributes."""
        return Snapshot(
            tuple(pk for pk, *_ in people),
            (Node(ROOT), *(Node(one.code, one.parent) for one in self.teams)),
            # Of a team that was made meanwhile nothing is known here.
            tuple(self.home.get(team or 0, ROOT) for _, team, _ in people),
            tuple(measures),
            attribute=tuple(value_code(self.attribute, value) for value in self.values),
            attribute_of=tuple(
                value_code(self.attribute, value)
                if (value := value_of(attributes, self.attribute))
                else None
                for *_, attributes in people
            ),
            lately=tuple(lately),
        )


def groups_of(campaign: Campaign, attributes: Iterable[Mapping[str, object]]) -> CampaignGroups:
    """Return the groups of a campaign that invites people with these attributes (five queries at most)."""
    attribute = campaign.breakdown
    values = in_value_order(value_of(found, attribute) for found in attributes)
    teams = team_tree(campaign.organisation_id, by=stored_order).teams
    return CampaignGroups(*arranged(teams, joins_of(campaign).joins), attribute, values)


def arranged(
    teams: Sequence[Team], joins: Iterable[Join]
) -> tuple[tuple[TeamGroup, ...], Mapping[int, str]]:
    """Put joined teams in place of each, at the first of them, and say in which group each team's people are.

    Who belongs to a team below a joined one is in the joined group; no group is told of inside it.
    """
    joined = {
        team.pk: together
        for join in joins
        for together in [_beside(teams, join)]
        for team in together
    }
    names = {team: join.name for join in joins for team in join.teams}
    found: dict[str, TeamGroup] = {}
    home: dict[int, str] = {}
    for team in teams:  # parents come first
        parent = home[team.parent_id] if team.parent_id else ROOT
        together = joined.get(team.pk, ())
        if is_joined(parent):
            home[team.pk] = parent
        elif together:
            home[team.pk] = code = joined_code(one.pk for one in together)
            found.setdefault(code, TeamGroup(code, parent, names[team.pk], joined=together))
        else:
            home[team.pk] = code = team_code(team.pk)
            found[code] = TeamGroup(code, parent, team.name, team)
    return tuple(found.values()), home


def _beside(teams: Sequence[Team], join: Join) -> tuple[Team, ...]:
    """Return the teams of a join that are still beside each other; one that was moved away stands for itself."""
    beside: dict[int | None, list[Team]] = {}
    for team in teams:
        if team.pk in join.teams:
            beside.setdefault(team.parent_id, []).append(team)
    most = max(beside.values(), key=len, default=[])
    return tuple(most) if len(most) > 1 else ()


def in_value_order(values: Iterable[str]) -> tuple[str, ...]:
    """Return an attribute's values once each as people would list them: G9 before G10; '' is none."""
    return tuple(sorted({value for value in values if value}, key=stored_order))


def value_of(attributes: Mapping[str, object], attribute: str) -> str:
    return str(attributes.get(attribute) or "") if attribute else ""
