"""What goes into disclosure control: people, groups, and what each person contributes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field

import numpy as np
from numpy.typing import NDArray

from leadership.group_sizes import LARGEST, SMALLEST, is_allowed

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

ABSENT = -1  # in an array of categories or groups: this person has none


@dataclass(frozen=True)
class Team:
    """One node of the tree; the organisation is the one without a parent."""

    code: str
    parent: str | None = None


@dataclass(frozen=True)
class Rules:
    """The thresholds in force; `smallest` is k, which an organisation may raise but not lower."""

    smallest: int = SMALLEST
    spread: int = 10  # spread, medians, distributions and single statements
    fewest_in_cell: int = 3  # a cell of one or two people is merged or put into words
    window: float = 16.0  # nobody's score may be bounded more closely: two standard errors of 8

    def __post_init__(self) -> None:
        if not is_allowed(self.smallest):
            raise ValueError(f"The smallest group must be from {SMALLEST} to {LARGEST} people.")

    @property
    def spread_minimum(self) -> int:
        return max(self.smallest, self.spread)


@dataclass(frozen=True)
class Matched:
    """Who may be compared with an earlier campaign (R11).

    `first` gives, for each group published then, the people in that result;
    `scored_now` marks the people who have this score in the present campaign. `before` holds, group
    by group, the people behind other sums known of those first scores, such as what a change was
    measured by then. `under` names the mean, as (statistic, code), that must be shown too; `means`
    holds those of the first result as they were shown, each with its bound.
    """

    first: Mapping[str, Collection[int]]
    before: tuple[Mapping[str, Collection[int]], ...] = ()
    _: KW_ONLY
    scored_now: Flags
    means: Mapping[str, tuple[float, str | None]] = field(default_factory=dict)
    under: tuple[str, str] | None = None


@dataclass(frozen=True, eq=False)
class Scores:
    """Numbers of which a mean is shown and, when named, a standard deviation and a median.

    `values` follows the order of the people; NaN means no score. `cuts` are the shown scores
    at which a band or level begins: nobody's band may follow from what is shown. For a change
    they are (0, 1), so that it does not follow whether somebody went down, up or neither.
    `step` is how far apart the scores are of people who left nothing out, where that is known.
    `labels` sorts the same people in the same groups into categories.
    """

    code: str
    label: str
    values: Floats
    mean: str = "theme_mean"
    sd: str | None = None
    median: str | None = None
    low: float = 0.0
    high: float = 100.0
    cuts: tuple[float, ...] = ()
    step: float | None = None
    matched: Matched | None = None
    labels: "Distribution | None" = None


@dataclass(frozen=True, eq=False)
class Distribution:
    """One of several ordered categories for each person, such as bands; ABSENT means none.

    `under` names the mean, as (statistic, code), that must be shown for a group before this is.
    `alike` holds sets of categories that say the same about somebody, such as clear and possible
    increase: that all of a group are in one such set is as much as that all are in one category.
    """

    code: str
    label: str
    values: Ints
    categories: tuple[str, ...]
    statistic: str = "band_share"
    under: tuple[str, str] | None = None
    alike: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True, eq=False)
class Share:
    """The part of a group inside one answer (category 0), and how the rest divides.

    Category 0 is printed as `statistic`; categories 1, 2, ... as the names in `rest`, or, where
    one of those holds too few people, together as `other`. Where everybody is inside a known number of
    the shares of one statistic, those add up, and what follows from that is searched for; likewise
    where everybody inside this share is inside at least one of those of each statistic in `covered_by`.
    `fewest` asks for more people inside and outside than the rules do, where the share is a number.
    """

    code: str
    label: str
    values: Ints
    statistic: str = "question_favourable"
    rest: tuple[str, ...] = ("question_neutral", "question_unfavourable")
    other: str = "question_other"
    adds_up: bool = False
    covered_by: tuple[str, ...] = ()
    fewest: int = 0


Measure = Scores | Distribution | Share


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Everything that decides a release: who answered, where they belong, what they contribute.

    `team_of` and `attribute_of` follow the order of `people`. `attribute` lists the groups of the
    one breakdown in the order they are shown; a person may belong to none of them.
    """

    people: tuple[int, ...]
    teams: tuple[Team, ...]
    team_of: tuple[str, ...]
    measures: tuple[Measure, ...]
    attribute: tuple[str, ...] = ()
    attribute_of: tuple[str | None, ...] = ()
    # Of releases so near to this one that most people would answer alike: who was in each group shown then, those
    # who are not among these people by numbers that are nobody's here.
    lately: tuple[Mapping[str, frozenset[int]], ...] = ()
    trees: "tuple[Partition, ...]" = field(init=False)

    def __post_init__(self) -> None:
        _check(self)
        tree = Partition.of_tree(self.teams, self.team_of)
        cuts = [tree]
        if self.attribute:
            cuts.append(Partition.of_attribute(tree.codes[0], self.attribute, self.attribute_of))
        object.__setattr__(self, "trees", tuple(cuts))

    def numbers(self, values: Mapping[int, float]) -> Floats:
        """Put a mapping by person into the order of the people; missing becomes NaN."""
        return np.array([values.get(person, np.nan) for person in self.people], dtype=np.float64)


