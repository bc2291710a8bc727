"""Which statements are named: habits, room to grow, and what a theme's page speaks from."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from leadership.instrument import About, Instrument, Point, ProfileRule, Question, Scale, Theme
from leadership.reading import (
    Named,
    ThemeStatements,
    answered_statements,
    habits,
    statements_of_theme,
    to_grow,
)

RULE = ProfileRule()


def instrument(*lengths, top=5, reverse=False):
    """Themes A, B, ... of so many statements, on a scale from 1."""
    scale = Scale(tuple(Point(value, f"Point {value}") for value in range(1, top + 1)))
    themes = tuple(
        Theme(
            letter,
            letter,
            tuple(Question(f"{letter}{n}", "I do.", reverse) for n in range(1, length + 1)),
        )
        for letter, length in zip("ABCDEFG", lengths, strict=False)
    )
    about = About("TRY", "1.0", "Tried", "en-GB")
    return Instrument("1.0", about, {"only": scale}, themes)


def answered(*themes, top=5, reverse=False):
    """Statements by theme as a string of digits each; a dot was not answered."""
    bank = instrument(*(len(one) for one in themes), top=top, reverse=reverse)
    raw = zip((question.code for question in bank.questions()), "".join(themes), strict=True)
    return answered_statements(bank, {code: int(one) for code, one in raw if one != "."})


def test_habits_are_the_furthest_above_the_persons_own_mean():
    found = habits(answered("5432", "1111"), RULE)

    assert found == Named(("A1", "A2"))


def test_room_to_grow_is_the_furthest_below_the_persons_own_mean():
    found = to_grow(answered("1234", "5555"), RULE)

    assert found == Named(("A1", "A2", "A3"))


def test_an_answer_half_a_step_from_the_mean_is_named_and_a_nearer_one_is_not():
    just, hardly = answered("4433"), answered("44433")

    assert (habits(just, RULE), to_grow(just, RULE)) == (Named(("A1", "A2")), Named(("A3", "A4")))
    assert habits(hardly, RULE) == Named()
    assert to_grow(hardly, RULE) == Named(("A4", "A5"))


def test_answers_that_are_much_alike_name_no_statement():
    for alike in (answered("4444", "4444"), answered("2222"), answered("...."), answered()):
        assert habits(alike, RULE) == to_grow(alike, RULE) == Named()


def test_a_statement_is_turned_round_and_one_that_is_not_applicable_is_left_out():
    statements = answered("1355.", reverse=True)

    assert [one.score for one in statements] == [100, 50, 0, 0]
    assert habits(statements, RULE) == Named(("A1",))


def test_a_tie_for_the_last_place_names_one_a_theme_and_how_many_others():
    statements = answered("5511", "5411", "5511", "5111")

    first = habits(statements, RULE)
    of_strengths = habits(statements, RULE, ["D", "C"])

    assert first == Named(("A1", "B1", "C1"), ("A2", "C2", "D1"))
    assert of_strengths == Named(("D1", "C1", "A1"), ("A2", "B1", "C2"))


def test_a_tie_for_the_last_place_leaves_those_further_away_named():
    assert to_grow(answered("1555", "2255", "2555"), RULE, ["C"]) == Named(
        ("A1", "C1", "B1"), ("B2",)
    )


def test_a_tie_within_one_theme_is_filled_from_it():
    assert habits(answered("44441111"), RULE) == Named(("A1", "A2", "A3"), ("A4",))


def test_three_that_fill_the_places_leave_no_others():
    assert habits(answered("554", "1111", "4111"), RULE) == Named(("A1", "A2", "A3"), ("C1",))
    assert habits(answered("555", "1111", "4111"), RULE) == Named(("A1", "A2", "A3"))


def test_scales_of_other_lengths_are_judged_by_score():
    """On seven points 6 is 83 of 100 and 5 is 67; 4 is the middle."""
    statements = answered("765", "432", top=7)

    assert habits(statements, RULE) == Named(("A1", "A2"))
    assert to_grow(statements, RULE) == Named(("B3", "B2", "B1"))
    assert {one.half_step for one in statements} == {Fraction(100, 12)}


def test_an_organisations_own_statement_stands_beside_the_reading():
    bank = instrument(4)
    (theme,) = bank.themes
    own = replace(theme.questions[0], code="X-1", separate=True)
    bank = replace(bank, themes=(replace(theme, questions=(*theme.questions, own)),))

    found = answered_statements(bank, {"A1": 5, "X-1": 1})

    assert [one.code for one in found] == ["A1"]


# A theme's page


def page(digits):
    return statements_of_theme(answered(digits), RULE)


def test_a_page_speaks_from_the_highest_habits_and_the_lowest_answers():
    assert page("4521354") == ThemeStatements(
        habits=Named(("A2", "A6", "A1"), ("A7",)),
        to_try=Named(("A4", "A3", "A5")),
        to_go_further=None,
    )


def test_a_page_without_room_to_grow_goes_further_with_the_lowest():
    assert page("5545555").to_go_further == "A3"
    # Not the one that the same page has just named as a habit.
    assert page("4444444") == ThemeStatements(
        Named(("A1", "A2", "A3"), ("A4", "A5", "A6", "A7")), Named(), "A4"
    )


def test_a_page_asks_for_nothing_that_is_done_almost_always():
    assert page("5555555").to_go_further is None
    assert page(".......") == ThemeStatements(Named(), Named(), None)


# Laws, for any answers


@st.composite
def sheets(draw):
    top = draw(st.integers(2, 9))
    lengths = draw(st.lists(st.integers(1, 5), min_size=1, max_size=6))
    digits = st.sampled_from([".", *(str(value) for value in range(1, top + 1))])
    themes = ["".join(draw(digits) for _ in range(length)) for length in lengths]
    return answered(*themes, top=top, reverse=draw(st.booleans()))


FIRST = st.permutations("ABCDEF").map(lambda letters: letters[:2])


@given(sheets(), FIRST)
def test_law_what_is_named_is_answered_so(statements, first):
    score = {one.code: one.score for one in statements}
    high, low = habits(statements, RULE, first), to_grow(statements, RULE, first)

    mean = sum(score.values()) / max(len(score), 1)
    assert all(score[code] >= 75 and score[code] > mean for code in high.codes + high.others)
    assert all(score[code] <= 50 and score[code] < mean for code in low.codes + low.others)
    assert set(high.codes + high.others).isdisjoint(low.codes + low.others)


@given(sheets(), FIRST)
def test_law_nothing_further_from_the_mean_is_left_out(statements, first):
    score = {one.code: one.score for one in statements}
    for found, sign in (
        (habits(statements, RULE, first), 1),
        (to_grow(statements, RULE, first), -1),
    ):
        ranks = [sign * score[code] for code in found.codes]
        assert ranks == sorted(ranks, reverse=True)
        assert len(ranks) == 3 or (len(ranks) < 3 and not found.others)
        assert all(sign * score[code] == ranks[-1] for code in found.others)
        # Any other answer as far out as the last that is named is named or counted.
        kept = {code for code in score if ranks and sign * score[code] >= ranks[-1]}
        assert kept == set(found.codes + found.others)


@given(sheets(), FIRST)
def test_law_a_tie_is_spread_over_as_many_themes_as_it_can_be(statements, first):
    themes = {one.code: one.theme for one in statements}
    score = {one.code: one.score for one in statements}
    found = habits(statements, RULE, first)
    if found.others:
        tied = [code for code in found.codes if score[code] == score[found.others[0]]]
        could = {themes[code] for code in (*tied, *found.others)}
        assert len({themes[code] for code in tied}) == min(len(tied), len(could))


@given(sheets())
def test_law_a_page_never_asks_for_what_it_calls_a_habit(statements):
    found = statements_of_theme(statements, RULE)
    score = {one.code: one.score for one in statements}

    assert set(found.habits.codes).isdisjoint(found.to_try.codes)
    assert all(score[code] <= 50 for code in found.to_try.codes)
    if found.to_go_further is not None:
        assert not found.to_try.codes
        assert score[found.to_go_further] == min(score.values()) < 100
