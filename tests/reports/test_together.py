"""Top areas add up to three for everybody: what is in words must not follow from what is printed."""

import dataclasses
from itertools import product

import numpy as np
import pytest

from reports.disclosure import Hidden, Rules, Share, Snapshot, Team, audit, publish
from tests.reports.attacker import counts_allowed

AREAS = [f"LA{number}" for number in range(1, 8)]
TWELVE = (6, 8, 4, 6, 5, 7, 0)  # thirty-six: three each, and nobody has the last


def council(*groups: tuple[int, ...], adds_up: bool = True) -> Snapshot:
    """Teams of twelve, in which so many have each area among their top three."""
    homes = tuple(f"T{at}" for at, _ in enumerate(groups) for _ in range(12))
    inside = np.concatenate([tops(counts) for counts in groups])
    measures = tuple(
        Share(
            code, code, np.where(inside[:, at], 0, 1),
            statistic="area_top_three", rest=(), adds_up=adds_up,
        )
        for at, code in enumerate(AREAS)
    )  # fmt: skip
    teams = (Team("Org"), *(Team(f"T{at}", "Org") for at, _ in enumerate(groups)))
    return Snapshot(tuple(range(len(homes))), teams, homes, measures)


def tops(counts):
    """Twelve people with three areas each."""
    areas = [area for area, count in enumerate(counts) for _ in range(count)]
    inside = np.zeros((12, len(AREAS)), dtype=bool)
    inside[np.arange(36) % 12, areas] = True
    assert inside.sum() == 36
    return inside


def solved(cells, group):
    """For each area in words, the counts that agree with what is printed and three each."""
    own = [c for c in cells if (c.group, c.statistic) == (group, "area_top_three")]
    ranges = []
    for cell in own:
        words = {"hidden": cell.hidden, "value": cell.value}
        known = cell.hidden in {None, Hidden.FEW_OR_NONE, Hidden.NEARLY_EVERYONE}
        low, high = counts_allowed(words, 12) if known else (3, 9)
        ranges.append(range(int(low), int(high) + 1))
    worlds = [world for world in product(*ranges) if sum(world) == 36]
    return {
        cell.code: {world[at] for world in worlds}
        for at, cell in enumerate(own)
        if cell.hidden in {Hidden.FEW_OR_NONE, Hidden.NEARLY_EVERYONE}
    }


def test_area_in_words_follows_from_the_others_without_protection():
    release = publish(council(TWELVE, adds_up=False))

    assert solved(release.cells, "T0") == {"LA7": {0}}


@pytest.mark.parametrize(
    "counts", [TWELVE, (12, 8, 4, 4, 4, 4, 0), (12, 12, 4, 3, 3, 2, 0), (10, 6, 5, 5, 5, 4, 1)]
)
def test_area_in_words_does_not_follow_from_the_others(counts):
    release = publish(council(counts))

    assert release.publishable
    for group in ("Org", "T0"):
        assert all(len(left) > 2 for left in solved(release.cells, group).values())
    assert audit(council(counts), release.cells) == ()


def test_area_hidden_in_a_team_does_not_follow_from_the_other_teams():
    snap = council(TWELVE, (5, 5, 5, 5, 5, 5, 6), (6, 5, 5, 5, 5, 5, 5))

    release = publish(snap)

    hidden = {
        code: {c.group for c in release.cells if (c.code, c.value) == (code, None)}
        for code in AREAS
    }
    assert hidden["LA7"] >= {"T0"}
    assert {len(groups) for groups in hidden.values()} >= {0, 2}
    assert 1 not in {len(groups) for groups in hidden.values()}
    assert audit(snap, release.cells) == ()


def test_audit_finds_what_follows_across_areas():
    release = publish(council(TWELVE, adds_up=False))

    found = audit(council(TWELVE), release.cells)

    assert {finding.what for finding in found} == {
        "A share in words follows from the others, because they add up."
    }
    assert {(finding.code, finding.group) for finding in found} == {("LA3", "Org"), ("LA3", "T0")}


def test_areas_are_all_printed_where_none_is_in_words():
    release = publish(council((5, 5, 5, 5, 5, 5, 6)), Rules())

    assert {c.hidden for c in release.cells if c.statistic == "area_top_three"} == {None}
    assert dataclasses.asdict(release.audit)["left"] == ()
