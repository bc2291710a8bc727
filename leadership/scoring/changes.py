"""Change between two assessments: rescored on what was answered both times, judged by its likely error."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Literal

from leadership.instrument import Instrument, Question, Reliability, Theme
from leadership.scoring.showing import Number
from leadership.scoring.themes import (
    Answers,
    keyed_values,
    mean_of,
    minimum_answers,
    minimum_themes,
    position,
)

ChangeCode = Literal["CLEAR_UP", "POSSIBLE_UP", "NONE", "POSSIBLE_DOWN", "CLEAR_DOWN"]
# Two-sided 95% and 80% of a normal distribution.
CLEAR_CHANGE = 1.96
POSSIBLE_CHANGE = 1.28
# Sooner, people remember what they answered, and a habit has had no time to change.
SOONEST_COMPARISON = timedelta(weeks=8)


@dataclass(frozen=True)
class ReliableChange:
    """How large a difference is beside its likely error (Jacobson and Truax; Christensen and Mendoza)."""

    sem: float
    s_diff: float
    rci: float
    code: ChangeCode


def reliable_change(before: Number, after: Number, precision: Reliability) -> ReliableChange:
    """Judge a difference between two scores by the precision of one."""
    # The standard error of measurement of one score; two scores are uncertain, so their difference more so.
    sem = precision.sd_pomp * math.sqrt(1 - precision.alpha)
    s_diff = math.sqrt(2) * sem
    rci = float(after - before) / s_diff
    return ReliableChange(sem, s_diff, rci, change_code(rci))


def change_code(errors: float) -> ChangeCode:
    """Return the label of a difference that is so many times its likely error."""
    if abs(errors) < POSSIBLE_CHANGE:
        return "NONE"
    if abs(errors) < CLEAR_CHANGE:
        return "POSSIBLE_UP" if errors > 0 else "POSSIBLE_DOWN"
    return "CLEAR_UP" if errors > 0 else "CLEAR_DOWN"


def points_needed(precision: Reliability) -> tuple[float, float]:
    """Return from how many points on a change is possible, and clear."""
    s_diff = reliable_change(0, 0, precision).s_diff
    return POSSIBLE_CHANGE * s_diff, CLEAR_CHANGE * s_diff


@dataclass(frozen=True)
class Sitting:
    """One person's answers with the instrument they were given to."""

    instrument: Instrument
    answers: Answers


@dataclass(frozen=True)
class ScoreChange:
    """One theme, or the overall score, at two dates, rescored on what was answered both times."""

    code: str
    statements: int
    before: Fraction
    after: Fraction
    reliable: ReliableChange


@dataclass(frozen=True)
class Comparison:
    """Every theme that can be compared, in bank order; overall is None where too few can be."""

    themes: tuple[ScoreChange, ...]
    overall: ScoreChange | None


def compare(
    earlier: Sitting,
    later: Sitting,
    *,
    precision: Mapping[str, Reliability],
    overall_precision: Reliability,
) -> Comparison:
    """Compare two sittings of one person; `precision` holds each theme's reliability by its code."""
    themes = tuple(
        change
        for theme in later.instrument.themes
        if (change := _compare_theme(earlier, later, theme, precision[theme.code])) is not None
    )
    overall = None
    if themes and len(themes) >= minimum_themes(later.instrument):
        # Of the same themes both times, or a theme left out would look like a change.
        before = sum((change.before for change in themes), Fraction(0)) / len(themes)
        after = sum((change.after for change in themes), Fraction(0)) / len(themes)
        overall = ScoreChange(
            "overall",
            sum(change.statements for change in themes),
            before,
            after,
            reliable_change(before, after, overall_precision),
        )
    return Comparison(themes, overall)


def _compare_theme(
    earlier: Sitting, later: Sitting, theme: Theme, precision: Reliability
) -> ScoreChange | None:
    scale = later.instrument.scale_of(theme)
    # Rescored on what both have: a statement that was skipped once would move the mean by itself.
    common = [
        question
        for question in theme.counted
        if _counts_the_same(earlier.instrument, later.instrument, question)
        and isinstance(earlier.answers.get(question.code), int)
        and isinstance(later.answers.get(question.code), int)
    ]
    wanted = later.instrument.scoring.change.min_common_items
    if len(common) < min(wanted, minimum_answers(len(theme.counted))):
        return None
    before, after = (
        100 * position(scale, mean_of(keyed_values(common, scale, answers)))
        for answers in (earlier.answers, later.answers)
    )
    return ScoreChange(
        theme.code, len(common), before, after, reliable_change(before, after, precision)
    )


def is_same_theme(earlier: Instrument, later: Instrument, theme: Theme) -> bool:
    """Tell whether both instruments score a theme by the same statements, so that its scores compare."""
    then = next((one for one in earlier.themes if one.code == theme.code), None)
    return (
        then is not None
        and len(then.counted) == len(theme.counted)
        and all(_counts_the_same(earlier, later, question) for question in theme.counted)
    )


def _counts_the_same(earlier: Instrument, later: Instrument, question: Question) -> bool:
    """Tell whether the earlier instrument asked the same, and counted it in a theme's score."""
    asked = is_asked_the_same(earlier, later, question.code)
    return asked and not earlier.question(question.code).separate


def is_asked_the_same(earlier: Instrument, later: Instrument, code: str) -> bool:
    """Tell whether two instruments ask a statement of the later in the same words, keyed and answered the same way.

    By the words of their authors: in which language either is read makes no difference.
    """
    try:
        then, then_theme = earlier.source.question(code), earlier.source.theme_of(code)
    except KeyError:
        return False
    now, now_theme = later.source.question(code), later.source.theme_of(code)
    same_words = (then.text, then.reverse) == (now.text, now.reverse)
    # Words on the scale count as well: "often" and "usually" are not the same answer.
    scales = earlier.source.scale_of(then_theme), later.source.scale_of(now_theme)
    return same_words and scales[0].points == scales[1].points


def is_too_soon(earlier_at: datetime, later_at: datetime) -> bool:
    """Tell whether two assessments are too close together for a comparison to mean much."""
    return later_at - earlier_at < SOONEST_COMPARISON
