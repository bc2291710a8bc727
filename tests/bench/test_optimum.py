"""The integer program finds what trying every set of groups finds, and nothing shows more than it does."""

from itertools import combinations

import pytest

from bench.optimum import WHOLE, Best, groups_shown, small_table
from results.disclosure import Rules
from results.disclosure.publish import attempted

FEW = 10  # groups of which every set is tried


def by_trying(best: Best) -> int:
    """The size of the largest safe set in which each group has the one it lies in."""
    for size in range(len(best.allowed), 0, -1):
        for groups in map(frozenset, combinations(best.allowed, size)):
            whole = all(group == WHOLE or best.parent(group) in groups for group in groups)
            if whole and best.is_safe(groups):
                return size
    return 0


@pytest.mark.parametrize("seed", [6, 16, 28])
def test_program_finds_the_most_that_is_safe(seed: int) -> None:
    tried = 0
    for attempt, outcome in attempted(small_table(seed), Rules()):
        best = Best(attempt)
        assert best.most() >= groups_shown(outcome)
        if len(best.allowed) <= FEW:
            tried += 1
            assert best.most() == by_trying(best)
    assert tried > 0


@pytest.mark.parametrize("seed", [2, 30, 37])
def test_statements_are_hidden_of_no_more_groups_than_they_have_to(seed: int) -> None:
    """Where two groups are hidden, of which one alone was found first, hiding another in its place keeps one."""
    for attempt, outcome in attempted(small_table(seed), Rules()):
        if attempt.layer.key[0] == "question_favourable":
            assert groups_shown(outcome) == Best(attempt).most()
