"""Writes an Instrument as a bank file that a person can read, and that reads back as the same Instrument."""

import json
import re
from collections.abc import Iterator

from leadership.addressing import Json
from leadership.files.schema import INSTRUMENT
from leadership.instrument import Instrument

# Long enough for one thing a line, short enough to compare two versions line by line.
LONGEST_LINE = 240
PLAIN_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
# Other readers of YAML take these for yes, no or nothing.
TREACHEROUS_KEYS = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}
# Keys that authors choose. Not every database keeps their order, so a fixed one is written.
FREE_KEYS = (
    ("instrument", "estimated_minutes"),
    ("readiness", "level_text"),
    ("activity_guidance",),
    ("embedding_plan", "example"),
    ("report_wording", "fixed_texts"),
)


def dump(instrument: Instrument) -> str:
    """Write every text in quotes, and defaults only where a later release might have others."""
    file = INSTRUMENT.dump_python(instrument, mode="json", by_alias=True, exclude_defaults=True)
    rules = INSTRUMENT.dump_python(instrument, mode="json", by_alias=True, include={"scoring"})
    # In full: a later release may have other defaults, and the file has to bring the old ones back.
    file["scoring"] = _without_nulls(rules["scoring"])
    for path in FREE_KEYS:
        _sort(file, *path)
    sections = ["\n".join(_entry(key, value, "")) for key, value in file.items()]
    return "\n\n".join(sections) + "\n"


def _without_nulls(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value


def _sort(mapping: Json, key: str, *further: str) -> None:
    inner = mapping.get(key) if isinstance(mapping, dict) else None
    if further:
        _sort(inner, *further)
    elif isinstance(mapping, dict) and isinstance(inner, dict):
        mapping[key] = dict(sorted(inner.items()))


def _entry(key: str, value: Json, indent: str) -> Iterator[str]:
    if _is_short(value):
        yield f"{indent}{_key(key)}: {_inline(value)}"
    else:
        yield f"{indent}{_key(key)}:"
        yield from _block(value, f"{indent}  ")


def _block(value: Json, indent: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _entry(key, item, indent)
    elif isinstance(value, list):
        for item in value:
            yield from _item(item, indent)


def _item(item: Json, indent: str) -> Iterator[str]:
    if (_is_leaf(item) and len(_inline(item)) <= LONGEST_LINE) or not isinstance(item, dict | list):
        yield f"{indent}- {_inline(item)}"
    else:
        first, *others = _block(item, f"{indent}  ")
        yield f"{indent}- {first.lstrip()}"
        yield from others


def _is_leaf(value: Json) -> bool:
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return not any(isinstance(item, dict | list) for item in items)


def _is_short(value: Json) -> bool:
    """Tell whether a value goes on the line of its key: a single one, an empty one, or numbers."""
    if isinstance(value, dict):
        return _is_leaf(value) and not any(isinstance(item, str) for item in value.values())
    return not isinstance(value, list) or not any(isinstance(i, str | dict | list) for i in value)


def _inline(value: Json) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(k)}: {_inline(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    return json.dumps(value, ensure_ascii=False)  # what JSON writes, YAML reads the same


def _key(key: str) -> str:
    is_plain = PLAIN_KEY.fullmatch(key) and key.lower() not in TREACHEROUS_KEYS
    return key if is_plain else json.dumps(key)
