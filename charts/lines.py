"""Geometry of the line chart: values over time, a line for each thing, named at its end. Knows no Django."""

import math
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from charts.bars import FULL, Box
from charts.pictures import TextLine

WIDTH: Final = 240
HEIGHT: Final = 300
STEP: Final = 10
# A smaller span would make a mountain of two points.
LEAST_SPAN: Final = 30
MOST_TICKS: Final = 6
LINE: Final = 18
GAP: Final = 5
LEFT: Final = 34
BESIDE: Final = 26
BELOW: Final = 30
ABOVE: Final = 12
LABEL_CHARACTERS: Final = 20
CHARACTER_WIDTH: Final = 10.5  # of bold words at 15 units, in the widest usual typeface
MOMENT_WIDTH: Final = 70
RADIUS: Final = 5
# Corners of the marks that tell lines apart without a colour; the first mark is round.
CORNERS: Final = (0, 4, 3, 4, 3)
TURNS: Final = (0.0, 45.0, -90.0, 0.0, 90.0)


@dataclass(frozen=True)
class Series:
    """Something with a value at each moment, oldest first; None where there is none to show."""

    label: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Moment:
    """When values were taken: a day as a number, and what it is called."""

    day: int
    label: str


@dataclass(frozen=True)
class Dot:
    """One value: a circle, or where it has corners a polygon."""

    x: float
    y: float
    corners: str


@dataclass(frozen=True)
class DrawnLine:
    """One series: its pieces between gaps, its marks, and its name with a lead from its last mark."""

    pieces: tuple[str, ...]
    marks: tuple[Dot, ...]
    words: tuple[TextLine, ...]
    lead: str


@dataclass(frozen=True)
class At:
    """A place on an axis and what is written there; nothing where it would touch its neighbour."""

    at: float
    words: str


@dataclass(frozen=True)
class Lines:
    """The whole chart; the origin is its upper left corner, and names stand from `names` on."""

    lines: tuple[DrawnLine, ...]
    up: tuple[At, ...]
    across: tuple[At, ...]
    names: float
    frame: Box
    width: int = WIDTH
    height: int = HEIGHT


def lines(series: Sequence[Series], moments: Sequence[Moment]) -> Lines | None:
    """Draw the series that have a value; None where nothing could be seen to move."""
    shown = [one for one in series if any(value is not None for value in one.values)]
    if not any(_known(one) > 1 for one in shown):
        return None
    low, high = _span([value for one in shown for value in one.values if value is not None])
    places = _across(moments)
    unit = HEIGHT / (high - low)
    points = [
        [
            None if value is None else (x, (high - value) * unit)
            for x, value in zip(places, one.values, strict=True)
        ]
        for one in shown
    ]
    names = _names(shown, points)
    drawn = [
        _line(number, own, name)
        for number, (own, name) in enumerate(zip(points, names, strict=True))
    ]
    tick = STEP if (high - low) / STEP <= MOST_TICKS else 2 * STEP
    return Lines(
        lines=tuple(drawn),
        up=tuple(At((high - v) * unit, str(v)) for v in range(low, high + 1, tick)),
        across=tuple(_labelled(places, moments)),
        names=WIDTH + BESIDE,
        frame=_frame(names),
    )


def _known(one: Series) -> int:
    return sum(value is not None for value in one.values)


def _span(values: Sequence[float]) -> tuple[int, int]:
    """Return full tens below and above all values, some way apart, within the scale."""
    low = math.floor(min(values) / STEP) * STEP
    high = max(math.ceil(max(values) / STEP) * STEP, low + STEP)
    while high - low < LEAST_SPAN:
        # Alternately, and where one end of the scale is reached on the other side.
        if (high + low <= FULL and high < FULL) or low <= 0:
            high += STEP
        else:
            low -= STEP
    return low, high


def _across(moments: Sequence[Moment]) -> list[float]:
    """Place the moments by their days, from the first to the last."""
    first, last = moments[0].day, moments[-1].day
    return [WIDTH * (one.day - first) / max(1, last - first) for one in moments]


def _labelled(places: Sequence[float], moments: Sequence[Moment]) -> Iterator[At]:
    """Name the last moment, and of the others those that leave room for their words, from the first."""
    free, last = -math.inf, places[-1] - MOMENT_WIDTH
    for number, (at, moment) in enumerate(zip(places, moments, strict=True), 1):
        is_named = number == len(places) or free <= at <= last
        free = at + MOMENT_WIDTH if is_named else free
        yield At(at, moment.label if is_named else "")


Points = Sequence[tuple[float, float] | None]


def _names(shown: Sequence[Series], points: Sequence[Points]) -> list[tuple[TextLine, ...]]:
    """Write each name as near to the end of its line as the others let it."""
    wrapped = [textwrap.wrap(one.label, LABEL_CHARACTERS) or [""] for one in shown]
    heights = [len(words) * LINE for words in wrapped]
    wishes = [_last(own)[1] for own in points]
    order = sorted(range(len(shown)), key=lambda number: wishes[number])
    tops: dict[int, float] = {}
    free = -ABOVE - 0.0
    for number in order:
        tops[number] = max(wishes[number] - heights[number] / 2, free)
        free = tops[number] + heights[number] + GAP
    # Back up where they ran over the lower edge.
    free = max(HEIGHT + ABOVE, sum(heights) + GAP * (len(heights) - 1) - ABOVE)
    for number in reversed(order):
        tops[number] = min(tops[number], free - heights[number])
        free = tops[number] - GAP
    return [
        tuple(
            TextLine(text, round(tops[number] + LINE * (row + 0.5)))
            for row, text in enumerate(words)
        )
        for number, words in enumerate(wrapped)
    ]


def _last(points: Points) -> tuple[float, float]:
    return next(point for point in reversed(points) if point is not None)


def _line(number: int, points: Points, name: tuple[TextLine, ...]) -> DrawnLine:
    x, y = _last(points)
    middle = (name[0].y + name[-1].y) / 2
    return DrawnLine(
        pieces=tuple(_pieces(points)),
        marks=tuple(_mark(number, *point) for point in points if point is not None),
        words=name,
        lead=f"{x + RADIUS + 2:.1f},{y:.1f} {WIDTH + BESIDE - GAP:.1f},{middle:.1f}",
    )


def _pieces(points: Points) -> Iterator[str]:
    """Yield the line piece by piece: over a gap nothing is drawn, for nothing is known there."""
    piece: list[str] = []
    for point in [*points, None]:
        if point is not None:
            piece.append(f"{point[0]:.1f},{point[1]:.1f}")
            continue
        if len(piece) > 1:
            yield " ".join(piece)
        piece = []


def _mark(number: int, x: float, y: float) -> Dot:
    corners, turn = CORNERS[number % len(CORNERS)], TURNS[number % len(TURNS)]
    angles = (math.radians(turn + 360 * one / corners) for one in range(corners))
    reach = RADIUS + 1
    return Dot(
        x, y, " ".join(f"{x + reach * math.cos(a):.1f},{y + reach * math.sin(a):.1f}" for a in angles)
    )  # fmt: skip


def _frame(names: Sequence[Sequence[TextLine]]) -> Box:
    """Return the room that the chart with all its words takes."""
    words = [line for name in names for line in name]
    right = WIDTH + BESIDE + max(len(line.text) for line in words) * CHARACTER_WIDTH
    bottom = max(HEIGHT + BELOW, max(line.y for line in words) + LINE)
    top = -ABOVE - LINE / 2
    # Half of the first moment's words stands left of it.
    left = -max(LEFT, MOMENT_WIDTH / 2)
    return Box(left, top, right - left, bottom - top)
