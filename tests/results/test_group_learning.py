"""What a group wants to learn, from its published cells."""

from types import SimpleNamespace

import pytest

from results.models import Cell
from results.presenters.group_learning import LearningView, present_learning
from results.presenters.overview import put_on_words
from tests.factories import bank

TOO_FEW = "it would rest on too few people"
OF_A_SMALLER = "the figures of a smaller group could be worked out"


def learning(hidden: list[str]) -> LearningView:
    """The learning of a group whose areas are hidden for these reasons, the last for all that follow."""
    areas = bank().learning_areas
    reasons = [*hidden, *[hidden[-1]] * (len(areas) - len(hidden))]
    cells = [
        Cell(statistic="area_priority", code=area.code, hidden=reason)
        for area, reason in zip(areas, reasons, strict=False)
    ]
    found = present_learning(bank(), cells)
    assert found
    return found


@pytest.mark.parametrize(
    ("hidden", "told"),
    [
        (["too_few"], [TOO_FEW]),
        (["too_few", "protects_others"], [TOO_FEW, OF_A_SMALLER]),
        (["protects_others", "too_few"], [OF_A_SMALLER, TOO_FEW]),
    ],
)
def test_where_no_area_is_shown_each_reason_is_given_once(hidden, told):
    found = learning(hidden)

    assert [found.why.count(words) for words in told] == [1] * len(told)
    assert [found.why.index(words) for words in told] == sorted(map(found.why.index, told))
    assert found.drawing is None


def test_that_nothing_stands_out_is_said_only_of_areas_that_are_shown():
    hidden = SimpleNamespace(learning=learning(["too_few", "protects_others"]))
    cells = [
        Cell(statistic="area_priority", code=area.code, value=1, n=20)
        for area in bank().learning_areas
    ]
    low = SimpleNamespace(learning=present_learning(bank(), cells))

    assert put_on_words(hidden) == "What people want to learn cannot be shown for this group."
    assert put_on_words(low) == "No learning area stands out as urgent."
