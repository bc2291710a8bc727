"""What every kind of figure has in common: sums over groups, and two questions the rules ask of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from results.disclosure.cells import Cell, Hidden
from results.disclosure.snapshot import Flags, Floats, Ints, Partition, Rules

Key = tuple[str, str]  # statistic, code


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
    nested: bool = True  # R3: nothing is shown inside a group whose figure is hidden
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

    def family(self, tree: Partition, node: int, shown: Flags) -> list[int]:
        """The largest groups shown inside a group."""
        found: list[int] = []
        waiting = list(tree.children[node])
        while waiting:
            child = waiting.pop()
            if shown[child]:
                found.append(child)
            elif not self.nested:
                waiting += tree.children[child]
        return sorted(found)

    @property
    def printed(self) -> tuple[str, ...]:
        """Every statistic that its cells may have."""
        return self.statistics

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

    ids: Ints
    lately: tuple[Mapping[str, frozenset[int]], ...]

    def refuses(self, tree: Partition, node: int) -> Hidden | None:
        return None if self._is_apart(tree, node, ()) else Hidden.LIKE_LATELY

    def leaves(self, tree: Partition, node: int, shown: Sequence[int]) -> bool:
        return self._is_apart(tree, node, shown)

    def _is_apart(self, tree: Partition, node: int, shown: Sequence[int]) -> bool:
        """R12: nobody or enough people set a group, or what is left of it, apart from what it was lately.

        Most would answer alike so soon, so that the two averages together come near to those few people's.
        """
        return not any(
            0 < len(apart) < self.minimum
            for then in self.lately
            for now, before in [self._now_and_then(tree, node, shown, then)]
            # Of fewer nothing is shown now, or was then; and two groups that share nobody tell nothing of each other.
            if min(len(now), len(before)) >= self.minimum and now & before
            for apart in (now - before, before - now)
        )

    def _now_and_then(
        self, tree: Partition, node: int, shown: Sequence[int], then: Mapping[str, frozenset[int]]
    ) -> tuple[frozenset[int], frozenset[int]]:
        """Who is in a group without some of its subgroups, and who was."""
        now, *inside = (frozenset(self.ids[tree.members(at)].tolist()) for at in (node, *shown))
        before, *then_inside = (then.get(tree.codes[at], frozenset()) for at in (node, *shown))
        return now.difference(*inside), before.difference(*then_inside)

    def cells(self, tree: Partition, node: int, *, coarse: bool) -> Iterator[Cell]:
        yield self.cell("people", float(self.table(tree)[node][0]))


def whole(sums: Floats) -> list[int]:
    """Counts, cleared of the noise of summing."""
    counts: list[int] = np.rint(sums).astype(np.int64).tolist()
    return counts
