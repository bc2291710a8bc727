"""What item statistics keep of many people's answers to a theme: sums, gathered piece by piece. Knows no Django.

Answers come as an array of people by statements with BLANK and NOT_APPLICABLE as values of their own. All
sums are exact whole numbers, so the order and the size of the pieces change nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from leadership.instrument import Instrument, Question, Scale, Theme
from leadership.scoring.arrays import BLANK, NOT_APPLICABLE, Answers

Counts = NDArray[np.int64]
Columns = slice | Counts


@dataclass
class ThemeSums:
    """What is kept of one theme's answers: counted statements first, then the separate ones.

    Complete are cases with every counted statement. `beside` has, for each separate one, over those of
    them that answered it: how many, the sums of its steps and of their squares, the same of the
    theme's total, and the sum of their products.
    """

    asked: int
    complete: int
    blank: Counts
    not_applicable: Counts
    total: Counts
    products: Counts
    counts: Counts
    beside: Counts
    all_lowest: int = 0
    all_highest: int = 0

    @classmethod
    def empty(cls, theme: Theme, points: int) -> "ThemeSums":
        counted, questions = len(theme.counted), len(theme.questions)

        def zeros(*shape: int) -> Counts:
            return np.zeros(shape, dtype=np.int64)

        return cls(
            asked=0,
            complete=0,
            blank=zeros(questions),
            not_applicable=zeros(questions),
            total=zeros(counted),
            products=zeros(counted, counted),
            counts=zeros(points, questions),
            beside=zeros(6, questions - counted),
        )

    def add(self, raw: Answers, theme: Theme, scale: Scale) -> None:
        """Add people's raw answers: a row a person, a column a statement, the separate ones last."""
        k = len(theme.counted)
        self.asked += len(raw)
        self.blank += (raw == BLANK).sum(axis=0)
        self.not_applicable += (raw == NOT_APPLICABLE).sum(axis=0)
        # Complete cases only: alpha needs all statements of the same people.
        complete = raw[np.all(raw[:, :k] > NOT_APPLICABLE, axis=1)]
        steps = steps_of(complete[:, :k], theme.counted, scale)
        self.complete += len(steps)
        self.total += steps.sum(axis=0)
        # Every variance and every correlation of the statements can be worked out from these sums.
        self.products += steps.T @ steps
        for point in range(points_of(scale)):
            self.counts[point, :k] += (steps == point).sum(axis=0)
        totals = steps.sum(axis=1)
        if theme.separate:
            self._add_separate(complete[:, k:], totals, theme, scale)
        self.all_lowest += int((totals == 0).sum())
        # Floor and ceiling of the theme: too many at an end, and it no longer tells people apart.
        self.all_highest += int((totals == steps.shape[1] * (scale.max - scale.min)).sum())

    def _add_separate(self, raw: Answers, totals: Counts, theme: Theme, scale: Scale) -> None:
        given = raw > NOT_APPLICABLE
        steps = steps_of(raw, theme.separate, scale)
        for point in range(points_of(scale)):
            self.counts[point, len(theme.counted) :] += (given & (steps == point)).sum(axis=0)
        own, rest = np.where(given, steps, 0), np.where(given, totals[:, None], 0)
        pieces = (given, own, own * own, rest, rest * rest, own * rest)
        self.beside += np.array([piece.sum(axis=0) for piece in pieces])

    def absorb(self, other: "ThemeSums") -> None:
        """Add what has been kept of other people's answers to the same theme."""
        for info in fields(self):
            # Every field is a sum, so those of two groups of people add up.
            setattr(self, info.name, getattr(self, info.name) + getattr(other, info.name))


def points_of(scale: Scale) -> int:
    return scale.max - scale.min + 1


def columns_of(instrument: Instrument) -> list[Columns]:
    """Return where each theme's statements are among all, those that count before the others."""
    found: list[Columns] = []
    start = 0
    for theme in instrument.themes:
        end = start + len(theme.questions)
        last = np.array([question.separate for question in theme.questions])
        # A slice where nothing is mixed: it reads the answers in place, where an index would copy them.
        mixed = start + np.argsort(last, kind="stable")
        found.append(mixed if last.any() else slice(start, end))
        start = end
    return found


def steps_of(complete: Answers, questions: Sequence[Question], scale: Scale) -> Counts:
    """Return keyed answers as steps above the scale's lowest point."""
    reverse = np.array([question.reverse for question in questions])
    # Wider than the answers themselves, whose products would not fit in 16 bits.
    steps = complete.astype(np.int64) - scale.min
    return np.where(reverse, (scale.max - scale.min) - steps, steps)
