"""The radar's geometry: worked places, and laws for any number of themes."""

import math
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.bars import Bars, Cut, Spoke
from charts.radar import RIM, Coordinates, Outline, Radar, draw, place, wrap

scores = st.none() | st.floats(0, 100)
ANGLES = [math.tau * (number + 0.5) / 6 for number in range(6)]
labels = st.text(st.sampled_from("abcdefghijklmnop    WÄŵ"), min_size=1, max_size=120).filter(
    str.strip
)
spokes = st.lists(
    st.builds(Spoke, label=labels, value=st.just("100"), score=scores, earlier=scores),
    min_size=3,
    max_size=40,
)
CUTS = (Cut(50, "Establishing"), Cut(75, "Embedded"))


def near(point: Coordinates, x: float, y: float) -> bool:
    return math.isclose(point.x, x, abs_tol=1e-9) and math.isclose(point.y, y, abs_tol=1e-9)


def test_the_first_spoke_points_to_twelve_and_the_next_go_clockwise():
    assert near(place(0, 4, 100), 0, -RIM)
    assert near(place(1, 4, 100), RIM, 0)
    assert near(place(2, 4, 100), 0, RIM)
    assert near(place(3, 4, 50), -RIM / 2, 0)


def test_nought_is_the_centre():
    assert near(place(2, 6, 0), 0, 0)


def test_fewer_than_three_themes_are_bars():
    drawing = draw([Spoke("One", "40", 40.0, 20.0), Spoke("Two", "–", None)], CUTS)

    assert isinstance(drawing, Bars)
    assert [(bar.length, bar.earlier) for bar in drawing.bars] == [(160, 80), (None, None)]
    assert [cut.score for cut in drawing.cuts] == [200, 300]


def test_a_whole_outline_is_one_polygon():
    outline = Outline((Coordinates(0, -1), Coordinates(1, 0), Coordinates(0, 1)))

    assert outline.polygon == "0,-1 1,0 0,1"
    assert outline.polylines == ()


def test_a_gap_opens_the_outline_and_the_stretch_past_twelve_stays_whole():
    a, b, c, d, e = (Coordinates(number, 0) for number in range(5))

    outline = Outline((a, b, None, d, e))

    assert outline.polygon == ""
    assert outline.runs == ((d, e, a, b),)
    assert Outline((a, None, c, None, e)).runs == ((c,), (e, a))


def test_a_point_between_two_gaps_has_a_dot_and_no_line():
    a, b, c = (Coordinates(number, 0) for number in range(3))

    outline = Outline((a, None, b, None, c, None))

    assert outline.polylines == ()
    assert outline.dots == (a, b, c)


def test_an_outline_of_gaps_alone_is_empty():
    outline = Outline((None, None, None))

    assert (outline.runs, outline.polylines, outline.dots) == ((), (), ())


def test_rings_carry_the_names_of_the_bands_and_end_at_the_rim():
    radar = draw([Spoke("A", "1", 1.0)] * 4, CUTS)

    assert isinstance(radar, Radar)
    assert [(ring.score, ring.label) for ring in radar.rings] == [
        (50, "Establishing"),
        (75, "Embedded"),
        (100, ""),
    ]


def test_long_labels_are_wrapped_and_cut_short():
    assert wrap("Leading with a customer focus") == ("Leading with", "a customer", "focus")
    assert len(wrap("many words " * 20)) == 4
    assert wrap("many words " * 20)[-1].endswith("…")


def test_words_of_a_label_stay_whole_unless_no_line_could_hold_them():
    assert wrap("Climate and sustainability") == ("Climate and", "sustainability")
    assert wrap("Communication") == ("Communication",)
    assert wrap("x" * 40) == ("x" * 17 + "-", "x" * 17 + "-", "x" * 6)


@pytest.mark.parametrize(
    # As bold DejaVu Sans at 15 units sets them.
    ("word", "width"),
    [("Empowerment", 122.0), ("Community", 96.0), ("Listening", 81.0)],
)
def test_a_label_has_room_for_its_letters_and_little_more(word: str, width: float):
    spokes = [Spoke(word, "76", 76) for _number in range(6)]

    drawing = draw(spokes, CUTS)

    assert isinstance(drawing, Radar)
    assert all(width <= label.box.width < 1.15 * width for label in drawing.labels)


