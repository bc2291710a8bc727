"""Scenarios found without a program: people trade answers, and every shown count stays possible.

Where some people move from one category to another and others move back, the changes flow through a
network: from the organisation down its groups, through each set of alike people ("atom") to its
group of the other cut, and up again. So a count can be otherwise exactly where it lies on a cycle of
lines that have room. Only what takes three categories at once needs a program.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from results.disclosure.count_limits import CountLimits
from results.disclosure.layer import Layer
from results.disclosure.scenarios import Atoms
from results.disclosure.snapshot import ABSENT, Flags, Ints

OUTSIDE = 0  # the node of either cut that groups hang from which are in no other


@dataclass(eq=False)
class Trades:
    """A possible scenario, at first the truth, with the lines along which people may trade.

    There is a line for each shown group and then for each atom; `tails` and `heads` are its ends.
    """

    atoms: Atoms
    allowed: CountLimits
    counts: Ints  # how many of each atom are in each category
    tails: Ints
    heads: Ints

    @classmethod
    def from_truth(cls, layer: Layer, atoms: Atoms, allowed: CountLimits, truth: Ints) -> "Trades":
        return cls(atoms, allowed, truth.copy(), *_lines(layer, atoms))

    @property
    def are_complete(self) -> bool:
        """Whether trades find whatever there is to find: between two categories they do."""
        return len(self.counts.T) == len(("inside", "outside"))

    def is_possible(self) -> bool:
        """Whether the scenario agrees with the cells, which may be those of another snapshot."""
        shown = self.allowed.counts(self.inside())
        return bool(np.all((self.allowed.least <= shown) & (shown <= self.allowed.most)))

    def inside(self) -> Ints:
        """How many of each shown group are in each category."""
        found: Ints = np.rint(self.atoms.inside @ self.counts).astype(np.int64)
        return found

    def room(self, one: int, other: int) -> tuple[Ints, Ints]:
        """How many more, and how many fewer, of each line may be in one category and not in the other."""
        allowed, groups = self.allowed, len(self.atoms.groups)
        shown = allowed.counts(self.inside())
        above, below = allowed.most - shown, shown - allowed.least
        more = np.full(groups, self.atoms.people.sum())
        fewer = more.copy()
        for here, there, up, down in ((one, other, above, below), (other, one, below, above)):
            only = allowed.parts[:, here] & ~allowed.parts[:, there]
            np.minimum.at(more, allowed.rows[only], up[only])
            np.minimum.at(fewer, allowed.rows[only], down[only])
        return (
            np.concatenate([more, self.counts[:, other]]),
            np.concatenate([fewer, self.counts[:, one]]),
        )

    def traded(self, one: int, other: int) -> tuple[Flags, Flags]:
        """Atoms with nobody in the other category of whom somebody can trade into it, and the reverse."""
        more, fewer = (room > 0 for room in self.room(one, other))
        starts = np.concatenate([self.tails[more], self.heads[fewer]])
        ends = np.concatenate([self.heads[more], self.tails[fewer]])
        size = len(self.atoms.groups) + 1
        graph = csr_array((np.ones(len(starts)), (starts, ends)), shape=(size, size))
        _, part = connected_components(graph, connection="strong")
        # With room both ways a line is a cycle of its own, in which nothing changes.
        free = (part[self.tails] == part[self.heads])[len(self.atoms.groups) :]
        into, back = fewer[len(self.atoms.groups) :], more[len(self.atoms.groups) :]
        return free & into & ~back, free & back & ~into

    def widen(self, rows: Sequence[int], least: Ints, most: Ints, wanted: int) -> None:
        """Trade until the counts of these groups in the first category differ by as many as wanted."""
        for against, other in product((0, 1), range(1, self.counts.shape[1])):
            walk = Walk.between(self, other)
            for row in rows:
                while most[row] - least[row] < wanted and walk.push(2 * row + against):
                    walk.note(least, most)
            self.counts[:, 0] += walk.moved
            self.counts[:, other] -= walk.moved


def _lines(layer: Layer, atoms: Atoms) -> tuple[Ints, Ints]:
    node_of = {group: node for node, group in enumerate(atoms.groups, OUTSIDE + 1)}

    def above(cut: int, node: int) -> int:
        """The node of the smallest shown group that holds this one, itself included."""
        while node != ABSENT and (cut, node) not in node_of:
            node = layer.trees[cut].parents[node]
        return node_of.get((cut, node), OUTSIDE)

    tails: list[int] = []
    heads: list[int] = []
    for cut, node in atoms.groups:
        ends = (above(cut, layer.trees[cut].parents[node]), node_of[cut, node])
        tails.append(ends[cut])
        heads.append(ends[1 - cut])
    nodes = [[above(cut, node) for node in each.tolist()] for cut, each in enumerate(atoms.nodes)]
    tails += nodes[0]
    heads += nodes[1] if len(nodes) > 1 else [OUTSIDE] * len(nodes[0])
    return np.array(tails, dtype=np.int64), np.array(heads, dtype=np.int64)


@dataclass(eq=False)
class Walk:
    """Trades between the first category and one other, cycle by cycle.

    Arc 2 x line is one person more in the first category there, and arc 2 x line + 1 one fewer.
    """

    room: list[int]  # of each arc
    ends: list[int]
    leaving: list[list[int]]  # the arcs that leave each node
    inside: Ints  # how many of each group are in the first category
    moved: Ints  # how many more of each atom are

    @classmethod
    def between(cls, trades: Trades, other: int) -> "Walk":
        room = np.stack(trades.room(0, other), axis=1).ravel().tolist()
        ends = np.stack([trades.heads, trades.tails], axis=1).ravel().tolist()
        leaving: list[list[int]] = [[] for _ in range(len(trades.atoms.groups) + 1)]
        for arc in range(len(ends)):
            leaving[ends[arc ^ 1]].append(arc)
        moved = np.zeros(len(trades.counts), dtype=np.int64)
        return cls(room, ends, leaving, trades.inside()[:, 0], moved)

    def push(self, arc: int) -> bool:
        """Move one person more along an arc and a cycle through it, if there is one."""
        if self.room[arc] <= 0:
            return False
        cycle = self._cycle(arc)
        groups = len(self.inside)
        for each in cycle:
            self.room[each] -= 1
            self.room[each ^ 1] += 1
            line, change = each // 2, 1 - 2 * (each % 2)
            if line < groups:
                self.inside[line] += change
            else:
                self.moved[line - groups] += change
        return bool(cycle)

    def _cycle(self, arc: int) -> list[int]:
        """The arcs of a cycle through this one, none where there is no way back.

        The search goes from both ends, the one with fewer lines first: a group of the breakdown has a
        line to each team, but few of those have room.
        """
        came = ({self.ends[arc]: arc}, {self.ends[arc ^ 1]: arc})
        waiting = [[self.ends[arc]], [self.ends[arc ^ 1]]]
        while all(waiting):
            back = self._lines_of(waiting[1]) < self._lines_of(waiting[0])
            found = []
            for node in waiting[back]:
                for each in self.leaving[node]:
                    end = self.ends[each]
                    if end in came[back] or not self.room[each ^ back] or each // 2 == arc // 2:
                        continue
                    came[back][end] = each ^ back
                    if end in came[1 - back]:
                        return self._joined(came, end, arc)
                    found.append(end)
            waiting[back] = found
        return []

    def _lines_of(self, nodes: list[int]) -> int:
        return sum(len(self.leaving[node]) for node in nodes)

    def _joined(self, came: tuple[dict[int, int], ...], node: int, arc: int) -> list[int]:
        """The arcs from both ends of one to the node where they meet, and itself."""
        cycle = [arc]
        for back, arcs in enumerate(came):
            at = node
            while (each := arcs[at]) != arc:
                cycle.append(each)
                at = self.ends[each ^ (1 - back)]
        return cycle

    def note(self, least: Ints, most: Ints) -> None:
        np.minimum(least, self.inside, out=least)
        np.maximum(most, self.inside, out=most)
