"""Geometry of the learning library's pictures: steps below each other, and stops along a line."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

# A phone shows this width at its natural size. Characters are counted as wide as those of the widest
# typeface that browsers are likely to take, so that no line leaves its box.
WIDTH: Final = 352
CHARACTER_WIDTH: Final = 9.0
LINE_HEIGHT: Final = 21
PADDING: Final = 16
HEADING: Final = 28
GAP: Final = 34
EDGE: Final = 2

STOP_RADIUS: Final = 17
STOP_COLUMN: Final = 84
STOP_TOP: Final = 24
STOP_GAP: Final = 14


@dataclass(frozen=True)
class TextLine:
    """One line of words and its baseline."""

    text: str
    y: int


@dataclass(frozen=True)
class Step:
    """A box of a flow; an arrow leads on from `bottom` unless it is the last."""

    top: int
    height: int
    heading_y: int
    lines: tuple[TextLine, ...]
    is_last: bool

    @property
    def bottom(self) -> int:
        return self.top + self.height

    @property
    def tip(self) -> int:
        """Where the arrow to the next box ends."""
        return self.bottom + GAP - EDGE


@dataclass(frozen=True)
class Flow:
    """Steps below each other, joined by arrows."""

    width: int
    height: int
    steps: tuple[Step, ...]


def flows(models: Sequence[Sequence[str]]) -> tuple[Flow, ...]:
    """Draw the steps of several models so that the same step has the same place and height in each."""
    wrapped = [[_wrap(text, WIDTH - 2 * PADDING) for text in steps] for steps in models]
    heights = [
        max(len(lines) for lines in row) * LINE_HEIGHT + HEADING + 2 * PADDING
        for row in zip(*wrapped, strict=True)
    ]
    return tuple(_flow(steps, heights) for steps in wrapped)


def _wrap(text: str, width: float) -> list[str]:
    # Said first, because textwrap keeps words together that a space of another kind parts.
    return textwrap.wrap(" ".join(text.split()), int(width / CHARACTER_WIDTH))


def _flow(steps: Sequence[Sequence[str]], heights: Sequence[int]) -> Flow:
    drawn = []
    top = EDGE
    for number, (lines, height) in enumerate(zip(steps, heights, strict=True), 1):
        drawn.append(_step(lines, top, height, is_last=number == len(heights)))
        top += height + GAP
    return Flow(WIDTH, top - GAP + EDGE, tuple(drawn))


def _step(lines: Sequence[str], top: int, height: int, *, is_last: bool) -> Step:
    first = top + PADDING + HEADING
    return Step(
        top=top,
        height=height,
        heading_y=top + PADDING + LINE_HEIGHT // 2,
        lines=tuple(
            TextLine(text, first + LINE_HEIGHT // 2 + number * LINE_HEIGHT)
            for number, text in enumerate(lines)
        ),
        is_last=is_last,
    )


@dataclass(frozen=True)
class Stop:
    """A numbered stop and its label below."""

    number: int
    x: float
    lines: tuple[TextLine, ...]


@dataclass(frozen=True)
class Stops:
    """Numbered stops along one line that leads both ways."""

    width: int
    height: int
    y: int
    stops: tuple[Stop, ...]

    @property
    def line(self) -> str:
        """The path of the line, with an arrow at each end: neither direction is the better one."""
        right = self.width - EDGE
        return f"M{EDGE} {self.y}H{right}m-9 -7l9 7l-9 7M{EDGE + 9} {self.y - 7}l-9 7l9 7"


def stops(labels: Sequence[str]) -> Stops:
    """Draw the labels along a line, with columns wide enough for the longest word of any."""
    longest = max(len(word) for label in labels for word in label.split())
    column = max(STOP_COLUMN, round(longest * CHARACTER_WIDTH) + PADDING)
    wrapped = [_wrap(label, column - PADDING / 2) for label in labels]
    first = STOP_TOP + STOP_RADIUS + STOP_GAP + LINE_HEIGHT // 2
    drawn = tuple(
        Stop(
            number=place + 1,
            x=(place + 0.5) * column,
            lines=tuple(
                TextLine(text, first + number * LINE_HEIGHT) for number, text in enumerate(lines)
            ),
        )
        for place, lines in enumerate(wrapped)
    )
    height = first + max(len(lines) for lines in wrapped) * LINE_HEIGHT
    return Stops(column * len(labels), height, STOP_TOP, drawn)
