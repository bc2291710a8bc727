"""People who pool their own answers: what they know is found, and what they cannot know is not."""

import pytest

from bench.accomplices import answer_is_known, limits_of_score, opened
from results.disclosure import Rules, publish
from tests.results.councils import scores, snapshot, staff, statement, varied


@pytest.mark.parametrize(("pooled", "within"), [(4, 5), (3, 100)])
def test_four_of_five_bound_the_fifth_and_three_do_not(pooled: int, within: float) -> None:
    teams, homes = staff({"A": 5}, 9)  # those of A come last
    snap = snapshot(teams, homes, scores(varied(14)))

    [shown] = opened(snap, publish(snap), Rules(), ("theme_mean", "ASP"))
    least, most = min(
        (limits_of_score(shown, 13, pool) for pool in shown.pools(13, pooled)),
        key=lambda limits: limits[1] - limits[0],
    )

    assert within / 2 < most - least <= within + 1e-6
    assert least - 1e-6 <= varied(14)[13] <= most + 1e-6


@pytest.mark.parametrize(
    ("pool", "fewest", "known"),
    [([0, 1, 2], 3, True), ([0, 1, 3], 3, False), ([0, 1, 2], 5, False)],
)
def test_all_who_answered_one_way_know_that_the_others_did_not(
    pool: list[int], fewest: int, known: bool
) -> None:
    teams, homes = staff({}, 10)
    snap = snapshot(teams, homes, statement([0, 0, 0, 1, 1, 1, 1, 2, 2, 2]))
    rules = Rules(fewest_in_cell=fewest)

    [shown] = opened(snap, publish(snap, rules), rules, ("question_favourable", "ASP-01"))

    assert answer_is_known(shown, 9, pool) is known
