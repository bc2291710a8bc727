"""Measures what people who pool their own answers learn about one more: python -m bench.accomplices [--help].

For each person tried, those pool who help most: the others of the smallest sets that the person is in and whose
sum follows, those left over beside subgroups and those common to several groups included; where there are more of
them than may pool, those who leave the rest lowest, or highest. Programs as in the audit then tell what is left
open: between which scores the person's must lie, and whether the answer to a statement must be favourable, or not.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from scipy.sparse import csr_array, hstack
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from bench.disclosure import council
from results.disclosure import Cell, Release, Rules, Snapshot, publish
from results.disclosure.cells import category
from results.disclosure.connections import join
from results.disclosure.count_limits import allowed
from results.disclosure.figures import layers_of
from results.disclosure.layer import Layer
from results.disclosure.means import Means
from results.disclosure.rules import shown_in
from results.disclosure.scenarios import Atoms, Programs, atoms_of
from results.disclosure.score_bounds import score_programs
from results.disclosure.shares import Shares
from results.disclosure.snapshot import ABSENT, Floats, Ints

# The smallest group, the fewest in a cell, and how many pool: up to the insider with k - 1 accomplices.
TRIED = ((5, 3, 0), (5, 3, 4), (5, 3, 5), (5, 3, 9), (10, 3, 5), (10, 3, 10), (5, 5, 4), (5, 5, 5))
STATEMENTS = ("S00", "S01")


@dataclass(eq=False)
class Open:
    """One layer of published cells, as those see it who pool what they answered themselves."""

    layer: Means | Shares
    cells: Sequence[Cell]
    atoms: Atoms = field(init=False)

    def __post_init__(self) -> None:
        self.atoms = atoms_of(self.layer, self.cells)

    def people(self) -> Ints:
        """Those of whom any figure is shown."""
        return np.flatnonzero(self.atoms.of != ABSENT)

    def sets_with(self, person: int) -> Iterator[Ints]:
        """The smallest sets that a person is in and whose sum follows, as far as two cuts tell."""
        seen = shown_in(self.cells)
        cuts = []
        for tree in self.layer.trees:
            flags = np.array([code in seen for code in tree.codes])
            cut = np.where(self.layer.present, tree.smallest_shown(flags), ABSENT)
            cuts.append(cut)
            yield np.flatnonzero(cut == cut[person])
        if len(cuts) > 1:
            yield _parted(cuts[0], cuts[1], person)

    def pools(self, person: int, size: int) -> Iterator[list[int]]:
        """Who may best pool to find out about somebody."""
        values = self.layer.measure.values
        for together in self.sets_with(person):
            others = sorted(set(together.tolist()) - {person}, key=lambda at: (values[at], at))
            yield others[:size]
            yield others[len(others) - size :] if len(others) > size else others


def _parted(first: Ints, second: Ints, person: int) -> Ints:
    """The fewest people whose sum follows from two cuts and who have this one among them."""
    joined = join(first, second)
    size = len(joined.network)
    lines = [
        (one, other, people)
        for one, ends in enumerate(joined.network)
        for other, people in ends.items()
    ]
    rows, columns, people = (np.array(each, dtype=np.int32) for each in zip(*lines, strict=True))
    graph = csr_array((people, (rows, columns)), shape=(size, size)).tocsr()
    flow = maximum_flow(graph, int(joined.rows[person]), int(joined.columns[person])).flow
    room = csr_array(graph - flow)
    room.eliminate_zeros()
    side = breadth_first_order(room, int(joined.rows[person]), return_predecessors=False)
    here = np.isin(joined.rows, side) != np.isin(joined.columns, side)
    return np.flatnonzero(here)


def apart(atoms: Atoms, people: Sequence[int]) -> Atoms:
    """The same sets of people with some of them by themselves, at the end and in this order."""
    columns, first = atoms.of[list(people)], len(atoms.people)
    of = atoms.of.copy()
    of[list(people)] = first + np.arange(len(people))
    left = atoms.people - np.bincount(columns, minlength=first)
    return replace(
        atoms,
        nodes=tuple(np.concatenate([nodes, nodes[columns]]) for nodes in atoms.nodes),
        people=np.concatenate([left, np.ones(len(people), dtype=np.int64)]),
        of=of,
        inside=csr_array(hstack([atoms.inside, atoms.inside[:, columns]])),
    )


def limits_of_score(shown: Open, person: int, pool: Sequence[int]) -> tuple[float, float]:
    """Between which scores a person's must lie for those who pool."""
    atoms = apart(shown.atoms, [person, *pool])
    values = np.where(shown.layer.present, shown.layer.measure.values, 0.0)
    counted = atoms.of != ABSENT
    truth = np.bincount(atoms.of[counted], weights=values[counted], minlength=len(atoms.people))
    programs = score_programs(shown.layer, shown.cells, atoms, truth)
    known = len(shown.atoms.people) + 1 + np.arange(len(pool))
    programs.lower[known] = programs.upper[known] = truth[known]
    at = len(shown.atoms.people)
    return _extreme(programs, [at], 1.0), -_extreme(programs, [at], -1.0)


