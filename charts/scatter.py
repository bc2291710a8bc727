"""Geometry of the chart of learning areas: importance up, confidence across, numbered points."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

WIDTH: Final = 400
HEIGHT: Final = 320
RADIUS: Final = 13
CLEAR: Final = 2 * RADIUS + 3  # from centre to centre, so that no point hides another
CURVE_STEPS: Final = 40
FULL: Final = 100


@dataclass(frozen=True)
class Mark:
    """An area to draw: its number in the table, and its place from 0 to 1 each way."""

    number: int
    confidence: float
    importance: float


@dataclass(frozen=True)
class Point:
    """A numbered point; `moved` where it stands beside its place because another one is there."""

    number: int
    x: float
    y: float
    moved: bool


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

    points: tuple[Point, ...]
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


def _points(marks: Sequence[Mark]) -> tuple[Point, ...]:
    """Place the marks row by row; those that would overlap in a row stand side by side."""
    rows = groupby(sorted(marks, key=_row_order), key=lambda mark: mark.importance)
    placed = [point for importance, row in rows for point in _row(list(row), importance)]
    return tuple(sorted(placed, key=lambda point: point.number))


def _row_order(mark: Mark) -> tuple[float, float, int]:
    return (mark.importance, mark.confidence, mark.number)


def _row(marks: Sequence[Mark], importance: float) -> list[Point]:
    wished = [mark.confidence * WIDTH for mark in marks]
    return [
        Point(mark.number, x, HEIGHT * (1 - importance), moved=abs(x - wish) > 1)
        for mark, wish, x in zip(marks, wished, spread(wished), strict=True)
    ]


def spread(wished: Sequence[float]) -> list[float]:
    """Move places along a line, given in order, apart by as little as keeps each clear of the next."""
    groups: list[list[float]] = []
    for place in wished:
        groups.append([place])
        while len(groups) > 1 and _start(groups[-1]) < _end(groups[-2]) + CLEAR:
            last = groups.pop()
            groups[-1] += last
    return [_start(group) + number * CLEAR for group in groups for number in range(len(group))]


def _start(group: Sequence[float]) -> float:
    """Return where a group of neighbours begins: round its middle, and within the chart."""
    length = (len(group) - 1) * CLEAR
    middle = sum(group) / len(group)
    return min(max(middle - length / 2, 0), max(WIDTH - length, 0))


def _end(group: Sequence[float]) -> float:
    return _start(group) + (len(group) - 1) * CLEAR


def _outline(least: float) -> str:
    """Return the outline of where importance times the gap in confidence is at least so much."""
    curve = []
    for step in range(CURVE_STEPS + 1):
        confidence = (1 - least) * step / CURVE_STEPS
        importance = least / (1 - confidence)
        curve.append(f"{confidence * WIDTH:.1f},{HEIGHT * (1 - importance):.1f}")
    return " ".join(["0,0", *curve])
