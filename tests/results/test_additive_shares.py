"""Top areas add up to three for everybody: what is in words must not follow from what is printed."""

import dataclasses
from itertools import product

import numpy as np
import pytest

from results.disclosure import Hidden, Rules, Share, Snapshot, Team, audit, decide_only, publish
from tests.results.attacker import counts_allowed

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
    scenarios = [one for one in product(*ranges) if sum(one) == 36]
    return {
        cell.code: {one[at] for one in scenarios}
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
    # With LA3 hidden, which three have at least, two counts of LA7 were left.
    assert {(finding.code, finding.group) for finding in found} == {("LA5", "Org"), ("LA5", "T0")}


def test_areas_are_all_printed_where_none_is_in_words():
    release = publish(council((5, 5, 5, 5, 5, 5, 6)), Rules())

    assert {c.hidden for c in release.cells if c.statistic == "area_top_three"} == {None}
    assert dataclasses.asdict(release.audit)["left"] == ()


# Goals: who has any has one with some support


def supported(*kinds: tuple[int, ...]) -> Snapshot:
    """Two teams of twenty; of each, who has a goal with each kind of support, one after the other."""
    inside = np.zeros((40, len(kinds[0])), dtype=bool)
    for team, counts in enumerate(kinds):
        ends = np.cumsum(counts)
        for at, end in enumerate(ends):
            inside[20 * team + end - counts[at] : 20 * team + end, at] = True
    anybody = Share(
        "ANY", "", np.where(inside.any(axis=1), 0, 1), statistic="goal_any", rest=(), fewest=5,
        covered_by=("goal_support",),
    )  # fmt: skip
    kinds_of = (
        Share(f"K{at}", "", np.where(has, 0, 1), statistic="goal_support", rest=(), fewest=5)
        for at, has in enumerate(inside.T)
    )
    homes = ("T0",) * 20 + ("T1",) * 20
    teams = (Team("Org"), Team("T0", "Org"), Team("T1", "Org"))
    return Snapshot(tuple(range(40)), teams, homes, (anybody, *kinds_of))


def ranges(cells, group: str, people: int) -> dict[str, tuple[int, int]]:
    """For each share of a group, the fewest and the most that agree with all that is told of it."""
    told = {
        cell.code: (
            (int(cell.value * people / 100 + 0.5),) * 2
            if cell.value is not None
            else (0, 4)
            if cell.hidden is Hidden.FEW_OR_NONE
            else (people - 4, people)
            if cell.hidden is Hidden.NEARLY_EVERYONE
            else (0, people)
        )
        for cell in cells
        if cell.group == group and cell.statistic != "people"
    }
    scenarios = [
        dict(zip(told, counts, strict=True))
        for counts in product(*(range(low, high + 1) for low, high in told.values()))
        if max(counts[1:]) <= counts[0] <= sum(counts[1:])
    ]
    return {
        code: (min(one[code] for one in scenarios), max(one[code] for one in scenarios))
        for code, (low, high) in told.items()
        if low < high
    }


@pytest.mark.parametrize("counts", [(9, 3), (10, 1), (6, 0), (5, 4)])
def test_support_of_a_few_follows_from_all_who_have_a_goal_only_without_protection(counts):
    naive = decide_only(supported(counts, (7, 7)))
    release = publish(supported(counts, (7, 7)))

    widths = [high - low for low, high in ranges(naive, "T0", 20).values()]
    assert counts == (6, 0) or any(width < 4 for width in widths)
    for group, people in (("Org", 40), ("T0", 20), ("T1", 20)):
        assert all(high - low >= 4 for low, high in ranges(release.cells, group, people).values())
    assert audit(supported(counts, (7, 7)), release.cells) == ()
    assert audit(supported(counts, (7, 7)), naive) != () or counts == (6, 0)


def test_support_of_many_is_shown_with_all_who_have_a_goal():
    release = publish(supported((6, 7), (8, 5)))

    assert {cell.hidden for cell in release.cells} == {None}
