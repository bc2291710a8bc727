"""Where in a draft something is edited: what a fault points to, and words searched for."""

from collections.abc import Iterator
from dataclasses import dataclass

from documents.characters import folded
from leadership.addressing import Address, Node, Path, address_of, keys_along
from leadership.editing.sections.section import Field, Keys, Section, all_things
from leadership.editing.values import texts
from leadership.instrument import Instrument


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
    item: Node
    field: Field
    text: str


def spot_of(instrument: Instrument, path: Path, sections: tuple[Section, ...]) -> Spot | None:
    """Return where what a path leads to is edited; None without a page."""
    address = address_of(instrument, path)
    best: Spot | None = None
    for section in sections:
        keys = keys_along(section.pattern, address)
        if keys is not None and (best is None or len(section.steps) > len(best.section.steps)):
            best = Spot(section, keys, _field_at(address[len(section.steps) :]))
        keys = _keys_of_list(section, address)
        if keys is not None:
            return Spot(section, keys)
    return best


def _field_at(rest: Address) -> str:
    """Return the name of a field by the keys of the file that lead on to it from its thing."""
    return ".".join("to_try" if key == "try" else key for key in rest[:2])


def _keys_of_list(section: Section, address: Address) -> Keys | None:
    """Return the keys with which a list of a section is what stands at an address."""
    if not section.is_list or len(address) != len(section.steps) - 1:
        return None
    return keys_along(section.pattern.rpartition("/")[0], address)


def search(instrument: Instrument, words: str, sections: tuple[Section, ...]) -> Iterator[Hit]:
    """Yield every field that holds the words, in the order of the sections and of the bank."""
    wanted = folded(words)
    for section in sections:
        described = section.fields_in(instrument)
        for keys, item in all_things(instrument, section):
            stored = texts(item, (one.name for one in described))
            for one in described:
                if not one.of and wanted in folded(stored[one.name]):
                    yield Hit(section, keys, item, one, stored[one.name])
            if keys and wanted == folded(keys[-1]):
                yield Hit(section, keys, item, described[0], stored[described[0].name])
