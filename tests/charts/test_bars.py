"""The geometry of scale bars, and the tints of bands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.bars import Cut, scale_bar, tint


def test_a_scale_bar_has_a_segment_for_each_band():
    bar = scale_bar(64.0, (Cut(0, "Low"), Cut(50, "Mid"), Cut(75, "High")))

    assert [(one.left, one.width, one.tint) for one in bar.segments] == [
        (0, 200, 1),
        (200, 100, 2),
        (300, 100, 3),
    ]
    assert bar.marker == 256


@pytest.mark.parametrize(("score", "anchor"), [(0, "start"), (50, "middle"), (100, "end")])
def test_the_number_over_a_marker_stays_within_the_bar(score: int, anchor: str):
    assert scale_bar(score, ()).anchor == anchor


@given(count=st.integers(1, 12))
def test_tints_rise_with_the_bands(count: int):
    tints = [tint(number, count) for number in range(count)]

    assert tints == sorted(tints)
    assert set(tints) <= {1, 2, 3}
