"""What comes out of disclosure control: cells, reasons, decisions, and how a figure is rounded."""

import math
from bisect import bisect_right
from dataclasses import dataclass, field
from enum import StrEnum

from leadership.group_sizes import SMALLEST
from results.disclosure.snapshot import Rules, Scores


class Hidden(StrEnum):
    """Why a cell has no figure."""

    SMALL_ORGANISATION = "organisation_too_small"  # R10
    TOO_FEW = "too_few"  # R1
    PROTECTS_OTHERS = "protects_others"  # R2, R6: something smaller would follow by subtraction
    INSIDE_HIDDEN = "inside_hidden_group"  # R3
    CROSSING = "crossing_groups"  # R4
    ALIKE = "too_alike"  # R6
    MERGED = "merged"  # R6: counted together with its neighbour
    FEW_OR_NONE = "few_or_none"  # R6: words in place of a share
    NEARLY_EVERYONE = "nearly_everyone"  # R6: words in place of a share
    UNMATCHED = "too_few_matched"  # R11
    LIKE_LATELY = (
        "like_a_recent_group"  # R12: a few people set it apart from what it was shortly before
    )
    NOT_UNDER = "needs_hidden_figure"  # spread is not shown where the mean is not
    BOUNDED = "too_close_to_one_person"  # the audit could bound somebody


IN_WORDS = frozenset({Hidden.FEW_OR_NONE, Hidden.NEARLY_EVERYONE})


@dataclass(frozen=True, slots=True)
class Cell:
    """One published figure, or the reason why it is not there.

    `n` is the number it rests on as it may be printed; None beside a value means "based on nearly
    everyone". `parts` are the categories that a share of a distribution covers. With `bound`, the
    value is "at least" or "at most".
    """

    kind: str  # organisation, team or attribute
    group: str
    statistic: str
    code: str
    label: str
    parts: tuple[str, ...] = ()
    n: int | None = None
    value: float | None = None
    bound: str | None = None
    hidden: Hidden | None = None

    def placed(self, kind: str, group: str, n: int | None) -> "Cell":
        """The same figure in its group; `dataclasses.replace` takes four times as long."""
        own = (self.statistic, self.code, self.label, self.parts)
        return Cell(kind, group, *own, n, self.value, self.bound, self.hidden)


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of the publication log."""

    group: str
    statistic: str
    code: str
    rule: Hidden
    n: int  # for the log of the service only; never shown


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """One way in which the audit broke a release, and the group it asks to hide."""

    statistic: str
    code: str
    group: str
    reason: Hidden
    people: int
    what: str


@dataclass(frozen=True, slots=True)
class Audit:
    """How hard the release was tried, and what was found on the way."""

    rounds: int
    figures: int  # layers of cells examined in the last round
    sets_examined: int
    people_bounded: int
    programs: int  # linear programs solved
    found: tuple[AuditFinding, ...] = ()  # everything found and hidden
    left: tuple[AuditFinding, ...] = ()  # what could not be removed: empty for a clean release


@dataclass(frozen=True, slots=True)
class Release:
    """A campaign's results as they may be published, with the log and the audit behind them."""

    publishable: bool
    cells: tuple[Cell, ...]
    decisions: tuple[Decision, ...]
    audit: Audit
    reasons: tuple[str, ...] = ()
    rules: Rules = field(default_factory=Rules)


def rounded(value: float, places: int = 0) -> float:
    """Round half up, after clearing binary noise."""
    scale = math.pow(10, places)
    return math.floor(round(value * scale, 8) + 0.5) / scale


def category(score: float, cuts: tuple[float, ...]) -> int:
    """The band or level, counted from the lowest, of a score as it is shown."""
    return bisect_right(cuts, rounded(score))


def too_close(least: float, most: float, measure: Scores, rules: Rules) -> bool:
    """Whether knowing that a score lies between two limits says too much about its owner."""
    if most - least < rules.window:
        return True
    # The upper limit itself is never reached, because half a point rounds up.
    below_most = most - 1e-6
    return bool(measure.cuts) and category(least, measure.cuts) == category(
        below_most, measure.cuts
    )


def coding(n: int, measure: Scores, rules: Rules) -> tuple[float, float]:
    """From which mean down it is "at most", and from which up "at least".

    Three points from either end, and further in for a small group: among five people a mean of 97
    would put each of them in the highest band, and one of 90 the mean of any four near it.
    """
    bottom, top = measure.low + 3, measure.high - 3
    low, high = n * measure.low, n * measure.high
    while bottom + 1 < top and gives_away(n, low, n * (bottom + 0.5), measure, rules):
        bottom += 1
    while bottom + 1 < top and gives_away(n, n * (top - 0.5), high, measure, rules):
        top -= 1
    return bottom, top


def gives_away(n: int, least: float, most: float, measure: Scores, rules: Rules) -> bool:
    """Whether limits on a group's sum say too much about one of its people, or the mean of four."""
    one = _limits(1, n, least, most, measure)
    few = min(n, SMALLEST - 1)
    low, high = _limits(few, n, least, most, measure)
    return too_close(*one, measure, rules) or (high - low) / few < rules.window


def _limits(few: int, n: int, least: float, most: float, measure: Scores) -> tuple[float, float]:
    """The limits on a few people's sum, the others of the group being as far the other way as they can be."""
    low = least - (n - few) * measure.high
    high = most - (n - few) * measure.low
    return max(few * measure.low, low), min(few * measure.high, high)


def samuelson(n: int, mean: float, sd: float, measure: Scores) -> tuple[float, float]:
    """The limits that a mean and a sample standard deviation put on anybody in the group."""
    reach = sd * (n - 1) / math.sqrt(n)
    return max(measure.low, mean - reach), min(measure.high, mean + reach)
