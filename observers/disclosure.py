"""What may be shown of a round: which groups, which figures, from how many people. Pure; decided once, at the close.

Nobody's score in a theme, from 0 to 100, may be bounded more closely than half of that range by all that is
published, whoever reads it and whatever they know of how many were asked. So

* a group shows from its least number of people, and customers never under ten; smaller groups of colleagues are
  counted together where they make five, and are otherwise not there, their numbers included;
* there is no figure of everybody, from which what is shown could be taken away: what "others" say is worked out
  from the figures that are shown, and says nothing that they do not;
* a mean near an end is told as "so much or more", the further from the end the fewer it rests on;
* single statements, the middle half and comments come from ten people;
* beside an earlier round, a figure shows only where the people behind the two are the same, or differ by enough.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, TypeVar

from leadership.observing import RaterGroup

FEWEST: Final = 5
FEWEST_IF_ALLOWED: Final = 3
FEWEST_CUSTOMERS: Final = 10
FEWEST_FOR_DETAIL: Final = 10
FEWEST_ASKED: Final = 3
# From here on a mean of ratings is steady enough to speak of a picture (Campbell and others, 2008).
PICTURE, PICTURE_OF_CUSTOMERS = 8, 22
TOGETHER: Final = "together"
"""The groups of colleagues that are too small to show alone, counted as one."""
# In this order everywhere. The line manager is one named person, who knows it, and is in no figure of a group.
COLLEAGUES: Final = (RaterGroup.STAFF, RaterGroup.COLLEAGUES)
GROUPS: Final = (*COLLEAGUES, RaterGroup.CUSTOMERS)
HIGHEST_SCORE: Final = 100
ROUNDED_TO: Final = 5
Bound = Literal["at_least", "at_most"]
Person = str
Item = TypeVar("Item")
Shuffle = Callable[[list[str]], None]


@dataclass(frozen=True)
class RoundRules:
    """The numbers of the rules, as they stand for an organisation."""

    fewest: int = FEWEST
    fewest_customers: int = FEWEST_CUSTOMERS
    fewest_together: int = FEWEST
    fewest_for_detail: int = FEWEST_FOR_DETAIL
    window: float = HIGHEST_SCORE / 2
    """How wide the range must stay in which anybody's score may lie."""

    def fewest_of(self, unit: str) -> int:
        if unit == TOGETHER:
            return self.fewest_together
        return self.fewest_customers if unit == RaterGroup.CUSTOMERS else self.fewest


@dataclass(frozen=True)
class Sent:
    """What one person sent: their scores from 0 to 100 in the themes they could say enough of, and in statements."""

    person: Person
    group: RaterGroup
    themes: Mapping[str, float]
    statements: Mapping[str, float]
    comments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Figure:
    """A mean as it is shown: rounded, and near an end with what it is at least or at most."""

    value: int
    bound: Bound | None = None
    low: int | None = None
    high: int | None = None
    """The middle half of the people behind it, where they are enough."""


@dataclass(frozen=True)
class Unit:
    """A group that is shown, or small ones together: how many people, and a figure for each theme that may have one."""

    code: str
    groups: tuple[RaterGroup, ...]
    people: int
    themes: Mapping[str, Figure]
    statements: Mapping[str, Figure] = field(default_factory=dict)


Cell = tuple[str, str]  # a unit, and a theme or a statement
Behind = Mapping[str, Sequence[frozenset[Person]]]
"""The people behind figures published before, by theme or statement."""


@dataclass(frozen=True)
class RoundRelease:
    """Everything that is published of a round but the line manager's answers, and who is behind each figure."""

    units: tuple[Unit, ...]
    others: Unit | None
    """What others say together: from the units of colleagues or, without one, of customers."""
    hidden: tuple[RaterGroup, ...]
    comments: Mapping[str, tuple[str, ...]]
    behind: Mapping[Cell, frozenset[Person]]