@given(spokes)
def test_every_label_lies_within_the_drawing(given_spokes):
    radar = draw(given_spokes, CUTS)

    for label in radar.labels:
        assert label.box.left >= radar.frame.left
        assert label.box.right <= radar.frame.right
        assert label.box.top >= radar.frame.top
        assert label.box.bottom <= radar.frame.bottom


@given(spokes)
def test_no_two_labels_overlap(given_spokes):
    radar = draw(given_spokes, CUTS)

    for one, other in combinations([label.box for label in radar.labels], 2):
        apart = (
            one.right <= other.left
            or other.right <= one.left
            or one.bottom <= other.top
            or other.bottom <= one.top
        )
        assert apart


@given(spokes)
def test_a_score_stands_at_its_distance_on_its_own_spoke(given_spokes):
    radar = draw(given_spokes, CUTS)

    for spoke, end, point in zip(given_spokes, radar.spokes, radar.you.points, strict=True):
        if spoke.score is None:
            assert point is None
            continue
        assert math.isclose(
            math.hypot(point.x, point.y), radar.rim * spoke.score / 100, abs_tol=1e-6
        )
        assert math.isclose(point.x * end.y, point.y * end.x, abs_tol=1e-3)
        assert point.x * end.x + point.y * end.y >= -1e-6


@given(spokes)
def test_no_line_reaches_a_theme_without_a_score(given_spokes):
    radar = draw(given_spokes, CUTS)
    scored = [spoke.score is not None for spoke in given_spokes]
    joined = sum(len(run) - 1 for run in radar.you.runs) + (radar.you.whole * 1)
    neighbours = sum(here and there for here, there in pairwise([*scored, scored[0]]))

    assert len(radar.you.dots) == sum(scored)
    assert joined == neighbours


@given(spokes)
def test_spokes_go_clockwise_at_equal_angles(given_spokes):
    ends = draw(given_spokes, CUTS).spokes
    angles = [math.atan2(end.x, -end.y) % math.tau for end in ends]

    assert math.isclose(angles[0], 0, abs_tol=1e-9)
    for before, after in pairwise(angles):
        assert math.isclose(after - before, math.tau / len(ends), abs_tol=1e-9)


@given(
    scores=st.lists(st.integers(0, 100), min_size=6, max_size=6),
    earlier=st.lists(st.integers(0, 100), min_size=6, max_size=6),
)
def test_rings_are_marked_apart_from_each_other(scores, earlier):
    spokes = [Spoke("Theme", "1", a, b) for a, b in zip(scores, earlier, strict=True)]
    one, other, _rim = draw(spokes, [Cut(50, "Establishing"), Cut(75, "Embedded")]).rings

    assert abs(one.place.y - other.place.y) >= 14 or abs(one.place.x - other.place.x) >= 14
    # Both in one line from the centre, where the eye finds them together.
    across = one.place.x * other.place.y - one.place.y * other.place.x
    assert across == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("score", [30, 50, 62, 64, 75, 90])
def test_no_line_runs_through_the_score_of_a_ring(score):
    """All alike, so that the line passes every edge of a ring at the same place."""
    radar = draw([Spoke("Theme", "1", score)] * 6, [Cut(50, "Establishing"), Cut(75, "Embedded")])
    inner = score * radar.rim / 100 * math.cos(math.pi / 6)

    for ring, half in zip(radar.rings, (9, 9), strict=False):
        ends = [
            Coordinates(ring.place.x + x, ring.place.y + y) for x in (-half, half) for y in (-5, 5)
        ]
        outward = [
            max(end.x * math.sin(a) - end.y * math.cos(a) for a in ANGLES) - inner for end in ends
        ]
        inside = all(out < 0 for out in outward)
        beyond = any(
            all(end.x * math.sin(a) - end.y * math.cos(a) > inner for end in ends) for a in ANGLES
        )
        above = min(abs(end.y) for end in ends) > radar.rim * score / 100
        assert inside or beyond or above
