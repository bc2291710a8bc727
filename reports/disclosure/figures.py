"""The figures of each kind of measure, and when a figure alone says too much about its group."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from reports.disclosure.cells import (
    Cell,
    Hidden,
    coding,
    rounded,
    samuelson,
    too_close,
)
from reports.disclosure.snapshot import (
    ABSENT,
    Distribution,
    Flags,
    Floats,
    Ints,
    Matched,
    Measure,
    Partition,
    Rules,
    Scores,
    Share,
    Snapshot,
)

Key = tuple[str, str]  # statistic, code
Parts = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, eq=False, kw_only=True)
class Layer:
    """The figures of one measure that stand or fall together, group by group.

    A layer answers two questions for the rules: may this group's figure be shown on its own
    (`refuses`), and may the sums of the people left over, when some subgroups are shown, be
    known (`leaves`). It sees people only through sums over groups (`table`).
    """

    key: Key
    label: str
    statistics: tuple[str, ...]
    minimum: int
    present: Flags
    trees: tuple[Partition, ...]
    rules: Rules
    columns: tuple[Floats, ...] = ()  # what is summed; the first sums to n
    under: Key | None = None
    tables: dict[int, Floats] = field(default_factory=dict)

    def table(self, tree: Partition) -> Floats:
        """The sums of each group, a row a group."""
        if id(tree) not in self.tables:
            self.tables[id(tree)] = np.stack([tree.totals(each) for each in self.columns], axis=1)
        return self.tables[id(tree)]

    def left(self, tree: Partition, node: int, shown: Sequence[int]) -> Floats:
        """The sums over the people of a group who are in none of the subgroups shown."""
        table = self.table(tree)
        rest: Floats = table[node] - table[list(shown)].sum(axis=0)
        return rest

    def refuses(self, tree: Partition, node: int) -> Hidden | None:
        """Why this group's figure may not be shown although it is large enough."""
        return None

    def leaves(self, tree: Partition, node: int, shown: Sequence[int]) -> bool:
        """Whether what follows about the people left over is harmless."""
        return True

    def coarse(self, tree: Partition, shown: Flags) -> set[int]:
        """Groups whose figures are printed with fewer parts than they could be."""
        return set()

    def cells(self, tree: Partition, node: int, *, coarse: bool) -> Iterator[Cell]:
        """The figures of one shown group; kind, group and n are filled in later."""
        raise NotImplementedError

    def cell(
        self,
        statistic: str,
        value: float | None = None,
        *,
        parts: tuple[str, ...] = (),
        bound: str | None = None,
        hidden: Hidden | None = None,
    ) -> Cell:
        return Cell("", "", statistic, self.key[1], self.label, parts, None, value, bound, hidden)


@dataclass(frozen=True, eq=False, kw_only=True)
class People(Layer):
    """How many people submitted: decides which groups are shown at all."""

    def cells(self, tree: Partition, node: int, *, coarse: bool) -> Iterator[Cell]:
        yield self.cell("people", float(self.table(tree)[node][0]))


@dataclass(frozen=True, eq=False, kw_only=True)
class Numbers(Layer):
    """What means and spreads share: sums taken about a middle, to keep them exact."""

    measure: Scores
    middle: float

    def mean(self, sums: Floats) -> float:
        return self.middle + float(sums[1] / sums[0])

    def coded(self, value: float, n: int) -> tuple[float, str | None]:
        bottom, top = coding(n, self.measure, self.rules)
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

    def refuses(self, tree: Partition, node: int) -> Hidden | None:
        return None if self._matches(tree, node, ()) else Hidden.UNMATCHED

    def leaves(self, tree: Partition, node: int, shown: Sequence[int]) -> bool:
        return self._matches(tree, node, shown)

    def _matches(self, tree: Partition, node: int, shown: Sequence[int]) -> bool:
        """R11, for a group or for what is left of it: who joined, and who is gone."""
        matched = self.measure.matched
        if matched is None:
            return True
        first = set(matched.first.get(tree.codes[node], ()))
        second = self._scored(matched, tree, node)
        for child in shown:
            first -= set(matched.first.get(tree.codes[child], ()))
            second -= self._scored(matched, tree, child)
        both = round(float(self.left(tree, node, shown)[0]))
        gaps = (len(first) - both, len(second) - both)
        return all(gap == 0 or gap >= self.minimum for gap in gaps)

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

    def cells(self, tree: Partition, node: int, *, coarse: bool) -> Iterator[Cell]:
        if self.measure.sd:
            yield self.cell(self.measure.sd, rounded(self._deviation(self.table(tree)[node]), 1))
        if self.measure.median:
            members = tree.members(node)
            values = self.measure.values[members[self.present[members]]]
            value, bound = self.coded(float(np.median(values)), len(values))
            yield self.cell(self.measure.median, value, bound=bound)


