"""Which counts of people the shares shown allow: a rounded percentage as a rule one, words a few."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, vstack

from results.disclosure.cells import Cell, Hidden
from results.disclosure.scenarios import Atoms, Programs
from results.disclosure.shares import Bands, Shares
from results.disclosure.snapshot import ABSENT, Flags, Ints


@dataclass(frozen=True, eq=False)
class CountLimits:
    """For each printed share its group's row, the categories counted, and the fewest and most people."""

    rows: Ints
    parts: Flags
    least: Ints
    most: Ints

    def counts(self, inside: Ints) -> Ints:
        """How many each share counts, of the people of each group in each category."""
        found: Ints = np.where(self.parts, inside[self.rows], 0).sum(axis=1)
        return found

    def programs(self, atoms: Atoms) -> Programs:
        """Programs over how many of each atom are in each category."""
        width = self.parts.shape[1]
        size = len(atoms.people) * width
        pairs = atoms.inside[self.rows].tocoo()
        entry, category = np.nonzero(self.parts[pairs.row])
        places = (pairs.row[entry], pairs.col[entry] * width + category)
        shown = csr_array((np.ones(len(entry)), places), shape=(len(self.rows), size))
        atom = np.repeat(np.arange(len(atoms.people)), width)
        everybody = csr_array((np.ones(size), (atom, np.arange(size))))
        return Programs(
            csr_array(vstack([shown, everybody])),
            np.concatenate([self.least, atoms.people]).astype(np.float64),
            np.concatenate([self.most, atoms.people]).astype(np.float64),
            upper=np.repeat(atoms.people, width).astype(np.float64),
            lower=np.zeros(size),
            whole=True,
        )


def category_counts(layer: Bands | Shares, atoms: Atoms) -> Ints:
    """How many of each atom are in each category."""
    width = layer.width
    counted = atoms.of != ABSENT
    index = np.minimum(layer.measure.values[counted], width - 1)
    flat = np.bincount(atoms.of[counted] * width + index, minlength=len(atoms.people) * width)
    return flat.reshape(len(atoms.people), width)


def allowed(layer: Bands | Shares, cells: Sequence[Cell], atoms: Atoms) -> CountLimits:
    row_of = {layer.trees[cut].codes[node]: row for row, (cut, node) in enumerate(atoms.groups)}
    people = np.rint(atoms.inside @ atoms.people).astype(np.int64)
    found = list(_limits(layer, cells, row_of, people))
    parts = np.zeros((len(found), layer.width), dtype=np.bool_)
    for share, (_row, inside, _least, _most) in enumerate(found):
        parts[share, inside] = True
    rows, least, most = (
        np.array([limit[at] for limit in found], dtype=np.int64) for at in (0, 2, 3)
    )
    return CountLimits(rows, parts, least, most)


def _limits(
    layer: Bands | Shares, cells: Sequence[Cell], row_of: Mapping[str, int], people: Ints
) -> Iterator[tuple[int, list[int], int, int]]:
    """For each printed share: its group, its categories, and the fewest and most it allows."""
    slack = layer.rules.fewest_in_cell - 1
    for cell in cells:
        parts = layer.categories_of(cell)
        if cell.group not in row_of or not parts:
            continue
        row = row_of[cell.group]
        n = int(people[row])
        if cell.hidden is Hidden.FEW_OR_NONE:
            yield row, parts, 0, slack
        elif cell.hidden is Hidden.NEARLY_EVERYONE:
            yield row, parts, n - slack, n
        elif cell.value is not None:
            low = np.ceil((cell.value - 0.5) * n / 100 - 1e-9)
            high = np.ceil((cell.value + 0.5) * n / 100 - 1e-9) - 1
            yield row, parts, max(0, int(low)), min(n, int(high))
