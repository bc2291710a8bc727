"""What is told of a pulse, and that nobody's answer comes out of it: each attack succeeds once the rules are off."""

from itertools import product

import pytest

from leadership.observing import RaterGroup
from observers.disclosure import TOGETHER, RoundRules
from observers.follow_up import (
    ANSWERS,
    AnswerSummary,
    HowMany,
    PulseAnswers,
    PulseRelease,
    release_pulse,
    summary_of,
)
from tests.observers.rules import NO_RULES

S, C, K = RaterGroup.STAFF, RaterGroup.COLLEAGUES, RaterGroup.CUSTOMERS
CHANGE = ANSWERS["change"]
RULES = RoundRules()


def people(group: RaterGroup, *changes: str) -> list[PulseAnswers]:
    return [
        PulseAnswers(f"{group}{number}", group, {"worked": "yes", "change": change})
        for number, change in enumerate(changes)
    ]


def decide(said: list[PulseAnswers], rules: RoundRules = RULES, earlier=()) -> PulseRelease:
    return release_pulse(said, {S, C, K}, rules=rules, earlier=earlier)


def possible(
    words: AnswerSummary | None, number: int, rules: RoundRules = RULES
) -> list[tuple[int, ...]]:
    """All ways in which so many can have answered, of which just this is told."""
    counts = (c for c in product(range(number + 1), repeat=len(CHANGE)) if sum(c) == number)
    return [c for c in counts if summary_of(c, CHANGE, rules) == words]


def is_known(counts: list[tuple[int, ...]], number: int) -> bool:
    """Whether somebody who reads it and adds one answer of their own knows anything for certain of anybody else's."""
    for own in range(len(CHANGE)):
        left = [tuple(n - (i == own) for i, n in enumerate(c)) for c in counts if c[own]]
        for answer in range(len(CHANGE)):
            if left and (
                all(c[answer] == 0 for c in left) or all(c[answer] == number - 1 for c in left)
            ):
                return True
    return False


@pytest.mark.parametrize(
    ("staff", "colleagues", "customers", "shown"),
    [
        (5, 5, 10, {"staff", "colleagues", "customers"}),
        (4, 5, 9, {"colleagues"}),
        (4, 1, 0, {TOGETHER}),
        (2, 2, 9, set()),
    ],
)
def test_groups_show_by_the_rules_of_rounds(staff, colleagues, customers, shown):
    said = [*people(S, *["more"] * staff), *people(C, *["more"] * colleagues)]
    said += people(K, *["more"] * customers)

    assert {unit.code for unit in decide(said).units} == shown


def test_a_group_of_one_mind_at_the_minimum_is_not_everybodys_answer():
    """Five of five say "less": a count would be the answer of each."""
    kept = decide(people(S, *["less"] * 5)).units[0].told["change"]

    assert (kept.parts, kept.majority) == ({}, "less")
    assert len(possible(kept, 5)) > 1
    assert not is_known(possible(kept, 5), 5)
    # As a count it would be known of each.
    assert is_known([(0, 0, 5)], 5)


@pytest.mark.parametrize("number", range(5, 13))
def test_no_words_tell_anybodys_answer_whatever_was_said(number):
    every = (c for c in product(range(number + 1), repeat=3) if sum(c) == number)
    for counts in every:
        words = summary_of(counts, CHANGE, RULES)
        assert counts in possible(words, number)
        assert not is_known(possible(words, number), number), (counts, words)


def test_with_the_rules_off_some_words_tell():
    """Three and two of five leave nobody for the third answer: that alone is told of all."""
    bare = summary_of((3, 2, 0), CHANGE, NO_RULES)
    kept = summary_of((3, 2, 0), CHANGE, RULES)

    assert is_known(possible(bare, 5, NO_RULES), 5)
    assert (kept.parts, kept.majority) == ({}, "more")


def test_the_sentence_is_not_said_where_it_tells_the_counts():
    """Of eight "more than half say more" was left for 5, 3 and 0 alone: whoever was one of the three knew all."""
    assert summary_of((5, 3, 0), CHANGE, RULES) is None
    assert "change" not in decide(people(S, *["more"] * 5, *["same"] * 3)).units[0].told


def test_a_single_one_beside_groups_that_show_is_not_told():
    said = [*people(S, *["more"] * 5), *people(K, "less")]

    assert {unit.code for unit in decide(said).units} == {"staff"}
    bare = {unit.code: unit for unit in decide(said, NO_RULES).units}
    assert bare["customers"].told["change"].parts["less"] is HowMany.MOST


def test_a_later_pulse_with_one_changed_says_nothing_of_that_group():
    first = people(S, *["more"] * 6)
    earlier = decide(first).behind
    changed = [*first[:5], PulseAnswers("new", S, {"worked": "no", "change": "less"})]

    assert decide(changed, earlier=earlier).units == ()
    assert decide(first, earlier=earlier).units
    assert decide(changed, NO_RULES, earlier).units


def test_those_who_cannot_say_are_in_no_answer_and_not_counted():
    said = people(S, *["more"] * 8, "dk", "dk")

    unit = decide(said).units[0]

    assert unit.people == 10
    assert unit.told["change"].parts == {
        "more": HowMany.MOST, "same": HowMany.FEW, "less": HowMany.FEW,
    }  # fmt: skip
    assert "change" not in decide(people(S, *["more"] * 4, "dk")).units[0].told
