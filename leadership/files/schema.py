"""Checks plain data against the Instrument's classes and says in plain words what does not fit."""

import dataclasses
import json
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError

from leadership import instrument
from leadership.files.faults import Finding, Path
from leadership.instrument import Instrument
from leadership.translation import gettext as _
from leadership.translation import gettext_noop

INSTRUMENT = TypeAdapter(Instrument)
KNOWN_KEYS = sorted(
    {
        info.name
        for kind in vars(instrument).values()
        if dataclasses.is_dataclass(kind) and kind.__module__.startswith(instrument.__name__)
        for info in dataclasses.fields(kind)
    }
    # Aliases, and what a file may say that the classes do not hold.
    | {"items", "learning"}
)
PATTERNS = {
    "A-Za-z0-9_.-": gettext_noop(
        "may hold only letters without accents, digits and . _ -, at most 40 of them, and begins with a letter or digit."
    ),
    r"\d{1,6}": gettext_noop("must be a version number such as 1.0.0."),
    "a-z": gettext_noop("must be a language tag such as en-GB."),
}
WORDS = {
    "missing": gettext_noop("is missing."),
    "string_type": gettext_noop("must be text."),
    "string_too_short": gettext_noop("is empty."),
    "string_too_long": gettext_noop("is too long: it may have {max_length} characters."),
    "bool_type": gettext_noop("must be true or false."),
    "bool_parsing": gettext_noop("must be true or false."),
    "int_type": gettext_noop("must be a whole number."),
    "int_from_float": gettext_noop("must be a whole number."),
    "float_type": gettext_noop("must be a number."),
    "finite_number": gettext_noop("must be a number."),
    "literal_error": gettext_noop("must be {expected}."),
    "greater_than": gettext_noop("must be more than {gt}."),
    "greater_than_equal": gettext_noop("must be at least {ge}."),
    "less_than": gettext_noop("must be less than {lt}."),
    "less_than_equal": gettext_noop("must be at most {le}."),
    "tuple_type": gettext_noop("must be a list."),
    "dict_type": gettext_noop("must be keys with values."),
    "dataclass_type": gettext_noop("must be keys with values."),
    "too_short": gettext_noop("needs at least {min_length}."),
    "too_long": gettext_noop("may have at most {max_length}."),
}
DOES_NOT_FIT = gettext_noop("does not fit here.")
Detail = Mapping[str, Any]
# More would be a list to read rather than a hint.
MOST_PLACES = 3
NEED_QUOTES = {"string_type", "literal_error"}


def validate(data: object) -> Instrument | list[Finding]:
    """Return the Instrument, or everything about the data's shape that keeps it from being one."""
    try:
        # By way of JSON, because only there pydantic is strict and yet takes a list for a tuple.
        return INSTRUMENT.validate_json(json.dumps(data), strict=True)
    except ValidationError as error:
        return list(_findings(error))


def _findings(error: ValidationError) -> Iterator[Finding]:
    for detail in error.errors(include_url=False):
        if _follows_from_another(detail):
            continue
        path: Path = detail["loc"]
        # Pydantic speaks of a mapping's key in this way; people look for the key itself.
        if path and path[-1] == "[key]":
            path = path[:-1]
        yield Finding(path, _words(detail))


def _follows_from_another(detail: Detail) -> bool:
    """Tell whether a list only came out too short because its entries were faulty."""
    if detail["type"] != "too_short":
        return False
    given: list[Any] = detail["input"]
    least: int = detail["ctx"]["min_length"]
    return len(given) >= least


def _words(detail: Detail) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "unexpected_keyword_argument":
        return _unknown_key(str(detail["loc"][-1]))
    if kind == "string_pattern_mismatch":
        pattern = context["pattern"]
        return next(_(words) for mark, words in PATTERNS.items() if mark in pattern)
    words = _(WORDS.get(kind, DOES_NOT_FIT)).format(**context)
    is_unquoted = kind in NEED_QUOTES and isinstance(detail["input"], (bool, int, float))
    return _("%(words)s Put it in quotes.") % {"words": words} if is_unquoted else words


def _unknown_key(key: str) -> str:
    if key in KNOWN_KEYS:
        return _("is not a key of this place. It may stand at %(places)s.") % {
            "places": ", ".join(_places_of(key)) or _("another place of the file")
        }
    near = get_close_matches(key, KNOWN_KEYS, n=1, cutoff=0.75)
    hint = _("Did you mean %(near)s?") % {"near": near[0]} if near else ""
    if " " in key:
        hint = _("Text with a comma in it needs quotes.")
    return " ".join(filter(None, (_("is not a key of bank files."), hint)))


@cache
def _places_of(key: str) -> list[str]:
    """Return where a key may stand in a bank file, statements first."""
    found = [path for path in _paths(Instrument, "") if path.rpartition(".")[2] == key]
    found.sort(key=lambda path: (".items[" not in path, path.count(".")))
    return found[:MOST_PLACES]


def _paths(kind: Any, path: str) -> Iterator[str]:
    """Yield the paths of all keys below a kind, with […] for the entries of a list or of a mapping."""
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        for name, hint in get_type_hints(kind, include_extras=True).items():
            here = f"{path}.{_key_of(name, hint)}".lstrip(".")
            yield here
            yield from _paths(hint, here)
        return
    entries = f"{path}[…]" if get_origin(kind) in {tuple, list, dict} else path
    for part in get_args(kind):
        yield from _paths(part, entries)


def _key_of(name: str, hint: Any) -> str:
    aliases = (getattr(one, "alias", None) for one in getattr(hint, "__metadata__", ()))
    return next((alias for alias in aliases if alias), name)
