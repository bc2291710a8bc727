"""What a section of a draft is: where its things stand in the Instrument, and what is edited of each."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from leadership.editing import (
    Path,
    Shape,
    entries,
    fewest_and_most,
    found,
    free_code,
    identity,
    required,
    shape_of,
    texts,
    with_texts,
)
from leadership.instrument import OWN_PREFIX, Instrument, Point, Question, Scale

Words = str
Keys = tuple[str, ...]
Made = tuple[str, Any]
EACH = "*"
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


@dataclass(frozen=True)
class Section:
    """One kind of thing in a bank: a list of entries where its path ends with a star, else a single page.

    A star stands for any entry, and `this|that` for one of these names; together they are the keys
    of a thing. `asked` is what tells an entry from its neighbours, asked only when it is added; without it
    an entry gets a code of its own. `starts` is a list that a new entry cannot be without, and `held_by`
    names the list that holds the entries, as far as its length is limited. In lists a thing is told by
    `named` or its `main` field, a `note`, and those of the `marks` that are set. `only_with` names a field of the
    Instrument without which there is nothing that the section could be about; `readied` makes a bank one that an
    entry can be added to.
    """

    name: str
    title: Words
    one: Words
    path: Path
    owner: type
    fields: tuple[Field, ...] = ()
    main: str = ""
    about: Words = ""
    asked: tuple[Field, ...] = ()
    starts: Field | None = None
    stem: str = ""
    is_own: bool = False
    adds: bool = True
    deletes: bool = True
    moves: bool = True
    copies: bool = False
    held_by: tuple[type, str] = (Instrument, "")
    each: Shape | None = None
    keyed: Callable[[Instrument], tuple[Field, ...]] | None = None
    named: Callable[[Instrument, Keys, Any], str] | None = None
    note: Callable[[Any], str] | None = None
    marks: tuple[Field, ...] = ()
    only_with: str = ""
    readied: Callable[[Instrument], Instrument] | None = None

    @property
    def is_list(self) -> bool:
        return _is_key(self.path[-1])

    @property
    def depth(self) -> int:
        """Tell how many keys lead to a thing."""
        return sum(_is_key(step) for step in self.path)

    @property
    def container(self) -> Path:
        return self.path[:-1]

    def shape(self, name: str) -> Shape:
        return self.each or shape_of(self.owner, name)

    def fields_in(self, instrument: Instrument) -> tuple[Field, ...]:
        return self.keyed(instrument) if self.keyed else self.fields

    def names_in(self, instrument: Instrument) -> tuple[str, ...]:
        return tuple(one.name for one in self.fields_in(instrument))

    def title_of(self, instrument: Instrument, keys: Keys, item: Any) -> str:
        """Return the words by which people know a thing."""
        if self.named:
            return self.named(instrument, keys, item)
        said = str(getattr(item, self.main, "") or "") if self.main else ""
        return said or (" ".join(keys[-1:]) if keys else str(self.one))


def keys_from(section: Section, text: str, *, depth: int | None = None) -> Keys:
    """Read keys as an address gives them; raise KeyError where there are too few."""
    depth = section.depth if depth is None else depth
    keys = tuple(text.split("/", depth - 1)) if text else ()
    if len(keys) != depth:
        raise KeyError(text)
    return keys


def place(pattern: Path, keys: Keys) -> Path:
    """Return the path to a thing; raise KeyError where a key is none of the names there are."""
    left = iter(keys)
    path = []
    for step in pattern:
        path.append(next(left) if _is_key(step) else step)
        if "|" in step and path[-1] not in step.split("|"):
            raise KeyError(path[-1])
    return tuple(path)


def things(instrument: Instrument, section: Section, parent: Keys = ()) -> dict[Keys, Any]:
    """Return the entries of a list by their keys, in order; none where the bank has no such part."""
    container = container_of(instrument, section, parent)
    if section.path[-1] != EACH:
        names = section.path[-1].split("|") if container else []
        return {(*parent, name): getattr(container, name) for name in names}
    return {(*parent, key): entry for key, entry in entries(container or ()).items()}


def container_of(instrument: Instrument, section: Section, parent: Keys) -> Any:
    """Return what holds a section's entries; None where the bank has no such part."""
    path = place(section.container, parent)
    for length in range(1, len(path)):
        if found(instrument, path[:length]) is None:
            return None
    return found(instrument, path)


def all_things(instrument: Instrument, section: Section) -> Iterator[tuple[Keys, Any]]:
    """Yield everything of one kind in a bank, with its keys."""
    yield from _all(instrument, section.path, ())


def _all(value: Any, pattern: Path, keys: Keys) -> Iterator[tuple[Keys, Any]]:
    if value is None:
        return
    if not pattern:
        yield keys, value
        return
    step, rest = pattern[0], pattern[1:]
    if step == EACH:
        for key, entry in entries(value).items():
            yield from _all(entry, rest, (*keys, key))
    elif "|" in step:
        for name in step.split("|"):
            yield from _all(getattr(value, name), rest, (*keys, name))
    else:
        yield from _all(getattr(value, step), rest, keys)


def limits(section: Section) -> tuple[int, int | None]:
    """Return how many entries a list must and may have."""
    owner, name = section.held_by
    return fewest_and_most(owner, name) if name else (0, None)


def made(section: Section, said: dict[str, str], code: str, taken: Collection[str]) -> Made:
    """Return a new entry of a list, and its key; what it begins with is marked as one's own where its code is."""
    names = {one.name for one in fields(section.owner)}
    blank = dict.fromkeys(required(section.owner), "")
    known = {name: text for name, text in said.items() if name.partition(".")[0] in names}
    starts = known.pop(section.starts.name, "") if section.starts else ""
    entry = with_texts(section.owner(**blank), known)
    if "code" in blank:
        entry = replace(entry, code=code)
    if "importance_code" in blank:
        entry = replace(entry, importance_code=f"{code[:36]}-IMP")
    if section.starts:
        entry = replace(entry, **{section.starts.name: _begun(entry, starts, code, taken)})
    asked = [one.name for one in section.asked if one.name not in names]
    return (said[asked[0]] if asked else identity(entry)), entry


def _begun(entry: Any, lines: str, code: str, taken: Collection[str]) -> tuple[Any, ...]:
    """Return the entries that a new scale, or a new theme, begins with."""
    texts = [line.strip() for line in lines.split("\n") if line.strip()]
    if isinstance(entry, Scale):
        return tuple(Point(value, text) for value, text in enumerate(texts, 1))
    used = {*taken, code}
    questions = []
    for order, text in enumerate(texts, 1):
        used.add(new := free_code(code, used, own=code.startswith(OWN_PREFIX)))
        questions.append(Question(new, text, reverse=False, label=text, order=order))
    return tuple(questions)


def shown(section: Section, instrument: Instrument, item: Any) -> dict[str, str]:
    """Return the fields of a thing as a form shows them."""
    return texts(item, section.names_in(instrument))


def _is_key(step: str) -> bool:
    return step == EACH or "|" in step
