"""Makes a scale of the answers of a survey's question: which are its points, which none, and which end is the higher."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from documents.characters import likeness
from leadership.files.answer_codes import written
from leadership.files.answer_direction import bare, goes_up, sense
from leadership.files.other_choices import Other, other_choice, other_choices
from leadership.instrument import DONT_KNOW, NOT_APPLICABLE, RawAnswer
from leadership.translation import gettext_noop

LEADING_NUMBER = re.compile(r"\s*([+-]?\d{1,3})\b")
NUMBERED = re.compile(r"(\D*)([+-]?\d{1,4})")
LEAST_POINTS = 2
SHOWN = 60
KEYS: dict[Other, str] = {NOT_APPLICABLE: "not_applicable", DONT_KNOW: "dont_know"}
WORDS: dict[Other, str] = {
    NOT_APPLICABLE: gettext_noop("not applicable"),
    DONT_KNOW: gettext_noop("don’t know"),
}


@dataclass(frozen=True)
class SurveyChoices:
    """What whoever imports a survey says of its answers, where the import cannot know."""

    # The keys of scales to be turned round from what is shown without.
    turn: frozenset[str] = frozenset()
    # Answers, by their words, that are no points of a scale, and such that are.
    not_scored: frozenset[str] = frozenset()
    scored: frozenset[str] = frozenset()


@dataclass(frozen=True)
class SurveyAnswer:
    """An answer of a survey's question."""

    label: str
    code: str
    assessment: str = ""


@dataclass(frozen=True)
class SurveyScale:
    """The answers of a question as a scale, from the lowest, with what each code of the survey stands for."""

    points: tuple[tuple[int, str], ...]
    others: tuple[tuple[SurveyAnswer, Other], ...] = ()
    codes: Mapping[str, RawAnswer] = field(default_factory=dict)
    is_numbered: bool = True
    is_turned: bool = False
    # None where the words of the answers do not tell which end is the higher.
    goes_up: bool | None = None
    first_is_lowest: bool = True
    """Whether the answer that the survey has first, on the left of its rows, is the lowest here."""

    @property
    def is_one(self) -> bool:
        return len(self.points) >= LEAST_POINTS

    @property
    def identity(self) -> tuple[object, ...]:
        """What two questions share that are asked with one scale."""
        return self.points, tuple((one.label, other) for one, other in self.others)

    def label_of(self, other: Other) -> str:
        return next((one.label for one, found in self.others if found == other), "")

    def turned(self) -> "SurveyScale":
        """Return it with its ends changed over; numbers before the words, which would be wrong then, go."""
        values = [value for value, _label in self.points]
        labels = [_without_value(label, value) for value, label in self.points]
        becomes: dict[RawAnswer, RawAnswer] = dict(zip(values, reversed(values), strict=True))
        codes = {code: becomes.get(answer, answer) for code, answer in self.codes.items()}
        points = tuple(zip(values, reversed(labels), strict=True))
        return replace(
            self, points=points, codes=codes, is_turned=not self.is_turned,
            first_is_lowest=not self.first_is_lowest,
        )  # fmt: skip

    def data(self) -> dict[str, Any]:
        """Return it as a bank file has it."""
        scale: dict[str, Any] = {
            "points": [{"value": value, "label": label} for value, label in self.points]
        }
        for other, key in KEYS.items():
            if label := self.label_of(other):
                scale[key] = {"label": label}
        if any(code != str(answer) for code, answer in self.codes.items()) and (
            kind := written(self.codes)
        ):
            scale["kind"] = kind
        return scale


def numbers(count: int) -> SurveyScale:
    """Return the scale of a question that brings its own answers, from 1."""
    return SurveyScale(tuple((value, str(value)) for value in range(1, count + 1)))


