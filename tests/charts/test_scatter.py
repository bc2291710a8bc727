import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.scatter import HEIGHT, WIDTH, Mark, scatter

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


def test_points_stand_at_their_values_and_share_a_place_where_these_are_the_same() -> None:
    alone, both = drawn(Mark(1, 0.5, 1), Mark(2, 0.5, 0.5), Mark(3, 0.5, 0.5)).points

    assert (alone.x, alone.y, alone.numbers) == (WIDTH / 2, 0, (1,))
    assert (both.x, both.y, both.numbers) == (WIDTH / 2, HEIGHT / 2, (2, 3))
    assert both.label.text == "2, 3"


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 4)), min_size=1, max_size=7))
def test_every_mark_stands_at_its_values(places: list[tuple[int, int]]) -> None:
    marks = [Mark(n, across / 12, up / 4) for n, (across, up) in enumerate(places, 1)]
    found = {n: (point.x, point.y) for point in drawn(*marks).points for n in point.numbers}

    for mark in marks:
        assert found[mark.number] == (
            pytest.approx(mark.confidence * WIDTH),
            pytest.approx(HEIGHT * (1 - mark.importance)),
        )


@given(st.lists(st.integers(0, 12), min_size=1, max_size=7, unique=True), st.sampled_from([0, 1]))
def test_no_number_stands_at_the_height_of_the_frame(places: list[int], importance: int) -> None:
    """The frame's line would strike it through."""
    points = drawn(*(Mark(n, at / 12, importance) for n, at in enumerate(places, 1))).points

    assert all(abs(point.label.y - point.y) >= 8 for point in points)


def test_the_regions_begin_where_the_priority_reaches_their_level() -> None:
    worth, high = drawn().regions

    assert (worth.tint, high.tint) == (2, 3)
    corner, *curve = ([float(part) for part in pair.split(",")] for pair in high.outline.split())
    assert corner == [0, 0]
    for x, y in curve:
        priority = 100 * (1 - y / HEIGHT) * (1 - x / WIDTH)
        assert priority == pytest.approx(50, abs=0.1)
    assert (curve[0], curve[-1]) == ([0, HEIGHT / 2], [WIDTH / 2, 0])
