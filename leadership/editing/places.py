"""Finds and replaces what stands at a place of an Instrument.

A path is the names and codes that lead there: ("themes", "ASP", "questions", "ASP-01", "text"). Entries
of a list go by what identifies them, never by their number, which is another when somebody has moved one.
"""

from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass, replace
from typing import Any

from leadership.instrument import GlossaryEntry, Instrument, Link, Point, SpectrumResult

Path = tuple[str, ...]
Rule = Callable[[Any], Any]


def identity(entry: Any) -> str:
    """Return what tells an entry from its neighbours."""
    match entry:
        case Link(theme=theme, area=area):
            return f"{theme}+{area}"
        case Point(value=value):
            return str(value)
        case GlossaryEntry(term=term):
            return term
        case SpectrumResult(rule=rule):
            return rule
    code: str = entry.code
    return code


def found(instrument: Instrument, path: Path) -> Any:
    """Return what stands there; raise KeyError where the way leads to nothing."""
    value: Any = instrument
    for step in path:
        value = _below(value, step)
    return value


def changed(instrument: Instrument, path: Path, rule: Rule) -> Instrument:
    """Return the Instrument with what the rule makes of what stands there."""
    result: Instrument = _changed(instrument, path, rule)
    return result


def entries(container: Any) -> dict[str, Any]:
    """Return the entries of a list, or of keys with values, in order."""
    if isinstance(container, dict):
        return dict(container)
    return {identity(entry): entry for entry in container}


def holding(container: Any, items: Iterable[tuple[str, Any]]) -> Any:
    """Return a container like this one that holds these; orders and values follow the places."""
    if isinstance(container, dict):
        return dict(items)
    return tuple(_numbered([entry for _key, entry in items], container))


def _numbered(items: list[Any], before: tuple[Any, ...]) -> list[Any]:
    if items and isinstance(items[0], Point):
        lowest = before[0].value if before else 1
        return [replace(point, value=value) for value, point in enumerate(items, lowest)]
    if items and any(one.name == "order" for one in fields(items[0])):
        return [
            item if item.order == order else replace(item, order=order)
            for order, item in enumerate(items, 1)
        ]
    return items


def _below(value: Any, step: str) -> Any:
    if isinstance(value, dict):
        return value[step]
    if isinstance(value, tuple):
        return next(entry for entry in _found(value, step))
    if is_dataclass(value) and any(one.name == step for one in fields(value)):
        return getattr(value, step)
    raise KeyError(step)


def _found(items: tuple[Any, ...], step: str) -> list[Any]:
    here = [entry for entry in items if identity(entry) == step]
    if not here:
        raise KeyError(step)
    return here


def _changed(value: Any, path: Path, rule: Rule) -> Any:
    if not path:
        return rule(value)
    step, rest = path[0], path[1:]
    new = _changed(_below(value, step), rest, rule)
    if isinstance(value, dict):
        return value | {step: new}
    if isinstance(value, tuple):
        return tuple(new if identity(entry) == step else entry for entry in value)
    return replace(value, **{step: new})
