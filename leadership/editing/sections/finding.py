"""Where in a draft something stands: of a fault that names a place of the file, and of words searched for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from leadership.editing import Path, identity, texts
from leadership.editing.sections.kinds import EACH, Field, Keys, Section, all_things
from leadership.instrument import Instrument

STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
# The keys of a file that are called otherwise in the Instrument.
FILE_KEYS = {
    ("themes", "items"): "questions",
    ("themes", "try"): "to_try",
    ("readiness", "items"): "statements",
}
NAMES_IN_FILE = {(section, name): key for (section, key), name in FILE_KEYS.items()}


@dataclass(frozen=True)
class Spot:
    """A thing of a section and, where it is one, the field; or the list of another section in it."""

    section: Section
    keys: Keys
    field: str = ""


@dataclass(frozen=True)
class Hit:
    """A field in which something was found."""

    section: Section
    keys: Keys
    item: Any
    field: Field
    text: str


def spot_of(instrument: Instrument, path: str, sections: tuple[Section, ...]) -> Spot | None:
    """Return where a fault's place in the file, themes[2].items[3].text, is edited; None without a page."""
    way = _way(instrument, path)
    best: Spot | None = None
    for section in sections:
        keys = _keys_along(section.path, way)
        if keys is not None and (best is None or len(section.path) > len(best.section.path)):
            rest = way[len(section.path) :]
            best = Spot(section, keys, ".".join(rest[:2]) if rest else "")
        keys = _keys_along(section.container, way)
        if keys is not None and len(section.container) == len(way) and section.is_list:
            return Spot(section, keys)
    return best


def file_place(instrument: Instrument, path: Path) -> str:
    """Return a thing's place in the file, themes[2].items[3]: what the paths of its faults begin with."""
    said, value = "", cast("Any", instrument)
    for step in path:
        if isinstance(value, tuple):
            number = [identity(one) for one in value].index(step)
            said, value = f"{said}[{number}]", value[number]
        else:
            said += f".{NAMES_IN_FILE.get((path[0], step), step)}"
            value = value[step] if isinstance(value, dict) else getattr(value, step)
    return said.removeprefix(".")


def search(instrument: Instrument, words: str, sections: tuple[Section, ...]) -> Iterator[Hit]:
    """Yield every field that holds the words, in the order of the sections and of the bank."""
    wanted = words.casefold()
    for section in sections:
        described = section.fields_in(instrument)
        for keys, item in all_things(instrument, section):
            said = texts(item, (one.name for one in described))
            for one in described:
                if not one.of and wanted in said[one.name].casefold():
                    yield Hit(section, keys, item, one, said[one.name])
            if keys and wanted == keys[-1].casefold():
                yield Hit(section, keys, item, described[0], said[described[0].name])


def _way(instrument: Instrument, path: str) -> Path:
    """Return a place of the file as a path into the Instrument, as far as it leads there."""
    value: Any = instrument
    way: list[str] = []
    for name, number in STEP.findall(path):
        if number:
            if not _is_list_of_things(value) or int(number) >= len(value):
                break
            value = value[int(number)]
            way.append(identity(value))
        else:
            step = FILE_KEYS.get((way[0] if way else "", name), name)
            way.append(step)
            value = value.get(step) if isinstance(value, dict) else getattr(value, step, None)
    return tuple(way)


def _is_list_of_things(value: Any) -> bool:
    return isinstance(value, tuple) and bool(value) and not isinstance(value[0], str | int)


def _keys_along(pattern: Path, way: Path) -> Keys | None:
    """Return the keys with which a pattern leads along this way; None where it does not."""
    if len(way) < len(pattern):
        return None
    keys = []
    for step, here in zip(pattern, way, strict=False):
        if step == EACH or here in step.split("|"):
            keys += [here] if step == EACH or "|" in step else []
        else:
            return None
    return tuple(keys)
