"""What is published of a round as it is stored: plain data that stays, but for an erased line manager's. Knows no Django."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from leadership.observing import RaterGroup
from observers.disclosure import Unit
from observers.follow_up import PulseUnit


@dataclass(frozen=True)
class LineManagerView:
    """What the line manager sent: one named person, who was told so."""

    name: str
    themes: Mapping[str, float]
    statements: Mapping[str, float]
    comments: Mapping[str, str]


@dataclass(frozen=True)
class Own:
    """The person's own answers to what others were asked, as they stood at the close."""

    themes: Mapping[str, float]
    statements: Mapping[str, float]


@dataclass(frozen=True)
class Published:
    """Everything that the person rated can ever read of a round."""

    you: Own
    line_manager: LineManagerView | None
    units: tuple[Unit, ...]
    others: Unit | None
    hidden: tuple[RaterGroup, ...]
    comments: Mapping[str, tuple[str, ...]]

    @property
    def shows_anything(self) -> bool:
        """Whether enough people answered for any of them to be shown."""
        return bool(self.units or self.line_manager)


@dataclass(frozen=True)
class LineManagerAgain:
    """What the line manager answered in a pulse, under their name."""

    name: str
    answers: Mapping[str, str]


@dataclass(frozen=True)
class PublishedPulse:
    """Everything that the person can ever read of a pulse."""

    line_manager: LineManagerAgain | None
    units: tuple[PulseUnit, ...]
    hidden: tuple[RaterGroup, ...]


_ADAPTER = TypeAdapter(Published)
_PULSE = TypeAdapter(PublishedPulse)


def plain(published: Published) -> dict[str, Any]:
    data: dict[str, Any] = _ADAPTER.dump_python(published, mode="json")
    return data


def from_plain(data: object) -> Published:
    return _ADAPTER.validate_python(data)


def plain_pulse(published: PublishedPulse) -> dict[str, Any]:
    data: dict[str, Any] = _PULSE.dump_python(published, mode="json")
    return data


def pulse_from_plain(data: object) -> PublishedPulse:
    return _PULSE.validate_python(data)
