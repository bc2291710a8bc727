"""What others are asked of a leader, and what their answers come to."""

from dataclasses import replace
from fractions import Fraction

import pytest

from leadership.files import dump, parse
from leadership.instrument import NAME, Instrument
from leadership.observing import (
    RaterGroup,
    can_be_asked,
    observations,
    scale_for_others,
    step_of,
    theme_scores,
)
from tests.building import instrument_with


def test_the_default_bank_asks_three_of_each_theme_and_ten_of_customers(default: Instrument):
    others = observations(default, RaterGroup.COLLEAGUES)
    customers = observations(default, RaterGroup.CUSTOMERS)

    assert [one.theme.code for one in others] == [
        code for code in ("ASP", "EMA", "LCF", "LIS", "EVA", "AGI") for _n in range(3)
    ]
    assert len(customers) == 10
    # What customers are asked is asked of others too, so that the two can stand side by side.
    assert {one.code for one in customers} < {one.code for one in others}
    assert {one.theme.code for one in customers} == {one.theme.code for one in others}
    texts = [one.text for one in (*others, *customers)]
    assert all(text.startswith(NAME) and len(text.split()) <= 16 for text in texts)
    assert sum(one.question.reverse for one in others) == 5


def test_a_reversed_statement_stays_reversed_and_names_whom_it_is_about(default: Instrument):
    asked = {one.code: one for one in observations(default, RaterGroup.STAFF, "Sam")}

    assert asked["LIS-03"].text == "Sam defends the way things are done when someone complains."
    assert [asked[code].score(5) for code in ("LIS-03", "LIS-02")] == [0, 100]
    assert asked["LIS-02"].score("DK") is None


@pytest.mark.parametrize(
    ("answers", "score"),
    [
        ({"LIS-02": 5, "LIS-03": 1, "LIS-04": 5}, 100),
        ({"LIS-02": 4, "LIS-03": 3, "LIS-04": 1}, Fraction(125, 3)),
        # One that they could not say, and the theme does not count.
        ({"LIS-02": 5, "LIS-03": "DK", "LIS-04": 5}, None),
        ({}, None),
    ],
)
def test_a_theme_counts_where_enough_of_it_was_answered(default: Instrument, answers, score):
    assert theme_scores(observations(default, RaterGroup.STAFF), answers).get("LIS") == score


def test_a_scale_for_others_offers_only_i_cannot_say_beside_it(default: Instrument):
    scale = scale_for_others(default.scales["frequency"])

    assert [choice.label for choice in scale.choices_apart] == ["I cannot say"]
    assert step_of(scale) == 25


def test_a_bank_without_words_for_others_is_as_before():
    plain = instrument_with([3, 3, 3])

    assert not can_be_asked(plain)
    assert observations(plain, RaterGroup.STAFF) == ()
    assert "for_others" not in dump(plain)


def test_words_for_others_that_name_nobody_are_pointed_out(default: Instrument):
    first, *themes = default.themes
    nameless = replace(first.questions[0], for_others="They explain.")
    changed = replace(
        default, themes=(replace(first, questions=(nameless, *first.questions[1:])), *themes)
    )

    (warning,) = parse(dump(changed)).warnings

    assert "write [Name]" in str(warning)
    assert warning.path.endswith("for_others")
