"""What follows across shares of which everybody gives a known number, such as their three top areas, or one.

Where six of seven shares are printed and people have three top areas each, the seventh follows although it is
in words. So whoever reads is taken to know how many top areas a group's people have together, and words must
still leave a wide guess: in each group, and among the people left over when subgroups are shown.

Goals do not add up, because nobody knows how many areas people's goals are in. But whoever has a goal has one
with some kind of support: of ten people with a goal, nine of whom have a coach, one has somebody else.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from results.disclosure.cells import AuditFinding, Hidden
from results.disclosure.shares import Shares
from results.disclosure.snapshot import Flags, Partition

Range = tuple[int, int]  # the fewest and the most people
Outcome = tuple[Shares, tuple[Flags, ...]]  # a share, and for each cut where it is shown

WHAT = "A share in words follows from the others, because they add up."


@dataclass(frozen=True, eq=False)
class ShownShare:
    """One share as it is shown over the groups of one cut."""

    layer: Shares
    tree: Partition
    shown: Flags

    def family(self, node: int) -> tuple[int, ...]:
        return tuple(child for child in self.tree.children[node] if self.shown[child])

    @cached_property
    def table(self) -> list[list[int]]:
        """How many of each group are in each category."""
        found: list[list[int]] = np.rint(self.layer.table(self.tree)).astype(np.int64).tolist()
        return found

    def counts(self, node: int, without: Sequence[int]) -> list[int]:
        own = self.table[node]
        return [
            count - sum(self.table[each][at] for each in without) for at, count in enumerate(own)
        ]

    def limits(self, node: int, without: Sequence[int]) -> Range:
        """How many are inside, as far as a reader is told, of a group without some of its subgroups."""
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

    def _of(self, node: int) -> Range:
        counts = self.counts(node, ())
        if self.shown[node]:
            return self.layer.told(counts)
        if sum(counts) < self.layer.minimum:
            return 0, sum(counts)
        few = self.layer.rules.fewest_in_cell  # that it is hidden may tell that it could be printed
        inside, outside = counts[0], sum(counts) - counts[0]
        if self.layer.measure.adds_up:
            return min(few, inside), max(sum(counts) - few, inside)
        return few * (inside >= few), sum(counts) - few * (outside >= few)


def given_away(
    family: Sequence[Outcome], covered: Outcome | None = None
) -> Iterator[tuple[Shares, AuditFinding]]:
    """Yield what follows across shares that add up, with the share and the group to hide for it.

    With `covered`, a share of whose people each is inside at least one of the others, only that is known.
    """
    for cut, tree in enumerate(family[0][0].trees):
        shares = [ShownShare(layer, tree, shown[cut]) for layer, shown in family]
        union = ShownShare(covered[0], tree, covered[1][cut]) if covered else None
        for node in np.flatnonzero(np.any([one.shown for one in shares], axis=0)).tolist():
            families = {one.family(node) for one in (*shares, union) if one}
            for without in sorted({(), *families}):
                if finding := _try(shares, union, node, without):
                    yield finding
                    break


def _try(
    shares: Sequence[ShownShare], union: ShownShare | None, node: int, without: tuple[int, ...]
) -> tuple[Shares, AuditFinding] | None:
    counts = [one.counts(node, without) for one in shares]
    limits = [one.limits(node, without) for one in shares]
    if union:
        known = _within_union(limits, union.limits(node, without))
        counts.append(union.counts(node, without))
        limits.append(union.limits(node, without))
        shares = [*shares, union]
    else:
        known = _adding_up(limits, sum(count[0] for count in counts))
    here = [at for at, one in enumerate(shares) if one.shown[node]]
    follow = [
        at
        for at, one in enumerate(shares)
        if not one.layer.is_printable(counts[at]) and _narrow(one.layer, counts[at], known[at])
    ]
    if not follow or not here:
        return None
    alone = [
        at for at in follow if at in here and _narrow(shares[at].layer, counts[at], limits[at])
    ]
    least = min(alone or here, key=lambda at: (limits[at][1] - limits[at][0], counts[at][0], at))
    one = shares[least]
    inside = [child for child in without if one.shown[child]]
    group = min(inside, key=lambda at: (sum(one.counts(at, ())), one.tree.codes[at]), default=node)
    people = sum(counts[least])
    code = one.tree.codes[group]
    return one.layer, AuditFinding(*one.layer.key, code, Hidden.PROTECTS_OTHERS, people, WHAT)


def _adding_up(limits: Sequence[Range], total: int) -> list[Range]:
    """How closely each count is bounded by the others where it is known what they add up to."""
    fewest, most = sum(low for low, _ in limits), sum(high for _, high in limits)
    return [
        (max(low, total - (most - high)), min(high, total - (fewest - low))) for low, high in limits
    ]


def _within_union(limits: Sequence[Range], union: Range) -> list[Range]:
    """The same where each is of some of those in the union, and all together are of all; the union last."""
    most = sum(high for _, high in limits)
    parts = [(max(low, union[0] - (most - high)), min(high, union[1])) for low, high in limits]
    return [*parts, (max(union[0], *(low for low, _ in limits)), min(union[1], most))]


def _narrow(layer: Shares, counts: Sequence[int], limits: Range) -> bool:
    least, most = limits
    return most - least < min(layer.rules.fewest_in_cell - 1, sum(counts))
