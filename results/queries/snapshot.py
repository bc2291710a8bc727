"""The snapshot at a campaign's close: who counts, in which groups, and what each contributes."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db.models import QuerySet

from accounts.models import Team
from accounts.queries import team_tree
from assessments.models import Assessment, Campaign
from assessments.queries import LeftOut, counted_in, invited_to, left_out_of
from banks.queries import instrument_of
from leadership.instrument import Instrument
from results.disclosure import Measure, Rules, Snapshot
from results.disclosure import Team as Node
from results.models import Release
from results.queries.codes import ROOT, team_code, value_code
from results.queries.contributions import statement_measures, theme_measures, theme_values
from results.queries.lately import shown_lately
from results.queries.matched import change_measures, earlier_release
from results.queries.parts import learning_measures, readiness_measures


@dataclass(frozen=True)
class Close:
    """A campaign as it stands at its close: the snapshot, the groups in order, the response."""

    snapshot: Snapshot
    rules: Rules
    teams: tuple[Team, ...]
    values: tuple[str, ...]  # of the attribute that results are broken down by, in order
    invited: int
    counted: int
    left_out: LeftOut
    earlier: Release | None  # with whose people these are compared


def rules_of(instrument: Instrument, smallest_group: int) -> Rules:
    """Return the thresholds in force: the campaign's smallest group, and what the bank asks for if it is more."""
    asked = instrument.scoring.anonymity
    return Rules(
        # The stricter of the two: a bank may ask for more than the campaign, never for less.
        smallest=max(smallest_group, asked.min_group_n),
        spread=max(asked.min_n_for_distribution, asked.min_n_for_sd, asked.min_n_for_item_results),
        fewest_in_cell=asked.min_cell,
    )


def close_of(campaign: Campaign, *, at: datetime) -> Close:
    """Read everything that decides what may be published of a campaign that closes at a moment."""
    counted = counted_in(campaign, at=at)
    people = list(
        counted.order_by("pk").values_list("pk", "member__team", "member", "member__attributes")
    )
    teams = team_tree(campaign.organisation_id).teams
    known = {team.pk for team in teams}
    nodes = [Node(ROOT), *(Node(team_code(t.pk), team_code(t.parent_id)) for t in teams)]
    ids = tuple(pk for pk, *_ in people)
    homes = tuple(team_code(team if team in known else None) for _, team, *_ in people)
    # Whoever took part and has left since was invited too.
    invited = dict(invited_to(campaign).values_list("pk", "attributes"))
    invited |= {member: attributes for *_, member, attributes in people}
    attribute = campaign.breakdown
    values = in_value_order(_value(found, attribute) for found in invited.values())
    earlier = earlier_release(campaign)
    sittings = {member: pk for pk, _, member, _ in people}
    snapshot = Snapshot(
        ids,
        tuple(nodes),
        homes,
        tuple(_measures(campaign, counted, sittings, earlier)),
        attribute=tuple(value_code(attribute, value) for value in values),
        attribute_of=tuple(
            value_code(attribute, value) if (value := _value(found, attribute)) else None
            for *_, found in people
        ),
        lately=tuple(shown_lately(campaign, sittings)),
    )
    rules = rules_of(instrument_of(campaign.version_id), campaign.smallest_group)
    return Close(
        snapshot,
        rules,
        teams,
        values,
        len(invited),
        len(ids),
        left_out_of(campaign, at=at),
        earlier,
    )


def _measures(
    campaign: Campaign,
    counted: QuerySet[Assessment],
    sittings: Mapping[int, int],
    earlier: Release | None,
) -> Iterator[Measure]:
    """Yield what was asked, and its change; `sittings` gives each member's assessment, in order."""
    version_id = campaign.version_id
    instrument = instrument_of(version_id)
    ids = np.array(list(sittings.values()), dtype=np.int64)
    values = theme_values(version_id, counted, ids)
    yield from theme_measures(instrument, values)
    yield from statement_measures(instrument, campaign, counted, ids)
    if campaign.asks_learning and instrument.learning_areas:
        yield from learning_measures(instrument, version_id, counted, ids)
    if campaign.asks_readiness:
        yield from readiness_measures(instrument, version_id, counted, ids)
    if earlier is not None:
        yield from change_measures(campaign, earlier, sittings, values)


def in_value_order(values: Iterable[str]) -> tuple[str, ...]:
    """Return an attribute's values once each as people would list them: G9 before G10; '' is none."""

    def pieces(value: str) -> list[tuple[bool, int, str]]:
        return [
            (piece.isdecimal(), int(piece) if piece.isdecimal() else 0, piece)
            for piece in re.split(r"(\d+)", value.casefold())
        ]

    return tuple(sorted({value for value in values if value}, key=lambda v: (pieces(v), v)))


def _value(attributes: Mapping[str, object], attribute: str) -> str:
    return str(attributes.get(attribute) or "") if attribute else ""
