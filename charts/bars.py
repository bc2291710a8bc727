"""Geometry of bars: a bar a theme, and a score's place on the bands from 0 to 100. Knows no Django.

What the radar is drawn from too stands here: spokes, cuts, boxes. Lengths are in the drawing's own units.
"""

from collections.abc import Sequence
from dataclasses import dataclass

FULL = 100
LINE_HEIGHT = 18
CLEARANCE = 3
MARGIN = 6
BAR_LENGTH = 400
BAR_ROW = 62
BAR_THICKNESS = 18
# One unit a point, so that a move needs no scaling.
MOVE_LENGTH = 100


@dataclass(frozen=True)
class Spoke:
    """A theme to draw: its words, the words of its score, and its scores, None where there is none."""

    label: str
    value: str
    score: float | None
    earlier: float | None = None


@dataclass(frozen=True)
class Cut:
    """A score to mark with a ring or a tick, and what to call it."""

    score: float
    label: str


@dataclass(frozen=True)
class Box:
    """A rectangle that text stays within."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    def overlaps(self, other: "Box") -> bool:
        return (
            self.left < other.right + CLEARANCE
            and other.left < self.right + CLEARANCE
            and self.top < other.bottom + CLEARANCE
            and other.top < self.bottom + CLEARANCE
        )


@dataclass(frozen=True)
class Bar:
    """A theme as a horizontal bar."""

    label: str
    value: str
    top: float
    length: float | None
    earlier: float | None


@dataclass(frozen=True)
class Bars:
    """Everything the drawing of bars needs; lengths start at 0."""

    bars: tuple[Bar, ...]
    cuts: tuple[Cut, ...]
    length: float
    thickness: float
    bottom: float
    frame: Box

    @property
    def view_box(self) -> str:
        return view_box(self.frame)


@dataclass(frozen=True)
class Segment:
    """A band's part of a scale bar; `tint` counts from 1."""

    left: float
    width: float
    label: str
    tint: int

    @property
    def middle(self) -> float:
        return self.left + self.width / 2


@dataclass(frozen=True)
class ScaleBar:
    """A theme's score on the line from 0 to 100, band by band."""

    segments: tuple[Segment, ...]
    marker: float
    length: float

    @property
    def anchor(self) -> str:
        """Return how a number over the marker is anchored, so that it stays within the bar."""
        edge = self.length / 20
        if self.marker < edge:
            return "start"
        return "end" if self.marker > self.length - edge else "middle"


@dataclass(frozen=True)
class Move:
    """A line from an earlier score to a later one; lengths start at 0."""

    start: float
    end: float
    length: float


def move(before: float, after: float) -> Move:
    unit = MOVE_LENGTH / FULL
    return Move(before * unit, after * unit, MOVE_LENGTH)


def bars(spokes: Sequence[Spoke], cuts: tuple[Cut, ...]) -> Bars:
    """Return a bar for each score, one below the other."""
    unit = BAR_LENGTH / FULL
    bottom = BAR_ROW * len(spokes)
    return Bars(
        bars=tuple(
            Bar(
                spoke.label,
                spoke.value,
                BAR_ROW * number + BAR_ROW - BAR_THICKNESS - MARGIN,
                None if spoke.score is None else spoke.score * unit,
                None if spoke.earlier is None else spoke.earlier * unit,
            )
            for number, spoke in enumerate(spokes)
        ),
        cuts=tuple(Cut(cut.score * unit, cut.label) for cut in cuts),
        length=BAR_LENGTH,
        thickness=BAR_THICKNESS,
        bottom=bottom,
        frame=Box(-MARGIN, 0, BAR_LENGTH + 2 * MARGIN, bottom + 2 * LINE_HEIGHT),
    )


def scale_bar(score: float, cuts: Sequence[Cut]) -> ScaleBar:
    """Return the bar for a score; each cut begins a segment that carries its label."""
    starts = [cut.score for cut in cuts] or [0]
    labels = [cut.label for cut in cuts] or [""]
    ends = [*starts[1:], FULL]
    unit = BAR_LENGTH / FULL
    return ScaleBar(
        segments=tuple(
            Segment(start * unit, (end - start) * unit, label, tint(number, len(starts)))
            for number, (start, end, label) in enumerate(zip(starts, ends, labels, strict=True))
        ),
        marker=score * unit,
        length=BAR_LENGTH,
    )


def tint(number: int, count: int) -> int:
    """Spread any number of bands over the three tints."""
    return 1 + (2 * number + 1) * 3 // (2 * count) if count > 1 else 2


def short(length: float) -> str:
    """Return a length to a tenth, without one that is nought: drawings are a fifth of a report's page."""
    return f"{length:.1f}".removesuffix(".0")


def view_box(frame: Box) -> str:
    return f"{frame.left:.0f} {frame.top:.0f} {frame.width:.0f} {frame.height:.0f}"
