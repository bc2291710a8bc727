"""Which groups may be shown: the smallest group, what is left over, nesting, and the printed n."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from results.disclosure.cells import IN_WORDS, Cell, Decision, Hidden
from results.disclosure.layer import Layer, People
from results.disclosure.snapshot import ABSENT, Flags, Ints, Partition

MOST_TRIED = 30  # subgroups tried for the one whose hiding alone is enough
Barred = Mapping[str, Hidden]  # groups that may not be shown in a layer, and why
PeopleByGroup = Mapping[str, Collection[int]]  # the people behind each group that is shown


@dataclass(frozen=True, eq=False)
class Decided:
    """One layer's outcome: for each cut of the organisation which groups are shown."""

    layer: Layer
    shown: tuple[Flags, ...]
    why: tuple[dict[int, Hidden], ...]
    printable: tuple[Flags, ...]  # where the layer's own n may be printed


def decide(
    layer: Layer,
    everybody: Decided | None,
    under: Decided | None,
    barred: Barred,
) -> Decided:
    """Apply R1, R2, R3, R6, R7 and R11 to one layer.

    `everybody` is the outcome for the groups as such; `under` the layer without which this one
    says nothing.
    """
    shown, why = [], []
    for index, tree in enumerate(layer.trees):
        wanted = _wanted(index, tree, everybody, under)
        flags, reasons = _hide(layer, tree, wanted, barred)
        shown.append(flags)
        why.append(reasons)
    # What rests on the same people has the same number; a change is of some of them only.
    same = under if under and under.layer.trees is layer.trees else None
    printable = same.printable if same else _printable(layer, everybody, shown)
    return Decided(layer, tuple(shown), tuple(why), printable)


def _wanted(
    index: int, tree: Partition, everybody: Decided | None, under: Decided | None
) -> dict[int, Hidden]:
    """Groups that are hidden already, and why."""
    reasons: dict[int, Hidden] = {}
    if under:
        for node in np.flatnonzero(~under.shown[index]).tolist():
            reasons[node] = Hidden.NOT_UNDER
    if everybody:
        reasons.update(everybody.why[index])
    return reasons


def _hide(
    layer: Layer, tree: Partition, hidden: Mapping[int, Hidden], barred: Barred
) -> tuple[Flags, dict[int, Hidden]]:
    """Hide from the organisation down what may not be shown, then what would give it away."""
    sizes = _sizes(layer, tree)
    why = dict(hidden)
    shown = np.zeros(len(tree.codes), dtype=np.bool_)
    for node, parent in enumerate(tree.parents):
        if node in why:
            continue
        if layer.nested and parent != ABSENT and not shown[parent]:
            why[node] = Hidden.INSIDE_HIDDEN
        elif reason := _alone(layer, tree, node, sizes[0], barred):
            why[node] = reason
        else:
            shown[node] = True
    nodes = range(len(tree.codes))
    # From below, because what a group holds by then goes with it. Where nothing does, whatever is hidden from above
    # need not be protected any more.
    for node in reversed(nodes) if layer.nested else nodes:
        _protect(layer, tree, node, sizes, shown, why)
    for node, parent in enumerate(tree.parents):
        if layer.nested and shown[node] and parent != ABSENT and not shown[parent]:
            shown[node], why[node] = False, Hidden.INSIDE_HIDDEN
    return shown, why


def _alone(layer: Layer, tree: Partition, node: int, counts: Ints, barred: Barred) -> Hidden | None:
    """Why a group may not be shown for its own sake."""
    if counts[node] < layer.minimum:
        small = node == 0 and isinstance(layer, People)
        return Hidden.SMALL_ORGANISATION if small else Hidden.TOO_FEW
    return barred.get(tree.codes[node]) or layer.refuses(tree, node)


def _protect(
    layer: Layer,
    tree: Partition,
    node: int,
    sizes: tuple[Ints, Ints],
    shown: Flags,
    why: dict[int, Hidden],
) -> None:
    """R2: hide one shown subgroup after the other until what is left over is nobody or enough people."""

    def is_enough() -> bool:
        family = layer.family(tree, node, shown)
        return not family or _enough(layer, tree, node, family, sizes)

    def mends(child: int) -> bool:
        shown[child] = False
        found = is_enough()
        shown[child] = True
        return found

    while shown[node] and not is_enough():
        family = layer.family(tree, node, shown)
        family.sort(key=lambda child: (lost_with(layer, tree, child, shown), tree.codes[child]))
        child = next(filter(mends, family[:MOST_TRIED]), family[0])
        shown[child], why[child] = False, Hidden.PROTECTS_OTHERS


