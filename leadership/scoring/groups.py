"""How far a group's mean change, or the difference of two groups, lies beyond its own likely error."""

import math
from dataclasses import dataclass

from leadership.instrument import Reliability
from leadership.scoring.changes import CLEAR_CHANGE, ChangeCode, change_code


@dataclass(frozen=True)
class GroupMean:
    """A mean of two people or more; `population` is how many it speaks for, where that is known."""

    mean: float
    sd: float
    n: int
    population: int | None = None


@dataclass(frozen=True)
class GroupDifference:
    """A difference in points with its standard error, its 95% interval, and its label."""

    points: float
    error: float
    low: float
    high: float
    code: ChangeCode


def change_of_group(change: GroupMean, *, precision: Reliability) -> GroupDifference:
    """Judge the mean change of the same people; its spread is that of their changes."""
    variance = _variance(change, math.sqrt(2) * _error_of_score(precision))
    return _judge(change.mean, variance, degrees=change.n - 1)


def difference_of_groups(
    one: GroupMean, other: GroupMean, *, precision: Reliability
) -> GroupDifference:
    """Judge by how much the mean score of one group lies above another's; nobody may be in both."""
    noise = _error_of_score(precision)
    variances = _variance(one, noise), _variance(other, noise)
    total = sum(variances)
    # Welch and Satterthwaite: the groups may differ in spread and in size.
    parts = sum(
        part**2 / (group.n - 1) for part, group in zip(variances, (one, other), strict=True)
    )
    degrees = total**2 / parts if parts else one.n + other.n - 2
    return _judge(one.mean - other.mean, total, degrees=degrees)


def difference_to_whole(
    part: GroupMean, whole: GroupMean, *, precision: Reliability
) -> GroupDifference | None:
    """Judge by how much a group lies above the larger one that it is part of; None where it is all of it.

    Nobody may be on both sides, so it is the group beside all others that is judged. In points of the
    whole that is smaller by as much as the group pulls the whole along, and so is its error.
    """
    others = whole.n - part.n
    if others < 2:  # noqa: PLR2004 - one person has no spread
        return None
    rest = GroupMean(whole.mean - part.n / others * (part.mean - whole.mean), whole.sd, others)
    found = difference_of_groups(part, rest, precision=precision)
    share = others / whole.n
    return GroupDifference(
        found.points * share, found.error * share, found.low * share, found.high * share, found.code
    )


def clear_between(mean: GroupMean, *, precision: Reliability) -> float:
    """Return from how many points on two such means differ clearly."""
    return difference_of_groups(mean, mean, precision=precision).high


def _error_of_score(precision: Reliability) -> float:
    return precision.sd_pomp * math.sqrt(1 - precision.alpha)


def _variance(group: GroupMean, noise: float) -> float:
    """Return the variance of a group's mean.

    Who happened to answer matters less, the more of those it speaks for did. That answers are never
    exact remains even where everybody answered, and `noise` is how far one person's is off.
    """
    spread = group.sd**2
    # The finite population correction: where everybody answered, chance in who answered is nil.
    missing = 1 - group.n / group.population if group.population else 1
    # An assumed noise may be larger than all the spread there is; then all of it is taken for noise.
    remains = min(noise**2, spread)
    return ((spread - remains) * missing + remains) / group.n


def _judge(points: float, variance: float, *, degrees: float) -> GroupDifference:
    error = math.sqrt(variance)
    if error:
        errors = _as_normal(points / error, degrees)
    else:
        # Everybody changed by exactly as much: no doubt is left, unless there is no change at all.
        errors = math.copysign(math.inf, points) if points else 0
    margin = _as_t(CLEAR_CHANGE, degrees) * error
    return GroupDifference(points, error, points - margin, points + margin, change_code(errors))


# A spread that is estimated from few people is uncertain itself (Student's t). Wallace's formula
# turns t into the normal quantile of the same probability, good to 0.015 from 4 degrees on,
# so that one pair of limits serves one person and groups of any size.


def _as_normal(t: float, degrees: float) -> float:
    size = _shrinking(degrees) * math.sqrt(degrees * math.log1p(t**2 / degrees))
    return math.copysign(size, t)


def _as_t(normal: float, degrees: float) -> float:
    return math.sqrt(degrees * math.expm1((normal / _shrinking(degrees)) ** 2 / degrees))


def _shrinking(degrees: float) -> float:
    # Nears 1 as the degrees of freedom grow, and t becomes the normal distribution.
    return (8 * degrees + 1) / (8 * degrees + 3)
