"""The whole of disclosure control: decide, try to break it, hide what breaks, and try again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from reports.disclosure import connections
from reports.disclosure.bounds import atoms_of, bound
from reports.disclosure.cells import Audit, Cell, Finding, Hidden, Release
from reports.disclosure.connections import Joined
from reports.disclosure.figures import Key, Layer, People, layers_of
from reports.disclosure.rules import (
    Decided,
    Earlier,
    cells_of,
    decide,
    decisions_of,
    reissue_bars,
    shown_in,
)
from reports.disclosure.snapshot import ABSENT, Flags, Ints, Rules, Snapshot

MOST_ROUNDS = 60


@dataclass(frozen=True, eq=False)
class Broken:
    """One way in which a layer was broken; hiding any one of the candidates mends it or helps."""

    people: int
    reason: Hidden
    what: str
    candidates: tuple[tuple[int, str], ...]  # (how many people count in it, its code)


@dataclass(eq=False)
class Examined:
    """What the audit of one layer did and found."""

    sets: int = 0
    bounded: int = 0
    programs: int = 0
    broken: list[Broken] = field(default_factory=list)


@dataclass(eq=False)
class State:
    """One layer on its way to release."""

    layer: Layer
    earlier: Earlier
    barred: dict[str, Hidden] = field(default_factory=dict)
    decided: Decided | None = None
    cells: list[Cell] = field(default_factory=list)
    examined: Examined = field(default_factory=Examined)
    stale: bool = True


def publish(snapshot: Snapshot, rules: Rules | None = None) -> Release:
    """Decide every cell, audit them all, and hide and repeat until the audit finds nothing."""
    rules = rules or Rules()
    states = _states(snapshot, rules)
    ids = np.array(snapshot.people, dtype=np.int64)
    found: list[Finding] = []
    left: list[Finding] = []
    rounds = 0
    while rounds < MOST_ROUNDS:
        rounds += 1
        _decide_all(states)
        for state in states.values():
            if state.stale:
                state.examined = examine(state.layer, state.cells, ids, state.earlier)
        left = _hide_all(states)
        found += left
        if not left:
            break
    return _release(list(states.values()), rules, (rounds, found, left))


def decide_only(snapshot: Snapshot, rules: Rules | None = None) -> tuple[Cell, ...]:
    """The cells under the rules alone, unaudited: for measuring what the audit costs and adds."""
    states = _states(snapshot, rules or Rules())
    _decide_all(states)
    return tuple(cell for state in states.values() for cell in state.cells)


def audit(
    snapshot: Snapshot, cells: Sequence[Cell], rules: Rules | None = None
) -> tuple[Finding, ...]:
    """Try to break any set of cells of this snapshot; what is returned is what was broken."""
    ids = np.array(snapshot.people, dtype=np.int64)
    found: list[Finding] = []
    for state in _states(snapshot, rules or Rules()).values():
        names = {*state.layer.statistics, *_others(state.layer)}
        own = [c for c in cells if c.statistic in names and c.code == state.layer.key[1]]
        examined = examine(state.layer, own, ids, state.earlier)
        found += [
            _finding(state.layer, broken, broken.candidates[0][1]) for broken in examined.broken
        ]
    return tuple(found)


def _states(snapshot: Snapshot, rules: Rules) -> dict[Key, State]:
    ids = np.array(snapshot.people, dtype=np.int64)
    before: dict[Key, dict[str, frozenset[int]]] = {}
    for each in snapshot.earlier:
        before.setdefault((each.statistic, each.code), {})[each.group] = each.people
    states: dict[Key, State] = {}
    for layer in layers_of(snapshot, rules):
        if layer.key in states:
            raise ValueError(f"Two measures would both print {layer.key}.")
        earlier = before.get(layer.key, {})
        states[layer.key] = State(layer, earlier, dict(reissue_bars(layer, ids, earlier)))
    return states


def _others(layer: Layer) -> set[str]:
    other = getattr(getattr(layer, "measure", None), "other", None)
    return {other} if other else set()


def _decide_all(states: Mapping[Key, State]) -> None:
    """Decide anew what is stale, and what rests on it."""
    everybody: State | None = None
    for state in states.values():
        under = states[state.layer.under] if state.layer.under else None
        state.stale = state.stale or any(each and each.stale for each in (everybody, under))
        if state.stale:
            state.decided = decide(
                state.layer,
                everybody.decided if everybody else None,
                under.decided if under else None,
                state.barred,
            )
            state.cells = cells_of(state.decided)
        everybody = everybody or state


def _hide_all(states: Mapping[Key, State]) -> list[Finding]:
    """Bar groups until each break found has lost one of its candidates."""
    found: list[Finding] = []
    for state in states.values():
        state.stale = bool(state.examined.broken)
        for broken, group in _choose(state.examined.broken):
            state.barred.setdefault(group, broken.reason)
            found.append(_finding(state.layer, broken, group))
    return found


def _choose(broken: Sequence[Broken]) -> Iterator[tuple[Broken, str]]:
    """Take the group that mends most breaks, the smallest of those, until all are mended."""
    waiting = list(broken)
    while waiting:
        mends: dict[tuple[int, str], int] = {}
        for each in waiting:
            for candidate in each.candidates:
                mends[candidate] = mends.get(candidate, 0) + 1
        best = min(mends, key=lambda candidate: (-mends[candidate], candidate))
        yield next(each for each in waiting if best in each.candidates), best[1]
        waiting = [each for each in waiting if best not in each.candidates]


def _finding(layer: Layer, broken: Broken, group: str) -> Finding:
    return Finding(*layer.key, group, broken.reason, broken.people, broken.what)


def _release(
    states: list[State], rules: Rules, outcome: tuple[int, list[Finding], list[Finding]]
) -> Release:
    rounds, found, left = outcome
    cells = tuple(cell for state in states for cell in state.cells)
    report = Audit(
        rounds=rounds,
        figures=len(states),
        sets_examined=sum(state.examined.sets for state in states),
        people_bounded=sum(state.examined.bounded for state in states),
        programs=sum(state.examined.programs for state in states),
        found=tuple(found),
        left=tuple(left),
    )
    reasons = tuple(_reasons(cells, left))
    decisions = tuple(
        decision for state in states if state.decided for decision in decisions_of(state.decided)
    )
    return Release(not reasons, () if reasons else cells, decisions, report, reasons, rules)


def _reasons(cells: Sequence[Cell], left: Sequence[Finding]) -> Iterator[str]:
    """Why nothing may be published at all; reason codes, for the service to put into words."""
    if left:
        yield "audit_not_clean"
    if any(cell.hidden is Hidden.SMALL_ORGANISATION for cell in cells):
        yield "organisation_too_small"
    elif not any(cell.hidden is None for cell in cells if cell.statistic != "people"):
        yield "nothing_can_be_shown"


# Trying to break one layer


def examine(layer: Layer, cells: Sequence[Cell], ids: Ints, earlier: Earlier) -> Examined:
    """Attack the cells of one layer with every tool there is."""
    seen = shown_in(cells)
    flags = [np.array([code in seen for code in tree.codes]) for tree in layer.trees]
    examined = Examined()
    if not flags[0][0]:
        return examined
    _try_connections(examined, layer, flags, ids, earlier)
    _try_silence(examined, layer, flags)
    if not isinstance(layer, People):
        atoms = atoms_of(layer, cells)
        bounded = bound(layer, cells, atoms)
        examined.bounded, examined.programs = bounded.people, bounded.programs
        for atom in bounded.atoms:
            places = [(cut, int(at[atom])) for cut, at in enumerate(atoms.places)]
            people = int(atoms.people[atom])
            candidates = _candidates(layer, flags, places)
            what = "A possible score or answer lies too close to certain."
            examined.broken.append(Broken(people, Hidden.BOUNDED, what, candidates))
    return examined


def _try_connections(
    examined: Examined, layer: Layer, flags: Sequence[Flags], ids: Ints, earlier: Earlier
) -> None:
    """Look for a sum resting on fewer than the minimum, in each pair of cuts, old and new."""
    new = [
        np.where(layer.present, tree.places(each), ABSENT)
        for tree, each in zip(layer.trees, flags, strict=True)
    ]
    if len(new) == 1 and not earlier:
        new.append(np.where(layer.present, 0, ABSENT))
    cuts = new + _earlier_cuts(layer, ids, earlier) if earlier else new
    gone = max(len(cut) for cut in cuts)
    cuts = [np.pad(cut, (0, gone - len(cut)), constant_values=ABSENT) for cut in cuts]
    for one in range(len(new)):
        for other in range(one + 1, len(cuts)):
            joined = connections.join(cuts[one], cuts[other])
            examined.sets += int(np.unique(np.stack([cuts[one], cuts[other]]), axis=1).shape[1])
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
    reason = Hidden.REISSUE if other is None else Hidden.CROSSING
    what = "A sum resting on too few people follows from two cuts of the organisation."
    return Broken(int(parted.sum()), reason, what, _candidates(layer, flags, places))


def _candidates(
    layer: Layer, flags: Sequence[Flags], places: Sequence[tuple[int, int]]
) -> tuple[tuple[int, str], ...]:
    """The groups that could be hidden to blur these places; the organisation as a last resort."""
    found: set[tuple[int, str]] = set()
    for cut, node in places:
        if node == ABSENT:
            continue
        tree = layer.trees[cut]
        family = [child for child in tree.children[node] if flags[cut][child]]
        for group in (*family, *([node] if node else [])):
            members = tree.members(group)
            found.add((int(layer.present[members].sum()), tree.codes[group]))
    if not found:
        found.add((int(layer.present.sum()), layer.trees[0].codes[0]))
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


def _earlier_cuts(layer: Layer, ids: Ints, earlier: Earlier) -> list[Ints]:
    """The earlier release's smallest groups, for people now here and people who are gone."""
    attribute = set(layer.trees[1].codes[1:]) if len(layer.trees) > 1 else set()
    before = {person for people in earlier.values() for person in people}
    gone = sorted(before - set(ids.tolist()))
    everybody = np.concatenate([ids, np.array(gone, dtype=np.int64)])
    cuts = []
    for kind in (False, True):
        cut = np.full(len(everybody), ABSENT, dtype=np.int64)
        groups = [code for code in earlier if (code in attribute) == kind or _is_root(layer, code)]
        for number, code in enumerate(sorted(groups, key=lambda code: -len(earlier[code]))):
            cut[np.isin(everybody, np.fromiter(earlier[code], dtype=np.int64))] = number
        cuts.append(cut)
    return cuts


def _is_root(layer: Layer, code: str) -> bool:
    return code == layer.trees[0].codes[0]
