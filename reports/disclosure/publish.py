"""The whole of disclosure control: decide, try to break it, hide what breaks, and try again."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from reports.disclosure import connections
from reports.disclosure.bounds import atoms_of, bound
from reports.disclosure.cells import Audit, Cell, Finding, Hidden, Release
from reports.disclosure.connections import Joined
from reports.disclosure.figures import layers_of
from reports.disclosure.layer import Key, Layer, People
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
from reports.disclosure.snapshot import Earlier as EarlierCell

MOST_ROUNDS = 60


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
class Settled:
    """One layer ready for release, and what it took."""

    decided: Decided
    cells: list[Cell]
    rounds: int
    examined: Examined
    found: list[Finding]  # broken on the way, and hidden
    left: list[Finding]  # still broken: the layer cannot be published


def publish(snapshot: Snapshot, rules: Rules | None = None) -> Release:
    """Decide every cell, audit them all, and hide and repeat until the audit finds nothing."""
    rules = rules or Rules()
    ids = np.array(snapshot.people, dtype=np.int64)
    before = _by_layer(snapshot.earlier)
    settled: dict[Key, Settled] = {}
    for layer in _distinct(layers_of(snapshot, rules)):
        attempt = Attempt(layer, ids, before.get(layer.key, {}), *_upper(layer, settled))
        settled[layer.key] = attempt.best()
    return _release(list(settled.values()), rules)


def decide_only(snapshot: Snapshot, rules: Rules | None = None) -> tuple[Cell, ...]:
    """The cells under the rules alone, unaudited: for measuring what the audit costs and adds."""
    ids = np.array(snapshot.people, dtype=np.int64)
    before = _by_layer(snapshot.earlier)
    decided: dict[Key, Decided] = {}
    cells: list[Cell] = []
    for layer in _distinct(layers_of(snapshot, rules or Rules())):
        everybody = next(iter(decided.values()), None)
        under = decided[layer.under] if layer.under else None
        bars = reissue_bars(layer, ids, before.get(layer.key, {}))
        decided[layer.key] = decide(layer, everybody, under, bars)
        cells += cells_of(decided[layer.key])
    return tuple(cells)


def audit(
    snapshot: Snapshot, cells: Sequence[Cell], rules: Rules | None = None
) -> tuple[Finding, ...]:
    """Try to break any set of cells of this snapshot; what is returned is what was broken."""
    ids = np.array(snapshot.people, dtype=np.int64)
    before = _by_layer(snapshot.earlier)
    own: dict[Key, list[Cell]] = {}
    for cell in cells:
        own.setdefault((cell.statistic, cell.code), []).append(cell)
    found: list[Finding] = []
    for layer in layers_of(snapshot, rules or Rules()):
        printed = [each for name in layer.statistics for each in own.get((name, layer.key[1]), [])]
        examined = examine(layer, printed, ids, before.get(layer.key, {}))
        found += [_finding(layer, broken, broken.candidates[0].code) for broken in examined.broken]
    return tuple(found)


def _by_layer(earlier: Sequence[EarlierCell]) -> dict[Key, dict[str, frozenset[int]]]:
    before: dict[Key, dict[str, frozenset[int]]] = {}
    for each in earlier:
        before.setdefault((each.statistic, each.code), {})[each.group] = each.people
    return before


def _distinct(layers: Iterable[Layer]) -> Iterator[Layer]:
    seen: set[Key] = set()
    for layer in layers:
        if layer.key in seen:
            raise ValueError(f"Two measures would both print {layer.key}.")
        seen.add(layer.key)
        yield layer


def _upper(layer: Layer, settled: Mapping[Key, Settled]) -> tuple[Decided | None, Decided | None]:
    """The outcome for groups as such, and for the layer without which this one says nothing."""
    everybody = next(iter(settled.values()), None)
    under = settled[layer.under] if layer.under else None
    return (everybody.decided if everybody else None, under.decided if under else None)


@dataclass(frozen=True, eq=False)
class Attempt:
    """Brings one layer to a state that the audit cannot break."""

    layer: Layer
    ids: Ints
    earlier: Earlier
    everybody: Decided | None
    under: Decided | None

    def best(self) -> Settled:
        """Hide from the breakdown first, or the smallest first: whichever keeps more groups."""
        ways = (self.settle(breakdown_first=first) for first in (True, False))
        first = next(ways)
        if not first.found:
            return first
        return max([first, *ways], key=lambda way: (not way.left, _kept(way)))

    def settle(self, *, breakdown_first: bool) -> Settled:
        bars = dict(reissue_bars(self.layer, self.ids, self.earlier))
        found: list[Finding] = []
        rounds = 0
        while True:
            rounds += 1
            decided = decide(self.layer, self.everybody, self.under, bars)
            cells = cells_of(decided)
            examined = examine(self.layer, cells, self.ids, self.earlier)
            left = [
                _finding(self.layer, broken, group.code)
                for broken, group in _choose(examined.broken, breakdown_first=breakdown_first)
            ]
            if not left or rounds == MOST_ROUNDS:
                return Settled(decided, cells, rounds, examined, found, left)
            found += left
            bars |= {finding.group: finding.reason for finding in left}


def _kept(way: Settled) -> int:
    return sum(int(np.count_nonzero(flags)) for flags in way.decided.shown)


def _choose(
    broken: Sequence[Broken], *, breakdown_first: bool
) -> Iterator[tuple[Broken, Candidate]]:
    """Take the group that mends most breaks, the smallest of those, until all are mended."""
    waiting = list(broken)
    while waiting:
        mends = Counter(candidate for each in waiting for candidate in each.candidates)
        best = min(
            mends,
            key=lambda each: (breakdown_first and not each.breakdown, -mends[each], each),
        )
        yield next(each for each in waiting if best in each.candidates), best
        waiting = [each for each in waiting if best not in each.candidates]


def _finding(layer: Layer, broken: Broken, group: str) -> Finding:
    return Finding(*layer.key, group, broken.reason, broken.people, broken.what)


def _release(settled: list[Settled], rules: Rules) -> Release:
    cells = tuple(cell for layer in settled for cell in layer.cells)
    left = tuple(finding for layer in settled for finding in layer.left)
    report = Audit(
        rounds=max(layer.rounds for layer in settled),
        figures=len(settled),
        sets_examined=sum(layer.examined.sets for layer in settled),
        people_bounded=sum(layer.examined.bounded for layer in settled),
        programs=sum(layer.examined.programs for layer in settled),
        found=tuple(finding for layer in settled for finding in layer.found),
        left=left,
    )
    reasons = tuple(_reasons(cells, left))
    decisions = tuple(line for layer in settled for line in decisions_of(layer.decided))
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
    reason = Hidden.REISSUE if other is None else Hidden.CROSSING
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
