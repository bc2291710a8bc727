"""What is published of a round as it is stored: plain data that never changes. Knows no Django."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from leadership.observing import RaterGroup
from observers.disclosure import Unit


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


_ADAPTER = TypeAdapter(Published)


def plain(published: Published) -> dict[str, Any]:
    data: dict[str, Any] = _ADAPTER.dump_python(published, mode="json")
    return data


def from_plain(data: object) -> Published:
    return _ADAPTER.validate_python(data)
