"""What a scale says of its answers."""

import pytest

from leadership.instrument import Instrument


@pytest.mark.parametrize(
    ("text", "label"),
    [("1", "Rarely or never"), ("5", "Almost always"), ("NA", "Not applicable to my role")],
)
def test_label_of_what_a_page_sends_is_that_of_the_answer(default: Instrument, text, label) -> None:
    assert default.scales["frequency"].label_of_text(text) == label


@pytest.mark.parametrize("text", ["", "0", "6", "DK"])
def test_what_a_scale_does_not_offer_has_no_label(default: Instrument, text) -> None:
    assert default.scales["frequency"].label_of_text(text) == ""
