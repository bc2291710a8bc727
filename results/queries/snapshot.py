"""The snapshot at a campaign's close: who counts, in which groups, and what each contributes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db.models import QuerySet

from assessments.models import Assessment, Campaign
from assessments.queries import LeftOut, counted_in, invited_to, left_out_of
from banks.queries import source_of
from leadership.instrument import Instrument
from results.disclosure import Measure, Rules, Snapshot
from results.models import Release
from results.queries.contributions import statement_measures, theme_measures, theme_values
from results.queries.groups import CampaignGroups, groups_of
from results.queries.matched import change_measures, earlier_release
from results.queries.parts import learning_measures, readiness_measures
from results.queries.recent_releases import shown_lately


@dataclass(frozen=True)
class Close:
    """A campaign as it stands at its close: the snapshot, the groups in order, the response."""

    snapshot: Snapshot
    rules: Rules
    groups: CampaignGroups
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
    rows = list(
        counted.order_by("pk").values_list("pk", "member__team", "member__attributes", "member")
    )
    # Whoever took part and has left since was invited too.
    invited = dict(invited_to(campaign).values_list("pk", "attributes"))
    invited |= {member: attributes for *_, attributes, member in rows}
    groups = groups_of(campaign, invited.values())
    earlier = earlier_release(campaign)
    sittings = {member: pk for pk, *_, member in rows}
    snapshot = groups.snapshot(
        [(pk, team, attributes) for pk, team, attributes, _member in rows],
        _measures(campaign, counted, sittings, earlier),
        shown_lately(campaign, sittings, {one.code for one in groups.teams}),
    )
    rules = rules_of(source_of(campaign.version_id), campaign.smallest_group)
    return Close(
        snapshot,
        rules,
        groups,
        len(invited),
        len(rows),
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
    instrument = source_of(version_id)
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