def _check(snapshot: Snapshot) -> None:
    if len(set(snapshot.people)) != len(snapshot.people):
        raise ValueError("A person appears twice.")
    if len(snapshot.team_of) != len(snapshot.people):
        raise ValueError("Each person needs a team.")
    if snapshot.attribute and len(snapshot.attribute_of) != len(snapshot.people):
        raise ValueError("Each person needs an attribute value or None.")
    for measure in snapshot.measures:
        if len(measure.values) != len(snapshot.people):
            raise ValueError(f"{measure.code} does not have one value for each person.")
    codes = [team.code for team in snapshot.teams] + list(snapshot.attribute)
    if len(set(codes)) != len(codes):
        raise ValueError("Two groups have the same code.")


@dataclass(frozen=True, eq=False)
class Partition:
    """One way of cutting the organisation into nested groups; node 0 is the organisation.

    People are kept in the order of a walk through the tree, so that everybody in a group, its
    subgroups included, is one slice.
    """

    codes: tuple[str, ...]
    parents: tuple[int, ...]
    children: tuple[tuple[int, ...], ...]
    home: Ints  # the node each person is directly in, or ABSENT
    order: Ints
    start: Ints
    end: Ints

    @classmethod
    def of_tree(cls, teams: Sequence[Team], team_of: Sequence[str]) -> "Partition":
        """Walk the teams from the root; refuses loops, orphans and a second root."""
        below: dict[str | None, list[str]] = {}
        for team in teams:
            below.setdefault(team.parent, []).append(team.code)
        if len(below.get(None, ())) != 1:
            raise ValueError("There must be one team without a parent.")
        codes: list[str] = []
        parents: list[int] = []
        waiting = [(below[None][0], ABSENT)]
        while waiting:
            code, parent = waiting.pop()
            waiting += [(child, len(codes)) for child in reversed(below.get(code, []))]
            codes.append(code)
            parents.append(parent)
        if len(codes) != len(teams):
            raise ValueError("A team's parents do not lead to the organisation.")
        node_of = {code: node for node, code in enumerate(codes)}
        return cls.build(codes, parents, [node_of[code] for code in team_of])

    @classmethod
    def of_attribute(
        cls, root: str, groups: Sequence[str], group_of: Sequence[str | None]
    ) -> "Partition":
        """Hang the groups of one attribute under the organisation; people without one stay there."""
        node_of: dict[str | None, int] = {code: node for node, code in enumerate(groups, start=1)}
        home = [node_of[code] if code is not None else 0 for code in group_of]
        return cls.build([root, *groups], [ABSENT] + [0] * len(groups), home)

    @classmethod
    def build(
        cls, codes: Sequence[str], parents: Sequence[int], home: Iterable[int]
    ) -> "Partition":
        """Nodes must come in walking order: each after its parent, subtrees together."""
        homes = np.fromiter(home, dtype=np.int64)
        children: list[list[int]] = [[] for _ in codes]
        last = list(range(len(codes)))  # the last node of each subtree
        for node in range(len(codes) - 1, 0, -1):
            children[parents[node]].insert(0, node)
            last[parents[node]] = max(last[parents[node]], last[node])
        sortable = np.where(homes == ABSENT, len(codes), homes)
        order = np.argsort(sortable, kind="stable")
        placed = sortable[order]
        return cls(
            codes=tuple(codes),
            parents=tuple(parents),
            children=tuple(tuple(nodes) for nodes in children),
            home=homes,
            order=order,
            start=np.searchsorted(placed, np.arange(len(codes)), side="left"),
            end=np.searchsorted(placed, np.array(last), side="right"),
        )

    def moved(self, home: Ints) -> "Partition":
        """The same groups with people placed otherwise."""
        return Partition.build(self.codes, self.parents, home)

    def members(self, node: int) -> Ints:
        """Positions of everybody in a group, its subgroups included."""
        return self.order[self.start[node] : self.end[node]]

    def totals(self, values: NDArray[np.generic]) -> Floats:
        """The sum over each group of a number per person."""
        running = np.concatenate([[0.0], np.cumsum(values[self.order], dtype=np.float64)])
        sums: Floats = running[self.end] - running[self.start]
        return sums

    def counts(self, present: Flags) -> Ints:
        """How many of the people marked are in each group."""
        return np.rint(self.totals(present)).astype(np.int64)

    def smallest_shown(self, shown: Flags) -> Ints:
        """For each person the smallest shown group they are in, or ABSENT."""
        deepest = np.full(len(self.codes) + 1, ABSENT, dtype=np.int64)  # the last serves ABSENT
        for node, parent in enumerate(self.parents):
            deepest[node] = node if shown[node] else (deepest[parent] if node else ABSENT)
        return deepest[self.home]
