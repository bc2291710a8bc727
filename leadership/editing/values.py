"""A field of a bank as text, for a form, and back; what it may hold is read from the Instrument's classes.

A name with a dot, `not_applicable.label`, is a field of something that may be absent: it begins with the
first text and goes with the last that it needs.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from enum import Enum, auto
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from leadership.instrument import About, LearningArea, Question, Stage, Theme

YES = "yes"
# A text that stands for another where it is left empty, and so follows it.
FOLLOWS: Mapping[type, tuple[str, str]] = {
    Question: ("label", "text"),
    Theme: ("short_title", "title"),
    LearningArea: ("short_title", "title"),
    Stage: ("short_title", "title"),
    About: ("short_title", "title"),
}


class Kind(Enum):
    """What sort of thing a field holds."""

    TEXT = auto()
    LINES = auto()
    FLAG = auto()
    WHOLE = auto()
    WHOLES = auto()
    NUMBER = auto()
    CHOICE = auto()


@dataclass(frozen=True)
class Shape:
    """What a field may hold."""

    kind: Kind
    required: bool = False
    max_length: int = 0
    least: float | None = None
    most: float | None = None
    above: float | None = None
    below: float | None = None
    choices: tuple[str, ...] = ()
    pattern: str = ""


def texts(item: Any, names: Iterable[str]) -> dict[str, str]:
    """Return the fields as a form shows them."""
    return {name: _shown(_value_at(item, name)) for name in names}


def with_texts(item: Any, said: Mapping[str, str], each: Shape | None = None) -> Any:
    """Return the item with fields as a form sent them; `each` is what keys hold that an author chose."""
    if isinstance(item, dict):
        return _with_keys(item, said, each or Shape(Kind.TEXT))
    new = item
    for name, text in said.items():
        new = _with(new, name, text)
    return _following(item, _without_hollow(new, said))


def shape_of(owner: type, name: str) -> Shape:
    """Return what a field of a class may hold."""
    head, _dot, rest = name.partition(".")
    hint, required = _hints(owner)[head]
    if not rest:
        return _shape(hint, required=required)
    inner = _unwrapped(hint)
    if get_origin(inner) is dict:
        return _shape(get_args(inner)[1], required=False)
    below = shape_of(inner, rest)
    return replace(below, required=False)


def fewest_and_most(owner: type, name: str) -> tuple[int, int | None]:
    """Return how many entries a list of a class must and may have."""
    limits = dict(_limits(_hints(owner)[name][0]))
    return limits.get("min_length", 0), limits.get("max_length")


@cache
def _hints(owner: Any) -> dict[str, tuple[Any, bool]]:
    hints = get_type_hints(owner, include_extras=True)
    return {
        one.name: (
            hints[one.name],
            one.default is MISSING and one.default_factory is MISSING,
        )
        for one in fields(owner)
    }


def _shape(hint: Any, *, required: bool) -> Shape:
    limits = dict(_limits(hint))
    bare = _unwrapped(hint)
    if get_origin(bare) is tuple and get_args(bare)[0] is int:
        return Shape(Kind.WHOLES, required)
    if get_origin(bare) is tuple:
        return Shape(
            Kind.LINES, required, max_length=dict(_limits(get_args(bare)[0]))["max_length"]
        )
    if get_origin(bare) is Literal:
        return Shape(Kind.CHOICE, required, choices=tuple(map(str, get_args(bare))))
    if bare is bool:
        return Shape(Kind.FLAG)
    if bare in (int, float):
        kind = Kind.WHOLE if bare is int else Kind.NUMBER
        least, most, above, below = (limits.get(name) for name in ("ge", "le", "gt", "lt"))
        return Shape(kind, required, 0, least, most, above, below)
    longest, pattern = limits.get("max_length") or 300, limits.get("pattern") or ""
    return Shape(Kind.TEXT, required, max_length=longest, pattern=pattern)


def _unwrapped(hint: Any) -> Any:
    """Return the type without what is said about it, and without None."""
    if get_origin(hint) is Annotated:
        return _unwrapped(get_args(hint)[0])
    if get_origin(hint) in (Union, UnionType):
        return _unwrapped(next(one for one in get_args(hint) if one is not type(None)))
    return hint


def _limits(hint: Any) -> Iterable[tuple[str, Any]]:
    """Yield the limits that an annotation sets, wherever pydantic keeps them."""
    if get_origin(hint) in (Union, UnionType):
        for one in get_args(hint):
            yield from _limits(one)
    if get_origin(hint) is not Annotated:
        return
    for about in hint.__metadata__:
        for said in (about, *getattr(about, "metadata", ())):
            for name in ("min_length", "max_length", "pattern", "ge", "le", "gt", "lt"):
                if getattr(said, name, None) is not None:
                    yield name, getattr(said, name)


def _value_at(item: Any, name: str) -> Any:
    head, _dot, rest = name.partition(".")
    value = item.get(head) if isinstance(item, dict) else getattr(item, head)
    return value if not rest or value is None else _value_at(value, rest)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return YES if value else ""
    if isinstance(value, tuple):
        is_whole = bool(value) and isinstance(value[0], int)
        return (", " if is_whole else "\n").join(map(str, value))
    if isinstance(value, float):
        return f"{value:g}"
    return "" if value is None else str(value)


def _with(item: Any, name: str, text: str) -> Any:
    head, _dot, rest = name.partition(".")
    if not rest:
        return replace(item, **{head: _parsed(shape_of(type(item), head), text, type(item), head)})
    owner: type = type(item)
    inner, bare = getattr(item, head), _unwrapped(_hints(owner)[head][0])
    if isinstance(inner, dict):
        return replace(item, **{head: _with_keys(inner, {rest: text}, shape_of(type(item), name))})
    if inner is None:
        inner = bare(**dict.fromkeys(required(bare), ""))
    return replace(item, **{head: _with(inner, rest, text)})


def _with_keys(item: dict[str, Any], said: Mapping[str, str], each: Shape) -> dict[str, Any]:
    """Return the keys with these values; one without a text is not there."""
    kept = {key: value for key, value in item.items() if key not in said}
    return kept | {key: _value(each, text) for key, text in said.items() if text}


def _without_hollow(item: Any, names: Iterable[str]) -> Any:
    """Take out what lacks the text that it would need."""
    for head in {name.partition(".")[0] for name in names if "." in name}:
        inner = getattr(item, head)
        owner: type = type(inner)
        if is_dataclass(owner) and not all(getattr(inner, one) for one in required(owner)):
            item = replace(item, **{head: None})
    return item


def required(owner: type) -> list[str]:
    """Return the fields that a class cannot be made without."""
    return [name for name, (_hint, required) in _hints(owner).items() if required]


def _following(before: Any, item: Any) -> Any:
    if type(item) not in FOLLOWS:
        return item
    name, stands_for = FOLLOWS[type(item)]
    now = getattr(item, name)
    repeated = now == getattr(before, name) == getattr(before, stands_for)
    return item if now and not repeated else replace(item, **{name: getattr(item, stands_for)})


def _parsed(shape: Shape, text: str, owner: type, name: str) -> Any:
    """Return the value; where the text is empty, what stands for nothing there."""
    if text or shape.kind is Kind.FLAG:
        return _value(shape, text)
    default = next(one.default for one in fields(owner) if one.name == name)
    return default if default is not MISSING else _value(shape, "")


def _value(shape: Shape, text: str) -> Any:
    match shape.kind:
        case Kind.FLAG:
            return text == YES
        case Kind.LINES:
            return tuple(line.strip() for line in text.split("\n") if line.strip())
        case Kind.WHOLE:
            return int(text)
        case Kind.WHOLES:
            return tuple(int(one) for one in re.split(r"[\s,]+", text) if one)
        case Kind.NUMBER:
            return float(text)
    return text
