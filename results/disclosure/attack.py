"""The audit of one layer of cells: every attacker scenario there is a tool for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np

from results.disclosure import connections
from results.disclosure.category_bounds import bound_categories
from results.disclosure.cells import Cell, Hidden
from results.disclosure.change_bounds import Sum, people_bounded
from results.disclosure.connections import Joined
from results.disclosure.layer import Layer, People
from results.disclosure.means import Means
from results.disclosure.rules import PeopleByGroup, lost_with, people_shown, shown_in
from results.disclosure.scenarios import Atoms, Disclosed, atoms_of
from results.disclosure.score_bounds import bound_scores
from results.disclosure.shares import Bands, Shares
from results.disclosure.snapshot import ABSENT, Flags, Ints, Scores


@dataclass(frozen=True, slots=True, order=True)
class Suppression:
    """A group that could be hidden to mend a breach."""

    people: (
        int  # who count here, once for it and once for each group shown inside, which goes with it
    )
    code: str
    breakdown: bool


@dataclass(frozen=True, eq=False)
class Breach:
    """One way in which a layer was broken; any one of the suppressions mends it or helps."""

    people: int
    reason: Hidden
    what: str
    suppressions: tuple[Suppression, ...]  # the smallest first


@dataclass(eq=False)
class Examined:
    """What the audit of one layer did and found."""

    sets: int = 0
    bounded: int = 0
    programs: int = 0
    breaches: list[Breach] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class Beside:
    """What else is known where a change is shown: whose sums, and the means at either time."""

    cuts: tuple[PeopleByGroup, ...] = ()
    means: tuple[Sum, ...] = ()
    score: Scores | None = None


def known_beside(layer: Layer, under: Layer | None, ids: Ints, cells: Sequence[Cell]) -> Beside:
    """What is known from other releases. R12: who was in each group that was shown lately.

    R11: what is known of the scores that a change lies between; `cells` are the means now. The cuts are tried one time after the other: whoever knew all scores of the other time must find
    nothing either. What follows from both times together follows from one of them.
    """
    if isinstance(layer, People):
        return Beside(layer.lately)
    matched = layer.measure.matched if isinstance(layer, Means) else None
    if matched is None or not isinstance(under, Means):
        return Beside((matched.first, *matched.before) if matched else ())
    now = people_shown(under, ids, shown_in(cells))
    means = [
        Sum(1, 0, now[cell.group], cell.value, cell.bound)
        for cell in cells
        if cell.value is not None and cell.group in now
    ]
    means += [
        Sum(0, 1, matched.first[group], value, bound)
        for group, (value, bound) in matched.means.items()
        if group in matched.first
    ]
    return Beside((now, matched.first, *matched.before), tuple(means), under.measure)


def examine(
    layer: Layer,
    cells: Sequence[Cell],
    ids: Ints,
    beside: Beside,
) -> Examined:
    """Attack the cells of one layer with every tool there is."""
    flags = flags_of(layer, shown_in(cells))
    examined = Examined()
    if not any(each.any() for each in flags):
        return examined
    known = [cut for each in beside.cuts for cut in _other_cuts(layer, ids, each)]
    _try_connections(examined, layer, flags, known)
    _try_silence(examined, layer, flags)
    # What is broken already is mended first: the programs cost more.
    if not isinstance(layer, People) and not examined.breaches:
        _try_bounds(examined, layer, cells, flags)
    if isinstance(layer, Means) and beside.score and not examined.breaches:
        _try_both(examined, layer, cells, ids, beside)
    return examined


def _try_bounds(
    examined: Examined, layer: Layer, cells: Sequence[Cell], flags: Sequence[Flags]
) -> None:
    """Look for scores, answers and counts in words that are bounded too closely."""
    atoms = atoms_of(layer, cells)
    disclosed = _bounds(layer, cells, atoms)
    examined.bounded, examined.programs = disclosed.people, disclosed.programs
    for atom in disclosed.atoms:
        groups = [(cut, int(nodes[atom])) for cut, nodes in enumerate(atoms.nodes)]
        what = "A possible score or answer lies too close to certain."
        people = int(atoms.people[atom])
        suppressions = _suppressions(layer, flags, groups)
        examined.breaches.append(Breach(people, Hidden.BOUNDED, what, suppressions))
    for row in disclosed.worded:
        cut, node = atoms.groups[row]
        tree = layer.trees[cut]
        # Its own subgroups may tell the count, or its parent with the groups beside it.
        groups = [(cut, node), *([(cut, tree.parents[node])] if node else [])]
        what = "The count behind a share in words follows from the other shares."
        people = int(np.count_nonzero(layer.present[tree.members(node)]))
        suppressions = _suppressions(layer, flags, groups)
        examined.breaches.append(Breach(people, Hidden.PROTECTS_OTHERS, what, suppressions))


def _bounds(layer: Layer, cells: Sequence[Cell], atoms: Atoms) -> Disclosed:
    if isinstance(layer, Means):
        return bound_scores(layer, cells, atoms)
    if isinstance(layer, Bands | Shares):
        return bound_categories(layer, cells, atoms)
    return Disclosed()


def _try_both(
    examined: Examined, layer: Means, cells: Sequence[Cell], ids: Ints, beside: Beside
) -> None:
    """Look for somebody whom the change bounds together with the means of both times."""
    flags = flags_of(layer, shown_in(cells))
    changed = people_shown(layer, ids, shown_in(cells))
    sums = [
        Sum(1, -1, changed[cell.group], cell.value, cell.bound)
        for cell in cells
        if cell.value is not None and cell.group in changed
    ]
    score = beside.score or layer.measure
    bounded, solved = people_bounded([*beside.means, *sums], score, layer.measure, layer.rules)
    examined.programs += solved
    cuts = [tree.smallest_shown(each) for tree, each in zip(layer.trees, flags, strict=True)]
    for people in bounded:
        here = np.isin(ids, people) & layer.present
        groups = {(cut, int(node)) for cut, nodes in enumerate(cuts) for node in nodes[here]}
        what = "The means of two campaigns and their change bound a score too closely."
        suppressions = _suppressions(layer, flags, sorted(groups))
        examined.breaches.append(Breach(len(people), Hidden.BOUNDED, what, suppressions))


def flags_of(layer: Layer, seen: Collection[str]) -> list[Flags]:
    return [np.array([code in seen for code in tree.codes]) for tree in layer.trees]


def _try_connections(
    examined: Examined, layer: Layer, flags: Sequence[Flags], known: Sequence[Ints]
) -> None:
    """Look for a sum resting on fewer than the minimum, in each pair of cuts, here and elsewhere."""
    new = [
        np.where(layer.present, tree.smallest_shown(each), ABSENT)
        for tree, each in zip(layer.trees, flags, strict=True)
    ]
    if len(new) == 1 and not known:
        new.append(np.where(layer.present & flags[0][0], 0, ABSENT))
    cuts = new + list(known)
    longest = max(len(cut) for cut in cuts)
    cuts = [np.pad(cut, (0, longest - len(cut)), constant_values=ABSENT) for cut in cuts]
    for one in range(len(new)):
        for other in range(one + 1, len(cuts)):
            joined = connections.join(cuts[one], cuts[other])
            examined.sets += joined.pairs
            for side in connections.sides(joined, layer.minimum):
                if other >= len(new) and not joined.weighed(side)[0]:
                    continue  # known without this layer
                names = (one, other if other < len(new) else None)
                examined.breaches.append(_parted(layer, flags, joined, side, names))


def _parted(
    layer: Layer,
    flags: Sequence[Flags],
    joined: Joined,
    side: set[int],
    cuts: tuple[int, int | None],
) -> Breach:
    nodes = np.array(sorted(side))
    parted = np.isin(joined.rows, nodes) != np.isin(joined.columns, nodes)
    one, other = cuts
    groups: list[tuple[int, int]] = []
    # Where these people are in no group shown, the groups shown beside them have to go.
    for rows, columns in (joined.groups_of(parted), joined.weighed(side)):
        if not groups:
            groups = [(one, node) for node in sorted(rows)]
            if other is not None and other < len(layer.trees):
                groups += [(other, node) for node in sorted(columns)]
    elsewhere = Hidden.LIKE_LATELY if isinstance(layer, People) else Hidden.UNMATCHED
    reason = elsewhere if other is None else Hidden.CROSSING
    what = "A sum resting on too few people follows from two cuts of the organisation."
    return Breach(int(parted.sum()), reason, what, _suppressions(layer, flags, groups))


def _suppressions(
    layer: Layer, flags: Sequence[Flags], groups: Sequence[tuple[int, int]]
) -> tuple[Suppression, ...]:
    """What could be hidden to blur these groups (cut, node); the organisation as a last resort."""
    found: set[Suppression] = set()
    for cut, node in groups:
        if node == ABSENT:
            continue
        tree = layer.trees[cut]
        family = layer.family(tree, node, flags[cut])
        for group in (*family, *([node] if node and flags[cut][node] else [])):
            people = lost_with(layer, tree, group, flags[cut])
            found.add(Suppression(people, tree.codes[group], bool(cut)))
    if not found:
        people = int(np.count_nonzero(layer.present))
        found.add(Suppression(people, layer.trees[0].codes[0], breakdown=False))
    return tuple(sorted(found))


def _try_silence(examined: Examined, layer: Layer, flags: Sequence[Flags]) -> None:
    """Look for a set of people who are all known to have given no answer."""
    if len(layer.trees) == 1 or np.count_nonzero(layer.present) == len(layer.present):
        return
    everybody = layer.trees[0].home != ABSENT
    cuts = [tree.smallest_shown(each) for tree, each in zip(layer.trees, flags, strict=True)]
    whole = connections.connected(
        connections.join(*(np.where(everybody, nodes, ABSENT) for nodes in cuts[:2]))
    )
    heard = connections.connected(
        connections.join(*(np.where(layer.present, nodes, ABSENT) for nodes in cuts[:2]))
    )
    for part in np.unique(whole[layer.present]):
        names, sizes = np.unique(heard[layer.present & (whole == part)], return_counts=True)
        if len(names) > 1:
            apart = layer.present & (heard == names[np.argmin(sizes)])
            groups = {(cut, int(node)) for cut, nodes in enumerate(cuts) for node in nodes[apart]}
            what = "All people common to some groups are known to have given no answer."
            suppressions = _suppressions(layer, flags, sorted(groups))
            examined.breaches.append(Breach(int(sizes.min()), Hidden.CROSSING, what, suppressions))


def _other_cuts(layer: Layer, ids: Ints, elsewhere: PeopleByGroup) -> list[Ints]:
    """The smallest groups shown elsewhere, for people now here and people who are gone."""
    # A sum on fewer was never shown: of some of its people nothing is kept any more.
    elsewhere = {code: people for code, people in elsewhere.items() if len(people) >= layer.minimum}
    if not elsewhere:
        return []
    attribute = set(layer.trees[1].codes[1:]) if len(layer.trees) > 1 else set()
    before = {person for people in elsewhere.values() for person in people}
    gone = sorted(before - set(ids.tolist()))
    everybody = np.concatenate([ids, np.array(gone, dtype=np.int64)])
    order = np.argsort(everybody)
    cuts = []
    for kind in (False, True):
        cut = np.full(len(everybody), ABSENT, dtype=np.int64)
        groups = [
            code for code in elsewhere if (code in attribute) == kind or _is_root(layer, code)
        ]
        for number, code in enumerate(sorted(groups, key=lambda code: -len(elsewhere[code]))):
            those = np.array(list(elsewhere[code]), dtype=np.int64)
            cut[order[np.searchsorted(everybody, those, sorter=order)]] = number
        cuts.append(cut)
    return cuts


def _is_root(layer: Layer, code: str) -> bool:
    return code == layer.trees[0].codes[0]
