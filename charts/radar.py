"""Geometry of the profile: a radar for three themes or more, bars for fewer.

Knows no Django and no words but those it is given. Lengths are in the drawing's own units, angles run
clockwise from twelve o'clock. A theme without a score is a gap: it has no point, and no line crosses it.
"""

import math
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from charts.bars import (
    CLEARANCE,
    FULL,
    LINE_HEIGHT,
    MARGIN,
    Bars,
    Box,
    Cut,
    Spoke,
    bars,
    short,
    view_box,
)

FEWEST_SPOKES = 3
RIM = 124
ROOMY_SPOKES = 8
RIM_PER_SPOKE = 9
LABEL_GAP = 14
LABEL_CHARACTERS = 12
LABEL_LINES = 4
LONGEST_WORD = 18
# Wide enough for bold DejaVu Sans at 15 units, the widest font the reports fall back to.
CHARACTER_WIDTH = 10.9
CAPITAL_WIDTH = 12.8
NARROW, NARROW_WIDTH = frozenset("fijlrtIJ .,:;'’()-"), 7.5
WIDE, WIDE_WIDTH = frozenset("mwMW&%@…"), 16.5
# Nearer than this to twelve or six o'clock, a label is centred over its spoke.
UPRIGHT = 0.1
# The rings' scores: smaller and lighter than the labels. A line this near no longer looks like touching.
RING_CHARACTER_WIDTH = 7.2
RING_LINE = 14
ENOUGH_ROOM = 5
# All scores of the rings stand on their ring or, where lines run there, as far in or out of it.
RING_SHIFTS = (0, -1.1 * RING_LINE, 1.1 * RING_LINE)
LINE_STEPS = 12


@dataclass(frozen=True)
class Coordinates:
    """A place in the drawing; x grows to the right and y downwards."""

    x: float
    y: float

    def __str__(self) -> str:
        return f"{short(self.x)},{short(self.y)}"


@dataclass(frozen=True)
class LabelLine:
    """One line of a label: where its baseline begins, ends or is centred, by the label's anchor."""

    y: float
    text: str


@dataclass(frozen=True)
class SpokeLabel:
    """The words at the end of a spoke."""

    lines: tuple[str, ...]
    value: str
    anchor: str
    x: float
    box: Box
    tip: Coordinates

    @property
    def baselines(self) -> tuple[LabelLine, ...]:
        return tuple(
            LabelLine(self.box.top + (number + 0.78) * LINE_HEIGHT, text)
            for number, text in enumerate(self.lines)
        )

    @property
    def value_line(self) -> LabelLine:
        return LabelLine(self.box.top + (len(self.lines) + 0.78) * LINE_HEIGHT, self.value)

    @property
    def leader(self) -> tuple[Coordinates, Coordinates] | None:
        """Return a line from the rim to a label that had to move away from its spoke."""
        nearest = Coordinates(self.x, min(max(self.tip.y, self.box.top), self.box.bottom))
        if math.dist((self.tip.x, self.tip.y), (nearest.x, nearest.y)) <= LABEL_GAP * 1.6:
            return None
        return self.tip, nearest


@dataclass(frozen=True)
class Outline:
    """One assessment's line round the chart, broken wherever a theme has no score."""

    points: tuple[Coordinates | None, ...]

    @property
    def whole(self) -> bool:
        return None not in self.points

    @cached_property
    def runs(self) -> tuple[tuple[Coordinates, ...], ...]:
        """Return the unbroken stretches, each clockwise; one that passes twelve o'clock stays in one."""
        if self.whole:
            return (tuple(point for point in self.points if point),)
        # Begun behind a gap, so that a stretch over twelve o'clock is not cut in two.
        first_gap = self.points.index(None)
        runs: list[list[Coordinates]] = [[]]
        for point in (*self.points[first_gap:], *self.points[:first_gap]):
            if point is None:
                runs.append([])
            else:
                runs[-1].append(point)
        return tuple(tuple(run) for run in runs if run)

    @property
    def polygon(self) -> str:
        """Return the closed outline for an SVG polygon; empty where there is a gap."""
        return _joined(self.runs[0]) if self.whole else ""

    @property
    def polylines(self) -> tuple[str, ...]:
        """Return the open stretches for SVG polylines; a point between two gaps has no line."""
        return () if self.whole else tuple(_joined(run) for run in self.runs if len(run) > 1)

    @property
    def dots(self) -> tuple[Coordinates, ...]:
        return tuple(point for point in self.points if point)


@dataclass(frozen=True)
class Ring:
    """A line of one score round the chart, and where its score stands."""

    polygon: str
    score: float
    label: str
    place: Coordinates


