"""Finds values in plain data by a pattern of keys, whatever else may be wrong with the data."""

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from leadership.files.faults import Path

Kind = TypeVar("Kind")


def walk(data: Any, pattern: str, kind: type[Kind]) -> Iterator[tuple[Path, Kind]]:
    """Yield path and value of all values of this kind; * in the pattern stands for every entry.

    What is of another kind is passed over: the check of the shape speaks of it.
    """
    for path, value in _walk(data, pattern.split("."), ()):
        if isinstance(value, kind) and not (kind is int and isinstance(value, bool)):
            yield path, value


def value_at(data: Any, pattern: str, kind: type[Kind], default: Kind) -> Kind:
    """Return the one value at a path without *, or the default where it is absent or of another kind."""
    return next((value for _path, value in walk(data, pattern, kind)), default)


def codes(data: Any, pattern: str) -> dict[str, Path]:
    """Return the codes found, each with the path where it first stands."""
    found: dict[str, Path] = {}
    for path, code in walk(data, pattern, str):
        found.setdefault(code, path)
    return found


def _walk(value: Any, steps: list[str], path: Path) -> Iterator[tuple[Path, Any]]:
    if not steps:
        yield path, value
        return
    for key, item in _entries(value, steps[0]):
        yield from _walk(item, steps[1:], (*path, key))


def _entries(value: Any, step: str) -> Iterable[tuple[str | int, Any]]:
    if isinstance(value, dict):
        if step == "*":
            return value.items()
        return [(step, value[step])] if step in value else []
    return enumerate(value) if step == "*" and isinstance(value, list) else []
