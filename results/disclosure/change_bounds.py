"""How closely anybody can be bounded from two campaigns and the change between them, taken together.

The unknowns are sums over people who are in the same shown groups of either campaign: of their
scores now, and of those then. As with one campaign, two scenarios far enough apart clear.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from results.disclosure.cells import gives_away
from results.disclosure.scenarios import MOST_SINGLE, Programs
from results.disclosure.snapshot import Floats, Ints, Rules, Scores

GROUP_ROUNDS = 6  # pairs of programs that push all candidates at once, before single ones


@dataclass(frozen=True)
class Sum:
    """A mean that is shown of some people: of their scores now, then, or of now less then."""

    later: int  # 1 where it is of the scores now
    earlier: int  # 1 for the scores then, -1 where those are taken away
    people: Collection[int]
    value: float
    bound: str | None


@dataclass(frozen=True, eq=False)
class Alike:
    """People who are in the same sums, and which of their scores those are of."""

    people: tuple[int, ...]
    rows: tuple[int, ...]


@dataclass(eq=False)
class Limits:
    """The least and the most found of each set's sum now, then, and of now less then."""

    least: Floats
    most: Floats

    def widen(self, scenario: Floats | None) -> None:
        if scenario is not None:
            now, then = np.split(scenario, 2)
            found = np.stack([now, then, now - then])
            np.minimum(self.least, found, out=self.least)
            np.maximum(self.most, found, out=self.most)


def people_bounded(
    sums: Sequence[Sum], score: Scores, change: Scores, rules: Rules
) -> tuple[list[tuple[int, ...]], int]:
    """The sets of people of whom a score or a change follows too closely, and the programs solved."""
    sets = _alike(sums)
    counts = np.array([len(one.people) for one in sets], dtype=np.int64)
    programs = _programs(sums, sets, counts, score, change)
    known = _known(sums, sets)
    limits = Limits(np.full((3, len(sets)), np.inf), np.full((3, len(sets)), -np.inf))
    measures = (score, score, change)

    def close(at: int) -> bool:
        return any(
            known[kind, at]
            and gives_away(
                int(counts[at]),
                float(limits.least[kind, at]),
                float(limits.most[kind, at]),
                measure,
                rules,
            )
            for kind, measure in enumerate(measures)
        )

    candidates = list(range(len(sets)))
    mixed = np.random.default_rng(len(sets))  # fixed by the input: the same audit every time
    for _ in range(GROUP_ROUNDS):
        if candidates:
            for costs in _apart(candidates, counts, mixed):
                limits.widen(programs.scenario(costs))
        candidates = [at for at in candidates if close(at)]
    for at in candidates[:MOST_SINGLE]:
        for costs in _single(at, len(sets)):
            if not close(at):  # cleared, perhaps by a scenario of another
                break
            limits.widen(programs.scenario(costs))
    return [sets[at].people for at in candidates if close(at)], programs.solved


def _alike(sums: Sequence[Sum]) -> list[Alike]:
    rows: dict[int, list[int]] = {}
    for number, one in enumerate(sums):
        for person in one.people:
            rows.setdefault(person, []).append(number)
    found: dict[tuple[int, ...], list[int]] = {}
    for person, own in rows.items():
        found.setdefault(tuple(own), []).append(person)
    return [Alike(tuple(people), own) for own, people in found.items()]


def _known(
    sums: Sequence[Sum], sets: Sequence[Alike]
) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Which of the three each set has: a score now, a score then, a change."""
    now = np.array([any(sums[row].later for row in one.rows) for one in sets], dtype=np.bool_)
    then = np.array([any(sums[row].earlier for row in one.rows) for one in sets], dtype=np.bool_)
    return np.stack([now, then, now & then])


def _programs(
    sums: Sequence[Sum], sets: Sequence[Alike], counts: Ints, score: Scores, change: Scores
) -> Programs:
    rows, columns, signs = [], [], []
    for at, one in enumerate(sets):
        for row in one.rows:
            for sign, column in ((sums[row].later, at), (sums[row].earlier, at + len(sets))):
                if sign:
                    rows.append(row)
                    columns.append(column)
                    signs.append(float(sign))
    least, most = np.empty(len(sums)), np.empty(len(sums))
    for row, each in enumerate(sums):
        measure = change if each.later and each.earlier else score
        n = len(each.people)
        least[row] = n * (measure.low if each.bound == "at_most" else each.value - 0.5)
        most[row] = n * (measure.high if each.bound == "at_least" else each.value + 0.5)
    known = _known(sums, sets)[:2].astype(np.float64).ravel()
    twice = np.concatenate([counts, counts]).astype(np.float64) * known
    shape = (len(sums), 2 * len(sets))
    matrix = csr_array((np.array(signs), (rows, columns)), shape=shape)
    return Programs(matrix, least, most, upper=twice * score.high, lower=twice * score.low)


def _apart(candidates: list[int], counts: Ints, mixed: np.random.Generator) -> Iterator[Floats]:
    """Costs that move the candidates' scores apart now and then, in mixed directions, each way round."""
    weight = np.zeros(len(counts))
    weight[candidates] = mixed.choice([-1.0, 1.0], size=len(candidates)) / counts[candidates]
    yield np.concatenate([weight, -weight])
    yield np.concatenate([-weight, weight])


def _single(at: int, sets: int) -> Iterator[Floats]:
    """Costs that push one set's sum now, then, and both apart, each way round."""
    for now, then in ((1.0, 0.0), (0.0, 1.0), (1.0, -1.0)):
        costs = np.zeros(2 * sets)
        costs[at], costs[at + sets] = now, then
        yield costs
        yield -costs
