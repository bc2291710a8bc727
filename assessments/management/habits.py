"""Answers as made-up people give them: each with habits of their own, not at random."""

from collections.abc import Iterator
from random import Random

from leadership.instrument import (
    DONT_KNOW,
    NOT_APPLICABLE,
    Instrument,
    LearningArea,
    RawAnswer,
    Scale,
    Spectrum,
)

BLANK = 0.008
DOES_NOT_KNOW = 0.06
SKIPS_A_PART = 0.08
Answers = dict[str, RawAnswer]


def answers_of(
    instrument: Instrument,
    habit: float,
    chance: Random,
    *,
    readiness: bool = True,
    learning: bool = True,
) -> Answers:
    """Return one person's answers. `habit` says how helpful what they do is, from 0 to 1.

    Statements, themes and areas differ in how easy they are, for everybody alike; a person leans
    further one way or the other in each theme. Some leave out a part that may be left out.
    """
    answers = _themes(instrument, habit, chance)
    if readiness and chance.random() > SKIPS_A_PART:
        answers |= _readiness(instrument, habit, chance)
    if learning and chance.random() > SKIPS_A_PART:
        for area in instrument.learning_areas:
            answers |= _area(instrument, area, habit, chance)
    return answers


def _themes(instrument: Instrument, habit: float, chance: Random) -> Answers:
    answers: Answers = {}
    for theme in instrument.themes:
        scale = instrument.scale_of(theme)
        lean = habit + _ease(theme.code, 0.07) + chance.gauss(0, 0.07)
        for question in theme.questions:
            position = lean + _ease(question.code, 0.08) + chance.gauss(0, 0.15)
            does_not_apply = 0.02 + abs(_ease(f"{question.code} applies", 0.02))
            if chance.random() < BLANK:
                continue
            if scale.not_applicable and chance.random() < does_not_apply:
                answers[question.code] = NOT_APPLICABLE
            else:
                answers[question.code] = _value(
                    scale, 1 - position if question.reverse else position
                )
    return answers


def _readiness(instrument: Instrument, habit: float, chance: Random) -> Answers:
    answers: Answers = {}
    for name, side in instrument.readiness.sides if instrument.readiness else ():
        scale = instrument.scale_of_side(side)
        lean = 0.25 + 0.6 * habit + _ease(name, 0.05) + chance.gauss(0, 0.09)
        for statement in side.statements:
            if scale.dont_know and chance.random() < DOES_NOT_KNOW:
                answers[statement.code] = DONT_KNOW
            else:
                position = lean + _ease(statement.code, 0.09) + chance.gauss(0, 0.14)
                answers[statement.code] = _value(scale, position)
    if instrument.spectrum:
        answers |= dict(_spectrum(instrument.spectrum, habit, chance))
    return answers


def _spectrum(spectrum: Spectrum, habit: float, chance: Random) -> Iterator[tuple[str, int]]:
    """Say where the service is, and after that where it should be: mostly a step further."""
    position = 0.1 + 0.6 * habit + chance.gauss(0, 0.12)
    for number, question in enumerate(spectrum.questions):
        yield (
            question.code,
            _value(spectrum.scale, position + number * chance.choice((0, 0.25, 0.3))),
        )


def _area(instrument: Instrument, area: LearningArea, habit: float, chance: Random) -> Answers:
    lean = 0.2 + 0.6 * habit + _ease(area.code, 0.1) + chance.gauss(0, 0.08)
    confidence, importance = instrument.scales["confidence"], instrument.scales["importance"]
    answers: Answers = {
        statement.code: _value(
            confidence, lean + _ease(statement.code, 0.06) + chance.gauss(0, 0.12)
        )
        for statement in area.statements
    }
    weight = 0.68 + _ease(area.importance_code, 0.1) + chance.gauss(0, 0.18)
    return answers | {area.importance_code: _value(importance, weight)}


def _value(scale: Scale, position: float) -> int:
    """Return the answer at a position on a scale, from 0 (lowest) to 1 (highest)."""
    values = [point.value for point in scale.points]
    return values[min(len(values) - 1, max(0, round(position * (len(values) - 1))))]


def _ease(code: str, spread: float) -> float:
    """Return how much easier than others something is, the same for everybody and each time."""
    return Random(code).gauss(0, spread)  # noqa: S311 - made up, and always the same
