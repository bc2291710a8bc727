"""Which answers must be so, given all the shares shown, in whole people.

Rounded shares of several groups together may allow one count only. A candidate is an atom whose
people might all have to be in one category, or a group in words whose count might follow; a
scenario in which it is otherwise clears it. Trades find most of those, programs the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.sparse import csr_array

from results.disclosure.cells import IN_WORDS, Cell
from results.disclosure.count_limits import allowed, category_counts
from results.disclosure.scenarios import MOST_SINGLE, Atoms, Disclosed, Programs
from results.disclosure.shares import Bands, Shares
from results.disclosure.snapshot import Flags, Floats, Ints
from results.disclosure.trades import Trades

GROUP_ROUNDS = 5  # programs that push all words at once, before single ones
FEW = 2  # words that are pushed alone at once

Candidate = tuple[int, tuple[int, ...]]
"""An atom, and the categories in one of which each of its people might have to be."""


def bound_categories(layer: Bands | Shares, cells: Sequence[Cell], atoms: Atoms) -> Disclosed:
    """Look for atoms all of whose people must be in one category, and for words that tell a count."""
    truth = category_counts(layer, atoms)
    shown = allowed(layer, cells, atoms)
    trades = Trades.from_truth(layer, atoms, shown, truth)
    trading = trades.is_possible()
    candidates = candidates_of(layer, atoms, truth, trades if trading else None)
    words = WordedCounts.of(layer, cells, atoms, truth)
    if trading:
        words.widen_by_trades(trades)
    solved = 0
    if (candidates or words.narrow()) and not (trading and trades.are_complete):
        programs = shown.programs(atoms)
        candidates = clear_by_programs(programs, atoms.people, candidates)
        words.widen_by_programs(programs)
        solved = programs.solved
    close = tuple(sorted({atom for atom, _ in candidates}))
    return Disclosed(int(atoms.people.sum()), solved, close, tuple(words.narrow()))


def candidates_of(
    layer: Bands | Shares, atoms: Atoms, truth: Ints, trades: Trades | None
) -> list[Candidate]:
    """Atoms with everybody in one category, or in some that say the same, unless trades clear them."""
    traded: dict[tuple[int, int], Flags] = {}
    if trades:
        for one, other in combinations(range(layer.width), 2):
            traded[one, other], traded[other, one] = trades.traded(one, other)
    found: list[Candidate] = []
    for kind in (*((index,) for index in range(layer.width)), *layer.alike_categories):
        within = truth[:, list(kind)].sum(axis=1) == atoms.people
        for (one, other), cleared in traded.items():
            if one in kind and other not in kind:
                within &= ~cleared
        found += [(atom, kind) for atom in np.flatnonzero(within).tolist()]
    return found


def clear_by_programs(
    programs: Programs, people: Ints, candidates: list[Candidate]
) -> list[Candidate]:
    for kind in sorted({kind for _, kind in candidates}, key=lambda kind: (len(kind), kind)):
        candidates = _clear_together(programs, people, candidates, kind)
    for candidate in candidates[:MOST_SINGLE]:
        if candidate in candidates:  # not cleared by the scenario of another
            candidates = _clear(programs, people, candidates, [candidate])
    return candidates


def _clear_together(
    programs: Programs, people: Ints, candidates: list[Candidate], kind: tuple[int, ...]
) -> list[Candidate]:
    """Candidates left once pushing all those of one kind at once clears none of them any more."""
    pushed = [candidate for candidate in candidates if candidate[1] == kind]
    while pushed:
        before = len(pushed)
        candidates = _clear(programs, people, candidates, pushed)
        pushed = [candidate for candidate in candidates if candidate[1] == kind]
        if len(pushed) == before:
            break
    return candidates


def _clear(
    programs: Programs, people: Ints, candidates: list[Candidate], pushed: list[Candidate]
) -> list[Candidate]:
    """Candidates left after one scenario that empties the pushed ones as far as it can."""
    width = len(programs.upper) // len(people)
    costs = np.zeros(len(programs.upper))
    for atom, kind in pushed:
        costs[[atom * width + index for index in kind]] = 1.0 / people[atom]
    scenario = programs.scenario(costs)
    if scenario is None:
        return candidates
    counts = scenario.reshape(len(people), width)
    return [
        (atom, kind)
        for atom, kind in candidates
        if counts[atom, list(kind)].sum() > people[atom] - 0.5
    ]


@dataclass(frozen=True, eq=False)
class WordedCounts:
    """Groups in words, and between which counts inside scenarios were found for each shown group."""

    rows: list[int]
    inside: csr_array
    least: Ints
    most: Ints
    wanted: int  # how far apart the words are meant to leave them

    @classmethod
    def of(
        cls, layer: Bands | Shares, cells: Sequence[Cell], atoms: Atoms, truth: Ints
    ) -> "WordedCounts":
        worded = {cell.group for cell in cells if cell.hidden in IN_WORDS}
        rows = [
            row
            for row, (cut, node) in enumerate(atoms.groups)
            if layer.trees[cut].codes[node] in worded
        ]
        inside = np.rint(atoms.inside @ truth[:, 0]).astype(np.int64)
        return cls(rows, atoms.inside, inside, inside.copy(), layer.rules.fewest_in_cell - 1)

    def narrow(self) -> list[int]:
        """Groups whose count is known more closely than the words are meant to tell."""
        return [row for row in self.rows if self.most[row] - self.least[row] < self.wanted]

    def widen_by_trades(self, trades: Trades) -> None:
        """Trade for all at once; then for each alone, for which others may have been in the way."""
        trades.widen(self.narrow(), self.least, self.most, self.wanted)
        for row in self.narrow():
            trades.widen([row], self.least, self.most, self.wanted)

    def widen_by_programs(self, programs: Programs) -> None:
        """Push all that are narrow at once, in mixed directions, while that helps; then each alone."""
        mixed = np.random.default_rng(
            len(self.rows)
        )  # fixed by the input: the same audit every time
        for _ in range(GROUP_ROUNDS):
            narrow = self.narrow()
            if len(narrow) <= FEW:
                break
            weights = mixed.choice([-1.0, 1.0], size=len(narrow))
            self._push(programs, narrow, weights)
            self._push(programs, narrow, -weights)
        for row in self.narrow()[:MOST_SINGLE]:
            for weight in (1.0, -1.0):
                if row in self.narrow():  # not widened by the scenario of another
                    self._push(programs, [row], np.array([weight]))

    def _push(self, programs: Programs, rows: list[int], weights: Floats) -> None:
        width = len(programs.upper) // self.inside.shape[1]
        costs = np.zeros(len(programs.upper))
        costs[::width] = weights @ self.inside[rows]
        scenario = programs.scenario(costs)
        if scenario is not None:
            inside = np.rint(self.inside @ np.rint(scenario[::width])).astype(np.int64)
            np.minimum(self.least, inside, out=self.least)
            np.maximum(self.most, inside, out=self.most)
