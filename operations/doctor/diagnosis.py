"""What the doctor says of one thing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum


class Verdict(Enum):
    """How a thing stands."""

    OK = "ok"
    ATTEND = "attend to"
    WRONG = "wrong"


@dataclass(frozen=True)
class Diagnosis:
    """How one thing stands, in words, and what to do where that is anything."""

    level: Verdict
    about: str
    words: str
    do: str = ""


Look = Callable[[], Iterator[Diagnosis]]


def fine(about: str, words: str) -> Diagnosis:
    return Diagnosis(Verdict.OK, about, words)


def attend(about: str, words: str, do: str) -> Diagnosis:
    return Diagnosis(Verdict.ATTEND, about, words, do)


def wrong(about: str, words: str, do: str) -> Diagnosis:
    return Diagnosis(Verdict.WRONG, about, words, do)
