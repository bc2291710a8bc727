"""Item statistics: how well each statement works, from sums that can be gathered in pieces. Knows no Django.

Definitions: domain brief 4.11 and docs/item-statistics.md. Answers come as an array of people by
statements with BLANK and NOT_APPLICABLE as values of their own. All sums are exact whole numbers, so the
order and the size of the pieces change nothing.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.stats import f as f_distribution

from leadership.instrument import Instrument, Question, Scale, Theme

BLANK = -2
NOT_APPLICABLE = -1
MINIMUM = 30
"""Fewer complete cases than this show nothing; a bank may ask for more, never for less."""

Answers = NDArray[np.int16]
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class QuestionStatistics:
    """One statement over the theme's complete cases, keyed, on its scale; shares in per cent.

    Missing and not applicable are shares of all who were asked. None where it cannot be worked out.
    """

    code: str
    n: int | None
    mean: float | None
    sd: float | None
    item_rest: float | None
    alpha_if_deleted: float | None
    missing_percent: float | None
    na_percent: float | None
    floor_percent: float | None
    ceiling_percent: float | None
    distribution: tuple[int, ...] = ()


@dataclass(frozen=True)
class ThemeStatistics:
    """One theme over its complete cases; mean, SD and SEM from 0 to 100."""

    code: str
    n: int | None
    mean: float | None
    sd: float | None
    alpha: float | None
    alpha_low: float | None
    alpha_high: float | None
    sem: float | None
    floor_percent: float | None
    ceiling_percent: float | None
    questions: tuple[QuestionStatistics, ...]


@dataclass
class _ThemeSums:
    """What is kept of one theme's answers."""

    asked: int
    complete: int
    blank: Counts
    not_applicable: Counts
    total: Counts
    products: Counts
    counts: Counts
    all_lowest: int = 0
    all_highest: int = 0

    @classmethod
    def empty(cls, questions: int, points: int) -> "_ThemeSums":
        def zeros(*shape: int) -> Counts:
            return np.zeros(shape, dtype=np.int64)

        return cls(
            asked=0,
            complete=0,
            blank=zeros(questions),
            not_applicable=zeros(questions),
            total=zeros(questions),
            products=zeros(questions, questions),
            counts=zeros(points, questions),
        )


@dataclass
class Tally:
    """Gathers the answers of many people, piece by piece, in memory that does not grow with them."""

    instrument: Instrument
    straight_lines: int = 0
    _sums: list[_ThemeSums] = field(init=False)

    def __post_init__(self) -> None:
        self._sums = [
            _ThemeSums.empty(len(theme.questions), _points(self.instrument.scale_of(theme)))
            for theme in self.instrument.themes
        ]

    def add(self, raw: Answers) -> None:
        """Add people's raw answers: a row a person, a column a statement in bank order.

        Who gave one answer to every statement although some are worded the other way round is left out.
        """
        straight = np.all(raw == raw[:, :1], axis=1) & (raw[:, 0] > NOT_APPLICABLE)
        straight &= any(question.reverse for question in self.instrument.questions())
        self.straight_lines += int(straight.sum())
        kept = raw[~straight]
        start = 0
        for theme, sums in zip(self.instrument.themes, self._sums, strict=True):
            end = start + len(theme.questions)
            _add_theme(sums, kept[:, start:end], theme, self.instrument.scale_of(theme))
            start = end

    def statistics(self, *, minimum: int = MINIMUM) -> tuple[ThemeStatistics, ...]:
        """Work out the figures, theme by theme; those with fewer complete cases show nothing."""
        return tuple(
            _theme_statistics(sums, theme, self.instrument.scale_of(theme), minimum)
            for theme, sums in zip(self.instrument.themes, self._sums, strict=True)
        )


def _points(scale: Scale) -> int:
    return scale.max - scale.min + 1


def _add_theme(sums: _ThemeSums, raw: Answers, theme: Theme, scale: Scale) -> None:
    sums.asked += len(raw)
    sums.blank += (raw == BLANK).sum(axis=0)
    sums.not_applicable += (raw == NOT_APPLICABLE).sum(axis=0)
    steps = _steps(raw[np.all(raw >= scale.min, axis=1)], theme.questions, scale)
    sums.complete += len(steps)
    sums.total += steps.sum(axis=0)
    sums.products += steps.T @ steps
    for point in range(_points(scale)):
        sums.counts[point] += (steps == point).sum(axis=0)
    totals = steps.sum(axis=1)
    sums.all_lowest += int((totals == 0).sum())
    sums.all_highest += int((totals == steps.shape[1] * (scale.max - scale.min)).sum())


