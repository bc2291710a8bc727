"""What is shown of a round, and that nobody's answers come out of it: each attack succeeds once the rules are off."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadership.observing import RaterGroup
from observers.disclosure import (
    TOGETHER,
    Behind,
    Figure,
    Levels,
    RoundRelease,
    RoundRules,
    Sent,
    Unit,
    box_of,
    is_picture,
    release,
)
from tests.observers.rules import NO_RULES

S, C, K = RaterGroup.STAFF, RaterGroup.COLLEAGUES, RaterGroup.CUSTOMERS
STATEMENTS = {group: {"A1": "A", "A2": "A", "A3": "A"} for group in RaterGroup}
ASKED = (S, C, K)
RULES = RoundRules()


def person(name: str, group: RaterGroup, *answers: float, **comments: str) -> Sent:
    """Somebody's scores in the three statements of theme A."""
    said = answers * 3 if len(answers) == 1 else answers
    return Sent(
        name,
        group,
        {"A": sum(said) / 3},
        dict(zip(("A1", "A2", "A3"), said, strict=True)),
        comments,
    )


def group_of(group: RaterGroup, *scores: float) -> list[Sent]:
    return [person(f"{group}{number}", group, score) for number, score in enumerate(scores)]


def decide(
    sent: list[Sent], rules: RoundRules = RULES, earlier: Behind | None = None
) -> RoundRelease:
    return release(
        sent, ASKED, STATEMENTS, rules=rules, earlier=earlier or {}, shuffle=lambda texts: texts.reverse()
    )  # fmt: skip


def numbers(found: RoundRelease) -> Mapping[str, int]:
    return {unit.code: unit.people for unit in found.units}


def bounds_on_one(figure: Figure, people: int) -> tuple[float, float]:
    """What a mean of so many says of anybody's score, where all others are as far the other way as can be."""
    least = 0.0 if figure.bound == "at_most" else figure.value - 0.5
    most = 100.0 if figure.bound == "at_least" else figure.value + 0.5
    return max(0.0, people * least - (people - 1) * 100), min(100.0, people * most)


# Which groups are there -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sizes", "shown", "hidden"),
    [
        ((5, 5, 10), {"staff": 5, "colleagues": 5, "customers": 10}, ()),
        ((6, 7, 24), {"staff": 6, "colleagues": 7, "customers": 24}, ()),
        # One under it is not there at all, nor is its number.
        ((4, 5, 9), {"colleagues": 5}, (S, K)),
        # Small ones make one group where they are five together.
        ((4, 1, 0), {TOGETHER: 5}, (K,)),
        ((2, 2, 9), {}, (S, C, K)),
        # Customers never stand in for colleagues, nor are colleagues counted with them.
        ((4, 0, 10), {"customers": 10}, (S, C)),
    ],
)
def test_groups_show_from_their_least_number(sizes, shown, hidden):
    people = [one for g, n in zip(ASKED, sizes, strict=True) for one in group_of(g, *[50] * n)]

    found = decide(people)

    assert numbers(found) == shown
    assert found.hidden == hidden


def test_an_organisation_may_show_three_but_of_customers_always_ten():
    small = decide([*group_of(S, 40, 50, 60), *group_of(K, *[50] * 9)], replace(RULES, fewest=3))

    assert numbers(small) == {"staff": 3}
    assert small.hidden == (C, K)


@pytest.mark.parametrize(("n", "is_enough"), [(7, False), (8, True)])
def test_eight_colleagues_are_a_picture(n, is_enough):
    assert is_picture(Unit("others", (S, C), n, {})) is is_enough


@pytest.mark.parametrize(("n", "is_enough"), [(21, False), (22, True)])
def test_twenty_two_customers_are_a_picture(n, is_enough):
    assert is_picture(Unit("customers", (K,), n, {})) is is_enough


# Attacks ----------------------------------------------------------------------------------------


def test_a_group_of_exactly_the_minimum_of_one_mind_tells_of_nobody():
    """Everybody said the same, at the very end: a plain mean would be the answer of each."""
    people = group_of(S, *[100] * 5)

    kept = decide(people).units[0].themes["A"]
    plain = decide(people, NO_RULES).units[0].themes["A"]

    assert bounds_on_one(plain, 5)[0] > 97
    low, high = bounds_on_one(kept, 5)
    assert (kept.value, kept.bound) == (90, "at_least")
    assert high - low >= 50


@given(st.lists(st.integers(0, 12).map(lambda n: n * 100 / 12), min_size=3, max_size=30))
@settings(max_examples=200)
def test_no_mean_bounds_anybody_to_less_than_half_of_the_range(scores):
    rules = RoundRules(fewest=3)
    figure = decide(group_of(S, *scores), rules).units[0].themes["A"]

    low, high = bounds_on_one(figure, len(scores))

    assert high - low >= 50 - 1e-9