def release(
    sent: Sequence[Sent],
    asked: Sequence[RaterGroup],
    statements: Mapping[RaterGroup, Mapping[str, str]],
    *,
    rules: RoundRules,
    earlier: Behind,
    shuffle: Shuffle,
) -> RoundRelease:
    """Decide what is shown of a round: `statements` has the theme of each one that a group is asked."""
    people = {group: [one for one in sent if one.group == group] for group in RaterGroup}
    numbers = {group: len(those) for group, those in people.items()}
    behind: dict[Cell, frozenset[Person]] = {}
    units, members = [], {}
    for code, groups in shown_groups(numbers, rules):
        inside = [one for group in groups for one in people[group]]
        members[code] = inside
        themes = _themes(code, inside, rules, earlier, behind)
        units.append(Unit(code, groups, len(inside), themes))
    pooled = [one for one in units if one.code != RaterGroup.CUSTOMERS] or units
    others = _others(pooled, members, statements, rules, earlier, behind) if pooled else None
    if others and (customers := next((u for u in units if u.code == RaterGroup.CUSTOMERS), None)):
        rows = _statements([customers], members, statements, rules, earlier, behind)
        units[units.index(customers)] = Unit(
            customers.code, customers.groups, customers.people, customers.themes, rows
        )
    hidden = hidden_groups(asked, (unit.groups for unit in units))
    commented = [one for unit in units for one in members[unit.code]]
    return RoundRelease(tuple(units), others, hidden, _comments(commented, rules, shuffle), behind)


def is_picture(unit: Unit) -> bool:
    """Tell whether a unit is enough for a picture; below that it is an impression."""
    customers = unit.groups == (RaterGroup.CUSTOMERS,)
    return unit.people >= (PICTURE_OF_CUSTOMERS if customers else PICTURE)


def shown_groups(
    people: Mapping[RaterGroup, int], rules: RoundRules
) -> list[tuple[str, tuple[RaterGroup, ...]]]:
    """Return which groups of so many people show, each with its code: alone, or small ones of colleagues together.

    Customers never stand in for colleagues.
    """
    shown: list[tuple[str, tuple[RaterGroup, ...]]] = [
        (group, (group,)) for group in GROUPS if people[group] >= rules.fewest_of(group)
    ]
    small = tuple(g for g in COLLEAGUES if 0 < people[g] < rules.fewest_of(g))
    if small and sum(people[group] for group in small) >= rules.fewest_together:
        shown.append((TOGETHER, small))
    return shown


def hidden_groups(
    asked: Iterable[RaterGroup], shown: Iterable[Sequence[RaterGroup]]
) -> tuple[RaterGroup, ...]:
    """Return the groups that were asked and are in no unit that is shown."""
    hidden = set(asked).difference(*shown)
    return tuple(group for group in GROUPS if group in hidden)


def is_clear(now: frozenset[Person], earlier: Iterable[frozenset[Person]], fewest: int) -> bool:
    """Tell whether a figure stands beside earlier ones without telling what the few said who are in one of them alone."""
    return all(
        gap == 0 or gap >= fewest
        for before in earlier
        if before & now
        for gap in (len(now - before), len(before - now))
    )


def _themes(
    unit: str,
    inside: Sequence[Sent],
    rules: RoundRules,
    earlier: Behind,
    behind: dict[Cell, frozenset[Person]],
) -> dict[str, Figure]:
    figures = {}
    for code in _codes(one.themes for one in inside):
        those = [one for one in inside if code in one.themes]
        people = frozenset(one.person for one in those)
        fewest = rules.fewest_of(unit)
        if len(those) >= fewest and is_clear(people, earlier.get(code, ()), fewest):
            figures[code] = _coded([one.themes[code] for one in those], rules)
            behind[unit, code] = people
    return figures


def _coded(scores: Sequence[float], rules: RoundRules) -> Figure:
    """Return a mean, or the end it is near to: past that, everybody would be known to be near it too."""
    bottom, top = _ends(len(scores), rules)
    mean = _rounded(math.fsum(scores) / len(scores))
    if mean <= bottom:
        return Figure(bottom, "at_most" if bottom else None)
    if mean >= top:
        return Figure(top, "at_least" if top < HIGHEST_SCORE else None)
    return Figure(mean)


def _ends(people: int, rules: RoundRules) -> tuple[int, int]:
    """Return from where on a mean of so many people is told as "or less" and "or more".

    The lowest score that anybody can have beside a mean m of n people is 100 - n (100 - m), where all the
    others are at the top; so at 100 - w / n the range left is w wide.
    """
    inward = math.ceil(rules.window / people)
    return inward, HIGHEST_SCORE - inward


def _rounded(value: float, to: int = 1) -> int:
    return to * math.floor(round(value / to, 8) + 0.5)


