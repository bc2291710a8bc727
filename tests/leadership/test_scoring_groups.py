"""A group's change, and two groups' difference, judged by their own error."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from leadership.instrument import Reliability
from leadership.scoring import (
    GroupMean,
    change_of_group,
    clear_between,
    difference_of_groups,
    difference_to_whole,
    points_needed,
    reliable_change,
)
from leadership.scoring.groups import _as_normal, _as_t

PRECISION = Reliability(0.8, 16.0)
OVERALL = Reliability(0.93, 12.0)


def change(mean, sd, n, population=None):
    return change_of_group(GroupMean(mean, sd, n, population), precision=PRECISION)


def test_points_needed_are_those_a_report_explains():
    assert [round(points) for points in points_needed(PRECISION)] == [13, 20]
    assert [round(points) for points in points_needed(OVERALL)] == [6, 9]


def test_a_change_of_three_points_of_many_people_is_clear():
    found = change(3, 14.2, 127)

    assert (round(found.low, 1), round(found.high, 1), found.code) == (0.5, 5.5, "CLEAR_UP")


@pytest.mark.parametrize(
    ("mean", "n", "code"),
    [(3, 12, "NONE"), (3, 50, "POSSIBLE_UP"), (-3, 50, "POSSIBLE_DOWN"), (-6, 50, "CLEAR_DOWN")],
)
def test_the_same_change_says_more_of_more_people(mean, n, code):
    assert change(mean, 14.2, n).code == code


def test_a_population_leaves_less_to_chance_and_never_less_than_the_answers_own_error():
    alone, most, everybody = change(3, 14.2, 60), change(3, 14.2, 60, 70), change(3, 14.2, 60, 60)

    assert alone.error > most.error > everybody.error
    assert everybody.error == pytest.approx(reliable_change(0, 0, PRECISION).s_diff / math.sqrt(60))
    assert (alone.code, everybody.code) == ("POSSIBLE_UP", "CLEAR_UP")


def test_a_population_changes_nothing_where_all_spread_may_be_error():
    assert change(3, 6.0, 60, 60) == change(3, 6.0, 60)


def test_a_change_without_any_spread_is_what_it_is():
    assert change(5, 0.0, 10).code == "CLEAR_UP"
    assert change(0, 0.0, 10).code == "NONE"


def test_a_difference_of_groups_is_judged_by_the_spread_of_both():
    one, other, few = GroupMean(64, 15.0, 80), GroupMean(58, 13.0, 120), GroupMean(58, 13.0, 6)

    clear = difference_of_groups(one, other, precision=PRECISION)

    assert clear.code == "CLEAR_UP"
    assert clear.error == pytest.approx(math.sqrt(15**2 / 80 + 13**2 / 120))
    assert difference_of_groups(other, one, precision=PRECISION).code == "CLEAR_DOWN"
    assert difference_of_groups(one, few, precision=PRECISION).code == "NONE"


@pytest.mark.parametrize("lower", [63, 57, 55, 52, 40])
def test_a_difference_of_groups_agrees_with_the_test_of_welch(lower):
    exact = stats.ttest_ind_from_stats(64, 15.0, 12, lower, 8.0, 9, equal_var=False)

    found = difference_of_groups(
        GroupMean(64, 15.0, 12), GroupMean(lower, 8.0, 9), precision=PRECISION
    )

    assert found.points / found.error == pytest.approx(exact.statistic)
    assert (found.code == "CLEAR_UP") == (exact.pvalue <= 0.05)
    assert (found.code == "NONE") == (exact.pvalue > 0.2)


@pytest.mark.parametrize("degrees", [4, 9, 29, 126])
@pytest.mark.parametrize("normal", [1.28, 1.96])
def test_few_people_are_judged_as_students_t_has_it(degrees, normal):
    exact = stats.t.ppf(stats.norm.cdf(normal), degrees)

    assert _as_t(normal, degrees) == pytest.approx(exact, abs=0.015)
    assert _as_normal(exact, degrees) == pytest.approx(normal, abs=0.01)


SPREADS = st.floats(0.5, 40)
SIZES = st.integers(2, 3000)
POINTS = st.floats(-60, 60)


@given(POINTS, SPREADS, SIZES, st.integers(0, 500))
def test_law_a_clear_change_is_one_whose_interval_leaves_out_zero(mean, sd, n, missing):
    found = change(mean, sd, n, n + missing)

    if min(abs(found.low), abs(found.high)) > 1e-6:
        assert found.code.startswith("CLEAR") is (found.low > 0 or found.high < 0)


@given(POINTS, SPREADS, SIZES)
def test_law_the_other_way_round_is_the_other_label(mean, sd, n):
    there, back = change(mean, sd, n), change(-mean, sd, n)

    size, _, way = there.code.partition("_")
    assert back.code == {"UP": f"{size}_DOWN", "DOWN": f"{size}_UP", "": "NONE"}[way]
    assert back.low == pytest.approx(-there.high)


def test_a_part_is_judged_beside_the_others_and_told_in_points_of_the_whole():
    whole, part = GroupMean(60, 16.0, 100), GroupMean(66, 16.0, 50)
    others = GroupMean(54, 16.0, 50)

    found = difference_to_whole(part, whole, precision=PRECISION)
    beside = difference_of_groups(part, others, precision=PRECISION)

    assert (round(found.points, 9), found.code) == (6, beside.code)
    assert found.error == pytest.approx(beside.error / 2)


def test_a_part_that_is_all_or_nearly_all_of_the_whole_is_not_judged():
    whole = GroupMean(60, 16.0, 30)

    assert difference_to_whole(whole, whole, precision=PRECISION) is None
    assert difference_to_whole(GroupMean(60, 16.0, 29), whole, precision=PRECISION) is None


@given(sd=st.floats(1, 30), n=st.integers(5, 500))
def test_means_that_are_further_apart_than_what_is_clear_are_clearly_different(sd, n):
    usual = GroupMean(50, sd, n)
    points = clear_between(usual, precision=PRECISION)

    beyond, within = (
        difference_of_groups(GroupMean(50 + one, sd, n), usual, precision=PRECISION)
        for one in (points * 1.03, points * 0.97)
    )
    assert (beyond.code, within.code) == ("CLEAR_UP", "POSSIBLE_UP")
