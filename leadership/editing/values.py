"""A field of a bank as text, for a form, and back.

A name with a dot, `not_applicable.label`, is a field of something that may be absent: it begins with the
first text and goes with the last that it needs.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from typing import TypeVar

from leadership.instrument import About, LearningArea, Question, Stage, Theme
from leadership.shapes import Record, Shape, ValueKind, required, shape_of

AnyRecord = TypeVar("AnyRecord", bound=Record)
YES = "yes"
# A text that stands for another where it is left empty, and so follows it.
FOLLOWS: Mapping[type, tuple[str, str]] = {
    Question: ("label", "text"),
    Theme: ("short_title", "title"),
    LearningArea: ("short_title", "title"),
    Stage: ("short_title", "title"),
    About: ("short_title", "title"),
}


def texts(item: object, names: Iterable[str]) -> dict[str, str]:
    """Return the fields of a record, or the keys of a mapping, as a form shows them."""
    return {name: _shown(_value_at(item, name)) for name in names}


def with_texts(item: AnyRecord, submitted: Mapping[str, str]) -> AnyRecord:
    """Return the record with fields as a form sent them."""
    new = item
    for name, text in submitted.items():
        new = _with(new, name, text)
    return _following(item, _without_hollow(new, submitted))


def with_keys(
    item: Mapping[str, object], submitted: Mapping[str, str], each: Shape
) -> dict[str, object]:
    """Return keys that an author chose with values as a form sent them; one without a text is not there."""
    kept = {key: value for key, value in item.items() if key not in submitted}
    return kept | {key: _value(each, text) for key, text in submitted.items() if text}


def _value_at(item: object, name: str) -> object:
    head, _dot, rest = name.partition(".")
    value: object = item.get(head) if isinstance(item, dict) else getattr(item, head)
    return value if not rest or value is None else _value_at(value, rest)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return YES if value else ""
    if isinstance(value, tuple):
        is_whole = bool(value) and isinstance(value[0], int)
        return (", " if is_whole else "\n").join(map(str, value))
    if isinstance(value, float):
        return f"{value:g}"
    return "" if value is None else str(value)


def _with(item: AnyRecord, name: str, text: str) -> AnyRecord:
    head, _dot, rest = name.partition(".")
    owner: type = type(item)
    shape = shape_of(owner, head)
    if not rest:
        return replace(item, **{head: _parsed(shape, text, owner, head)})
    inner = getattr(item, head)
    if shape.item:
        return replace(item, **{head: with_keys(inner, {rest: text}, shape.item)})
    if inner is None and shape.record:
        inner = shape.record(**dict.fromkeys(required(shape.record), ""))
    return replace(item, **{head: _with(inner, rest, text)})


def _without_hollow(item: AnyRecord, names: Iterable[str]) -> AnyRecord:
    """Take out what lacks the text that it would need."""
    for head in {name.partition(".")[0] for name in names if "." in name}:
        inner = getattr(item, head)
        owner: type = type(inner)
        if is_dataclass(owner) and not all(getattr(inner, one) for one in required(owner)):
            item = replace(item, **{head: None})
    return item


def _following(before: AnyRecord, item: AnyRecord) -> AnyRecord:
    if type(item) not in FOLLOWS:
        return item
    name, stands_for = FOLLOWS[type(item)]
    now = getattr(item, name)
    repeated = now == getattr(before, name) == getattr(before, stands_for)
    return item if now and not repeated else replace(item, **{name: getattr(item, stands_for)})


def _parsed(shape: Shape, text: str, owner: type, name: str) -> object:
    """Return the value; where the text is empty, what stands for nothing there."""
    if text or shape.kind is ValueKind.FLAG:
        return _value(shape, text)
    default: object = next(one.default for one in fields(owner) if one.name == name)
    return default if default is not MISSING else _value(shape, "")


def _value(shape: Shape, text: str) -> object:
    if shape.is_lines:
        return tuple(line.strip() for line in text.split("\n") if line.strip())
    if shape.is_whole_numbers:
        return tuple(int(one) for one in re.split(r"[\s,]+", text) if one)
    match shape.kind:
        case ValueKind.FLAG:
            return text == YES
        case ValueKind.WHOLE:
            return int(text)
        case ValueKind.NUMBER:
            return float(text)
    return text
