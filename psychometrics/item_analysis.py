"""Item statistics: how well each statement works, from sums that can be gathered in pieces. Knows no Django.

Definitions: docs/item-statistics.md. Answers come as an array of people by
statements, as `psychometrics.item_sums` keeps them.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtri

from leadership.instrument import Instrument, Question, Scale, Theme
from leadership.scoring.arrays import NOT_APPLICABLE, Answers
from psychometrics.item_sums import (
    Columns,
    Counts,
    ThemeSums,
    columns_of,
    points_of,
    steps_of,
)

# Below, alpha depends more on who happened to answer than on the statements.
MINIMUM = 30
"""Fewer complete cases than this show nothing; a bank may ask for more, never for less."""


@dataclass(frozen=True)
class QuestionStatistics:
    """One statement over the theme's complete cases, keyed, on its scale; shares in per cent.

    Missing and not applicable are shares of all who were asked. None where it cannot be worked out.
    A separate statement is taken over those complete cases that answered it, too; its item-rest is its
    correlation with the sum of the theme's counted statements.
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
    separate: tuple[QuestionStatistics, ...] = ()


@dataclass(frozen=True)
class OverallStatistics:
    """The overall score over those who completed every theme: mean and SD from 0 to 100.

    Alpha is that of a composite of themes (stratified): the themes' errors are taken as independent.
    """

    n: int | None
    mean: float | None
    sd: float | None
    alpha: float | None


@dataclass(frozen=True)
class Cases:
    """How many were asked about a theme, or a separate statement, and how many of them are in its figures."""

    asked: int
    complete: int


@dataclass
class Tally:
    """Gathers the answers of many people, piece by piece, in memory that does not grow with them."""

    instrument: Instrument
    straight_lines: int = 0
    _sums: list[ThemeSums] = field(init=False)
    _complete: int = field(init=False, default=0)
    _totals: Counts = field(init=False)
    _products: Counts = field(init=False)
    _columns: list[Columns] = field(init=False)
    _counted: Columns = field(init=False)

    def __post_init__(self) -> None:
        themes = len(self.instrument.themes)
        self._totals = np.zeros(themes, dtype=np.int64)
        self._products = np.zeros((themes, themes), dtype=np.int64)
        self._sums = [
            ThemeSums.empty(theme, points_of(self.instrument.scale_of(theme)))
            for theme in self.instrument.themes
        ]
        self._columns = columns_of(self.instrument)
        separate = [question.separate for question in self.instrument.questions()]
        self._counted = np.flatnonzero(~np.array(separate)) if any(separate) else slice(None)

    def add(self, raw: Answers) -> None:
        """Add people's raw answers: a row a person, a column a statement in bank order.

        Who gave one answer to all that counts although some is worded the other way round is left out.
        """
        counted = raw[:, self._counted]
        # Such answers agree perfectly, and would raise alpha by not having been thought about.
        straight = np.all(counted == counted[:, :1], axis=1) & (counted[:, 0] > NOT_APPLICABLE)
        straight &= any(question.reverse for question in self.instrument.counted())
        self.straight_lines += int(straight.sum())
        kept = raw[~straight]
        # NOT_APPLICABLE and BLANK are the two lowest numbers, so one comparison leaves out both.
        complete = np.all(counted[~straight] > NOT_APPLICABLE, axis=1)
        totals = []
        themes = zip(self.instrument.themes, self._sums, self._columns, strict=True)
        for theme, sums, columns in themes:
            scale, own = self.instrument.scale_of(theme), kept[:, columns]
            sums.add(own, theme, scale)
            whole = own[complete, : len(theme.counted)]
            totals.append(steps_of(whole, theme.counted, scale).sum(axis=1))
        of_all = np.column_stack(totals)
        self._complete += len(of_all)
        self._totals += of_all.sum(axis=0)
        self._products += of_all.T @ of_all

    def absorb(self, other: "Tally") -> None:
        """Add what another tally of the same instrument has gathered."""
        self.straight_lines += other.straight_lines
        self._complete += other._complete
        self._totals += other._totals
        self._products += other._products
        for own, theirs in zip(self._sums, other._sums, strict=True):
            own.absorb(theirs)

    def cases(self) -> dict[str, Cases]:
        """Return who is in the figures of each theme, and of each separate statement, by its code."""
        found = {}
        for theme, sums in zip(self.instrument.themes, self._sums, strict=True):
            found[theme.code] = Cases(sums.asked, sums.complete)
            for question, n in zip(theme.separate, sums.beside[0], strict=True):
                found[question.code] = Cases(sums.asked, int(n))
        return found

    def overall(self, *, minimum: int = MINIMUM) -> OverallStatistics:
        """Work out the figures of the overall score, which is the mean of the themes' scores."""
        n = self._complete
        if n < max(minimum, 2):
            return OverallStatistics(None, None, None, None)
        themes = [
            (len(theme.counted), self.instrument.scale_of(theme))
            for theme in self.instrument.themes
        ]
        weights = np.array([100 / (k * (scale.max - scale.min)) for k, scale in themes]) / len(
            themes
        )
        scatter = n * self._products - np.outer(self._totals, self._totals)
        covariance = scatter / (n * (n - 1)) * np.outer(weights, weights)
        variance = float(covariance.sum())
        alphas = [theme.alpha for theme in self.statistics(minimum=minimum)]
        alpha = None
        if variance > 0 and None not in alphas:
            errors = sum(
                float(own) * (1 - one)
                for own, one in zip(np.diag(covariance), alphas, strict=True)
                if one is not None
            )
            alpha = 1 - errors / variance
        return OverallStatistics(
            n, float(self._totals @ weights) / n, math.sqrt(max(variance, 0)), alpha
        )

    def statistics(self, *, minimum: int = MINIMUM) -> tuple[ThemeStatistics, ...]:
        """Work out the figures, theme by theme; those with fewer complete cases show nothing."""
        return tuple(
            _theme_statistics(sums, theme, self.instrument.scale_of(theme), minimum)
            for theme, sums in zip(self.instrument.themes, self._sums, strict=True)
        )


