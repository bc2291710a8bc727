"""Statements, themes and the overall score: means of keyed answers, if there are enough of them."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from leadership.instrument import Instrument, Question, RawAnswer, Scale, Theme
from leadership.scoring.showing import Number, code_of, interval_of

Answers = Mapping[str, RawAnswer]
Status = Literal["scored", "insufficient"]
SCORED: Status = "scored"
INSUFFICIENT: Status = "insufficient"


def keyed(question: Question, scale: Scale, raw: RawAnswer | None) -> int | None:
    """Return the answer with a reversed statement turned round; None for blank and not applicable."""
    if not isinstance(raw, int):
        return None
    # Mirrored about the middle of the scale, whatever its ends: 1 to 5 becomes 5 to 1, -3 to 3 becomes 3 to -3.
    return scale.min + scale.max - raw if question.reverse else raw


def position(scale: Scale, value: Number) -> Fraction:
    """Return where a value or a mean lies on its scale, from 0 (lowest) to 1 (highest)."""
    # POMP, percent of maximum possible (Cohen and others, 1999), here as a part of one.
    return (Fraction(value) - scale.min) / (scale.max - scale.min)


def minimum_answers(questions: int) -> int:
    """Return how many answers a theme of so many questions needs: two thirds, never fewer than 3."""
    # Two thirds is 5 of the usual 7. A theme of one or two statements needs all of its answers.
    return min(questions, max(3, math.ceil(Fraction(2 * questions, 3))))


def mean_of(values: Sequence[int]) -> Fraction:
    return Fraction(sum(values), len(values))


@dataclass(frozen=True)
class ThemeScore:
    """One theme's result. Mean, score and band are None where there are too few answers."""

    code: str
    status: Status
    answered: int
    mean: Number | None = None
    score: Number | None = None
    band: str | None = None


@dataclass(frozen=True)
class OverallScore:
    """The mean of the themes' scores; its mean is None where the themes have different scales."""

    status: Status
    themes_scored: int
    mean: Number | None = None
    score: Number | None = None
    band: str | None = None


@dataclass(frozen=True)
class Scores:
    """What one person's answers give, themes in bank order."""

    themes: tuple[ThemeScore, ...]
    overall: OverallScore


def score(instrument: Instrument, answers: Answers) -> Scores:
    """Score one person's answers."""
    themes = tuple(score_theme(instrument, theme, answers) for theme in instrument.themes)
    return Scores(themes, score_overall(instrument, themes))


def score_theme(instrument: Instrument, theme: Theme, answers: Answers) -> ThemeScore:
    """Score one theme: the mean of the keyed answers given, if there are enough of them."""
    scale = instrument.scale_of(theme)
    values = keyed_values(theme.counted, scale, answers)
    # The editor shows a sample report of a draft.
    # A draft may have no statement yet that counts; what is published has one in every theme.
    if not values or len(values) < minimum_answers(len(theme.counted)):
        return ThemeScore(theme.code, INSUFFICIENT, len(values))
    mean = mean_of(values)
    # What was left out is not taken for anything: the mean of what was answered stands for the whole theme.
    result = 100 * position(scale, mean)
    return ThemeScore(
        theme.code,
        SCORED,
        len(values),
        mean,
        result,
        code_of(interval_of(instrument.bands, result)),
    )


def keyed_values(questions: Iterable[Question], scale: Scale, answers: Answers) -> list[int]:
    values = (keyed(question, scale, answers.get(question.code)) for question in questions)
    return [value for value in values if value is not None]


def score_overall(instrument: Instrument, themes: Sequence[ThemeScore]) -> OverallScore:
    """Average the scored themes, each with equal weight, if there are enough of them."""
    # Not the mean of all answers: that would give long themes more weight than short ones.
    scores = [Fraction(theme.score) for theme in themes if theme.score is not None]
    if len(scores) < minimum_themes(instrument):
        return OverallScore(INSUFFICIENT, len(scores))
    result = sum(scores, Fraction(0)) / len(scores)
    return OverallScore(
        SCORED,
        len(scores),
        _on_common_scale(instrument, result),
        result,
        code_of(interval_of(instrument.bands, result)),
    )


def minimum_themes(instrument: Instrument) -> int:
    """Return how many themes the overall score needs: what the bank says, or five sixths of them."""
    themes = len(instrument.themes)
    # Never more than there are: a draft may have lost a theme since the number was set.
    named = instrument.scoring.overall.min_themes_scored
    return min(themes, named or math.ceil(Fraction(5 * themes, 6)))


def common_range(instrument: Instrument) -> tuple[int, int] | None:
    """Return the ends of the scale that all themes are answered on; None where they differ."""
    scales = [instrument.scale_of(theme) for theme in instrument.themes]
    # A mean on 1 to 5 and one on 0 to 10 have no mean of their own; the score from 0 to 100 always has.
    ends = {(scale.min, scale.max) for scale in scales}
    return ends.pop() if len(ends) == 1 else None


def _on_common_scale(instrument: Instrument, result: Fraction) -> Fraction | None:
    ends = common_range(instrument)
    return ends and ends[0] + (ends[1] - ends[0]) * result / 100


def is_straight_line(instrument: Instrument, answers: Answers) -> bool:
    """Tell whether all that counts has the same answer although some is worded the other way round."""
    questions = list(instrument.counted())
    given = {answers.get(question.code) for question in questions}
    return (
        # Only reversed statements give it away: without any, the same answer throughout may well be meant.
        len(given) == 1
        and isinstance(next(iter(given)), int)
        and any(question.reverse for question in questions)
    )
