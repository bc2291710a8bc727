import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.scatter import CLEAR, HEIGHT, WIDTH, Mark, scatter, spread

FIVE = [1, 2, 3, 4, 5]
LEVELS = [(2, 25), (3, 50)]


def drawn(*marks: Mark):
    return scatter(marks, confidence=FIVE, importance=FIVE, levels=LEVELS)


def test_confidence_goes_across_and_importance_up() -> None:
    low, high = drawn(Mark(1, 0, 0), Mark(2, 1, 1)).points

    assert (low.x, low.y) == (0, HEIGHT)
    assert (high.x, high.y) == (WIDTH, 0)


def test_ticks_carry_the_values_of_the_scales() -> None:
    chart = scatter([], confidence=[1, 2, 3], importance=[0, 10], levels=[])

    assert [(tick.value, tick.at) for tick in chart.across] == [(1, 0), (2, WIDTH / 2), (3, WIDTH)]
    assert [(tick.value, tick.at) for tick in chart.up] == [(0, HEIGHT), (10, 0)]


def test_points_on_the_same_place_stand_side_by_side_round_it() -> None:
    alone, left, right = drawn(Mark(1, 0.5, 1), Mark(2, 0.5, 0.5), Mark(3, 0.5, 0.5)).points

    assert (alone.x, alone.moved) == (WIDTH / 2, False)
    assert (left.x, right.x) == (WIDTH / 2 - CLEAR / 2, WIDTH / 2 + CLEAR / 2)
    assert (left.moved, right.moved) == (True, True)
    assert left.y == right.y == HEIGHT / 2


def test_the_regions_begin_where_the_priority_reaches_their_level() -> None:
    worth, high = drawn().regions

    assert (worth.tint, high.tint) == (2, 3)
    corner, *curve = ([float(part) for part in pair.split(",")] for pair in high.outline.split())
    assert corner == [0, 0]
    for x, y in curve:
        priority = 100 * (1 - y / HEIGHT) * (1 - x / WIDTH)
        assert priority == pytest.approx(50, abs=0.1)
    assert (curve[0], curve[-1]) == ([0, HEIGHT / 2], [WIDTH / 2, 0])


@given(st.lists(st.floats(0, WIDTH), max_size=14).map(sorted))
def test_spread_keeps_order_room_and_bounds(wished: list[float]) -> None:
    places = spread(wished)

    assert len(places) == len(wished)
    assert all(-1e-6 <= place <= WIDTH + 1e-6 for place in places)
    gaps = [after - before for before, after in itertools.pairwise(places)]
    assert all(gap >= CLEAR - 1e-6 for gap in gaps)


@given(st.lists(st.integers(0, 4), max_size=5, unique=True).map(sorted))
def test_spread_leaves_alone_what_is_far_enough_apart(steps: list[int]) -> None:
    wished = [step * WIDTH / 4 for step in steps]

    assert spread(wished) == wished