@dataclass(frozen=True)
class Radar:
    """Everything the drawing of a radar needs, round a centre at 0, 0."""

    rim: float
    rings: tuple[Ring, ...]
    spokes: tuple[Coordinates, ...]
    labels: tuple[SpokeLabel, ...]
    you: Outline
    earlier: Outline | None
    frame: Box

    @property
    def view_box(self) -> str:
        return view_box(self.frame)


def place(number: int, count: int, score: float, rim: float = RIM) -> Coordinates:
    """Return where a score stands on spoke `number` of `count`."""
    # From twelve o'clock, clockwise: the first theme stands where reading begins.
    angle = math.tau * number / count
    radius = rim * score / FULL
    return Coordinates(radius * math.sin(angle), -radius * math.cos(angle))


def draw(spokes: Sequence[Spoke], cuts: Iterable[Cut] = ()) -> Radar | Bars:
    """Return a radar, or bars where there are too few themes for one."""
    return bars(spokes, tuple(cuts)) if len(spokes) < FEWEST_SPOKES else _radar(spokes, cuts)


def wrap(text: str) -> tuple[str, ...]:
    """Break a label into a few short lines between words; one that is too long ends in an ellipsis."""
    parts = [part for word in text.split() for part in _parts(word)]
    # `textwrap` would break a longer word without a hyphen.
    width = max([LABEL_CHARACTERS, *map(len, parts)])
    lines = textwrap.wrap(" ".join(parts), width, max_lines=LABEL_LINES, placeholder="…")
    return tuple(lines) or ("",)


def _parts(word: str) -> Iterable[str]:
    """Cut a word that is too long for any line, with a hyphen where it is cut."""
    while len(word) > LONGEST_WORD:
        yield f"{word[: LONGEST_WORD - 1]}-"
        word = word[LONGEST_WORD - 1 :]
    yield word


def _radar(spokes: Sequence[Spoke], cuts: Iterable[Cut]) -> Radar:
    count = len(spokes)
    # Walked twice below.
    cuts = tuple(cuts)
    rim = RIM + RIM_PER_SPOKE * max(0, count - ROOMY_SPOKES)
    labels = _labels(spokes, rim)
    you = _outline([spoke.score for spoke in spokes], rim)
    earlier = _outline([spoke.earlier for spoke in spokes], rim)
    named = [cut for cut in cuts if cut.label]
    marks = [*_along(you), *_along(earlier)]
    places = dict(zip(named, _ring_places(named, count, rim, labels, marks), strict=True))
    return Radar(
        rim=rim,
        rings=tuple(
            _ring(cut, count, rim, places.get(cut, Coordinates(0, 0)))
            for cut in (*cuts, Cut(FULL, ""))
        ),
        spokes=tuple(place(number, count, FULL, rim) for number in range(count)),
        labels=labels,
        you=you,
        earlier=earlier if earlier.dots else None,
        frame=_frame(rim, labels),
    )


def _outline(scores: Sequence[float | None], rim: float) -> Outline:
    return Outline(
        tuple(
            None if score is None else place(number, len(scores), score, rim)
            for number, score in enumerate(scores)
        )
    )


def _ring(cut: Cut, count: int, rim: float, at: Coordinates) -> Ring:
    corners = [place(number, count, cut.score, rim) for number in range(count)]
    return Ring(_joined(corners), cut.score, cut.label, at)


def _ring_places(
    cuts: Sequence[Cut],
    count: int,
    rim: float,
    labels: Sequence[SpokeLabel],
    marks: Sequence[Coordinates],
) -> list[Coordinates]:
    """Return where the rings' scores stand: in one line from the centre, where the lines leave most room."""
    taken = [label.box for label in labels]
    rows = [
        [_beside(cut, number, count, rim, shift) for cut in cuts]
        for shift in RING_SHIFTS
        for number in range(count)
    ]
    return max(rows, key=lambda row: _room_of(row, taken, marks))


def _beside(cut: Cut, number: int, count: int, rim: float, shift: float) -> Coordinates:
    """Return the middle of a ring's edge from one spoke to the next, or a place as far in or out of it."""
    one, other = (place(at, count, cut.score, rim) for at in (number, number + 1))
    x, y = (one.x + other.x) / 2, (one.y + other.y) / 2
    further = 1 + shift / (math.hypot(x, y) or 1)
    return Coordinates(x * further, y * further)


