"""What a section of a draft is: where its things stand in a bank, and what is edited of each."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from leadership.addressing import (
    ANY,
    Address,
    Node,
    Pattern,
    address_of,
    entries,
    filled,
    found,
    identity,
    is_open,
    keys_along,
    shape_at,
    steps_of,
    walk,
)
from leadership.editing.edits import free_code
from leadership.editing.values import texts, with_texts
from leadership.instrument import OWN_PREFIX, Instrument, Point, Question, Scale
from leadership.shapes import Shape, ValueKind, as_record, attributes, required, shape_of
from leadership.translation import gettext

Words = str
Keys = tuple[str, ...]
Made = tuple[str, Node]
Choices = Callable[[Instrument, Keys], list[tuple[str, str]]]


@dataclass(frozen=True)
class Field:
    """One thing that is asked, in words for people who keep banks."""

    name: str
    label: Words
    hint: Words = ""
    of: Choices | None = None
    required: bool = False
    """Whether a draft needs it although a file may leave it out."""
    when_added: bool = True
    """Whether it is asked of what is only being added, too."""


Fields = tuple[Field, ...]


@dataclass(frozen=True)
class Listed:
    """How a thing is told in lists: by `named` or its `main` field, a `note`, and the `marks` that are set."""

    main: str = ""
    named: Callable[[Instrument, Keys, Any], str] | None = None
    note: Callable[[Any], str] | None = None
    marks: Fields = ()


@dataclass(frozen=True)
class NewEntry:
    """What becomes of an entry that is only being added.

    `asked` is what tells it from its neighbours, asked only then; without it, it gets a code of its own that
    begins with the `stem`, marked as an organisation's own where the entry `is_own`. `starts` is a list that
    it cannot be without, and `readied` makes a bank one that it can be added to.
    """

    asked: Fields = ()
    starts: Field | None = None
    stem: str = ""
    is_own: bool = False
    readied: Callable[[Instrument], Instrument] | None = None


@dataclass(frozen=True)
class Allowed:
    """What may be done to the entries of a list."""

    adds: bool = True
    deletes: bool = True
    moves: bool = True
    copies: bool = False


@dataclass(frozen=True)
class Section:
    """One kind of thing in a bank: the entries of a list where its pattern ends with an open step, else a single page.

    What is put in place of the open steps of the pattern are the keys of a thing. `only_with` names a field of the
    Instrument without which there is nothing that the section could be about.
    """

    name: str
    title: Words
    one: Words
    pattern: Pattern
    about: Words = ""
    fields: Fields | Callable[[Instrument], Fields] = ()
    listed: Listed = Listed()
    new: NewEntry = NewEntry()
    allows: Allowed = Allowed()
    only_with: str = ""

    @cached_property
    def steps(self) -> tuple[str, ...]:
        return steps_of(self.pattern)

    @property
    def is_list(self) -> bool:
        return is_open(self.steps[-1])

    @property
    def has_entries(self) -> bool:
        """Whether its things are the entries of a list, not the ends of a few fixed names."""
        return self.steps[-1] == ANY

    @property
    def depth(self) -> int:
        """Tell how many keys lead to a thing."""
        return sum(map(is_open, self.steps))

    @property
    def has_open_keys(self) -> bool:
        """Whether its thing is keys with values, not an object with fields."""
        return self._thing.kind is ValueKind.KEYS

    @property
    def most(self) -> int | None:
        """How many entries the list may have."""
        most = shape_at(self.steps[:-1]).most if self.is_list else None
        return None if most is None else int(most)

    @property
    def record(self) -> type:
        """The class of its things."""
        return self._thing.record or dict

    @cached_property
    def _thing(self) -> Shape:
        return shape_at(self.steps)

    def address(self, keys: Keys) -> Address:
        """Return the address of a thing; raise KeyError where a key is none of the names there are."""
        return filled(self.pattern, keys)

    def container(self, parent: Keys) -> Address:
        """Return the address of the list in which a section's entries stand."""
        left = iter(parent)
        return tuple(next(left) if is_open(step) else step for step in self.steps[:-1])

    def shape(self, name: str) -> Shape:
        return self._thing.item or shape_of(self.record, name)

    def fields_in(self, instrument: Instrument) -> Fields:
        return self.fields(instrument) if callable(self.fields) else self.fields

    def asked_in(self, instrument: Instrument) -> Fields:
        """Return all that is asked of a thing, be it to edit or to add."""
        starts = (self.new.starts,) if self.new.starts else ()
        return (*self.new.asked, *self.fields_in(instrument), *starts)

    def names_in(self, instrument: Instrument) -> tuple[str, ...]:
        return tuple(one.name for one in self.fields_in(instrument))

    def title_of(self, instrument: Instrument, keys: Keys, item: Node) -> str:
        """Return the words by which people know a thing."""
        if self.listed.named:
            return self.listed.named(instrument, keys, item)
        words = str(getattr(item, self.listed.main, "") or "") if self.listed.main else ""
        return words or " ".join(keys[-1:]) or gettext(self.one)


