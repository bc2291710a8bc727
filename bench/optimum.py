"""Small made-up tables, and the most that could be shown of each by the same rules: an integer program.

`results.disclosure` chooses step by step which groups to hide for the sake of others. Here the choice is a
program: 0 or 1 for each group that is large enough. Where the rules refuse what is left over of a group beside
its subgroups shown, just these subgroups with it are forbidden; where the audit breaks a set of groups, all
larger sets are. That goes on until both accept the best that is left.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from results.disclosure import (
    ABSENT,
    IN_WORDS,
    Distribution,
    Hidden,
    Rules,
    Scores,
    Share,
    Snapshot,
    Team,
    publish,
)
from results.disclosure.attack import examine
from results.disclosure.publish import Attempt, Audited, attempted
from results.disclosure.rules import Decided, cells_of, leaving_too_few
from results.disclosure.snapshot import Flags
from tests.results.councils import attacker, band_of, certain_answers

Group = tuple[int, int]  # the cut, and the node in it
Forbidden = tuple[frozenset[Group], frozenset[Group]]  # shown all, while none of the others is
BANDS = ("DEV", "EST", "EMB")
WHOLE: Group = (0, 0)


def small_table(seed: int) -> Snapshot:
    """Make up a small organisation: teams on one floor or two, a breakdown or none, a few answers missing."""
    random = np.random.default_rng(seed)
    teams = [Team("Org")]
    deep = random.random() < 0.6
    for number in range(int(random.integers(2, 5))):
        teams.append(Team(f"D{number}", "Org"))
        below = int(random.integers(0, 4)) if deep else 0
        teams += [Team(f"D{number} > T{each}", f"D{number}") for each in range(below)]
    parents = {team.parent for team in teams}
    about = random.choice([8, 14])
    homes = ["Org"] * int(random.choice([0, 0, 1, 3]))
    for team in teams[1:]:
        few = random.choice([0, 0, 1, 2, 4])
        homes += [team.code] * int(few if team.code in parents else random.poisson(about))
    grades = tuple(f"grade={each}" for each in range(int(random.choice([0, 0, 3, 4]))))
    place = {team.code: at for at, team in enumerate(teams)}
    odd = random.choice([0.05, 0.3, 1.0])  # from a breakdown that nearly follows the teams on
    grade_of = [
        int(random.integers(len(grades))) if random.random() < odd else place[home] % len(grades)
        for home in (homes if grades else ())
    ]
    return Snapshot(
        tuple(range(len(homes))),
        tuple(teams),
        tuple(homes),
        tuple(_measures(random, len(homes))),
        grades,
        tuple(grades[each] for each in grade_of),
    )


def _measures(random: np.random.Generator, people: int) -> Iterator[Scores | Distribution | Share]:
    def answered() -> Flags:
        given: Flags = random.random(people) >= 0.05
        return given

    sums = np.clip(np.round(random.normal(17.5, 4.5, people)), 0, 28)
    values = np.where(answered(), sums * 100 / 28, np.nan)
    bands = np.digitize(np.floor(np.nan_to_num(values) + 0.5), (50, 75))
    yield Scores("T", "", values, sd="theme_sd", median="theme_median", cuts=(50, 75))
    shown = np.where(np.isnan(values), ABSENT, bands)
    yield Distribution("T", "", shown, BANDS, under=("theme_mean", "T"))
    for number, odds in enumerate([(0.5, 0.3, 0.2), (0.8, 0.15, 0.05)]):
        kinds = random.choice(3, size=people, p=odds)
        yield Share(f"S{number}", "", np.where(answered(), kinds, ABSENT))


@dataclass(eq=False)
class Best:
    """The most groups of one layer that could be shown, those above it being decided."""

    attempt: Attempt
    broken: dict[frozenset[Group], bool] = field(default_factory=dict)

    @cached_property
    def allowed(self) -> list[Group]:
        """The groups that may be shown for their own sake, the organisation first and once."""
        layer, upper = self.attempt.layer, (self.attempt.everybody, self.attempt.under)
        return [
            (cut, node)
            for cut, tree in enumerate(layer.trees)
            for node in range(min(cut, 1), len(tree.codes))
            if tree.counts(layer.present)[node] >= layer.minimum
            and not layer.refuses(tree, node)
            and all(one is None or one.shown[cut][node] for one in upper)
        ]

    def most(self) -> int:
        """How many of those can be shown together."""
        if WHOLE not in self.allowed:
            return 0
        forbidden: list[Forbidden] = []
        while True:
            chosen = self._program(forbidden)
            found = list(self._refused(chosen))
            if not found:
                return len(chosen)
            forbidden += found

    def is_safe(self, chosen: frozenset[Group]) -> bool:
        """Whether the rules and the audit accept these groups, shown together."""
        return not any(self._refused(chosen))

    def _refused(self, chosen: frozenset[Group]) -> Iterator[Forbidden]:
        """Why not: a group with just these subgroups, or, where the rules accept all, what the audit breaks."""
        layer, shown = self.attempt.layer, self._flags(chosen)
        found = False
        for cut, node in leaving_too_few(layer, shown):
            children = {(cut, child) for child in layer.trees[cut].children[node]}
            found = True
            yield (children & chosen) | {_group(cut, node)}, children - chosen
        if not found and self._is_broken(chosen):
            yield self._least_broken(chosen), frozenset()

    def _is_broken(self, chosen: frozenset[Group]) -> bool:
        if chosen not in self.broken:
            layer, shown = self.attempt.layer, self._flags(chosen)
            hidden = tuple(
                dict.fromkeys(np.flatnonzero(~flags).tolist(), Hidden.PROTECTS_OTHERS)
                for flags in shown
            )
            cells = cells_of(Decided(layer, shown, hidden, printable=shown))
            examined = examine(layer, cells, self.attempt.ids, self.attempt.beside)
            self.broken[chosen] = bool(examined.breaches)
        return self.broken[chosen]

    def _least_broken(self, chosen: frozenset[Group]) -> frozenset[Group]:
        """A set that is broken, and no longer once any group is left out; all larger ones are broken too."""
        for group in sorted(chosen, reverse=True):
            fewer = chosen - self._inside(group, chosen)
            if group in chosen and fewer and self._is_broken(fewer):
                chosen = fewer
        return chosen

    def _flags(self, chosen: frozenset[Group]) -> tuple[Flags, ...]:
        flags = tuple(
            np.zeros(len(tree.codes), dtype=np.bool_) for tree in self.attempt.layer.trees
        )
        for cut, node in chosen:
            flags[cut][node] = True
        for each in flags:
            each[0] = flags[0][0]
        return flags

    def parent(self, group: Group) -> Group:
        cut, node = group
        return _group(cut, self.attempt.layer.trees[cut].parents[node])

    def _inside(self, group: Group, chosen: frozenset[Group]) -> frozenset[Group]:
        """The groups chosen that cannot be shown without this one: itself, and whatever lies in it."""
        found = {group}
        for each in sorted(chosen):  # parents come before their children
            if each != WHOLE and self.parent(each) in found:
                found.add(each)
        return frozenset(found)

    def _program(self, forbidden: Sequence[Forbidden]) -> frozenset[Group]:
        """The largest set that is not forbidden and has, with each group, the one it lies in."""
        place = {group: at for at, group in enumerate(self.allowed)}
        demands: list[LinearConstraint] = []

        def at_most(limit: int, plus: Iterable[Group], minus: Iterable[Group]) -> None:
            row = np.zeros(len(place))
            for groups, weight in ((plus, 1.0), (minus, -1.0)):
                row[[place[group] for group in groups if group in place]] = weight
            demands.append(LinearConstraint(row, -np.inf, limit))

        for group in self.allowed:
            if group != WHOLE:
                at_most(0, [group], [self.parent(group)])
        for shown, hidden in forbidden:
            at_most(len(shown) - 1, shown, hidden)
        answer = milp(
            np.full(len(place), -1.0),
            constraints=demands,
            bounds=Bounds(0, 1),
            integrality=np.ones(len(place)),
        )
        return frozenset(group for group, at in place.items() if answer.x[at] > 0.5)


def _group(cut: int, node: int) -> Group:
    return (cut, node) if node else WHOLE


def groups_shown(outcome: Audited) -> int:
    """How many groups a layer shows, the organisation once."""
    shown = outcome.decided.shown
    return int(shown[0][0]) + sum(int(np.count_nonzero(flags[1:])) for flags in shown)


def compared(tables: int) -> Iterator[str]:
    """Yield, for each kind of figure, how many groups are shown of how many that could be."""
    found: dict[str, Counter[str]] = {}
    for seed in range(tables):
        for attempt, outcome in attempted(small_table(seed), Rules()):
            best, kept = Best(attempt), groups_shown(outcome)
            most = best.most()
            tally = found.setdefault(attempt.layer.key[0], Counter())
            tally += Counter(allowed=len(best.allowed), most=most, kept=kept, fewer=kept < most)
    yield "| kind of figure | large enough | the most that is safe | shown | of the most | tables with fewer |"
    yield "|---|---|---|---|---|---|"
    for statistic, tally in found.items():
        numbers = " | ".join(f"{tally[each]:,}" for each in ("allowed", "most", "kept"))
        share = 100 * tally["kept"] / tally["most"]
        yield f"| {statistic} | {numbers} | {share:.1f}% | {tally['fewer']} |"


def attacked(tables: int) -> Iterator[str]:
    """Have the attacker of the tests, who does not know the rules, at what is published of each table."""
    found: Counter[str] = Counter()
    for table in map(small_table, range(tables)):
        cells = publish(table).cells
        mean, bands, *statements = table.measures
        against = attacker(cells, table, mean)
        found["small sums"] += len(against.small_sums(5, "theme_mean"))
        for least, most in against.bounds("theme_mean").values():
            found["scores"] += most - least < 16 - 1e-6 or band_of(least) == band_of(most)
        found["bands"] += len(attacker(cells, table, bands).certain("band_share", BANDS))
        for each in statements:
            found["answers"] += len(certain_answers(cells, table, each))
        found["people"] += len(table.people)
        found["figures"] += sum(cell.hidden is None or cell.hidden in IN_WORDS for cell in cells)
    yield (
        f"Of {found['people']:,} people in {tables} of these tables, with {found['figures']:,} cells shown, the attacker finds"
        f" {found['small sums']} sums resting on fewer than five, {found['scores']} scores, {found['bands']} bands,"
        f" {found['answers']} answers."
    )
