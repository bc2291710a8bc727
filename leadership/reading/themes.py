"""Which themes stand out: strengths and room to grow, by shown score; where none does, why not."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from leadership.instrument import Band
from leadership.scoring import interval_of

# Two themes are named, or three where the second place is shared.
MOST_NAMED = 3
USUALLY_NAMED = 2


class CommonLevel(StrEnum):
    """What all themes have in common. It needs two bands or more, to have a lowest and a highest."""

    NO_HABIT_YET = "no_habit_yet"
    ONE_BAND = "one_band"
    ALL_HABITS = "all_habits"


class WhyNothing(StrEnum):
    """Why neither a strength nor room to grow is named."""

    TOO_FEW = "too_few"
    ALIKE = "alike"
    TIED = "tied"


@dataclass(frozen=True)
class ThemeReading:
    """The themes to name, by code: strengths from the highest, all others from the lowest."""

    strengths: tuple[str, ...] = ()
    room_to_grow: tuple[str, ...] = ()
    further: tuple[str, ...] = ()
    nearest_to_habit: str | None = None
    level: CommonLevel | None = None
    reason: WhyNothing | None = None
    # Too many themes to name; a report says how many share the place.
    share_highest: tuple[str, ...] = ()
    share_lowest: tuple[str, ...] = ()

    @property
    def stands_out(self) -> bool:
        return bool(self.strengths or self.room_to_grow or self.further)

    @property
    def is_start(self) -> bool:
        """Whether the room to grow is only where to start, since all of it is still ahead."""
        return self.level is CommonLevel.NO_HABIT_YET and bool(self.room_to_grow)


@dataclass(frozen=True)
class Tie:
    """Themes of the same shown score, in theme order: named together or not at all."""

    score: int
    codes: tuple[str, ...]


Ties = tuple[Tie, ...]


def read_themes(
    scores: Mapping[str, int], bands: Sequence[Band], *, smallest_difference: int
) -> ThemeReading:
    """Read the shown scores of the scored themes, by code in theme order."""
    # Whole numbers throughout: two themes that both show 61 must not be ranked by what nobody sees.
    ties = _ties(scores)
    if len(scores) < 2:  # noqa: PLR2004 - one theme alone cannot stand out
        return ThemeReading(reason=WhyNothing.TOO_FEW)
    level = _level(ties, bands)
    gap = max(smallest_difference, 1)  # else a bank with 0 could name a theme on both sides
    high, low = _choose(ties, bands, level, gap)
    # Tells "all alike" from "too many share a place", which need different words.
    is_wide = ties[0].score - ties[-1].score >= gap
    # Where all are habits, a theme that could go further is no room to grow: still nothing stands out.
    nothing = not high and (not low or level is CommonLevel.ALL_HABITS)
    return ThemeReading(
        strengths=_codes(high),
        room_to_grow=() if level is CommonLevel.ALL_HABITS else _codes(low),
        further=_codes(low) if level is CommonLevel.ALL_HABITS else (),
        nearest_to_habit=_only(ties[0]) if level is CommonLevel.NO_HABIT_YET else None,
        level=level,
        reason=_why_nothing(is_wide=is_wide) if nothing else None,
        share_highest=_too_many(ties[0])
        if is_wide and level is not CommonLevel.NO_HABIT_YET
        else (),
        share_lowest=_too_many(ties[-1]) if is_wide else (),
    )


def _ties(scores: Mapping[str, int]) -> Ties:
    """Return the themes by score, from the highest."""
    ordered = sorted(scores, key=lambda code: -scores[code])  # stable: keeps theme order
    return tuple(Tie(score, tuple(codes)) for score, codes in groupby(ordered, scores.__getitem__))


def _level(ties: Ties, bands: Sequence[Band]) -> CommonLevel | None:
    held = {interval_of(bands, tie.score) for tie in ties}
    # A bank of one band has no lowest that is not its highest too.
    if len(bands) < 2 or len(held) > 1 or None in held:  # noqa: PLR2004 - a lowest and a highest
        return None
    if _is_lowest(bands, ties[0]):
        return CommonLevel.NO_HABIT_YET
    return CommonLevel.ALL_HABITS if _is_highest(bands, ties[0]) else CommonLevel.ONE_BAND


def _is_lowest(bands: Sequence[Band], tie: Tie) -> bool:
    return len(bands) > 1 and interval_of(bands, tie.score) == min(bands, key=lambda one: one.min)


def _is_highest(bands: Sequence[Band], tie: Tie) -> bool:
    return len(bands) > 1 and interval_of(bands, tie.score) == max(bands, key=lambda one: one.min)


def _choose(
    ties: Ties, bands: Sequence[Band], level: CommonLevel | None, gap: int
) -> tuple[Ties, Ties]:
    """Choose what to name at the top and at the bottom, out of every way that keeps the gap."""
    # Few ways exist (a list has three themes at most), so all are tried rather than searched cleverly.
    tops = list(_lists(tie for tie in ties if not _is_lowest(bands, tie)))
    can_grow = [
        tie for tie in ties if level is CommonLevel.ALL_HABITS or not _is_highest(bands, tie)
    ]
    bottoms = list(_lists(reversed(can_grow)))
    both = [(top, low) for top in tops for low in bottoms if top[-1].score - low[-1].score >= gap]
    lows = [((), low) for low in bottoms if _stands_below(low, ties, level, gap)]
    highs = [(top, ()) for top in tops if _stands_above(top, ties, gap)]
    # A list stands alone only where the other end is a tie too large, so never either of two.
    return max(both or lows or highs, key=_preference, default=((), ()))


def _lists(ties: Iterable[Tie]) -> Iterator[Ties]:
    """Yield every list of whole ties from one end: two themes, three where they share second place."""
    named: Ties = ()
    for tie in ties:
        named = (*named, tie)
        if len(_codes(named)) <= MOST_NAMED:
            yield named
        # A tie too large to name ends the list as well: who comes after it is not next.
        if len(_codes(named)) >= USUALLY_NAMED:
            return


def _stands_below(low: Ties, ties: Ties, level: CommonLevel | None, gap: int) -> bool:
    """Tell whether a list is far enough below all others, or the highest where all share an end band."""
    others = ties[: -len(low)]
    if level in {CommonLevel.NO_HABIT_YET, CommonLevel.ALL_HABITS}:
        # Where all share an end band, to be clear of the highest is enough.
        others = others[:1]
    return bool(others) and others[-1].score - low[-1].score >= gap


def _stands_above(top: Ties, ties: Ties, gap: int) -> bool:
    others = ties[len(top) :]
    return bool(others) and top[-1].score - others[0].score >= gap


def _preference(way: tuple[Ties, Ties]) -> tuple[int, int]:
    """Prefer the way that names most themes, then the one with more strengths."""
    high, low = way
    return len(_codes(high)) + len(_codes(low)), len(_codes(high))


def _codes(ties: Ties) -> tuple[str, ...]:
    return tuple(code for tie in ties for code in tie.codes)


def _only(tie: Tie) -> str | None:
    return tie.codes[0] if len(tie.codes) == 1 else None


def _too_many(tie: Tie) -> tuple[str, ...]:
    return tie.codes if len(tie.codes) > MOST_NAMED else ()


def _why_nothing(*, is_wide: bool) -> WhyNothing:
    """Scores that are far enough apart fail to stand out only where too many share a place."""
    return WhyNothing.TIED if is_wide else WhyNothing.ALIKE
