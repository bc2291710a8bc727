"""How a score is shown: rounded half up, and the band or level that holds the number shown."""

import math
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Protocol, TypeVar

from leadership.instrument import Band

Number = Fraction | float


def shown(number: Number, places: int = 0) -> Decimal:
    """Round half up (away from zero), after clearing binary noise beyond ten places."""
    if isinstance(number, Fraction):
        scaled = abs(number) * 10**places + Fraction(1, 2)
        size = Decimal(math.floor(scaled)).scaleb(-places)
        return -size if size and number < 0 else size
    # 66.5 may be stored as 66.49999999999999, which would then be shown as 66.
    clean = Decimal(repr(float(number))).quantize(Decimal("1e-10"))
    return clean.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP) + 0  # not -0


def shown_score(score: Number) -> int:
    """Return the whole number that people see for a score."""
    return int(shown(score))


class Interval(Protocol):
    @property
    def code(self) -> str: ...
    @property
    def min(self) -> int: ...
    @property
    def max(self) -> int: ...


AnyInterval = TypeVar("AnyInterval", bound=Interval)


def interval_of(intervals: Iterable[AnyInterval], score: Number) -> AnyInterval | None:
    """Return the band or level that holds the shown score; None where there are none."""
    whole = shown_score(score)
    # By the number that people see: 49.5 is shown as 50, so it is in the band that begins there.
    return next((one for one in intervals if one.min <= whole <= one.max), None)


def low_to_high(intervals: Iterable[AnyInterval]) -> list[AnyInterval]:
    """Return the bands or levels from the lowest to the highest; a bank may name them in any order."""
    return sorted(intervals, key=lambda one: one.min)


def code_of(interval: Interval | None) -> str | None:
    return interval.code if interval else None


def is_near_boundary(bands: Sequence[Band], score: Number, *, points: int) -> bool:
    """Tell whether the shown score is within so many points of a cut between two bands."""
    return neighbour(bands, score, points=points) is not None


def neighbour(bands: Sequence[Band], score: Number, *, points: int) -> Band | None:
    """Return the band across the nearest cut, where the shown score is within so many points of it."""
    whole = shown_score(score)
    by_distance = {
        # Of two cuts as near as each other the upper one stays, being put in last.
        abs(whole - upper.min): (lower, upper)
        for lower, upper in pairwise(low_to_high(bands))
    }
    nearest = min(by_distance, default=None)
    if nearest is None or nearest > points:
        return None
    lower, upper = by_distance[nearest]
    return lower if whole >= upper.min else upper
