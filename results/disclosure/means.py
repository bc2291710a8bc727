"""Figures that rest on sums: the mean of a score, its spread, and the change of those who stayed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from results.disclosure.cells import Cell, Hidden, coding, rounded, samuelson, too_close
from results.disclosure.layer import Layer
from results.disclosure.snapshot import ABSENT, Flags, Floats, Ints, Matched, Partition, Scores


@dataclass(frozen=True, eq=False, kw_only=True)
class Numbers(Layer):
    """What means and spreads share: sums taken about a middle, to keep them exact."""

    measure: Scores
    middle: float
    codings: dict[int, tuple[float, float]] = field(default_factory=dict)  # by n

    def mean(self, sums: Floats) -> float:
        return self.middle + float(sums[1] / sums[0])

    def coded(self, value: float, n: int) -> tuple[float, str | None]:
        if n not in self.codings:
            self.codings[n] = coding(n, self.measure, self.rules)
        bottom, top = self.codings[n]
        shown = rounded(value)
        if shown <= bottom:
            return bottom, "at_most"
        if shown >= top:
            return top, "at_least"
        return shown, None


@dataclass(frozen=True, eq=False, kw_only=True)
class Means(Numbers):
    """The mean of a score."""

    ids: Ints
    standard: tuple[Partition, ...]  # where people are now, whether matched or not
    # Each round of the audit asks the same of most groups.
    matches: dict[tuple[int, ...], bool] = field(default_factory=dict)

    def refuses(self, tree: Partition, node: int) -> Hidden | None:
        return None if self._matches(tree, node, ()) else Hidden.UNMATCHED

    def leaves(self, tree: Partition, node: int, shown: Sequence[int]) -> bool:
        return self._matches(tree, node, shown)

    def _matches(self, tree: Partition, node: int, shown: Sequence[int]) -> bool:
        matched = self.measure.matched
        if matched is None:
            return True
        key = (self.trees.index(tree), node, *shown)
        if key not in self.matches:
            self.matches[key] = self._compares(matched, tree, node, shown)
        return self.matches[key]

    def _compares(self, matched: Matched, tree: Partition, node: int, shown: Sequence[int]) -> bool:
        """R11, for a group or for what is left of it: who joined, and who is gone."""
        first = set(matched.first.get(tree.codes[node], ()))
        second = self._scored(matched, tree, node)
        both = self._both(tree, node)
        for child in shown:
            first -= set(matched.first.get(tree.codes[child], ()))
            second -= self._scored(matched, tree, child)
            both -= self._both(tree, child)
        # Whoever moved between two groups shown is in neither's change, but in both's means.
        gaps = (len(first ^ both), len(second ^ both))
        return all(gap == 0 or gap >= self.minimum for gap in gaps)

    def _both(self, tree: Partition, node: int) -> set[int]:
        members = tree.members(node)
        return set(self.ids[members[self.present[members]]].tolist())

    def _scored(self, matched: Matched, tree: Partition, node: int) -> set[int]:
        members = self.standard[self.trees.index(tree)].members(node)
        return set(self.ids[members[matched.scored_now[members]]].tolist())

    def cells(self, tree: Partition, node: int, *, coarse: bool) -> Iterator[Cell]:
        sums = self.table(tree)[node]
        value, bound = self.coded(self.mean(sums), round(float(sums[0])))
        yield self.cell(self.measure.mean, value, bound=bound)


@dataclass(frozen=True, eq=False, kw_only=True)
class Spreads(Numbers):
    """The standard deviation and the median of a score."""

    def refuses(self, tree: Partition, node: int) -> Hidden | None:
        return None if self._wide(self.table(tree)[node]) else Hidden.ALIKE

    def leaves(self, tree: Partition, node: int, shown: Sequence[int]) -> bool:
        rest = self.left(tree, node, shown)
        return rest[0] < 1 or self._wide(rest)

    def _wide(self, sums: Floats) -> bool:
        limits = samuelson(
            round(float(sums[0])), self.mean(sums), self._deviation(sums), self.measure
        )
        return not too_close(*limits, self.measure, self.rules)

    def _deviation(self, sums: Floats) -> float:
        squares = float(sums[2] - sums[1] ** 2 / sums[0])
        return float(np.sqrt(max(0.0, squares) / (float(sums[0]) - 1)))

    def _median(self, values: Floats) -> float:
        """The median, moved to the nearest that people who left nothing out could have given.

        One that only somebody who left a statement out can have would be that person's own score to
        whoever knows who did.
        """
        median = float(np.median(values))
        if self.measure.step is None:
            return median
        # Of an even number it is the middle of two scores.
        step = self.measure.step if len(values) % 2 else self.measure.step / 2
        return self.measure.low + step * rounded((median - self.measure.low) / step)

    def cells(self, tree: Partition, node: int, *, coarse: bool) -> Iterator[Cell]:
        if self.measure.sd:
            yield self.cell(self.measure.sd, rounded(self._deviation(self.table(tree)[node]), 1))
        if self.measure.median:
            members = tree.members(node)
            values = self.measure.values[members[self.present[members]]]
            value, bound = self.coded(self._median(values), len(values))
            yield self.cell(self.measure.median, value, bound=bound)


def matched_tree(tree: Partition, ids: Ints, present: Flags, matched: Matched) -> Partition:
    """Place each matched person in the smallest group they were in both times, all the way up."""
    home = np.full(len(ids), ABSENT, dtype=np.int64)
    for node, parent in enumerate(tree.parents):
        those = tree.members(node)
        before = np.fromiter(matched.first.get(tree.codes[node], ()), dtype=np.int64)
        kept = present[those] & np.isin(ids[those], before)
        if parent != ABSENT:
            kept &= home[those] == parent
        home[those[kept]] = node
    return tree.moved(home)
