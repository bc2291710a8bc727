"""Figures that count people: how many are in each category, and what share gave an answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from results.disclosure.cells import Cell, Hidden, rounded
from results.disclosure.layer import Layer, whole
from results.disclosure.snapshot import Distribution, Flags, Partition, Rules, Share

Parts = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, eq=False, kw_only=True)
class Bands(Layer):
    """The shares of ordered categories, small ones merged with a neighbour."""

    measure: Distribution

    @property
    def width(self) -> int:
        return len(self.measure.categories)

    @property
    def alike_categories(self) -> Parts:
        """Sets of categories that say the same about somebody."""
        return self.measure.alike

    def categories_of(self, cell: Cell) -> list[int]:
        """Which categories a cell counts together."""
        return [self.measure.categories.index(code) for code in cell.parts]

    def counts(self, tree: Partition, node: int) -> list[int]:
        return whole(self.table(tree)[node])

    def refuses(self, tree: Partition, node: int) -> Hidden | None:
        counts = self.counts(tree, node)
        return Hidden.ALIKE if self._alike(counts, merged(counts, self.rules)) else None

    def leaves(self, tree: Partition, node: int, shown: Sequence[int]) -> bool:
        rest = whole(self.left(tree, node, shown))
        if not sum(rest):
            return True
        known = common([merged(self.counts(tree, group), self.rules) for group in (node, *shown)])
        sizes = [sum(rest[index] for index in part) for part in known]
        small = any(0 < size < self.rules.fewest_in_cell for size in sizes)
        return len(known) == 1 or not (small or self._alike(rest, known))

    def _alike(self, counts: Sequence[int], parts: Parts) -> bool:
        """Whether everybody is in one part, or in parts that say the same."""
        kinds = [
            [index for part in parts if set(part) <= set(kind) for index in part]
            for kind in self.measure.alike
        ]
        return alike(counts, (*parts, *map(tuple, kinds)))

    def cells(self, tree: Partition, node: int, *, coarse: bool) -> Iterator[Cell]:
        counts = self.counts(tree, node)
        for part in merged(counts, self.rules):
            names = tuple(self.measure.categories[index] for index in part)
            inside = sum(counts[index] for index in part)
            yield self.cell(
                self.measure.statistic, rounded(100 * inside / sum(counts)), parts=names
            )


@dataclass(frozen=True, eq=False, kw_only=True)
class Shares(Layer):
    """The share of a group inside one answer, and how the rest divides."""

    measure: Share

    @property
    def width(self) -> int:
        return len(self.columns)

    @property
    def alike_categories(self) -> Parts:
        """That somebody is outside is as much as that they are inside, whichever way."""
        return (tuple(range(1, self.width)),) if len(self.measure.rest) > 1 else ()

    @property
    def printed(self) -> tuple[str, ...]:
        """Every statistic that may be printed, that of the merged rest included."""
        return (*self.statistics, self.measure.other)

    def categories_of(self, cell: Cell) -> list[int]:
        """Which categories a cell counts together."""
        if cell.statistic == self.measure.statistic:
            return [0]
        if cell.statistic in self.measure.rest:
            return [1 + self.measure.rest.index(cell.statistic)]
        return list(range(1, self.width))

    def counts(self, tree: Partition, node: int) -> list[int]:
        return whole(self.table(tree)[node])

    def leaves(self, tree: Partition, node: int, shown: Sequence[int]) -> bool:
        """The people left over are harmless if their share could be printed, or is a wide guess."""
        rest = whole(self.left(tree, node, shown))
        if not sum(rest) or self.is_printable(rest):
            return True
        least, most = self.told(self.counts(tree, node))
        for child in shown:
            low, high = self.told(self.counts(tree, child))
            least, most = least - high, most - low
        return min(sum(rest), most) - max(0, least) >= self.rules.fewest_in_cell - 1

    def is_printable(self, counts: Sequence[int]) -> bool:
        """Whether a share may be printed as a number."""
        few = self.rules.fewest_in_cell
        return counts[0] >= few and sum(counts) - counts[0] >= few

    def told(self, counts: Sequence[int]) -> tuple[int, int]:
        """The fewest and the most inside that a reader is told: a number, or words for a range."""
        slack = self.rules.fewest_in_cell - 1
        if self.is_printable(counts):
            return counts[0], counts[0]
        if counts[0] <= slack:
            return 0, slack
        return sum(counts) - slack, sum(counts)

    def coarse(self, tree: Partition, shown: Flags) -> set[int]:
        """Groups that keep the rest in one part: their own parts are small, or a family's would be.

        When the parts of a group and of all its subgroups are printed, those of the people left
        over follow; then the smallest subgroup keeps its parts together.
        """
        nodes = np.flatnonzero(shown).tolist()
        kept = {node for node in nodes if not self._divisible(self.counts(tree, node))}
        for node in nodes:
            family = [child for child in tree.children[node] if shown[child]]
            if not family or kept & {node, *family}:
                continue
            left = whole(self.left(tree, node, family))
            if sum(left) and not self._divisible(left):
                table = self.table(tree)
                kept.add(min(family, key=lambda at: (table[at].sum(), tree.codes[at])))
        return kept

    def _divisible(self, counts: Sequence[int]) -> bool:
        return all(count == 0 or count >= self.rules.fewest_in_cell for count in counts[1:])

    def cells(self, tree: Partition, node: int, *, coarse: bool) -> Iterator[Cell]:
        measure, counts = self.measure, self.counts(tree, node)
        if not self.is_printable(counts):
            few = counts[0] < self.rules.fewest_in_cell
            words = Hidden.FEW_OR_NONE if few else Hidden.NEARLY_EVERYONE
            yield self.cell(measure.statistic, hidden=words)
            yield from (self.cell(name, hidden=Hidden.MERGED) for name in measure.rest)
            return
        shares = [rounded(100 * count / sum(counts)) for count in counts]
        yield self.cell(measure.statistic, shares[0])
        for name, share in zip(measure.rest, shares[1:], strict=False):
            yield self.cell(name, hidden=Hidden.MERGED) if coarse else self.cell(name, share)
        if measure.rest and coarse:
            outside = sum(counts) - counts[0]
            yield self.cell(measure.other, rounded(100 * outside / sum(counts)))


def merged(counts: Sequence[int], rules: Rules) -> Parts:
    """Join cells of one or two people with a neighbour, the lower one where there is a choice."""
    parts = [[index] for index in range(len(counts))]
    while len(parts) > 1:
        sizes = [sum(counts[index] for index in part) for part in parts]
        small = [at for at, size in enumerate(sizes) if 0 < size < rules.fewest_in_cell]
        if not small:
            break
        at = max(small[0], 1)
        parts[at - 1 : at + 1] = [parts[at - 1] + parts[at]]
    return tuple(tuple(part) for part in parts)


def common(partitions: Sequence[Parts]) -> Parts:
    """The finest parts in which several groups can all be counted."""
    width = sum(len(part) for part in partitions[0])
    breaks = set(range(1, width))
    for parts in partitions:
        breaks &= {part[0] for part in parts}
    edges = [0, *sorted(breaks), width]
    return tuple(tuple(range(low, high)) for low, high in pairwise(edges))


def alike(counts: Sequence[int], parts: Parts) -> bool:
    """Whether everybody is in one part."""
    return any(sum(counts[index] for index in part) == sum(counts) for part in parts)
