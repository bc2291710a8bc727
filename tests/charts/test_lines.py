"""The geometry of the line chart: values by their days, gaps left open, names that hide no other."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.lines import HEIGHT, LINE, WIDTH, Moment, Series, lines

MOMENTS = (Moment(0, "Aug 2025"), Moment(184, "Feb 2026"), Moment(368, "Aug 2026"))


def test_values_stand_by_their_days_and_on_full_tens():
    drawn = lines(
        [Series("Agility 63", (61, 62, 63)), Series("Evaluation 80", (77, 78, 80))], MOMENTS
    )

    assert [(tick.words, tick.at) for tick in drawn.up] == [
        ("50", HEIGHT), ("60", 200), ("70", 100), ("80", 0),
    ]  # fmt: skip
    assert [(one.words, one.at) for one in drawn.across] == [
        ("Aug 2025", 0), ("Feb 2026", WIDTH / 2), ("Aug 2026", WIDTH),
    ]  # fmt: skip
    assert [(mark.x, mark.y) for mark in drawn.lines[1].marks] == [(0, 30), (120, 20), (240, 0)]
    assert drawn.lines[1].pieces == ("0.0,30.0 120.0,20.0 240.0,0.0",)


def test_nothing_is_drawn_over_a_gap():
    [line] = lines([Series("A", (50, None, 52))], MOMENTS).lines

    assert (len(line.marks), line.pieces) == (2, ())


@pytest.mark.parametrize("values", [(None, None, None), (50, None, None)])
def test_what_cannot_have_moved_is_no_chart(values):
    assert lines([Series("A", values)], MOMENTS) is None


def test_a_campaign_too_near_to_the_next_keeps_its_line_and_not_its_words():
    moments = (*MOMENTS[:2], Moment(360, "Jul 2026"), MOMENTS[2])

    across = lines([Series("A", (50, 51, 52, 53))], moments).across

    assert [one.words for one in across] == ["Aug 2025", "Feb 2026", "", "Aug 2026"]


VALUES = st.none() | st.integers(0, 100)
WORDS = st.text("abcdefgh ", min_size=1, max_size=60).filter(str.strip)


@given(
    st.integers(2, 6).flatmap(
        lambda moments: st.lists(
            st.tuples(WORDS, st.tuples(*[VALUES] * moments)), min_size=1, max_size=12
        )
    )
)
def test_names_hide_no_other_and_all_of_it_is_in_the_frame(found):
    moments = [Moment(30 * number, f"M {number}") for number in range(len(found[0][1]))]

    drawn = lines([Series(*one) for one in found], moments)

    if drawn is None:
        assert all(sum(value is not None for value in values) < 2 for _label, values in found)
        return
    rows = sorted(row.y for line in drawn.lines for row in line.words)
    assert all(low + LINE - 1 <= high for low, high in pairwise(rows))
    assert drawn.frame.top <= rows[0] - LINE / 2
    assert rows[-1] + LINE / 2 <= drawn.frame.bottom
    assert drawn.frame.bottom >= HEIGHT
    for line in drawn.lines:
        assert all(0 <= mark.x <= WIDTH and 0 <= mark.y <= HEIGHT for mark in line.marks)
