"""What a question offers as answers: scales with their points, and the choices beside them."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from leadership.instrument.types import (
    DONT_KNOW,
    NOT_APPLICABLE,
    Code,
    Line,
    RawAnswer,
    Strict,
    Text,
)


@dataclass(frozen=True)
class Point:
    """One labelled position of a scale."""

    __pydantic_config__ = Strict
    value: int
    label: Line
    help: Text | None = None


@dataclass(frozen=True)
class OtherChoice:
    """A choice beside the scale that is stored but never scored."""

    __pydantic_config__ = Strict
    label: Line
    help: Text | None = None


@dataclass(frozen=True)
class Scale:
    """The answers a question offers, from low to high."""

    __pydantic_config__ = Strict
    # One point would have no lowest and highest, between which a score could lie.
    points: Annotated[tuple[Point, ...], Field(min_length=2, max_length=20)]
    code: Code = ""
    # Free words. An import from LimeSurvey keeps the answer codes here (`files.answer_codes`).
    kind: Line | None = None
    stem: Text | None = None
    # Somebody who began last month has not "usually" done anything yet.
    stem_new_in_role: Text | None = None
    not_applicable: OtherChoice | None = None
    dont_know: OtherChoice | None = None

    @property
    def min(self) -> int:
        return self.points[0].value

    @property
    def max(self) -> int:
        return self.points[-1].value

    @property
    def answers(self) -> tuple[tuple[RawAnswer, Point | OtherChoice], ...]:
        """What can be answered: the points from low to high, then the choices beside them."""
        # Stored as NA and DK, which no scale's whole numbers can be taken for.
        beside: tuple[tuple[RawAnswer, OtherChoice | None], ...] = (
            (NOT_APPLICABLE, self.not_applicable),
            (DONT_KNOW, self.dont_know),
        )
        return (
            *((point.value, point) for point in self.points),
            *((raw, choice) for raw, choice in beside if choice is not None),
        )

    @property
    def choices_apart(self) -> tuple[OtherChoice, ...]:
        """The choices that are no point of the scale."""
        return tuple(one for one in (self.not_applicable, self.dont_know) if one is not None)

    def label_of(self, value: int) -> str:
        return next(point.label for point in self.points if point.value == value)

    def label_of_text(self, text: str) -> str:
        """Return the label of an answer as pages send it; '' where it is none of the scale's."""
        return next((choice.label for raw, choice in self.answers if str(raw) == text), "")
