"""A difference or a change of groups judged by its own error: about the same, possible or clear.

One rule for every page and file. It reads published cells only: a mean, how many people it rests on,
and their spread. Where a group's own spread is not shown, the organisation's stands for it, and where
that is not either, the one that the question bank assumes.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from leadership.instrument import Instrument, Reliability
from leadership.scoring import (
    CLEAR_CHANGE,
    ChangeCode,
    GroupDifference,
    GroupMean,
    change_of_group,
    clear_between,
    difference_to_whole,
    shown,
)
from results.models import Cell

# The published cells of one group, by statistic and code.
Figures = Mapping[tuple[str, str], Cell]
LOWER: frozenset[ChangeCode] = frozenset({"CLEAR_DOWN", "POSSIBLE_DOWN"})
CLEAR: frozenset[ChangeCode] = frozenset({"CLEAR_DOWN", "CLEAR_UP"})


@dataclass(frozen=True)
class Judged:
    """By how much something is higher or lower, in the three words, and between which limits."""

    found: GroupDifference

    # Put into words only where it is read: of a thousand teams most are not.

    @property
    def code(self) -> ChangeCode:
        return self.found.code

    @property
    def words(self) -> str:
        return words_of(self.code)

    @property
    def points(self) -> str:
        return signed(self.found.points)

    @property
    def limits(self) -> str:
        ends = {"low": signed(self.found.low), "high": signed(self.found.high)}
        return _("between %(low)s and %(high)s") % ends

    @property
    def is_same(self) -> bool:
        return self.code == "NONE"

    @property
    def is_lower(self) -> bool:
        return self.code in LOWER

    @property
    def is_clear(self) -> bool:
        return self.code in CLEAR

    @property
    def tint(self) -> str:
        """Return how it is shaded in a table."""
        return self.code.lower().replace("_", "-")


WORDS: dict[ChangeCode, str] = {
    "CLEAR_UP": gettext_noop("clearly higher"),
    "POSSIBLE_UP": gettext_noop("possibly higher"),
    "NONE": gettext_noop("about the same"),
    "POSSIBLE_DOWN": gettext_noop("possibly lower"),
    "CLEAR_DOWN": gettext_noop("clearly lower"),
}


def words_of(code: ChangeCode) -> str:
    return _(WORDS[code])


def judge_change(
    instrument: Instrument, own: Figures, whole: Figures, code: str, population: int | None
) -> Judged | None:
    """Judge the change of the same people on a theme; None where it is not shown."""
    change = _mean(instrument, own, whole, code, of=("matched_change", "change_sd"))
    if change is None:
        return None
    speaks_for = GroupMean(change.mean, change.sd, change.n, _at_least(population, change.n))
    return Judged(change_of_group(speaks_for, precision=_precision(instrument)))


def judge_beside(instrument: Instrument, own: Figures, whole: Figures, code: str) -> Judged | None:
    """Judge a group's mean on a theme beside that of the organisation, which it is part of."""
    mean = theme_mean(instrument, own, whole, code)
    of_whole = theme_mean(instrument, whole, whole, code)
    if mean is None or of_whole is None:
        return None
    found = difference_to_whole(mean, of_whole, precision=_precision(instrument))
    # A group that is the whole organisation cannot differ from it.
    return Judged(found or GroupDifference(0, 0, 0, 0, "NONE"))


def clear_between_themes(
    instrument: Instrument, own: Figures, whole: Figures, population: int | None
) -> int:
    """Return from how many points on one of a group's themes stands clearly above another.

    As for two groups of other people: themes of the same people go together, so it asks for enough.
    """
    means = [theme_mean(instrument, own, whole, theme.code) for theme in instrument.themes]
    known = [mean for mean in means if mean is not None]
    if not known:
        return instrument.scoring.profile.smallest_difference
    fewest = min(mean.n for mean in known)
    spread = (sum(mean.sd**2 for mean in known) / len(known)) ** 0.5
    usual = GroupMean(0, spread, fewest, _at_least(population, fewest))
    return max(1, int(shown(clear_between(usual, precision=_precision(instrument)) + 0.5)))


def theme_mean(instrument: Instrument, own: Figures, whole: Figures, code: str) -> GroupMean | None:
    return _mean(instrument, own, whole, code, of=("theme_mean", "theme_sd"))


def _mean(
    instrument: Instrument, own: Figures, whole: Figures, code: str, *, of: tuple[str, str]
) -> GroupMean | None:
    statistic, spread = of
    cell = own.get((statistic, code))
    if cell is None or cell.value is None:
        return None
    n = cell.n or _people(own) or _people(whole)
    spreads = [figures.get((spread, code)) for figures in (own, whole)]
    sd = next((one.value for one in spreads if one and one.value is not None), None)
    if sd is None:
        # Of changes too: that of two scores that go together by half is as large as that of one.
        sd = _precision(instrument).sd_pomp
    return GroupMean(cell.value, sd, n) if n > 1 else None


def _people(figures: Figures) -> int:
    """Return how many took part; a figure that rests on nearly everyone has no number of its own."""
    people = next((cell for (name, _code), cell in figures.items() if name == "people"), None)
    return int(people.value) if people and people.value is not None else 0


def _at_least(population: int | None, n: int) -> int | None:
    return None if population is None else max(population, n)


def _precision(instrument: Instrument) -> Reliability:
    return instrument.scoring.provisional_reliability.theme


def sign_is_clear(more: float, fewer: float) -> bool:
    """Tell whether so many people on one side are clearly more than those on the other (a sign test)."""
    return more > fewer and (more - fewer) > CLEAR_CHANGE * math.sqrt(more + fewer)


def signed(points: float) -> str:
    """Return points with their sign, a fall with the minus of print."""
    number = int(shown(points))
    return f"+{number}" if number > 0 else f"−{-number}" if number < 0 else "0"
