"""Geometry of the chart of learning areas: importance up, confidence across, numbered points."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from charts.bars import Box, short

WIDTH: Final = 400
HEIGHT: Final = 320
RADIUS: Final = 6
GAP: Final = 5
LINE: Final = 16
CHARACTER_WIDTH: Final = 9.0  # of bold figures at 15 units
CURVE_STEPS: Final = 14
FULL: Final = 100


@dataclass(frozen=True)
class Mark:
    """An area to draw: its number in the table, and its place from 0 to 1 each way."""

    number: int
    confidence: float
    importance: float


@dataclass(frozen=True)
class PointLabel:
    """The numbers of a point, and where they are written."""

    text: str
    anchor: str
    x: float
    y: float


@dataclass(frozen=True)
class ScatterPoint:
    """One or more areas at their values."""

    numbers: tuple[int, ...]
    x: float
    y: float
    label: PointLabel


@dataclass(frozen=True)
class Tick:
    """A value of a scale on its axis."""

    value: int
    at: float


@dataclass(frozen=True)
class Region:
    """Where the priority is so high or higher, in one of the tints of the bands."""

    outline: str
    tint: int


@dataclass(frozen=True)
class Scatter:
    """The whole chart. The origin is the corner of no confidence and the highest importance."""

    points: tuple[ScatterPoint, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    regions: tuple[Region, ...]
    width: int = WIDTH
    height: int = HEIGHT


def scatter(
    marks: Sequence[Mark],
    *,
    confidence: Sequence[int],
    importance: Sequence[int],
    levels: Sequence[tuple[int, int]],
) -> Scatter:
    """Draw the areas. The scales are given by their values; `levels` are tints, each with the least
    priority that it stands for, from 1 to 99.
    """
    across, up = _places(confidence, WIDTH), _places(importance, HEIGHT)
    return Scatter(
        points=_points(marks),
        across=tuple(Tick(value, at) for value, at in zip(confidence, across, strict=True)),
        up=tuple(Tick(value, HEIGHT - at) for value, at in zip(importance, up, strict=True)),
        regions=tuple(Region(_outline(least / FULL), tint) for tint, least in levels),
    )


def _places(values: Sequence[int], length: int) -> list[float]:
    low, high = values[0], values[-1]
    return [length * (value - low) / (high - low) for value in values]


def _points(marks: Sequence[Mark]) -> tuple[ScatterPoint, ...]:
    """Place each mark at its values; those at the same values are one point with several numbers."""
    spots: dict[tuple[float, float], list[int]] = {}
    for mark in sorted(marks, key=lambda one: one.number):
        at = (mark.confidence * WIDTH, HEIGHT * (1 - mark.importance))
        spots.setdefault(at, []).append(mark.number)
    taken = [Box(x - RADIUS, y - RADIUS, 2 * RADIUS, 2 * RADIUS) for x, y in spots]
    return tuple(_point(x, y, numbers, taken) for (x, y), numbers in spots.items())


def _point(x: float, y: float, numbers: Sequence[int], taken: list[Box]) -> ScatterPoint:
    """Put the numbers beside their point, where they hide no other if there is such a place."""
    text = ", ".join(map(str, numbers))
    width = len(text) * CHARACTER_WIDTH
    beside = RADIUS + GAP
    wishes = [
        ("start", x + beside, y),
        ("end", x - beside, y),
        ("middle", x, y - beside - LINE / 2),
        ("middle", x, y + beside + LINE / 2),
        ("start", x + beside, y - LINE),
        ("start", x + beside, y + LINE),
        ("end", x - beside, y - LINE),
        ("end", x - beside, y + LINE),
    ]
    if y in (0, HEIGHT):
        # The frame would strike through what stands at its height.
        wishes = [wish for wish in wishes if wish[2] != y]
    boxes = [_box(anchor, left, middle, width) for anchor, left, middle in wishes]
    free = (n for n, box in enumerate(boxes) if not any(box.overlaps(one) for one in taken))
    best = next(free, 0)
    taken.append(boxes[best])
    anchor, left, middle = wishes[best]
    return ScatterPoint(tuple(numbers), x, y, PointLabel(text, anchor, left, middle))


def _box(anchor: str, x: float, middle: float, width: float) -> Box:
    left = x - width * {"start": 0, "middle": 0.5, "end": 1}[anchor]
    return Box(left, middle - LINE / 2, width, LINE)


def _outline(least: float) -> str:
    """Return the outline of where importance times the gap in confidence is at least so much."""
    curve = []
    for step in range(CURVE_STEPS + 1):
        confidence = (1 - least) * step / CURVE_STEPS
        importance = least / (1 - confidence)
        curve.append(f"{short(confidence * WIDTH)},{short(HEIGHT * (1 - importance))}")
    return " ".join(["0,0", *curve])
