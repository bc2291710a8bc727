"""What follows across shares of which everybody gives a known number, such as their three top areas.

Where six of seven shares are printed and people have three top areas each, the seventh follows although it is
in words. So whoever reads is taken to know how many top areas a group's people have together, and words must
still leave a wide guess: in each group, and among the people left over when subgroups are shown.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from reports.disclosure.cells import Finding, Hidden
from reports.disclosure.layer import whole
from reports.disclosure.shares import Shares
from reports.disclosure.snapshot import Flags, Partition

WHAT = "A share in words follows from the others, because they add up."


@dataclass(frozen=True, eq=False)
class Said:
    """One share as it is shown over the groups of one cut."""

    layer: Shares
    tree: Partition
    shown: Flags

    def family(self, node: int) -> tuple[int, ...]:
        return tuple(child for child in self.tree.children[node] if self.shown[child])

    def counts(self, node: int, without: Sequence[int]) -> list[int]:
        return whole(self.layer.left(self.tree, node, without))

    def limits(self, node: int, without: Sequence[int]) -> tuple[int, int]:
        """How many are inside, as far as it is said, of a group without some of its subgroups."""
        least, most = self._of(node)
        if not self.shown[node]:
            return (0, sum(self.counts(node, without))) if without else (least, most)
        for child in without:
            low, high = self._of(child)
            least, most = least - high, most - low
        others = [child for child in self.tree.children[node] if child not in without]
        parts = [self._of(child) for child in others]
        rest = sum(self.counts(node, self.tree.children[node]))
        least = max(0, least, sum(low for low, _ in parts))
        return least, min(
            sum(self.counts(node, without)), most, rest + sum(high for _, high in parts)
        )

    def _of(self, node: int) -> tuple[int, int]:
        counts = self.counts(node, ())
        if self.shown[node]:
            return self.layer.said(counts)
        if sum(counts) < self.layer.minimum:
            return 0, sum(counts)
        few = self.layer.rules.fewest_in_cell  # that it is hidden may tell that it could be printed
        return min(few, counts[0]), max(sum(counts) - few, counts[0])


def given_away(
    layers: Sequence[Shares], shown: Sequence[tuple[Flags, ...]]
) -> Iterator[tuple[Shares, Finding]]:
    """Yield what follows across shares that add up, with the share and the group to hide for it."""
    for cut, tree in enumerate(layers[0].trees):
        said = [Said(layer, tree, flags[cut]) for layer, flags in zip(layers, shown, strict=True)]
        for node in np.flatnonzero(np.any([one.shown for one in said], axis=0)).tolist():
            for without in sorted({(), *(one.family(node) for one in said)}):
                if finding := _try(said, node, without):
                    yield finding
                    break


def _try(
    said: Sequence[Said], node: int, without: tuple[int, ...]
) -> tuple[Shares, Finding] | None:
    counts = [one.counts(node, without) for one in said]
    limits = [one.limits(node, without) for one in said]
    follow = [at for at, one in enumerate(said) if _follows(one.layer, counts, limits, at)]
    here = [at for at, one in enumerate(said) if one.shown[node]]
    if not follow or not here:
        return None
    alone = [at for at in follow if at in here and _narrow(said[at].layer, counts[at], limits[at])]
    least = min(alone or here, key=lambda at: (limits[at][1] - limits[at][0], counts[at][0], at))
    one = said[least]
    inside = [child for child in without if one.shown[child]]
    group = min(inside, key=lambda at: (sum(one.counts(at, ())), one.tree.codes[at]), default=node)
    people = sum(counts[least])
    code = one.tree.codes[group]
    return one.layer, Finding(*one.layer.key, code, Hidden.PROTECTS_OTHERS, people, WHAT)


def _follows(
    layer: Shares, counts: Sequence[list[int]], limits: Sequence[tuple[int, int]], at: int
) -> bool:
    """Whether a count that may not be printed is bounded closely by the total and the others."""
    if layer.sayable(counts[at]):
        return False
    least, most = limits[at]
    total = sum(count[0] for count in counts)
    low = total - sum(high for _, high in limits) + most
    high = total - sum(low for low, _ in limits) + least
    return _narrow(layer, counts[at], (max(least, low), min(most, high)))


def _narrow(layer: Shares, counts: Sequence[int], limits: tuple[int, int]) -> bool:
    least, most = limits
    return most - least < min(layer.rules.fewest_in_cell - 1, sum(counts))