def _steps(complete: Answers, questions: Sequence[Question], scale: Scale) -> Counts:
    """Return keyed answers as steps above the scale's lowest point."""
    reverse = np.array([question.reverse for question in questions])
    steps = complete.astype(np.int64) - scale.min
    return np.where(reverse, (scale.max - scale.min) - steps, steps)


def _theme_statistics(
    sums: _ThemeSums, theme: Theme, scale: Scale, minimum: int
) -> ThemeStatistics:
    n, k = sums.complete, len(theme.questions)
    if n < max(minimum, 2):
        return _nothing(sums, theme, minimum)
    # Exact whole numbers until the last division: nothing is lost by cancellation.
    scatter = n * sums.products - np.outer(sums.total, sums.total)
    covariance = scatter / (n * (n - 1))
    alpha = cronbach_alpha(covariance)
    low, high = feldt_interval(alpha, n=n, k=k) if alpha is not None else (None, None)
    per_point = 100 / (k * (scale.max - scale.min))
    sd = math.sqrt(covariance.sum()) * per_point
    return ThemeStatistics(
        code=theme.code,
        n=n,
        mean=float(sums.total.sum()) / n * per_point,
        sd=sd,
        alpha=alpha,
        alpha_low=low,
        alpha_high=high,
        sem=sd * math.sqrt(1 - alpha) if alpha is not None and alpha <= 1 else None,
        floor_percent=100 * sums.all_lowest / n,
        ceiling_percent=100 * sums.all_highest / n,
        questions=tuple(
            _question_statistics(sums, question, scale, covariance, place)
            for place, question in enumerate(theme.questions)
        ),
    )


def _question_statistics(
    sums: _ThemeSums,
    question: Question,
    scale: Scale,
    covariance: NDArray[np.float64],
    place: int,
) -> QuestionStatistics:
    n = sums.complete
    others = np.arange(len(covariance)) != place
    return QuestionStatistics(
        code=question.code,
        n=n,
        mean=scale.min + int(sums.total[place]) / n,
        sd=math.sqrt(covariance[place, place]),
        item_rest=_item_rest(covariance, place, others),
        alpha_if_deleted=cronbach_alpha(covariance[np.ix_(others, others)]),
        missing_percent=100 * int(sums.blank[place]) / sums.asked,
        na_percent=100 * int(sums.not_applicable[place]) / sums.asked,
        floor_percent=100 * int(sums.counts[0, place]) / n,
        ceiling_percent=100 * int(sums.counts[-1, place]) / n,
        distribution=tuple(int(count) for count in sums.counts[:, place]),
    )


def _nothing(sums: _ThemeSums, theme: Theme, minimum: int) -> ThemeStatistics:
    """Say nothing of a theme with too few complete cases, but for who left what out if enough were asked."""
    asked = sums.asked if sums.asked >= max(minimum, 1) else None
    questions = tuple(
        QuestionStatistics(
            question.code, None, None, None, None, None,
            100 * int(sums.blank[place]) / asked if asked else None,
            100 * int(sums.not_applicable[place]) / asked if asked else None,
            None, None,
        )
        for place, question in enumerate(theme.questions)
    )  # fmt: skip
    return ThemeStatistics(
        theme.code, None, None, None, None, None, None, None, None, None, questions
    )


def cronbach_alpha(covariance: NDArray[np.float64]) -> float | None:
    """Return alpha from the statements' covariance matrix; None for one statement or no variance."""
    k = len(covariance)
    total = float(covariance.sum())
    if k < 2 or total <= 0:  # noqa: PLR2004 - one statement has no internal consistency
        return None
    return k / (k - 1) * (1 - float(np.trace(covariance)) / total)


def feldt_interval(alpha: float, *, n: int, k: int) -> tuple[float, float]:
    """Return Feldt's 95% interval, with n - 1 and (n - 1)(k - 1) degrees of freedom."""
    degrees = (n - 1, (n - 1) * (k - 1))
    low, high = (1 - (1 - alpha) * float(f_distribution.ppf(p, *degrees)) for p in (0.975, 0.025))
    return low, high


def _item_rest(
    covariance: NDArray[np.float64], place: int, others: NDArray[np.bool_]
) -> float | None:
    """Return Pearson's r of a statement with the sum of the other statements of its theme."""
    own = float(covariance[place, place])
    rest = float(covariance[np.ix_(others, others)].sum())
    if own <= 0 or rest <= 0:
        return None
    return float(covariance[place, others].sum()) / math.sqrt(own * rest)
