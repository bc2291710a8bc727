"""What may be shown of a pulse, in which the same people say whether one thing has changed. Pure; decided once, at its close.

Of a few answers a plain count would often be everybody's answer: five of five said "less". So of these three, the
first is told of each question that leaves everybody's answer open, even to one of them, who knows their own as well:

1. each answer in a word: "most", "some" or "few or none" of the group gave it;
2. only the majority: the answer that more than half gave, or that none has more than half;
3. nothing.

Nothing is said of everybody together, from which a group could be taken away, and no group shows from fewer than five,
whatever the organisation allows for means.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from leadership.observing import RaterGroup
from observers.disclosure import (
    Person,
    RoundRules,
    hidden_groups,
    is_clear,
    shown_groups,
)

ASKED_AGAIN: Final = "again"
"""What a pulse is called among the figures that a later one is laid beside."""


class Worked(StrEnum):
    """Whether somebody has seen the person work on it."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    DONT_KNOW = "dk"


class Change(StrEnum):
    """How the person has become at it."""

    MORE = "more"
    SAME = "same"
    LESS = "less"
    DONT_KNOW = "dk"


class HowMany(StrEnum):
    """How much of a group gave an answer."""

    MOST = "most"
    SOME = "some"
    FEW = "few"


# In the order in which they are shown; "I cannot say" is no answer and counts for nobody.
ANSWERS: Final[Mapping[str, tuple[str, ...]]] = {
    "worked": (Worked.YES, Worked.PARTLY, Worked.NO),
    "change": (Change.MORE, Change.SAME, Change.LESS),
}


@dataclass(frozen=True)
class PulseAnswers:
    """What one person answered: by question, one of its answers, or none where they cannot say."""

    person: Person
    group: RaterGroup
    answers: Mapping[str, str]


@dataclass(frozen=True)
class AnswerSummary:
    """What is told of one question: a part for each answer, or only which one more than half gave, if any did."""

    parts: Mapping[str, HowMany]
    majority: str | None = None


@dataclass(frozen=True)
class PulseUnit:
    """A group that is shown, or small ones together, with what is told of each question."""

    code: str
    groups: tuple[RaterGroup, ...]
    people: int
    told: Mapping[str, AnswerSummary]


@dataclass(frozen=True)
class PulseRelease:
    """Everything that is published of a pulse but the line manager's answers, and who is behind it."""

    units: tuple[PulseUnit, ...]
    hidden: tuple[RaterGroup, ...]
    behind: tuple[frozenset[Person], ...]


def release_pulse(
    given: Sequence[PulseAnswers],
    asked: Iterable[RaterGroup],
    *,
    rules: RoundRules,
    earlier: Sequence[frozenset[Person]],
) -> PulseRelease:
    """Decide what is shown of a pulse: groups by the rules of rounds, their answers in words."""
    people = {group: [one for one in given if one.group == group] for group in RaterGroup}
    numbers = {group: len(those) for group, those in people.items()}
    units, behind = [], []
    for code, groups in shown_groups(numbers, rules):
        inside = [one for group in groups for one in people[group]]
        those = frozenset(one.person for one in inside)
        if is_clear(those, earlier, rules.fewest_of(code)):
            summaries = dict(_summaries_of(inside, rules.fewest_of(code), rules))
            units.append(PulseUnit(code, groups, len(inside), summaries))
            behind.append(those)
    hidden = hidden_groups(asked, (unit.groups for unit in units))
    return PulseRelease(tuple(units), hidden, tuple(behind))


def _summaries_of(
    inside: Sequence[PulseAnswers], fewest: int, rules: RoundRules
) -> Iterator[tuple[str, AnswerSummary]]:
    """Yield what is told of each question that enough could answer; how many could not say is not told."""
    for question, answers in ANSWERS.items():
        given = [one.answers[question] for one in inside if one.answers.get(question) in answers]
        enough = len(given) >= fewest
        words = (
            summary_of([given.count(one) for one in answers], answers, rules) if enough else None
        )
        if words is not None:
            yield question, words


def summary_of(
    counts: Sequence[int], answers: Sequence[str], rules: RoundRules
) -> AnswerSummary | None:
    """Return the fullest words for these counts that leave everybody's answer open; None where none do."""
    parts = _parts(tuple(counts))
    if not rules.window or _are_open(parts, sum(counts)):
        return AnswerSummary(dict(zip(answers, parts, strict=True)))
    half = _half(tuple(counts))
    if not _is_half_open(half, sum(counts), len(counts)):
        return None
    return AnswerSummary({}, None if half is None else answers[half])


def part_of(count: int, people: int) -> HowMany:
    if 2 * count > people:
        return HowMany.MOST
    return HowMany.FEW if 4 * count <= people else HowMany.SOME


def _parts(counts: tuple[int, ...]) -> tuple[HowMany, ...]:
    return tuple(part_of(one, sum(counts)) for one in counts)


def _half(counts: tuple[int, ...]) -> int | None:
    """Return the place of the answer that more than half gave, if any did."""
    return next((place for place, n in enumerate(counts) if 2 * n > sum(counts)), None)


@cache
def _are_open(parts: tuple[HowMany, ...], people: int) -> bool:
    """Tell whether parts leave everybody's answer open."""
    return is_open([one for one in _counts(people, len(parts)) if _parts(one) == parts])


@cache
def _is_half_open(half: int | None, people: int, answers: int) -> bool:
    """Tell whether the sentence does that is left where parts do not: it is said of those counts alone."""
    said = (one for one in _counts(people, answers) if _half(one) == half)
    return is_open([one for one in said if not _are_open(_parts(one), people)])


def is_open(possible: Sequence[tuple[int, ...]]) -> bool:
    """Tell whether anybody may have given any answer, whatever one of the others knows of their own.

    `possible` is all that may have been answered, by what is told.
    """
    people, answers = sum(possible[0]), len(possible[0])
    # Somebody who adds their own answer to what is told: what is left is of all the others.
    knowing = [
        [(*counts[:own], counts[own] - 1, *counts[own + 1 :]) for counts in possible if counts[own]]
        for own in range(answers)
    ]
    return all(
        any(one[answer] > 0 for one in left) and any(one[answer] < people - 1 for one in left)
        for left in knowing
        if left
        for answer in range(answers)
    )


def _counts(people: int, answers: int) -> Iterator[tuple[int, ...]]:
    """Yield all ways in which so many people can have answered."""
    if answers == 1:
        yield (people,)
        return
    for first in range(people + 1):
        for rest in _counts(people - first, answers - 1):
            yield (first, *rest)
