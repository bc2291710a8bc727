"""The odds by which `bench.guessing` judges."""

import pytest

from bench.guessing import sign_test


@pytest.mark.parametrize(
    ("slower", "pairs", "odds"),
    [(5, 10, 1.0), (0, 10, 2 / 1024), (10, 10, 2 / 1024), (8, 10, 112 / 1024)],
)
def test_odds_of_an_uneven_coin(slower: int, pairs: int, odds: float) -> None:
    assert sign_test(slower, pairs) == pytest.approx(odds)
