"""What follows across shares of which everybody gives a known number, such as their three top areas, or one.

Where six of seven shares are printed and people have three top areas each, the seventh follows although it is
in words. So whoever reads is taken to know how many top areas a group's people have together, and words must
still leave a wide guess: in each group, and among the people left over when subgroups are shown.

Goals do not add up, because nobody knows how many areas people's goals are in. But whoever has a goal has one
with some kind of support: of ten people with a goal, nine of whom have a coach, one has somebody else.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from results.disclosure.cells import AuditFinding, Hidden
from results.disclosure.layer import Key
from results.disclosure.rules import lost_with
from results.disclosure.shares import Shares
from results.disclosure.snapshot import ABSENT, Flags, Partition

Range = tuple[int, int]  # the fewest and the most people
Outcome = tuple[Shares, tuple[Flags, ...]]  # a share, and for each cut where it is shown

WHAT = "A share in words follows from the others, because they add up."


@dataclass(frozen=True, eq=False)
class Counted:
    """One share over the groups of one cut, whichever of them are shown."""

    layer: Shares
    tree: Partition
    ranges: dict[tuple[int, bool], Range] = field(default_factory=dict)

    @cached_property
    def table(self) -> list[list[int]]:
        """How many of each group are in each category."""
        found: list[list[int]] = np.rint(self.layer.table(self.tree)).astype(np.int64).tolist()
        return found

    @cached_property
    def rest(self) -> list[int]:
        """How many of each group are in none of its subgroups."""
        sizes = [sum(own) for own in self.table]
        return [
            size - sum(sizes[child] for child in self.tree.children[node])
            for node, size in enumerate(sizes)
        ]

    def told(self, node: int, *, shown: bool) -> Range:
        """How many of a group are inside, as far as a reader is told who sees its figure or does not."""
        key = node, shown
        if key not in self.ranges:
            self.ranges[key] = self._told(self.table[node], shown=shown)
        return self.ranges[key]

    def _told(self, counts: list[int], *, shown: bool) -> Range:
        if shown:
            return self.layer.told(counts)
        if sum(counts) < self.layer.minimum:
            return 0, sum(counts)
        few = self.layer.rules.fewest_in_cell  # that it is hidden may tell that it could be printed
        inside, outside = counts[0], sum(counts) - counts[0]
        if self.layer.measure.adds_up:
            return min(few, inside), max(sum(counts) - few, inside)
        return few * (inside >= few), sum(counts) - few * (outside >= few)


@dataclass(frozen=True, eq=False)
class ShownShare:
    """One share as it is shown over the groups of one cut."""

    counted: Counted
    shown: Flags

    @property
    def layer(self) -> Shares:
        return self.counted.layer

    @property
    def tree(self) -> Partition:
        return self.counted.tree

    def family(self, node: int) -> tuple[int, ...]:
        return tuple(child for child in self.tree.children[node] if self.shown[child])

    def counts(self, node: int, without: Sequence[int]) -> list[int]:
        table = self.counted.table
        return [
            count - sum(table[each][at] for each in without) for at, count in enumerate(table[node])
        ]

    def limits(self, node: int, without: Sequence[int], hidden: int = ABSENT) -> Range:
        """How many are inside, as far as a reader is told, of a group without some of its subgroups.

        Told while one more group is `hidden`.
        """
        least, most = self._of(node, hidden)
        if not self._is_shown(node, hidden):
            return (0, sum(self.counts(node, without))) if without else (least, most)
        for child in without:
            low, high = self._of(child, hidden)
            least, most = least - high, most - low
        others = [child for child in self.tree.children[node] if child not in without]
        parts = [self._of(child, hidden) for child in others]
        rest = self.counted.rest[node]
        least = max(0, least, sum(low for low, _ in parts))
        return least, min(
            sum(self.counts(node, without)), most, rest + sum(high for _, high in parts)
        )

    def _is_shown(self, node: int, hidden: int) -> bool:
        return bool(self.shown[node]) and node != hidden

    def _of(self, node: int, hidden: int) -> Range:
        return self.counted.told(node, shown=self._is_shown(node, hidden))


@dataclass(frozen=True, eq=False)
class Left:
    """The people of a group without some of its subgroups, and the shares that a reader lays together."""

    shares: Sequence[ShownShare]  # the union of the others last, if there is one
    has_union: bool
    node: int
    without: tuple[int, ...]

    @cached_property
    def counts(self) -> list[list[int]]:
        return [one.counts(self.node, self.without) for one in self.shares]

    @property
    def here(self) -> list[int]:
        """The shares that are shown of the group itself."""
        return [at for at, one in enumerate(self.shares) if one.shown[self.node]]

    @cached_property
    def limits(self) -> list[Range]:
        """What each share tells by itself."""
        return [one.limits(self.node, self.without) for one in self.shares]

    def limits_while(self, hiding: "Hiding") -> list[Range]:
        """The same while one more group is hidden in one of them."""
        share, group = hiding
        found = list(self.limits)
        found[share] = self.shares[share].limits(self.node, self.without, group)
        return found

    def following(self, limits: Sequence[Range]) -> list[int]:
        """The shares whose count follows from all of them, although it is in words."""
        if self.has_union:
            known = _within_union(limits[:-1], limits[-1])
        else:
            known = _adding_up(limits, sum(count[0] for count in self.counts))
        return [
            at
            for at, one in enumerate(self.shares)
            if not one.layer.is_printable(self.counts[at])
            and _narrow(one.layer, self.counts[at], known[at])
        ]

    def hidings(self) -> Iterator["Hiding"]:
        """What may be hidden: of each share a subgroup that is taken away, or the group itself."""
        for at in self.here:
            yield from ((at, child) for child in self.without if self.shares[at].shown[child])
            yield at, self.node


Hiding = tuple[int, int]
"""A share, and the group whose figure is hidden in it."""


@dataclass(frozen=True, eq=False)
class Remembered:
    """What need not be worked out again while more and more of the same shares is hidden."""

    counted: dict[tuple[Key, int], Counted] = field(default_factory=dict)
    # Groups where nothing follows, with which of them and of their subgroups were shown: it depends on nothing else.
    clean: set[tuple[int, int, bytes]] = field(default_factory=set)

    def share(self, outcome: Outcome, cut: int) -> ShownShare:
        layer, shown = outcome
        counted = self.counted.setdefault((layer.key, cut), Counted(layer, layer.trees[cut]))
        return ShownShare(counted, shown[cut])


def given_away(
    family: Sequence[Outcome],
    covered: Outcome | None = None,
    *,
    inside: bool = True,
    remembered: Remembered | None = None,
) -> Iterator[tuple[Shares, AuditFinding]]:
    """Yield what follows across shares that add up, with the share and the group to hide for it.

    With `covered`, a share of whose people each is inside at least one of the others, only that is known.
    Whoever hides looks not `inside` a group that one is yielded for: hiding something of it may mend that too.
    """
    remembered = remembered or Remembered()
    for cut, tree in enumerate(family[0][0].trees):
        shares = [remembered.share(one, cut) for one in family]
        union = remembered.share(covered, cut) if covered else None
        flags = np.stack([one.shown for one in (*shares, union) if one])
        broken: set[int] = set()
        for node in np.flatnonzero(flags[: len(shares)].any(axis=0)).tolist():
            if not inside and tree.parents[node] in broken:
                broken.add(node)
                continue
            seen = cut, node, flags[:, [node, *tree.children[node]]].tobytes()
            if seen in remembered.clean:
                continue
            families = {one.family(node) for one in (*shares, union) if one}
            for without in sorted({(), *families}):
                if finding := _try(shares, union, node, without):
                    yield finding
                    broken.add(node)
                    break
            else:
                remembered.clean.add(seen)
        if not inside and 0 in broken:  # the organisation, which is in every cut
            return


def _try(
    shares: Sequence[ShownShare], union: ShownShare | None, node: int, without: tuple[int, ...]
) -> tuple[Shares, AuditFinding] | None:
    left = Left([*shares, *([union] if union else [])], bool(union), node, without)
    follow = left.following(left.limits)
    if not follow or not left.here:
        return None

    def cost(hiding: Hiding) -> tuple[float, int, Hiding]:
        """What is lost for each share that no longer follows; of several, the area that fewest chose."""
        at, group = hiding
        one = left.shares[at]
        mended = len(follow) - len(left.following(left.limits_while(hiding)))
        lost = lost_with(one.layer, one.tree, group, one.shown)
        return (lost / mended if mended > 0 else np.inf), left.counts[at][0], hiding

    price, _, (at, group) = min(map(cost, left.hidings()))
    if np.isinf(price):
        at, group = _narrowest(left, follow)
    one = left.shares[at]
    people, code = sum(left.counts[at]), one.tree.codes[group]
    return one.layer, AuditFinding(*one.layer.key, code, Hidden.PROTECTS_OTHERS, people, WHAT)


def _narrowest(left: Left, follow: Sequence[int]) -> Hiding:
    """Where nothing mends it alone, begin with the share of which most is told, in the smallest subgroup."""
    limits, counts = left.limits, left.counts
    alone = [
        at
        for at in follow
        if at in left.here and _narrow(left.shares[at].layer, counts[at], limits[at])
    ]
    at = min(alone or left.here, key=lambda at: (limits[at][1] - limits[at][0], counts[at][0], at))
    one = left.shares[at]
    inside = [child for child in left.without if one.shown[child]]

    def size(group: int) -> tuple[int, str]:
        return sum(one.counts(group, ())), one.tree.codes[group]

    return at, min(inside, key=size, default=left.node)


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