def test_all_groups_minus_one_leaves_nobody():
    """One customer and two groups: a figure of all would give the customer away by subtraction."""
    people = [*group_of(S, 40, 50, 60, 50, 50), *group_of(C, 60, 60, 50, 50, 50)]
    target = person("customer", K, 25)

    with_them, without = decide([*people, target]), decide(people)
    plain = decide([*people, target], NO_RULES)

    # What is shown is the same, whether the one was there or not, and whatever they said.
    assert (with_them.units, with_them.others) == (without.units, without.others)
    assert next(u for u in plain.units if u.code == K).themes["A"].value == 25


def test_what_others_say_together_is_made_of_what_is_shown_alone():
    """A group near an end is told as such; an exact figure of all would tell it exactly again."""
    people = [*group_of(S, *[100] * 6), *group_of(C, 50, 50, 50, 50, 60, 40, 50)]

    found = decide(people)
    shown = {unit.code: unit for unit in found.units}
    others = found.others.themes["A"]

    assert shown["staff"].themes["A"].bound == "at_least"
    joint = (92 * 6 + 50 * 7) / 13
    assert shown["staff"].themes["A"].value == 91
    assert abs(others.value - joint) < 1
    assert "A1" not in found.others.statements


def test_two_rounds_with_one_rater_changed_tell_nothing_of_the_one():
    """Five of six are the same people with the same answers: the two means differ by the sixth."""
    same = group_of(S, 50, 50, 50, 50, 50)
    first = [*same, person("was", S, 100)]
    second = [*same, person("new", S, 0)]
    before = decide(first)
    earlier = {code: [people] for (_unit, code), people in before.behind.items()}

    kept = decide(second, earlier=earlier)
    plain = decide(second, NO_RULES).units[0].themes["A"]

    # 58 and 42 of six people: who knows that the five did not change has the difference of the other two.
    change = (before.units[0].themes["A"].value - plain.value) * 6
    assert abs(change - 100) < 6
    assert kept.units[0].themes == {}
    assert kept.others.themes == {}


@pytest.mark.parametrize(
    ("kept", "new", "shows"),
    [(6, 0, True), (5, 1, False), (1, 5, True), (2, 4, False), (0, 6, True)],
)
def test_a_figure_stands_beside_an_earlier_one_of_the_same_people_or_of_enough_others(
    kept, new, shows
):
    first = [person(f"p{n}", S, 50) for n in range(6)]
    earlier = {code: [p] for (_u, code), p in decide(first).behind.items()}
    second = [person(f"p{n}", S, 40) for n in range(kept)]
    second += [person(f"q{n}", S, 40) for n in range(new)]

    found = decide(second, earlier=earlier)

    assert bool(found.units[0].themes) is shows


def test_statements_and_the_middle_half_come_from_ten_people():
    nine = decide(group_of(S, 30, 40, 50, 60, 70, 50, 40, 60, 50)).others
    ten = decide(group_of(S, 30, 40, 50, 60, 70, 50, 40, 60, 50, 50)).others

    assert (nine.themes["A"].low, nine.statements) == (None, {})
    assert (ten.themes["A"].low, ten.themes["A"].high) == (45, 60)
    assert set(ten.statements) == {"A1", "A2", "A3"}


def test_statements_rest_on_those_who_answered_the_whole_theme():
    """Somebody who left one out is in neither, so that taking one from the other leaves nobody's answer."""
    people = group_of(S, *[50] * 10)
    skipped = Sent("skipped", S, {}, {"A1": 100.0, "A2": 100.0})

    assert decide([*people, skipped]).others.statements == decide(people).others.statements


def test_comments_come_from_ten_people_each_question_shuffled():
    nine = [person(f"p{n}", S, 50, helps=f"h{n}", to_try=f"t{n}") for n in range(9)]
    ten = [*nine, person("p9", S, 50, helps="h9")]

    assert decide(nine).comments == {}
    found = decide(ten).comments
    assert found["helps"] == tuple(f"h{n}" for n in reversed(range(10)))
    assert set(found["to_try"]) == {f"t{n}" for n in range(9)}


def test_comments_of_a_group_that_is_not_shown_are_not_there():
    shown = [person(f"p{n}", C, 50, helps="shown") for n in range(10)]
    alone = person("alone", S, 50, helps="PLANTED")

    assert "PLANTED" not in decide([*shown, alone]).comments["helps"]


# Boxes ------------------------------------------------------------------------------------------

LEVELS = Levels(high=75, low=50, step=25)


@pytest.mark.parametrize(
    ("you", "others", "box"),
    [
        (80, Figure(85), "both_high"),
        (40, Figure(30), "both_low"),
        (90, Figure(60, None, 50, 70), "you_higher"),
        (40, Figure(70, None, 60, 80), "others_higher"),
        # By a step and no more, or within the middle half, or without one: nothing is made of it.
        (85, Figure(60, None, 50, 70), None),
        (90, Figure(60, None, 30, 95), None),
        (90, Figure(60), None),
        (None, Figure(60), None),
    ],
)
def test_a_theme_is_in_a_box_only_where_it_is_clear(you, others, box):
    assert box_of(you, others, LEVELS) == box