def keys_from(section: Section, text: str, *, depth: int | None = None) -> Keys:
    """Read keys as an address gives them; raise KeyError where there are too few."""
    depth = section.depth if depth is None else depth
    keys = tuple(text.split("/", depth - 1)) if text else ()
    if len(keys) != depth:
        raise KeyError(text)
    return keys


def things(instrument: Instrument, section: Section, parent: Keys = ()) -> dict[Keys, Node]:
    """Return the entries of a list by their keys, in order; none where the bank has no such part."""
    held = container_of(instrument, section, parent)
    if not section.has_entries:
        names = section.steps[-1].split("|") if held else []
        return {(*parent, name): getattr(held, name) for name in names}
    return {(*parent, key): entry for key, entry in entries(held or ()).items()}


def container_of(instrument: Instrument, section: Section, parent: Keys) -> Node:
    """Return what holds a section's entries; None where the bank has no such part."""
    address = section.container(parent)
    for length in range(1, len(address)):
        if found(instrument, address[:length]) is None:
            return None
    return found(instrument, address)


def all_things(instrument: Instrument, section: Section) -> Iterator[tuple[Keys, Node]]:
    """Yield everything of one kind in a bank, with its keys."""
    for path, thing in walk(instrument, section.pattern, object):
        keys = keys_along(section.pattern, address_of(instrument, path))
        if thing is not None and keys is not None:
            yield keys, thing


def made(section: Section, submitted: dict[str, str], code: str, taken: Collection[str]) -> Made:
    """Return a new entry of a list, and its key; what it begins with is marked as one's own where its code is."""
    names = {one.name for one in attributes(section.record)}
    needed = required(section.record)
    given = {name: text for name, text in submitted.items() if name.partition(".")[0] in names}
    starts = section.new.starts
    first = given.pop(starts.name, "") if starts else ""
    entry = with_texts(section.record(**dict.fromkeys(needed, "")), given)
    own: dict[str, object] = {}
    if "code" in needed:
        own["code"] = code
    if "importance_code" in needed:
        own["importance_code"] = f"{code[:36]}-IMP"
    if starts:
        own[starts.name] = _begun(section.record, first, code, taken)
    entry = replace(as_record(entry), **own)
    asked = [one.name for one in section.new.asked if one.name not in names]
    return (submitted[asked[0]] if asked else identity(entry)), entry


def _begun(
    record: type, lines: str, code: str, taken: Collection[str]
) -> tuple[Point | Question, ...]:
    """Return the entries that a new scale, or a new theme, begins with."""
    texts = [line.strip() for line in lines.split("\n") if line.strip()]
    if record is Scale:
        return tuple(Point(value, text) for value, text in enumerate(texts, 1))
    used = {*taken, code}
    questions = []
    for order, text in enumerate(texts, 1):
        used.add(new := free_code(code, used, own=code.startswith(OWN_PREFIX)))
        questions.append(Question(new, text, reverse=False, label=text, order=order))
    return tuple(questions)


def shown(section: Section, instrument: Instrument, item: Node) -> dict[str, str]:
    """Return the fields of a thing as a form shows them."""
    return texts(item, section.names_in(instrument))