def scale_of(answers: Sequence[SurveyAnswer], choices: SurveyChoices) -> SurveyScale:
    """Return the scale that answers in their order make: turned so that the higher end is the highest."""
    others = _others(answers, choices)
    points = [one for at, one in enumerate(answers) if at not in others]
    found = _values(points)
    values = found or list(range(1, len(points) + 1))
    pairs = sorted(zip(values, points, strict=True), key=lambda pair: pair[0])
    codes: dict[str, RawAnswer] = {one.code: value for value, one in pairs if one.code}
    for value, one in pairs:  # a number that people see before an answer is a code too
        if number := LEADING_NUMBER.match(one.label):
            codes.setdefault(str(int(number[1])), value)
    aside = [(answers[at], other) for at, other in sorted(others.items())]
    codes |= {one.code: other for one, other in aside if one.code}
    up = goes_up([one.label for _value, one in pairs])
    scale = SurveyScale(
        points=tuple((value, one.label) for value, one in pairs),
        others=tuple(aside),
        codes=codes,
        is_numbered=found is not None,
        goes_up=up,
        first_is_lowest=not pairs or pairs[0][1] is points[0],
    )
    return scale.turned() if up is False else scale


def looks_like_a_scale(scale: SurveyScale, answers: Sequence[SurveyAnswer]) -> bool:
    """Tell answers that go from less to more from a list to choose from, such as one of services."""
    if not scale.is_one:
        return False
    told = scale.goes_up is not None and sum(bool(sense(label)) for _v, label in scale.points) > 1
    labels = [LEADING_NUMBER.match(one.label) for one in answers]
    return told or sum(map(bool, labels)) >= len(scale.points)


def _others(answers: Sequence[SurveyAnswer], choices: SurveyChoices) -> dict[int, Other]:
    """Return the answers that are no points: by their words, by what is apart about them, or as was said."""
    found = dict(other_choices([one.label for one in answers]))
    rest = [at for at in range(len(answers)) if at not in found]
    found |= dict.fromkeys(_apart(answers, rest), NOT_APPLICABLE)
    for at, one in enumerate(answers):
        if likeness(one.label) in choices.not_scored:
            found[at] = found.get(at) or other_choice(one.label) or NOT_APPLICABLE
        elif likeness(one.label) in choices.scored:
            found.pop(at, None)
    return found


def _apart(answers: Sequence[SurveyAnswer], rest: Sequence[int]) -> list[int]:
    """Find an answer at the end whose number is out of line with all others, as 99 after 1 to 5, or 0."""
    for at, inner in ((rest[-1:], rest[:-1]), (rest[:1], rest[1:])):
        if len(inner) < LEAST_POINTS or _is_surely_a_point(answers[at[0]].label):
            continue
        for name in ("assessment", "code"):
            texts = [getattr(answers[place], name) for place in rest]
            if _is_apart(texts if at == rest[-1:] else texts[::-1]):
                return list(at)
    return []


def _is_surely_a_point(label: str) -> bool:
    return bool(sense(label) or LEADING_NUMBER.fullmatch(label))


def _is_apart(texts: Sequence[str]) -> bool:
    """Tell whether all but the last are numbers one after the other, with the same sign before, and the last is not."""
    *found, last = [NUMBERED.fullmatch(text) for text in texts]
    runs = [one for one in found if one]
    if len(runs) < len(found) or len({one[1] for one in runs}) > 1:
        return False
    numbers = [int(one[2]) for one in runs]
    if not _is_run(numbers):
        return False
    if not last or last[1] != runs[0][1]:
        return other_choice(texts[-1]) is not None
    return not _is_run([*numbers, int(last[2])])


def _is_run(numbers: Sequence[int]) -> bool:
    steps = {after - before for before, after in pairwise(numbers)}
    return steps in ({1}, {-1})


def _values(points: Sequence[SurveyAnswer]) -> list[int] | None:
    """Return numbers that answers have themselves, if they go up or down one by one."""
    kinds = (
        [LEADING_NUMBER.match(one.label) for one in points],
        [LEADING_NUMBER.fullmatch(one.assessment) for one in points],
        [LEADING_NUMBER.fullmatch(one.code) for one in points],
    )
    for found in kinds:
        numbers = [int(one[1]) for one in found if one]
        if len(numbers) == len(points) and _is_consecutive(numbers):
            return numbers
    return None


def _is_consecutive(numbers: Sequence[int]) -> bool:
    return bool(numbers) and sorted(numbers) == list(
        range(min(numbers), min(numbers) + len(numbers))
    )


def _without_value(label: str, value: int) -> str:
    number = LEADING_NUMBER.match(label)
    return (bare(label) or label) if number and int(number[1]) == value else label
