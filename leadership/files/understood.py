"""How the answers of a survey were understood, for whoever has to agree to it before anything is stored."""

from dataclasses import dataclass
from enum import Enum

from leadership.instrument import RawAnswer


class Direction(Enum):
    """What tells which end of a scale is the higher."""

    TOLD = "told"
    """The words of its answers, or there are only numbers."""
    TURNED = "turned"
    """The same words; the survey has its answers the other way round."""
    CHOSEN = "chosen"
    """A person who had it turned round."""
    UNTOLD = "untold"
    """Nothing: the order of the answers was taken, so a person has to look."""


@dataclass(frozen=True)
class ApartAnswer:
    """An answer that is no point of its scale; of several of one kind only the first has a place."""

    label: str
    means: RawAnswer
    is_kept: bool


@dataclass(frozen=True)
class UnderstoodScale:
    """The answers of some questions, from the lowest."""

    key: str
    questions: tuple[str, ...]
    points: tuple[tuple[int, str], ...]
    apart: tuple[ApartAnswer, ...]
    direction: Direction
    is_listed: bool
    """Whether the survey lists its answers; a question may bring its own, which are points by their kind."""
