"""Differences and changes of groups in the three words: from published cells, by their own error."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from results.models import Cell
from results.presenters.judging import judge_beside, judge_change, sign_is_clear
from tests.building import DEFAULT

PEOPLE = ("people", "")


def cells(n: int | None = None, **values: float | None) -> dict[tuple[str, str], Cell]:
    """The cells of one group on the first theme; None is a hidden figure."""
    found = {
        (statistic, "ASP"): Cell(statistic=statistic, code="ASP", value=value, n=n)
        for statistic, value in values.items()
    }
    return found | {PEOPLE: Cell(statistic="people", value=n or 30, n=n or 30)}


def change(own: dict[tuple[str, str], Cell], whole: dict[tuple[str, str], Cell] | None = None):
    return judge_change(DEFAULT, own, whole or own, "ASP", None)


def test_a_change_of_three_points_of_many_people_is_clear_and_of_few_is_not():
    """The case that the rule of eight points got wrong: 127 people, SD 14.2."""
    many = change(cells(127, matched_change=3, change_sd=14.2))
    few = change(cells(12, matched_change=3, change_sd=14.2))

    assert (many.words, many.limits) == ("clearly higher", "between +1 and +5")
    assert few.words == "about the same"


def test_a_hidden_change_is_not_judged():
    assert change(cells(30, matched_change=None, change_sd=14.2)) is None


def test_the_organisations_spread_stands_for_one_that_is_hidden():
    own = cells(40, matched_change=4, change_sd=None)
    narrow, wide = (cells(200, matched_change=0, change_sd=sd) for sd in (8, 30))

    assert change(own, narrow).words == "clearly higher"
    assert change(own, wide).words == "about the same"
    # And where no spread is shown at all, the bank's own assumption.
    assert change(own, cells(200, matched_change=0, change_sd=None)).words == "possibly higher"


def test_a_figure_that_rests_on_nearly_everyone_is_judged_by_the_number_who_took_part():
    own = cells(40, matched_change=6, change_sd=12)
    own["matched_change", "ASP"].n = None

    assert change(own).words == "clearly higher"


@pytest.mark.parametrize(
    ("mean", "n", "words"),
    [
        (55, 40, "clearly lower"),
        (55, 12, "about the same"),
        (53, 12, "possibly lower"),
        (60, 40, "about the same"),
        (66, 40, "clearly higher"),
    ],
)
def test_a_team_lies_to_the_organisation_by_the_error_of_both(mean, n, words):
    whole = cells(200, theme_mean=60, theme_sd=16)

    assert judge_beside(DEFAULT, cells(n, theme_mean=mean), whole, "ASP").words == words


@given(mean=st.integers(0, 100), n=st.integers(5, 195))
def test_points_are_those_that_the_reader_can_subtract(mean, n):
    whole = cells(200, theme_mean=60, theme_sd=16)

    found = judge_beside(DEFAULT, cells(n, theme_mean=mean), whole, "ASP")

    sign = "+" if mean > 60 else "−" if mean < 60 else ""
    assert found.points == f"{sign}{abs(mean - 60)}"
    assert (found.code == "NONE") or (("UP" in found.code) == (mean > 60))


def test_a_team_that_is_everybody_is_about_the_same():
    whole = cells(30, theme_mean=60, theme_sd=16)

    assert judge_beside(DEFAULT, cells(30, theme_mean=60), whole, "ASP").words == "about the same"


def test_more_people_on_one_side_are_said_only_where_it_is_clear():
    assert sign_is_clear(30, 10)
    assert not sign_is_clear(12, 10)
    assert not sign_is_clear(0, 0)
