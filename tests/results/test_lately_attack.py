"""Whoever has two releases of which most would answer both alike finds no sum that rests on a few people."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from results.disclosure import Hidden, Snapshot, Team, audit, publish
from tests.results.attacker import small_supports
from tests.results.councils import groups_of, scores, shown

K = 5


def organisation(teams, homes, lately=()):
    """`homes` maps each person to the team they are in."""
    people = tuple(sorted(homes))
    measure = scores([20 + (person * 37) % 67 for person in people])
    where = tuple(homes[person] for person in people)
    return Snapshot(people, teams, where, (measure,), lately=lately)


def published_lately(snap):
    """Who was in each group that a release shows, and in each that is shown now beside it."""
    groups = groups_of(snap)
    return {code: frozenset(groups[code]) for code in shown(publish(snap), "people")}


def small_sums(then, now):
    """The sums and differences on fewer than five people, were everybody's answers the same both times."""
    sums = [*then.values(), *now.values()]
    people = sorted(frozenset().union(*sums))
    rows = [[person in each for person in people] for each in sums]
    return small_supports(np.array(rows, dtype=float), K) if rows else []


@st.composite
def rounds(draw):
    """Teams on one floor or two, of which some people leave, come and move before the next campaign."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    teams = [Team("Org")]
    for number in range(draw(st.integers(2, 5))):
        parent = teams[draw(st.integers(0, number))].code
        teams.append(Team(f"{parent}>{number}", parent))
    sizes = [draw(st.integers(0, 14)) for _ in teams]
    homes = [team.code for team, size in zip(teams, sizes, strict=True) for _ in range(size)]
    then = dict(enumerate(homes))
    now = dict(then)
    # Few as a rule, and enough at times, so that not everything is hidden for what is seen at once.
    for _ in range(draw(st.integers(0, 4))):
        here, there = rng.integers(len(teams), size=2)
        inside = [person for person, home in now.items() if home == teams[here].code]
        for person in inside[: draw(st.sampled_from([1, 5, 6, 7]))]:
            now[person] = teams[there].code
    if draw(st.booleans()):
        for person in rng.permutation(len(homes))[: draw(st.sampled_from([5, 7]))].tolist():
            now[person + 1000] = now.pop(person)
    return tuple(teams), then, now


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rounds())
def test_attacker_with_both_releases_finds_no_small_set(two):
    teams, then, now = two
    before = published_lately(organisation(teams, then))

    snap = organisation(teams, now, (before,))
    release = publish(snap)

    groups = groups_of(snap)
    after = {code: groups[code] for code in shown(release, "people")}
    assert small_sums(before, after) == []
    assert audit(snap, release.cells) == ()
    for code in before.keys() & after.keys():
        for apart in (before[code] - after[code], after[code] - before[code]):
            assert not 0 < len(apart) < K or before[code].isdisjoint(after[code])


def moved(number):
    """So many of the first of four teams are in the second the next time."""
    teams = (Team("Org"), *(Team(code, "Org") for code in "ABCD"))
    then = dict(enumerate("A" * 12 + "B" * 12 + "C" * 9 + "D" * 9))
    return teams, then, then | dict.fromkeys(range(number), "B")


@pytest.mark.parametrize(
    ("number", "kept"), [(0, set("ABCD")), (1, set("CD")), (4, set("CD")), (5, set("ABCD"))]
)
def test_teams_between_which_a_few_moved_are_hidden_and_no_others(number, kept):
    teams, then, now = moved(number)
    before = published_lately(organisation(teams, then))

    release = publish(organisation(teams, now, (before,)))

    assert shown(release) == {"Org", *kept}
    why = {cell.hidden for cell in release.cells if cell.group == "A" and cell.hidden}
    assert why == (set() if "A" in kept else {Hidden.LIKE_LATELY})
    if "A" not in kept:  # without which this would prove nothing
        groups = groups_of(organisation(teams, now))
        assert min(map(len, small_sums(before, groups))) == number


def test_what_is_left_over_is_not_set_apart_by_a_few_either():
    """Five or more have come to each team or gone; to those directly in the organisation has come one, and six have gone."""
    teams = (Team("Org"), *(Team(code, "Org") for code in "ACD"))
    then = dict(enumerate(["Org"] * 14 + ["A"] * 14 + ["C"] * 12 + ["D"] * 10))
    now = then | dict.fromkeys([*range(6), *range(28, 33)], "D") | dict.fromkeys(range(14, 19), "C")
    now |= {19: "Org"}
    before = published_lately(organisation(teams, then))

    release = publish(organisation(teams, now, (before,)))

    assert before.keys() == {"Org", "A", "C", "D"}
    assert shown(release) == {"Org", "C", "D"}