def _others(
    pooled: Sequence[Unit],
    members: Mapping[str, Sequence[Sent]],
    statements: Mapping[RaterGroup, Mapping[str, str]],
    rules: RoundRules,
    earlier: Behind,
    behind: dict[Cell, frozenset[Person]],
) -> Unit:
    themes = {}
    for code in _codes(unit.themes for unit in pooled):
        units = [unit for unit in pooled if code in unit.themes]
        themes[code] = _joint(units, code, members, rules)
    rows = _statements(pooled, members, statements, rules, earlier, behind)
    people = sum(unit.people for unit in pooled)
    groups = tuple(group for unit in pooled for group in unit.groups)
    return Unit("others", groups, people, themes, rows)


def _joint(
    units: Sequence[Unit], code: str, members: Mapping[str, Sequence[Sent]], rules: RoundRules
) -> Figure:
    """Return what shown figures of a theme come to together, from those figures and the numbers of people alone."""
    figures = [(unit.themes[code], unit.people) for unit in units]
    value = _rounded(sum(f.value * n for f, n in figures) / sum(n for _f, n in figures))
    bounds = {figure.bound for figure, _n in figures}
    bound = bounds.pop() if len(bounds) == 1 else None
    scores = sorted(
        one.themes[code] for unit in units for one in members[unit.code] if code in one.themes
    )
    if len(scores) < rules.fewest_for_detail:
        return Figure(value, bound)
    bottom, top = _ends(len(scores), rules)
    low, high = (
        min(max(_rounded(_quantile(scores, part), ROUNDED_TO), bottom), top)
        for part in (0.25, 0.75)
    )
    return Figure(value, bound, low, high)


def _quantile(scores: Sequence[float], part: float) -> float:
    at = part * (len(scores) - 1)
    below = math.floor(at)
    above = min(below + 1, len(scores) - 1)
    return scores[below] + (at - below) * (scores[above] - scores[below])


def _statements(
    units: Sequence[Unit],
    members: Mapping[str, Sequence[Sent]],
    statements: Mapping[RaterGroup, Mapping[str, str]],
    rules: RoundRules,
    earlier: Behind,
    behind: dict[Cell, frozenset[Person]],
) -> dict[str, Figure]:
    """Return the means of single statements, of themes whose own figures are shown in full for each of the units.

    Of the people behind the theme's figure and nobody else, who answered all of it: then the statements add up to
    the theme, and taking one from the other leaves nobody's answer over.
    """
    figures = {}
    asked = statements[units[0].groups[0]]
    for theme in dict.fromkeys(asked.values()):
        cells = [unit.themes.get(theme) for unit in units]
        if any(cell is None or cell.bound for cell in cells):
            continue
        those = [one for unit in units for one in members[unit.code] if theme in one.themes]
        codes = [code for code, of in asked.items() if of == theme]
        people = frozenset(one.person for one in those)
        whole = all(code in one.statements for one in those for code in codes)
        if len(those) < rules.fewest_for_detail or not whole:
            continue
        for code in codes:
            if is_clear(people, earlier.get(code, ()), rules.fewest):
                figures[code] = _coded([one.statements[code] for one in those], rules)
                behind["+".join(unit.code for unit in units), code] = people
    return figures


def _comments(
    people: Sequence[Sent], rules: RoundRules, shuffle: Shuffle
) -> dict[str, tuple[str, ...]]:
    """Return what was written, each question's in an order of its own, so that no two are known to be one person's."""
    if len(people) < rules.fewest_for_detail:
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for code in _codes(one.comments for one in people):
        texts = [one.comments[code] for one in people if one.comments.get(code)]
        shuffle(texts)
        if texts:
            found[code] = tuple(texts)
    return found


def _codes(each: Iterable[Mapping[str, Item]]) -> list[str]:
    return list(dict.fromkeys(code for one in each for code in one))


# Boxes -----------------------------------------------------------------------------------------

Box = Literal["both_high", "both_low", "you_higher", "others_higher"]


@dataclass(frozen=True)
class Levels:
    """From where on a score is high, up to where it is low, and how far two answers of the scale are apart."""

    high: float
    low: float
    step: float


def box_of(you: float | None, others: Figure, levels: Levels) -> Box | None:
    """Return in which of the four boxes a theme belongs, if in any.

    The two differ only where it is by more than a step of the scale and also outside the middle half of the
    others: where they are too few to have one, nothing is made of a difference.
    """
    if you is None:
        return None
    if you >= levels.high and others.value >= levels.high:
        return "both_high"
    if you <= levels.low and others.value <= levels.low:
        return "both_low"
    apart = abs(you - others.value) > levels.step
    outside = (
        others.low is not None and others.high is not None and not others.low <= you <= others.high
    )
    if not (apart and outside):
        return None
    return "you_higher" if you > others.value else "others_higher"
