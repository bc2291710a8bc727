"""Scenarios that agree with the cells, found by linear and whole-number programs.

People with the same groups in every cut are alike to a reader, so the unknowns are sums over such
sets ("atoms"). Any solution that agrees with all the cells is a scenario that a reader must think
possible.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from results.disclosure.cells import Cell
from results.disclosure.layer import Layer
from results.disclosure.rules import shown_in
from results.disclosure.snapshot import ABSENT, Flags, Floats, Ints

MOST_SINGLE = 400  # candidates that get programs of their own; the rest count as disclosed


@dataclass(frozen=True, eq=False)
class Atoms:
    """The sets of people who are in the same shown groups of every cut."""

    nodes: tuple[Ints, ...]  # for each cut, the smallest shown group of each atom
    people: Ints  # how many are in each
    of: Ints  # the atom of each person, ABSENT for those who do not count
    groups: tuple[tuple[int, int], ...]  # (cut, node) of each shown group
    inside: csr_array  # a row a shown group, a column an atom


def atoms_of(layer: Layer, cells: Sequence[Cell]) -> Atoms:
    """Cut the people of one layer by every group that a reader sees."""
    seen = shown_in(cells)
    flags = [np.array([code in seen for code in tree.codes]) for tree in layer.trees]
    cuts = [tree.smallest_shown(each) for tree, each in zip(layer.trees, flags, strict=True)]
    counted = layer.present & (np.max(cuts, axis=0) != ABSENT)
    key = np.zeros(len(counted), dtype=np.int64)
    for tree, cut in zip(layer.trees, cuts, strict=True):
        key = key * (len(tree.codes) + 1) + (cut - ABSENT)
    _, first, which, people = np.unique(
        key[counted], return_index=True, return_inverse=True, return_counts=True
    )
    distinct = np.stack([cut[counted][first] for cut in cuts], axis=1)
    of = np.full(len(counted), ABSENT, dtype=np.int64)
    of[counted] = which
    groups, rows, columns = _incidence(layer, flags, distinct)
    inside = csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(groups), len(distinct)))
    return Atoms(tuple(distinct.T), people, of, tuple(groups), inside)


def _incidence(
    layer: Layer, flags: Sequence[Flags], distinct: Ints
) -> tuple[list[tuple[int, int]], list[int], list[int]]:
    number: dict[tuple[int, int], int] = {}
    for cut, each in enumerate(flags):
        for node in np.flatnonzero(each).tolist():
            if node or not cut:  # the organisation's row is needed once
                number[cut, node] = len(number)
    rows, columns = [], []
    for atom, smallest in enumerate(distinct.tolist()):
        for cut, start in enumerate(smallest):
            node = start
            while node != ABSENT:
                if (cut, node) in number:
                    rows.append(number[cut, node])
                    columns.append(atom)
                node = layer.trees[cut].parents[node]
    return list(number), rows, columns


@dataclass(eq=False)
class Programs:
    """Finds scenarios that agree with the cells, and counts how often it had to."""

    sums: csr_array
    least: Floats
    most: Floats
    upper: Floats
    lower: Floats
    whole: bool = False
    solved: int = field(default=0)

    def scenario(self, costs: Floats) -> Floats | None:
        """The possible scenario with the smallest cost; None where the solver fails."""
        self.solved += 1
        answer = milp(
            costs,
            constraints=LinearConstraint(self.sums, self.least, self.most),
            bounds=Bounds(self.lower, self.upper),
            integrality=np.full(len(costs), int(self.whole)),
        )
        return None if answer.x is None else np.asarray(answer.x, dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Disclosed:
    """What the programs say: how many people were examined, and which sets of them are disclosed.

    An atom's score or category is bounded too closely; the count behind a group's words, an index
    into the atoms' groups, follows too closely.
    """

    people: int = 0
    programs: int = 0
    atoms: tuple[int, ...] = ()
    worded: tuple[int, ...] = ()
