"""Which small sets of people follow from two cuts of the same people, by their connections.

Two cuts of an organisation, such as its teams and its grades, make a network: a node for each
smallest shown group of either cut, and a line for the people who are in both ends. Every figure
that follows from the shown sums is a weighing of nodes, so the people on whom it rests are those
on the lines between two sides of the network (the cut space of a graph). Hence a sum, or a
difference, resting on fewer than k people exists exactly if the network can be parted by taking
away fewer than k people. The search is the one of Nagamochi and Ibaraki: it joins nodes that
cannot be parted that cheaply until one is left.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from results.disclosure.snapshot import ABSENT, Ints

Network = list[dict[int, int]]


@dataclass(frozen=True, eq=False)
class Joined:
    """The network of two cuts; people in none of one cut's groups meet in one node with no sum."""

    network: Network
    rows: Ints  # the node of each person in the first cut
    columns: Ints
    pairs: int  # how many different sets of people the two cuts make together
    width: int  # nodes of the first cut come before this one, those of the second from it

    def groups_of(self, people: NDArray[np.bool_]) -> tuple[set[int], set[int]]:
        """The groups of either cut that hold some of these people, ABSENT left out."""
        nothing = len(self.network) - 1
        first = set(self.rows[people].tolist()) - {nothing}
        second = set(self.columns[people].tolist()) - {nothing}
        return first, {node - self.width for node in second}

    def weighed(self, side: set[int]) -> tuple[set[int], set[int]]:
        """The groups of either cut whose sums are weighed where a side is parted from the rest."""
        nothing = len(self.network) - 1
        used = {node for node, lines in enumerate(self.network) if lines}
        nodes = used - side if nothing in side else side
        first = {node for node in nodes if node < self.width}
        return first, {node - self.width for node in nodes - first}


def join(first: Ints, second: Ints) -> Joined:
    """Build the network from the smallest shown group of each person in either cut."""
    width = int(first.max(initial=ABSENT)) + 1
    nothing = width + int(second.max(initial=ABSENT)) + 1
    rows = np.where(first == ABSENT, nothing, first)
    columns = np.where(second == ABSENT, nothing, second + width)
    network: Network = [{} for _ in range(nothing + 1)]
    pairs, people = np.unique(rows * len(network) + columns, return_counts=True)
    for pair, number in zip(pairs.tolist(), people.tolist(), strict=True):
        row, column = divmod(pair, len(network))
        if row != column:
            network[row][column] = network[column][row] = number
    return Joined(network, rows, columns, len(pairs), width)


def sides(joined: Joined, minimum: int) -> Iterator[set[int]]:
    """Sets of nodes that fewer than `minimum` people connect with the rest of the network."""
    network = [dict(lines) for lines in joined.network]
    within: dict[int, set[int]] = {node: {node} for node, lines in enumerate(network) if lines}
    while within:
        for node in list(within):
            if node in within and sum(network[node].values()) < minimum:
                if network[node]:
                    yield set(within[node])
                _drop(network, within, node)
        _join_strong(network, within, minimum)


def connected(joined: Joined) -> Ints:
    """For each person the part of the network they are in, named by its first node."""
    name = np.arange(len(joined.network))
    seen: set[int] = set()
    for start in range(len(name)):
        waiting = [] if start in seen else [start]
        while waiting:
            node = waiting.pop()
            if node not in seen:
                seen.add(node)
                name[node] = start
                waiting += joined.network[node]
    return name[joined.rows]


def _drop(network: Network, within: dict[int, set[int]], node: int) -> None:
    """Join a reported node with its nearest neighbour, so that the search goes on past it."""
    lines = network[node]
    if lines:
        _merge(network, within, max(lines, key=lambda other: lines[other]), node)
    else:
        del within[node]


def _merge(network: Network, within: dict[int, set[int]], keep: int, lose: int) -> None:
    within[keep] |= within.pop(lose)
    for other, people in network[lose].items():
        del network[other][lose]
        if other != keep:
            network[keep][other] = network[keep].get(other, 0) + people
            network[other][keep] = network[keep][other]
    network[lose] = {}


def _join_strong(network: Network, within: dict[int, set[int]], minimum: int) -> None:
    """Scan by strength of attachment; lines reached at `minimum` join their ends.

    Attachment beyond the minimum does not matter, so it is capped and kept in a few stacks.
    """
    attached = dict.fromkeys(within, 0)
    stacks: list[list[int]] = [[] for _ in range(minimum + 1)]
    stacks[0] = list(within)
    strong: list[tuple[int, int]] = []
    while (node := _next(stacks, attached)) is not None:
        del attached[node]
        for other, people in network[node].items():
            if other in attached:
                attached[other] = min(minimum, attached[other] + people)
                stacks[attached[other]].append(other)
                if attached[other] == minimum:
                    strong.append((node, other))
    _merge_all(network, within, strong)


def _next(stacks: list[list[int]], attached: dict[int, int]) -> int | None:
    for strength in range(len(stacks) - 1, -1, -1):
        while stacks[strength]:
            node = stacks[strength].pop()
            if attached.get(node) == strength:
                return node
    return None


def _merge_all(
    network: Network, within: dict[int, set[int]], strong: list[tuple[int, int]]
) -> None:
    leader = {node: node for node in within}

    def lead(node: int) -> int:
        while leader[node] != node:
            leader[node] = leader[leader[node]]
            node = leader[node]
        return node

    for one, other in strong:
        keep, lose = lead(one), lead(other)
        if keep != lose:
            if len(network[keep]) < len(network[lose]):
                keep, lose = lose, keep
            leader[lose] = keep
            _merge(network, within, keep, lose)