def answer_is_known(shown: Open, person: int, pool: Sequence[int]) -> bool:
    """Whether those who pool know that somebody's answer is favourable, or that it is not."""
    atoms = apart(shown.atoms, [person, *pool])
    width, own = shown.layer.width, len(shown.atoms.people)
    programs = allowed(shown.layer, shown.cells, atoms).programs(atoms)
    for place, each in enumerate(pool, own + 1):
        given = np.zeros(width)
        given[shown.layer.measure.values[each]] = 1
        here = slice(place * width, (place + 1) * width)
        programs.lower[here], programs.upper[here] = given, given
    least = _extreme(programs, [own * width], 1.0)
    return least > 0.5 or -_extreme(programs, [own * width], -1.0) < 0.5


def _extreme(programs: Programs, places: Sequence[int], sign: float) -> float:
    costs: Floats = np.zeros(len(programs.upper))
    costs[list(places)] = sign
    scenario = programs.scenario(costs)
    return float("-inf") if scenario is None else float(costs @ scenario)


def opened(
    snapshot: Snapshot, release: Release, rules: Rules, *keys: tuple[str, str]
) -> list[Open]:
    """The layers of these figures, with what is published of them."""
    found = []
    for layer in layers_of(snapshot, rules):
        if layer.key in keys:
            own = [
                cell
                for cell in release.cells
                if cell.code == layer.key[1] and cell.statistic in layer.printed
            ]
            found.append(Open(_counted(layer), own))
    return found


def _counted(layer: Layer) -> Means | Shares:
    assert isinstance(layer, Means | Shares)
    return layer


def table(snapshot: Snapshot, people: int) -> Iterator[str]:
    yield "| smallest group | fewest in a cell | who pool | scores within 16 points | median of those | in one band | answers to a statement |"
    yield "|---|---|---|---|---|---|---|"
    keys = [("theme_mean", "ASP"), *(("question_favourable", code) for code in STATEMENTS)]
    for smallest, cell, size in TRIED:
        rules = Rules(smallest, fewest_in_cell=cell)
        scores, *statements = opened(snapshot, publish(snapshot, rules), rules, *keys)
        limits = [
            [limits_of_score(scores, person, pool) for pool in scores.pools(person, size)]
            for person in _some(scores, people)
        ]
        widths = [min(most - least for least, most in found) for found in limits]
        close = [width for width in widths if width < rules.window]
        bands = sum(any(_one_band(scores, *each) for each in found) for found in limits)
        known = [
            any(answer_is_known(shown, person, pool) for pool in shown.pools(person, size))
            for shown in statements
            for person in _some(shown, people)
        ]
        middle = f"{np.median(close):.0f} points" if close else ""
        yield (
            f"| {smallest} | {cell} | {size} | {len(close)} of {len(limits)} | {middle} | {bands} |"
            f" {sum(known)} of {len(known)} |"
        )


def _some(shown: Open, number: int) -> list[int]:
    """The same people each time, as far as figures of them are shown."""
    chosen: list[int] = np.random.default_rng(1).permutation(shown.people())[:number].tolist()
    return chosen


def _one_band(scores: Open, least: float, most: float) -> bool:
    cuts = scores.layer.measure.cuts
    return category(least + 1e-6, cuts) == category(most - 1e-6, cuts)


def main() -> None:
    chosen = options()
    teams, _, people = chosen.council.partition("x")
    snapshot = council(int(teams), float(people or 8))
    print(*table(snapshot, chosen.people), sep="\n", flush=True)


def options() -> Any:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--council", default="30", help="TEAMS or TEAMSxPEOPLE_A_TEAM, made up")
    parser.add_argument("--people", type=int, default=100, help="so many are tried")
    return parser.parse_args()


if __name__ == "__main__":
    main()
