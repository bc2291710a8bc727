"""Trying to break one layer of cells, with every tool there is."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np

from results.disclosure import connections
from results.disclosure.both import Sum, people_bounded
from results.disclosure.bounds import atoms_of, bound
from results.disclosure.cells import Cell, Hidden
from results.disclosure.connections import Joined
from results.disclosure.layer import Layer, People
from results.disclosure.means import Means
from results.disclosure.rules import Shown, people_shown, shown_in
from results.disclosure.snapshot import ABSENT, Flags, Ints, Scores


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """A group that could be hidden."""

    people: int  # how many of its people count here
    code: str
    breakdown: bool


@dataclass(frozen=True, eq=False)
class Broken:
    """One way in which a layer was broken; hiding any one of the candidates mends it or helps."""

    people: int
    reason: Hidden
    what: str
    candidates: tuple[Candidate, ...]  # the smallest first


@dataclass(eq=False)
class Examined:
    """What the audit of one layer did and found."""

    sets: int = 0
    bounded: int = 0
    programs: int = 0
    broken: list[Broken] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class Beside:
    """What else is known where a change is shown: whose sums, and the means at either time."""

    cuts: tuple[Shown, ...] = ()
    means: tuple[Sum, ...] = ()
    score: Scores | None = None


def beside_change(layer: Layer, under: Layer | None, ids: Ints, cells: Sequence[Cell]) -> Beside:
    """R11: what is known of the scores that a change lies between; `cells` are the means now.

    The cuts are tried one time after the other: whoever knew all scores of the other time must find
    nothing either. What follows from both times together follows from one of them.
    """
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
    if not flags[0][0]:
        return examined
    known = [cut for each in beside.cuts for cut in _other_cuts(layer, ids, each)]
    _try_connections(examined, layer, flags, known)
    _try_silence(examined, layer, flags)
    # What is broken already is mended first: the programs cost more.
    if not isinstance(layer, People) and not examined.broken:
        atoms = atoms_of(layer, cells)
        bounded = bound(layer, cells, atoms)
        examined.bounded, examined.programs = bounded.people, bounded.programs
        for atom in bounded.atoms:
            places = [(cut, int(at[atom])) for cut, at in enumerate(atoms.places)]
            people = int(atoms.people[atom])
            candidates = _candidates(layer, flags, places)
            what = "A possible score or answer lies too close to certain."
            examined.broken.append(Broken(people, Hidden.BOUNDED, what, candidates))
    if isinstance(layer, Means) and beside.score and not examined.broken:
        _try_both(examined, layer, cells, ids, beside)
    return examined


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
    spots = [tree.places(each) for tree, each in zip(layer.trees, flags, strict=True)]
    for people in bounded:
        here = np.isin(ids, people) & layer.present
        places = {(cut, int(at)) for cut, spot in enumerate(spots) for at in spot[here]}
        what = "The means of two campaigns and their change bound a score too closely."
        candidates = _candidates(layer, flags, sorted(places))
        examined.broken.append(Broken(len(people), Hidden.BOUNDED, what, candidates))


def flags_of(layer: Layer, seen: Collection[str]) -> list[Flags]:
    return [np.array([code in seen for code in tree.codes]) for tree in layer.trees]


def _try_connections(
    examined: Examined, layer: Layer, flags: Sequence[Flags], known: Sequence[Ints]
) -> None:
    """Look for a sum resting on fewer than the minimum, in each pair of cuts, here and elsewhere."""
    new = [
        np.where(layer.present, tree.places(each), ABSENT)
        for tree, each in zip(layer.trees, flags, strict=True)
    ]
    if len(new) == 1 and not known:
        new.append(np.where(layer.present, 0, ABSENT))
    cuts = new + list(known)
    longest = max(len(cut) for cut in cuts)
    cuts = [np.pad(cut, (0, longest - len(cut)), constant_values=ABSENT) for cut in cuts]
    for one in range(len(new)):
        for other in range(one + 1, len(cuts)):
            joined = connections.join(cuts[one], cuts[other])
            examined.sets += joined.pairs
            for side in connections.sides(joined, layer.minimum):
                names = (one, other if other < len(new) else None)
                examined.broken.append(_parted(layer, flags, joined, side, names))


def _parted(
    layer: Layer,
    flags: Sequence[Flags],
    joined: Joined,
    side: set[int],
    cuts: tuple[int, int | None],
) -> Broken:
    nodes = np.array(sorted(side))
    parted = np.isin(joined.rows, nodes) != np.isin(joined.columns, nodes)
    one, other = cuts
    rows, columns = joined.places(parted)
    places = [(one, node) for node in sorted(rows)]
    if other is not None and other < len(layer.trees):
        places += [(other, node) for node in sorted(columns)]
    reason = Hidden.UNMATCHED if other is None else Hidden.CROSSING
    what = "A sum resting on too few people follows from two cuts of the organisation."
    return Broken(int(parted.sum()), reason, what, _candidates(layer, flags, places))


def _candidates(
    layer: Layer, flags: Sequence[Flags], places: Sequence[tuple[int, int]]
) -> tuple[Candidate, ...]:
    """The groups that could be hidden to blur these places; the organisation as a last resort."""
    found: set[Candidate] = set()
    for cut, node in places:
        if node == ABSENT:
            continue
        tree = layer.trees[cut]
        family = [child for child in tree.children[node] if flags[cut][child]]
        for group in (*family, *([node] if node else [])):
            members = tree.members(group)
            people = int(np.count_nonzero(layer.present[members]))
            found.add(Candidate(people, tree.codes[group], bool(cut)))
    if not found:
        people = int(np.count_nonzero(layer.present))
        found.add(Candidate(people, layer.trees[0].codes[0], breakdown=False))
    return tuple(sorted(found))


def _try_silence(examined: Examined, layer: Layer, flags: Sequence[Flags]) -> None:
    """Look for a set of people who are all known to have given no answer."""
    if len(layer.trees) == 1 or np.count_nonzero(layer.present) == len(layer.present):
        return
    everybody = layer.trees[0].home != ABSENT
    spots = [tree.places(each) for tree, each in zip(layer.trees, flags, strict=True)]
    whole = connections.connected(
        connections.join(*(np.where(everybody, spot, ABSENT) for spot in spots[:2]))
    )
    heard = connections.connected(
        connections.join(*(np.where(layer.present, spot, ABSENT) for spot in spots[:2]))
    )
    for part in np.unique(whole[layer.present]):
        names, sizes = np.unique(heard[layer.present & (whole == part)], return_counts=True)
        if len(names) > 1:
            apart = layer.present & (heard == names[np.argmin(sizes)])
            places = {(cut, int(at)) for cut, spot in enumerate(spots) for at in spot[apart]}
            what = "All people common to some groups are known to have given no answer."
            candidates = _candidates(layer, flags, sorted(places))
            examined.broken.append(Broken(int(sizes.min()), Hidden.CROSSING, what, candidates))


def _other_cuts(layer: Layer, ids: Ints, elsewhere: Shown) -> list[Ints]:
    """The smallest groups shown elsewhere, for people now here and people who are gone."""
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