@dataclass(frozen=True, eq=False, kw_only=True)
class Bands(Layer):
    """The shares of ordered categories, small ones merged with a neighbour."""

    measure: Distribution

    def counts(self, tree: Partition, node: int) -> list[int]:
        return whole(self.table(tree)[node])

    def refuses(self, tree: Partition, node: int) -> Hidden | None:
        counts = self.counts(tree, node)
        return Hidden.ALIKE if alike(counts, merged(counts, self.rules)) else None

    def leaves(self, tree: Partition, node: int, shown: Sequence[int]) -> bool:
        rest = whole(self.left(tree, node, shown))
        if not sum(rest):
            return True
        known = common([merged(self.counts(tree, group), self.rules) for group in (node, *shown)])
        sizes = [sum(rest[index] for index in part) for part in known]
        small = any(0 < size < self.rules.fewest_in_cell for size in sizes)
        return len(known) == 1 or not (small or alike(rest, known))

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

    def counts(self, tree: Partition, node: int) -> list[int]:
        return whole(self.table(tree)[node])

    def leaves(self, tree: Partition, node: int, shown: Sequence[int]) -> bool:
        """The people left over are harmless if their share could be printed, or is a wide guess."""
        rest = whole(self.left(tree, node, shown))
        if not sum(rest) or self._sayable(rest):
            return True
        least, most = self._said(self.counts(tree, node))
        for child in shown:
            low, high = self._said(self.counts(tree, child))
            least, most = least - high, most - low
        return min(sum(rest), most) - max(0, least) >= self.rules.fewest_in_cell - 1

    def _sayable(self, counts: Sequence[int]) -> bool:
        few = self.rules.fewest_in_cell
        return counts[0] >= few and sum(counts) - counts[0] >= few

    def _said(self, counts: Sequence[int]) -> tuple[int, int]:
        """How many are inside, as far as it is said: a number, or words for a range."""
        slack = self.rules.fewest_in_cell - 1
        if self._sayable(counts):
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
        if not self._sayable(counts):
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


def layers_of(snapshot: Snapshot, rules: Rules) -> Iterator[Layer]:
    """Every layer of a release, each after the one it depends on."""
    everybody = np.ones(len(snapshot.people), dtype=np.bool_)
    yield People(
        key=("people", ""),
        label="",
        statistics=("people",),
        minimum=rules.smallest,
        present=everybody,
        trees=snapshot.trees,
        rules=rules,
        columns=(everybody.astype(np.float64),),
    )
    for measure in snapshot.measures:
        yield from _layers(measure, snapshot, rules)


def _layers(measure: Measure, snapshot: Snapshot, rules: Rules) -> Iterator[Layer]:
    if isinstance(measure, Scores):
        yield from _score_layers(measure, snapshot, rules)
    elif isinstance(measure, Distribution):
        yield Bands(
            key=(measure.statistic, measure.code),
            label=measure.label,
            statistics=(measure.statistic,),
            minimum=rules.spread_minimum,
            present=measure.values != ABSENT,
            trees=snapshot.trees,
            rules=rules,
            columns=_indicators(measure.values, len(measure.categories)),
            under=measure.under,
            measure=measure,
        )
    else:
        yield Shares(
            key=(measure.statistic, measure.code),
            label=measure.label,
            statistics=(measure.statistic, *measure.rest),
            minimum=rules.spread_minimum,
            present=measure.values != ABSENT,
            trees=snapshot.trees,
            rules=rules,
            columns=_indicators(measure.values, max(2, len(measure.rest) + 1)),
            measure=measure,
        )


def _score_layers(measure: Scores, snapshot: Snapshot, rules: Rules) -> Iterator[Layer]:
    trees, present = snapshot.trees, ~np.isnan(measure.values)
    ids = np.array(snapshot.people, dtype=np.int64)
    if measure.matched:
        trees = tuple(_matched_tree(tree, ids, present, measure.matched) for tree in trees)
        present = present & (trees[0].home != ABSENT)
    middle = (measure.low + measure.high) / 2
    off = np.where(present, measure.values - middle, 0.0)
    columns = (present.astype(np.float64), off)
    mean = Means(
        key=(measure.mean, measure.code),
        label=measure.label,
        statistics=(measure.mean,),
        minimum=rules.smallest,
        present=present,
        trees=trees,
        rules=rules,
        columns=columns,
        measure=measure,
        middle=middle,
        ids=ids,
        standard=snapshot.trees,
    )
    yield mean
    spread = tuple(name for name in (measure.sd, measure.median) if name)
    if spread:
        yield Spreads(
            key=(spread[0], measure.code),
            label=measure.label,
            statistics=spread,
            minimum=rules.spread_minimum,
            present=present,
            trees=trees,
            rules=rules,
            columns=(*columns, off**2),
            under=mean.key,
            measure=measure,
            middle=middle,
        )


def _indicators(values: Ints, width: int) -> tuple[Floats, ...]:
    return tuple((values == index).astype(np.float64) for index in range(width))


def _matched_tree(tree: Partition, ids: Ints, present: Flags, matched: Matched) -> Partition:
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


def whole(sums: Floats) -> list[int]:
    """Counts, cleared of the noise of summing."""
    counts: list[int] = np.rint(sums).astype(np.int64).tolist()
    return counts


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
