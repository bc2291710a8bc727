"""The pictures of the learning library: nothing leaves its box, whatever a bank says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.pictures import CHARACTER_WIDTH, PADDING, STOP_RADIUS, WIDTH, flows, stops

texts = st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=200).filter(
    lambda text: text.strip()
)
SHORT = ("Customers ask.", "Staff act.", "Leaders answer for it.")


def test_steps_follow_each_other_and_only_the_last_has_no_arrow():
    (flow,) = flows([SHORT])

    assert [step.is_last for step in flow.steps] == [False, False, True]
    assert [[line.text for line in step.lines] for step in flow.steps] == [[one] for one in SHORT]
    for one, after in zip(flow.steps, flow.steps[1:], strict=False):
        assert one.bottom < one.tip < after.top
    assert flow.steps[-1].bottom < flow.height


def test_the_same_step_stands_at_the_same_place_in_each_model():
    one, other = flows([SHORT, ("a word " * 30, "b", "c")])

    assert [(step.top, step.height) for step in one.steps] == [
        (step.top, step.height) for step in other.steps
    ]
    assert one.height == other.height


@given(st.lists(st.tuples(texts, texts, texts), max_size=3))
def test_all_words_of_a_step_are_in_its_box(models):
    for texts_of_model, flow in zip(models, flows(models), strict=True):
        for text, step in zip(texts_of_model, flow.steps, strict=True):
            drawn = "".join(line.text for line in step.lines)
            assert "".join(drawn.split()) == "".join(text.split())
            assert all(step.heading_y < line.y < step.bottom for line in step.lines)
            assert all(
                len(line.text) * CHARACTER_WIDTH <= WIDTH - 2 * PADDING for line in step.lines
            )


@given(st.lists(texts, min_size=1, max_size=8))
def test_labels_of_stops_keep_apart_and_within_the_frame(labels):
    drawn = stops(labels)

    assert [stop.number for stop in drawn.stops] == list(range(1, len(labels) + 1))
    column = drawn.width / len(labels)
    for label, stop in zip(labels, drawn.stops, strict=True):
        assert [word for line in stop.lines for word in line.text.split()] == label.split()
        assert all(len(line.text) * CHARACTER_WIDTH < column for line in stop.lines)
        assert all(drawn.y + STOP_RADIUS < line.y < drawn.height for line in stop.lines)
        assert column / 2 <= stop.x <= drawn.width - column / 2


@pytest.mark.parametrize("count", [1, 5])
def test_the_line_leads_both_ways(count):
    drawn = stops(["We ask"] * count)

    right = drawn.width - 2
    assert drawn.line == (f"M2 {drawn.y}H{right}m-9 -7l9 7l-9 7M11 {drawn.y - 7}l-9 7l9 7")
