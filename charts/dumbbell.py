"""Geometry of one theme seen from two sides: yours, and the others' with the middle half of them. Knows no Django."""

from dataclasses import dataclass
from typing import Final

from charts.bars import FULL, Box, view_box

LENGTH: Final = 300
HEIGHT: Final = 32
MARGIN: Final = 10
THICKNESS: Final = 12
RADIUS: Final = 7


@dataclass(frozen=True)
class Dumbbell:
    """A line from 0 to 100 with a round mark for you, a square one for others, and a bar for their middle half."""

    you: float | None
    others: float | None
    middle: Box | None

    length = LENGTH
    middle_line = HEIGHT / 2
    radius = RADIUS

    @property
    def square(self) -> Box | None:
        if self.others is None:
            return None
        side = 2 * RADIUS - 2
        return Box(self.others - side / 2, self.middle_line - side / 2, side, side)

    @property
    def view_box(self) -> str:
        return view_box(Box(-MARGIN, 0, LENGTH + 2 * MARGIN, HEIGHT))

    @property
    def width(self) -> int:
        return LENGTH + 2 * MARGIN

    @property
    def height(self) -> int:
        return HEIGHT


def dumbbell(
    you: float | None, others: float | None, low: float | None = None, high: float | None = None
) -> Dumbbell:
    unit = LENGTH / FULL
    middle = None
    if low is not None and high is not None:
        # A middle half of one place is still a thing to see.
        width = max((high - low) * unit, 4)
        middle = Box(
            low * unit - (2 if low == high else 0), (HEIGHT - THICKNESS) / 2, width, THICKNESS
        )
    return Dumbbell(
        None if you is None else you * unit, None if others is None else others * unit, middle
    )