def lost_with(layer: Layer, tree: Partition, node: int, shown: Flags) -> int:
    """What is lost where a group is hidden: its people, and those of each group shown inside it once more."""
    inside = [child for child in tree.children[node] if shown[child]] if layer.nested else []
    people = np.count_nonzero(layer.present[tree.members(node)])
    return int(people) + sum(lost_with(layer, tree, child, shown) for child in inside)


def leaving_too_few(layer: Layer, shown: Sequence[Flags]) -> Iterator[tuple[int, int]]:
    """Yield the groups shown, by cut and node, beside whose subgroups shown too few people are left over."""
    for cut, (tree, flags) in enumerate(zip(layer.trees, shown, strict=True)):
        sizes = _sizes(layer, tree)
        for node in np.flatnonzero(flags).tolist():
            family = layer.family(tree, node, flags)
            if family and not _enough(layer, tree, node, family, sizes):
                yield cut, node


def _sizes(layer: Layer, tree: Partition) -> tuple[Ints, Ints]:
    """How many of each group have this figure, and how many it has."""
    return tree.counts(layer.present), tree.counts(tree.home != ABSENT)


def _enough(
    layer: Layer, tree: Partition, node: int, family: list[int], sizes: tuple[Ints, Ints]
) -> bool:
    left, left_members = (int(each[node] - each[family].sum()) for each in sizes)
    if left == 0:
        # Nobody counts although there are people: all of them would be known to have skipped it.
        return left_members == 0 and layer.leaves(tree, node, family)
    return left >= layer.minimum and layer.leaves(tree, node, family)


def _printable(
    layer: Layer, everybody: Decided | None, shown: Sequence[Flags]
) -> tuple[Flags, ...]:
    """R7: print n where nobody is missing or at least three are, here and in what is left over."""
    few = layer.rules.fewest_in_cell
    found = []
    for index, tree in enumerate(layer.trees):
        whole = everybody.layer.trees[index] if everybody else tree
        missing = whole.counts(whole.home != ABSENT) - tree.counts(layer.present)
        flags = shown[index] & ((missing == 0) | (missing >= few))
        for node in np.flatnonzero(flags).tolist():
            family = layer.family(tree, node, shown[index])
            left = int(missing[node] - missing[family].sum())
            if family and 0 < left < few and all(flags[family]):
                flags[min(family, key=lambda child: tree.end[child] - tree.start[child])] = False
        found.append(flags)
    return tuple(found)


def cells_of(decided: Decided) -> list[Cell]:
    """The cells of one layer, every group in order, the organisation once."""
    cells: list[Cell] = []
    for index, tree in enumerate(decided.layer.trees):
        coarse = decided.layer.coarse(tree, decided.shown[index])
        counts = tree.counts(decided.layer.present)
        for node in range(1 if index else 0, len(tree.codes)):
            kind = "attribute" if index else ("team" if node else "organisation")
            n = int(counts[node]) if decided.printable[index][node] else None
            group = tree.codes[node]
            cells += [
                cell.placed(kind, group, n if cell.hidden is None else None)
                for cell in _group_cells(decided, index, node, coarse=node in coarse)
            ]
    return cells


def _group_cells(decided: Decided, index: int, node: int, *, coarse: bool) -> list[Cell]:
    layer = decided.layer
    if decided.shown[index][node]:
        return list(layer.cells(layer.trees[index], node, coarse=coarse))
    why = decided.why[index][node]
    return [layer.cell(statistic, hidden=why) for statistic in layer.statistics]


def decisions_of(decided: Decided) -> list[Decision]:
    """The publication log of one layer: what was hidden, and on how many people it rested."""
    statistic, code = decided.layer.key
    log: list[Decision] = []
    for index, tree in enumerate(decided.layer.trees):
        counts = tree.counts(decided.layer.present)
        for node, reason in sorted(decided.why[index].items()):
            if node or not index:
                log.append(Decision(tree.codes[node], statistic, code, reason, int(counts[node])))
    return log


def people_shown(layer: Layer, ids: Ints, shown: Collection[str]) -> PeopleByGroup:
    """The people behind each group of a layer that is shown."""
    return {
        code: ids[members[layer.present[members]]].tolist()
        for tree in layer.trees
        for node, code in enumerate(tree.codes)
        if code in shown and (members := tree.members(node)).size
    }


def shown_in(cells: Sequence[Cell]) -> set[str]:
    """Groups of which a reader learns anything: a figure, or words in place of one."""
    return {cell.group for cell in cells if cell.hidden is None or cell.hidden in IN_WORDS}
