"""The groups that a campaign's results are told by, and who is in which: its teams, and one attribute's values."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from accounts.models import Team
from accounts.queries import team_tree
from assessments.models import Campaign
from results.disclosure import Measure, Snapshot
from results.disclosure import Team as Node
from results.queries.codes import ROOT, team_code, value_code

# What is read of each person: their key, their team, their attributes.
Row = tuple[int, int | None, Mapping[str, object]]


@dataclass(frozen=True)
class CampaignGroups:
    """The teams in the order of a contents page, and the values of the attribute in theirs."""

    teams: tuple[Team, ...]
    attribute: str
    values: tuple[str, ...]

    def snapshot(
        self,
        people: Sequence[Row],
        measures: Iterable[Measure] = (),
        lately: Iterable[Mapping[str, frozenset[int]]] = (),
    ) -> Snapshot:
        """Return these people in their groups, with what each contributes."""
        known = {team.pk for team in self.teams}
        return Snapshot(
            tuple(pk for pk, *_ in people),
            (Node(ROOT), *(Node(team_code(t.pk), team_code(t.parent_id)) for t in self.teams)),
            tuple(team_code(team if team in known else None) for _, team, _ in people),
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
    """Return the groups of a campaign that invites people with these attributes (one query)."""
    attribute = campaign.breakdown
    values = in_value_order(value_of(found, attribute) for found in attributes)
    return CampaignGroups(team_tree(campaign.organisation_id).teams, attribute, values)


def in_value_order(values: Iterable[str]) -> tuple[str, ...]:
    """Return an attribute's values once each as people would list them: G9 before G10; '' is none."""

    def pieces(value: str) -> list[tuple[bool, int, str]]:
        return [
            (piece.isdecimal(), int(piece) if piece.isdecimal() else 0, piece)
            for piece in re.split(r"(\d+)", value.casefold())
        ]

    return tuple(sorted({value for value in values if value}, key=lambda v: (pieces(v), v)))


def value_of(attributes: Mapping[str, object], attribute: str) -> str:
    return str(attributes.get(attribute) or "") if attribute else ""
