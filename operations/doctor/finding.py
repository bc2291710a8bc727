"""What the doctor says of one thing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum


class Level(Enum):
    """How a thing stands."""

    OK = "ok"
    ATTEND = "attend to"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """How one thing stands, in words, and what to do where that is anything."""

    level: Level
    about: str
    words: str
    do: str = ""


Look = Callable[[], Iterator[Finding]]


def fine(about: str, words: str) -> Finding:
    return Finding(Level.OK, about, words)


def attend(about: str, words: str, do: str) -> Finding:
    return Finding(Level.ATTEND, about, words, do)


def wrong(about: str, words: str, do: str) -> Finding:
    return Finding(Level.WRONG, about, words, do)