def _room_of(
    row: Sequence[Coordinates], taken: Sequence[Box], marks: Sequence[Coordinates]
) -> tuple[float, float]:
    """Return how far the drawn lines keep from the scores of a row: from the nearest, and all in all."""
    width = 3 * RING_CHARACTER_WIDTH
    boxes = [Box(at.x - width / 2, at.y - RING_LINE / 2, width, RING_LINE) for at in row]
    rooms = [_room(box, taken, marks) for box in boxes]
    # The worst of a row decides: one score under a line spoils the whole row.
    return min(rooms, default=0), sum(rooms)


def _room(box: Box, taken: Iterable[Box], marks: Iterable[Coordinates]) -> float:
    """Return how far the drawn lines keep from a box; more than enough counts as enough."""
    if any(box.overlaps(other) for other in taken):
        return -1
    x, y = box.left + box.width / 2, box.top + box.height / 2
    least: float = ENOUGH_ROOM
    # Asked some thousand times for a drawing: most marks are told to be far by one of the two.
    for mark in marks:
        across = abs(mark.x - x) - box.width / 2
        along = abs(mark.y - y) - box.height / 2
        if across < least and along < least:
            least = min(least, math.hypot(max(across, 0), max(along, 0)))
    return least


def _along(outline: Outline) -> Iterable[Coordinates]:
    """Return points along the drawn lines, close enough together to find a word in their way."""
    for run in outline.runs:
        ends = (*run[1:], run[0]) if outline.whole else run[1:]
        for one, other in zip(run, ends, strict=False):
            for step in range(LINE_STEPS):
                share = step / LINE_STEPS
                yield Coordinates(
                    one.x + (other.x - one.x) * share, one.y + (other.y - one.y) * share
                )
        yield run[-1]


def _labels(spokes: Sequence[Spoke], rim: float) -> tuple[SpokeLabel, ...]:
    """Set the labels round the rim, those at the sides first; a later one moves up or down if need be."""
    count = len(spokes)
    wishes = [_label(spoke, place(number, count, FULL, rim)) for number, spoke in enumerate(spokes)]
    # Rounded, because the two sides of the circle differ in the last digit and would swap places.
    order = sorted(range(count), key=lambda number: (round(abs(wishes[number].tip.y), 6), number))
    taken: list[Box] = []
    placed: dict[int, SpokeLabel] = {}
    for number in order:
        wish = wishes[number]
        box = _clear(wish.box, taken, upwards=wish.tip.y <= 0)
        taken.append(box)
        placed[number] = SpokeLabel(wish.lines, wish.value, wish.anchor, wish.x, box, wish.tip)
    return tuple(placed[number] for number in range(count))


def _label(spoke: Spoke, tip: Coordinates) -> SpokeLabel:
    lines = wrap(spoke.label)
    width = max(map(_width, (*lines, spoke.value)))
    height = (len(lines) + bool(spoke.value)) * LINE_HEIGHT
    rim = math.hypot(tip.x, tip.y)
    sine, cosine = tip.x / rim, -tip.y / rim
    x, y = tip.x + LABEL_GAP * sine, tip.y - LABEL_GAP * cosine
    anchor = "middle" if abs(sine) < UPRIGHT else "start" if sine > 0 else "end"
    left = x - width * {"start": 0, "middle": 0.5, "end": 1}[anchor]
    return SpokeLabel(
        lines, spoke.value, anchor, x, Box(left, y - height / 2 * (1 + cosine), width, height), tip
    )


def _width(text: str) -> float:
    return sum(_character_width(character) for character in text)


def _character_width(character: str) -> float:
    if character in WIDE:
        return WIDE_WIDTH
    if character in NARROW:
        return NARROW_WIDTH
    return CAPITAL_WIDTH if character.isupper() else CHARACTER_WIDTH


def _clear(box: Box, taken: Iterable[Box], *, upwards: bool) -> Box:
    """Move a box up (or down) until it touches none of those already there."""
    nearest_first = sorted(taken, key=lambda other: -other.top if upwards else other.top)
    for other in nearest_first:
        if box.overlaps(other):
            top = other.top - CLEARANCE - box.height if upwards else other.bottom + CLEARANCE
            box = Box(box.left, top, box.width, box.height)
    return box


def _frame(rim: float, labels: Iterable[SpokeLabel]) -> Box:
    boxes = [Box(-rim, -rim, 2 * rim, 2 * rim), *(label.box for label in labels)]
    # The same room on both sides keeps the circle in the middle of the page's column.
    half = max(max(-box.left, box.right) for box in boxes) + MARGIN
    top = min(box.top for box in boxes) - MARGIN
    bottom = max(box.bottom for box in boxes) + MARGIN
    return Box(-half, top, 2 * half, bottom - top)


def _joined(points: Iterable[Coordinates]) -> str:
    return " ".join(str(point) for point in points)
