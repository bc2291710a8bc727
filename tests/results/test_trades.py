"""Trades find what whole-number programs find, and nothing that the cells forbid."""

import numpy as np
import pytest

from results.disclosure import ABSENT, Distribution, Share, publish
from results.disclosure.category_bounds import WordedCounts, candidates_of, clear_by_programs
from results.disclosure.count_limits import allowed, category_counts
from results.disclosure.figures import layers_of
from results.disclosure.rules import cells_of, decide
from results.disclosure.scenarios import atoms_of
from results.disclosure.shares import Shares
from results.disclosure.snapshot import Rules
from results.disclosure.trades import Trades
from tests.results.councils import BANDS, snapshot, staff

SEEDS = range(12)


def organisation(seed):
    """Teams of ten to fourteen and two uneven grades; answers that few, or nearly all, have given."""
    random = np.random.default_rng(seed)
    teams, homes = staff({code: int(random.integers(10, 15)) for code in "ABCDE"})
    number = len(homes)
    goals = random.choice(2, size=number, p=[0.1, 0.9])
    answers = random.choice(3, size=number, p=[0.9, 0.05, 0.05])
    grades = np.where(random.random(number) < 0.4, "grade=1", "grade=2").tolist()
    return snapshot(
        teams,
        homes,
        Share("any", "", goals, statistic="goal_any", rest=()),
        Share("S-1", "", np.where(random.random(number) < 0.05, ABSENT, answers)),
        Distribution("ASP", "", random.choice(3, size=number, p=[0.1, 0.2, 0.7]), BANDS),
        attribute=("grade=1", "grade=2"),
        attribute_of=tuple(grades),
    )


def examined(layer):
    """What the rules alone would show, with the people behind it."""
    cells = cells_of(decide(layer, None, None, {}))
    atoms = atoms_of(layer, cells)
    return cells, atoms, allowed(layer, cells, atoms), category_counts(layer, atoms)


def layers(seed):
    return [layer for layer in layers_of(organisation(seed), Rules()) if hasattr(layer, "width")]


@pytest.mark.parametrize("seed", SEEDS)
def test_trades_lead_to_possible_scenarios_only(seed):
    for layer in layers(seed):
        cells, atoms, shown, truth = examined(layer)
        words = WordedCounts.of(layer, cells, atoms, truth)
        trades = Trades.from_truth(layer, atoms, shown, truth)
        words.widen_by_trades(trades)
        assert trades.is_possible()
        assert trades.counts.min() >= 0
        assert np.array_equal(trades.counts.sum(axis=1), atoms.people)


@pytest.mark.parametrize("seed", SEEDS)
def test_programs_widen_no_words_of_two_categories_beyond_trades(seed):
    [layer] = [layer for layer in layers(seed) if layer.key == ("goal_any", "any")]
    cells, atoms, shown, truth = examined(layer)
    trades = Trades.from_truth(layer, atoms, shown, truth)
    assert trades.are_complete
    by_trades, by_programs = (WordedCounts.of(layer, cells, atoms, truth) for _ in range(2))
    by_trades.widen_by_trades(trades)
    by_programs.widen_by_programs(shown.programs(atoms))
    assert by_trades.narrow() == by_programs.narrow()


@pytest.mark.parametrize("seed", SEEDS)
def test_what_trades_clear_programs_clear_too(seed):
    for layer in layers(seed):
        cells, atoms, shown, truth = examined(layer)
        trades = Trades.from_truth(layer, atoms, shown, truth)
        left = set(candidates_of(layer, atoms, truth, trades))
        every = candidates_of(layer, atoms, truth, None)
        certain = set(clear_by_programs(shown.programs(atoms), atoms.people, every))
        assert certain <= left
        if trades.are_complete:
            assert left == certain
        if isinstance(layer, Shares):
            by_trades, by_programs = (WordedCounts.of(layer, cells, atoms, truth) for _ in range(2))
            by_trades.widen_by_trades(trades)
            by_programs.widen_by_programs(shown.programs(atoms))
            assert set(by_programs.narrow()) <= set(by_trades.narrow())


def test_each_kind_occurs_among_these_organisations():
    """WordedCounts that follow and words that do not, people who must be in a category and who need not."""
    told, guessed, certain, free = 0, 0, 0, 0
    for seed in SEEDS:
        for layer in layers(seed):
            cells, atoms, shown, truth = examined(layer)
            trades = Trades.from_truth(layer, atoms, shown, truth)
            words = WordedCounts.of(layer, cells, atoms, truth)
            left = candidates_of(layer, atoms, truth, trades)
            words.widen_by_trades(trades)
            told += len(words.narrow())
            guessed += len(words.rows) - len(words.narrow())
            certain += len(left)
            free += len(candidates_of(layer, atoms, truth, None)) - len(left)
    assert min(told, guessed, certain, free) > 0


def test_same_input_is_audited_alike():
    assert publish(organisation(0)) == publish(organisation(0))


def test_cells_of_other_answers_are_left_to_the_programs():
    [layer] = [layer for layer in layers(0) if layer.key == ("question_favourable", "S-1")]
    _cells, atoms, shown, truth = examined(layer)
    everybody = np.zeros_like(truth)
    everybody[:, 0] = atoms.people
    assert Trades.from_truth(layer, atoms, shown, truth).is_possible()
    assert not Trades.from_truth(layer, atoms, shown, everybody).is_possible()
