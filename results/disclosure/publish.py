"""The whole of disclosure control: decide, try to break it, hide what breaks, and try again."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from results.disclosure.additive import Outcome, Remembered, given_away
from results.disclosure.attack import (
    Beside,
    Breach,
    Examined,
    Suppression,
    examine,
    flags_of,
    known_beside,
)
from results.disclosure.cells import IN_WORDS, Audit, AuditFinding, Cell, Hidden, Release
from results.disclosure.figures import layers_of
from results.disclosure.layer import Key, Layer
from results.disclosure.rules import (
    Decided,
    cells_of,
    decide,
    decisions_of,
    shown_in,
)
from results.disclosure.shares import Shares
from results.disclosure.snapshot import ABSENT, Flags, Ints, Rules, Snapshot

MOST_ROUNDS = 60
MOST_SPARED = 8  # groups that others are hidden in place of
MOST_TRIALS = 30  # of showing a group again: each costs an audit of its layer
SAYS_SOMETHING = frozenset({None, *IN_WORDS})  # a figure, or words in place of one


@dataclass(frozen=True, eq=False)
class Audited:
    """One layer ready for release, and what it took."""

    decided: Decided
    cells: list[Cell]
    rounds: int
    examined: Examined
    found: list[AuditFinding]  # broken on the way, and hidden
    left: list[AuditFinding]  # still broken: the layer cannot be published


def publish(snapshot: Snapshot, rules: Rules | None = None) -> Release:
    """Decide every cell, audit them all, and hide and repeat until the audit finds nothing."""
    rules = rules or Rules()
    people = next(layers_of(snapshot, rules))
    # The organisation is in every figure: where it is hidden there is nothing to work out.
    if people.refuses(people.trees[0], 0):
        untried = Audit(rounds=0, figures=0, sets_examined=0, people_bounded=0, programs=0)
        return Release(
            publishable=False,
            cells=(),
            decisions=(),
            audit=untried,
            reasons=("like_a_recent_release",),
            rules=rules,
        )
    audited: dict[Key, Audited] = {}
    attempts: dict[Key, Attempt] = {}
    for attempt, outcome in attempted(snapshot, rules):
        attempts[attempt.layer.key] = attempt
        audited[attempt.layer.key] = outcome
    _keep_apart(audited, attempts)
    return _release(list(audited.values()), rules)


def attempted(snapshot: Snapshot, rules: Rules) -> Iterator[tuple["Attempt", Audited]]:
    """Bring each layer by itself to a state that the audit cannot break, each after the one it depends on."""
    ids = np.array(snapshot.people, dtype=np.int64)
    audited: dict[Key, Audited] = {}
    for layer in _distinct(layers_of(snapshot, rules)):
        everybody, under = _upper(layer, audited)
        means = audited[layer.under].cells if layer.under else []
        beside = known_beside(layer, under.layer if under else None, ids, means)
        attempt = Attempt(layer, ids, everybody, under, beside)
        audited[layer.key] = attempt.best()
        yield attempt, audited[layer.key]


def _keep_apart(audited: dict[Key, Audited], attempts: Mapping[Key, "Attempt"]) -> None:
    """Hide more of the shares that add up until none in words follows from the others."""

    def outcome(layer: Shares) -> Outcome:
        return layer, audited[layer.key].decided.shown

    for family, covered in _adding_up([one.decided.layer for one in audited.values()]):
        remembered = Remembered()
        for last in (*[False] * (MOST_ROUNDS - 1), True):
            found: dict[Key, list[AuditFinding]] = {}
            over = outcome(covered) if covered else None
            shares = [outcome(layer) for layer in family]
            for layer, finding in given_away(shares, over, inside=False, remembered=remembered):
                found.setdefault(layer.key, []).append(finding)
            for key, findings in found.items():
                if last:
                    audited[key].left.extend(findings)
                else:
                    audited[key] = attempts[key].best((*audited[key].found, *findings))
            if not found:
                break


def _adding_up(layers: Iterable[Layer]) -> Iterator[tuple[list[Shares], Shares | None]]:
    """Yield the shares of one statistic that add up, or that cover a share, with that share."""
    shares = [layer for layer in layers if isinstance(layer, Shares)]
    families: dict[str, list[Shares]] = {}
    for layer in shares:
        families.setdefault(layer.measure.statistic, []).append(layer)
    for family in families.values():
        if family[0].measure.adds_up:
            yield family, None
    for layer in shares:
        for name in layer.measure.covered_by:
            if name in families:
                yield families[name], layer


def decide_only(snapshot: Snapshot, rules: Rules | None = None) -> tuple[Cell, ...]:
    """The cells under the rules alone, unaudited: for measuring what the audit costs and adds."""
    decided: dict[Key, Decided] = {}
    cells: list[Cell] = []
    for layer in _distinct(layers_of(snapshot, rules or Rules())):
        everybody = next(iter(decided.values()), None)
        under = decided[layer.under] if layer.under else None
        decided[layer.key] = decide(layer, everybody, under, {})
        cells += cells_of(decided[layer.key])
    return tuple(cells)


def audit(
    snapshot: Snapshot, cells: Sequence[Cell], rules: Rules | None = None
) -> tuple[AuditFinding, ...]:
    """Try to break any set of cells of this snapshot; what is returned is what was broken."""
    ids = np.array(snapshot.people, dtype=np.int64)
    own: dict[Key, list[Cell]] = {}
    for cell in cells:
        own.setdefault((cell.statistic, cell.code), []).append(cell)
    found: list[AuditFinding] = []
    layers: dict[Key, Layer] = {}
    for layer in layers_of(snapshot, rules or Rules()):
        layers[layer.key] = layer
        printed = [each for name in layer.printed for each in own.get((name, layer.key[1]), [])]
        under = layers[layer.under] if layer.under else None
        beside = known_beside(layer, under, ids, own.get(layer.under or layer.key, []))
        examined = examine(layer, printed, ids, beside)
        found += [
            _finding(layer, breach, breach.suppressions[0].code) for breach in examined.breaches
        ]
    for family, covered in _adding_up(layers.values()):
        shown = [(layer, _flags(layer, own)) for layer in family]
        over = (covered, _flags(covered, own)) if covered else None
        found += [finding for _layer, finding in given_away(shown, over)]
    return tuple(found)


def people_behind(
    snapshot: Snapshot, cells: Sequence[Cell], statistic: str, rules: Rules
) -> Iterator[tuple[str, str, list[int]]]:
    """The people of each group shown who are in no smaller one that is: (code, group, people)."""
    ids = np.array(snapshot.people, dtype=np.int64)
    for layer in layers_of(snapshot, rules):
        if layer.key[0] == statistic:
            own = [cell for cell in cells if (cell.statistic, cell.code) == layer.key]
            cuts = zip(layer.trees, flags_of(layer, shown_in(own)), strict=True)
            for index, (tree, flags) in enumerate(cuts):
                smallest = np.where(layer.present, tree.smallest_shown(flags), ABSENT)
                for node in np.flatnonzero(flags).tolist():
                    if node or not index:  # the organisation once, as its teams leave it
                        yield layer.key[1], tree.codes[node], ids[smallest == node].tolist()


def _flags(layer: Layer, cells: Mapping[Key, Sequence[Cell]]) -> tuple[Flags, ...]:
    return tuple(flags_of(layer, shown_in(cells.get(layer.key, ()))))


def _distinct(layers: Iterable[Layer]) -> Iterator[Layer]:
    seen: set[Key] = set()
    for layer in layers:
        if layer.key in seen:
            raise ValueError(f"Two measures would both print {layer.key}.")
        seen.add(layer.key)
        yield layer


def _upper(layer: Layer, audited: Mapping[Key, Audited]) -> tuple[Decided | None, Decided | None]:
    """The outcome for groups as such, and for the layer without which this one says nothing."""
    everybody = next(iter(audited.values()), None)
    under = audited[layer.under] if layer.under else None
    return (everybody.decided if everybody else None, under.decided if under else None)


@dataclass(frozen=True, eq=False)
class Attempt:
    """Brings one layer to a state that the audit cannot break."""

    layer: Layer
    ids: Ints
    everybody: Decided | None
    under: Decided | None
    beside: Beside
    # Both ways of hiding begin alike, and often go on alike.
    tried: dict[frozenset[tuple[str, Hidden]], Audited] = field(default_factory=dict)

    def best(self, given: Sequence[AuditFinding] = ()) -> Audited:
        """Hide from the breakdown first, or the smallest first: whichever keeps more groups."""
        self.tried.clear()
        ways = (self.decide_and_audit(given, breakdown_first=first) for first in (True, False))
        first = next(ways)
        if len(first.found) == len(given):
            return first
        best = max([first, *ways], key=_worth)
        return best if best.left else self._given_back(self._spared(best, given), given)

    def _spared(self, best: Audited, given: Sequence[AuditFinding]) -> Audited:
        """Hide others in place of one group after the other, where that keeps more."""
        whole = _kept(self._decided(given))
        for finding in best.found[len(given) :][:MOST_SPARED]:
            if whole - _kept(best.decided) > 1:  # what breaks costs one at least
                trial = self.decide_and_audit(given, breakdown_first=False, spared=finding.group)
                best = max(best, trial, key=_worth)
        return best

    def decide_and_audit(
        self, given: Sequence[AuditFinding], *, breakdown_first: bool, spared: str | None = None
    ) -> Audited:
        """Hide what was found already, then whatever the audit breaks; a group that is spared only if nothing else helps."""
        audited = self._audited(given, 1)
        while audited.examined.breaches:
            left = [
                _finding(self.layer, breach, group.code)
                for breach, group in _choose(
                    audited.examined.breaches, breakdown_first=breakdown_first, spared=spared
                )
            ]
            if audited.rounds == MOST_ROUNDS:
                return replace(audited, left=left)
            audited = self._audited([*audited.found, *left], audited.rounds + 1)
        return audited

    def _audited(self, found: Sequence[AuditFinding], rounds: int) -> Audited:
        """Decide with all of these hidden, and try to break it once."""
        key = frozenset((finding.group, finding.reason) for finding in found)
        if key not in self.tried:
            decided = self._decided(found)
            cells = cells_of(decided)
            examined = examine(self.layer, cells, self.ids, self.beside)
            self.tried[key] = Audited(decided, cells, rounds, examined, [], [])
        return replace(self.tried[key], rounds=rounds, found=list(found))

    def _decided(self, found: Sequence[AuditFinding]) -> Decided:
        barred = {finding.group: finding.reason for finding in found}
        return decide(self.layer, self.everybody, self.under, barred)

    def _given_back(self, audited: Audited, given: Sequence[AuditFinding]) -> Audited:
        """Show again what needs not be hidden any more, now that other groups are.

        Which of several groups mends a sum best is known only afterwards: one that was hidden on the
        way may turn out to share nobody with those that leak.
        """
        trials = [
            finding
            for finding in reversed(audited.found[len(given) :])
            if finding.reason in {Hidden.CROSSING, Hidden.UNMATCHED, Hidden.LIKE_LATELY}
        ]
        for finding in trials[:MOST_TRIALS] if len(audited.found) - len(given) > 1 else ():
            without = [each for each in audited.found if each.group != finding.group]
            if _kept(self._decided(without)) > _kept(
                audited.decided
            ):  # else it need not be audited
                trial = self._audited(without, audited.rounds + 1)
                audited = audited if trial.examined.breaches else trial
        return audited


def _worth(way: Audited) -> tuple[bool, int]:
    return not way.left, _kept(way.decided)


def _kept(decided: Decided) -> int:
    return sum(int(np.count_nonzero(flags)) for flags in decided.shown)


def _choose(
    breaches: Sequence[Breach], *, breakdown_first: bool, spared: str | None
) -> Iterator[tuple[Breach, Suppression]]:
    """Take the group that mends most breaks, the smallest of those, until all are mended."""
    waiting = list(breaches)
    while waiting:
        mends = Counter(group for each in waiting for group in each.suppressions)
        best = min(
            mends,
            key=lambda each: (
                each.code == spared,
                breakdown_first and not each.breakdown,
                -mends[each],
                each,
            ),
        )
        yield next(each for each in waiting if best in each.suppressions), best
        waiting = [each for each in waiting if best not in each.suppressions]


def _finding(layer: Layer, breach: Breach, group: str) -> AuditFinding:
    return AuditFinding(*layer.key, group, breach.reason, breach.people, breach.what)


def _release(audited: list[Audited], rules: Rules) -> Release:
    cells = tuple(cell for layer in audited for cell in layer.cells)
    left = tuple(finding for layer in audited for finding in layer.left)
    report = Audit(
        rounds=max(layer.rounds for layer in audited),
        figures=len(audited),
        sets_examined=sum(layer.examined.sets for layer in audited),
        people_bounded=sum(layer.examined.bounded for layer in audited),
        programs=sum(layer.examined.programs for layer in audited),
        found=tuple(finding for layer in audited for finding in layer.found),
        left=left,
    )
    reasons = tuple(_reasons(cells, left))
    decisions = tuple(line for layer in audited for line in decisions_of(layer.decided))
    return Release(not reasons, () if reasons else cells, decisions, report, reasons, rules)


def _reasons(cells: Sequence[Cell], left: Sequence[AuditFinding]) -> Iterator[str]:
    """Why nothing may be published at all; reason codes, for the service to put into words."""
    if left:
        yield "audit_not_clean"
    if any(cell.hidden is Hidden.SMALL_ORGANISATION for cell in cells):
        yield "organisation_too_small"
    elif not any(cell.hidden in SAYS_SOMETHING for cell in cells if cell.statistic != "people"):
        yield "like_a_recent_release" if _is_like_lately(cells) else "nothing_can_be_shown"


def _is_like_lately(cells: Sequence[Cell]) -> bool:
    return any(c.kind == "organisation" and c.hidden is Hidden.LIKE_LATELY for c in cells)