def _theme_statistics(sums: ThemeSums, theme: Theme, scale: Scale, minimum: int) -> ThemeStatistics:
    n, k = sums.complete, len(theme.counted)
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
        sem=sd * math.sqrt(max(0.0, 1 - alpha)) if alpha is not None else None,
        floor_percent=100 * sums.all_lowest / n,
        ceiling_percent=100 * sums.all_highest / n,
        questions=tuple(
            _question_statistics(sums, question, scale, covariance, index)
            for index, question in enumerate(theme.counted)
        ),
        separate=tuple(
            _separate_statistics(sums, question, scale, index, minimum)
            for index, question in enumerate(theme.separate)
        ),
    )


def _question_statistics(
    sums: ThemeSums,
    question: Question,
    scale: Scale,
    covariance: NDArray[np.float64],
    index: int,
) -> QuestionStatistics:
    n = sums.complete
    others = np.arange(len(covariance)) != index
    return QuestionStatistics(
        code=question.code,
        n=n,
        mean=scale.min + int(sums.total[index]) / n,
        sd=math.sqrt(covariance[index, index]),
        item_rest=_item_rest(covariance, index, others),
        alpha_if_deleted=cronbach_alpha(covariance[np.ix_(others, others)]),
        **_shares(sums, index, n),
    )


def _shares(sums: ThemeSums, index: int, n: int) -> dict[str, Any]:
    return {
        "missing_percent": 100 * int(sums.blank[index]) / sums.asked,
        "na_percent": 100 * int(sums.not_applicable[index]) / sums.asked,
        "floor_percent": 100 * int(sums.counts[0, index]) / n,
        "ceiling_percent": 100 * int(sums.counts[-1, index]) / n,
        "distribution": tuple(int(count) for count in sums.counts[:, index]),
    }


def _separate_statistics(
    sums: ThemeSums, question: Question, scale: Scale, index: int, minimum: int
) -> QuestionStatistics:
    n, own, squares, rest, rest_squares, products = map(int, sums.beside[:, index])
    in_theme = len(sums.total) + index
    if n < max(minimum, 2):
        return _only_left_out(sums, question, in_theme, minimum)
    # Exact whole numbers until the last division, as with the theme's own statements.
    spread, spread_of_rest = n * squares - own**2, n * rest_squares - rest**2
    can_correlate = spread > 0 and spread_of_rest > 0
    return QuestionStatistics(
        code=question.code,
        n=n,
        mean=scale.min + own / n,
        sd=math.sqrt(spread / (n * (n - 1))),
        item_rest=(
            (n * products - own * rest) / math.sqrt(spread * spread_of_rest)
            if can_correlate
            else None
        ),
        alpha_if_deleted=None,
        **_shares(sums, in_theme, n),
    )


def _nothing(sums: ThemeSums, theme: Theme, minimum: int) -> ThemeStatistics:
    """Say nothing of a theme with too few complete cases, but for who left what out if enough were asked."""
    counted, separate = (
        tuple(
            _only_left_out(sums, question, index, minimum)
            for index, question in enumerate(questions, start)
        )
        for start, questions in ((0, theme.counted), (len(theme.counted), theme.separate))
    )
    return ThemeStatistics(
        theme.code, None, None, None, None, None, None, None, None, None, counted, separate
    )


def _only_left_out(
    sums: ThemeSums, question: Question, index: int, minimum: int
) -> QuestionStatistics:
    asked = sums.asked if sums.asked >= max(minimum, 1) else None
    return QuestionStatistics(
        question.code, None, None, None, None, None,
        100 * int(sums.blank[index]) / asked if asked else None,
        100 * int(sums.not_applicable[index]) / asked if asked else None,
        None, None,
    )  # fmt: skip


def may_show_again(
    then: Mapping[str, Cases], still: Mapping[str, Cases], new: Mapping[str, Cases], *, step: int
) -> bool:
    """Tell whether figures may take the index of earlier ones without giving anybody away.

    The difference between two sets of figures is what the people say who are in only one of them. So in
    every theme those who have come, and those who have gone, must be none or at least `step`. `still` are
    the cases up to then as they are today: where they are more than then, somebody's answers came late,
    from another system or while the figures were worked out, and they are new like all others.
    """
    moves = []
    for code, before in then.items():
        for name in ("asked", "complete"):
            late = getattr(still[code], name) - getattr(before, name)
            moves += [getattr(new[code], name) + max(0, late), max(0, -late)]
    return any(moves) and all(move == 0 or move >= step for move in moves)


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
    low, high = (1 - (1 - alpha) * float(fdtri(*degrees, p)) for p in (0.975, 0.025))
    return low, high


def _item_rest(
    covariance: NDArray[np.float64], index: int, others: NDArray[np.bool_]
) -> float | None:
    """Return Pearson's r of a statement with the sum of the other statements of its theme."""
    own = float(covariance[index, index])
    rest = float(covariance[np.ix_(others, others)].sum())
    if own <= 0 or rest <= 0:
        return None
    return float(covariance[index, others].sum()) / math.sqrt(own * rest)
