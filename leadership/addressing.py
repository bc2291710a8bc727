"""How a place in a bank is written, and how it is found: one scheme for files, checks, the editor and diff.

A *path* is the tokens of a JSON Pointer (RFC 6901): ("themes", 2, "items", 3, "text"), which is written
/themes/2/items/3/text for programs and themes[2].items[3].text for people. Positions change when
something is moved, so edits go by an *address*: the same with what identifies an entry in place of its
position, ("themes", "ASP", "items", "ASP-01", "text"). A *pattern* is a pointer with `*` for any entry,
and `this|that` for one of these keys: /themes/*/items/*.

All of them have the keys of a bank file, and lead through its plain data and through an Instrument alike.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import is_dataclass, replace
from functools import cache
from typing import TypeAlias, TypeVar

from jsonpointer import JsonPointer

from leadership.instrument import Instrument
from leadership.shapes import Attribute, Shape, ValueKind, as_record, below, by_key

Token = str | int
Path = tuple[Token, ...]
Address = tuple[str, ...]
Pattern = str
Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
Document = Mapping[str, Json]
# Anything that a bank may hold: plain data of a file, be it ever so wrong, or an object of the Instrument.
Node = object
Edit = Callable[[Node], Node]
Wanted = TypeVar("Wanted")

ANY = "*"
# What tells the entries of a list apart: the first of these that an entry has.
IDENTITIES = (
    ("code",),
    ("theme", "area"),
    ("value",),
    ("term",),
    ("rule",),
    ("language", "place"),
)
INSTRUMENT = Shape(ValueKind.RECORD, record=Instrument)


# Identity ----------------------------------------------------------------------------------------


def identity(entry: Node) -> str:
    """Return what tells an entry of a list from its neighbours; empty where nothing does."""
    for keys in IDENTITIES:
        values = [_field(entry, key) for key in keys]
        # 0 is a value like any other, as the lowest answer of a scale.
        if all(value is not None for value in values):
            return "+".join(map(str, values))
    return ""


def entries(container: Node) -> dict[str, Node]:
    """Return the entries of a list by their identities, or the keys with their values, in order."""
    if isinstance(container, Mapping):
        return dict(container)
    return {identity(entry): entry for entry in _listed(container)}


def _field(entry: Node, key: str) -> Node:
    return entry.get(key) if isinstance(entry, Mapping) else getattr(entry, key, None)


# Paths and addresses -----------------------------------------------------------------------------


def name_of(path: Path) -> str:
    """Write a path as people read it: themes[2].items[3].text."""
    name = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return name.removeprefix(".")


def resolve(root: Node, address: Address) -> Path:
    """Return the path to what stands at an address now; raise KeyError where nothing does."""
    path: list[Token] = []
    for step in address:
        token, root = _child(root, step)
        path.append(token)
    return tuple(path)


def address_of(root: Node, path: Path) -> Address:
    """Return the address of what stands at a path, as far as there is something, and one key beyond."""
    address: list[str] = []
    for token in path:
        if isinstance(token, int):
            listed = _listed(root)
            if token >= len(listed) or not identity(listed[token]):
                break
            root = listed[token]
            address.append(identity(root))
        else:
            if not _has(root, token):
                return (*address, token)
            root = _member(root, token)
            address.append(token)
    return tuple(address)


def found(root: Node, address: Address) -> Node:
    """Return what stands at an address; raise KeyError where nothing does."""
    for step in address:
        _token, root = _child(root, step)
    return root


def changed(instrument: Instrument, address: Address, edit: Edit) -> Instrument:
    """Return the Instrument with what an edit makes of what stands at an address."""
    after = _changed(instrument, resolve(instrument, address), edit)
    if not isinstance(after, Instrument):
        raise TypeError(address)
    return after


def _changed(node: Node, path: Path, edit: Edit) -> Node:
    if not path:
        return edit(node)
    token, rest = path[0], path[1:]
    if isinstance(token, int):
        listed = _listed(node)
        # A new tuple on the way down to the change, and nothing else: the rest of the bank is shared.
        return (*listed[:token], _changed(listed[token], rest, edit), *listed[token + 1 :])
    new = _changed(_member(node, token), rest, edit)
    if isinstance(node, Mapping):
        return {**node, token: new}
    return replace(as_record(node), **{_name(node, token): new})


def _child(node: Node, step: str) -> tuple[Token, Node]:
    """Return the token that leads to a member or an entry, and what stands there."""
    if isinstance(node, list | tuple):
        for position, entry in enumerate(node):
            if identity(entry) == step:
                return position, entry
        raise KeyError(step)
    return step, _member(node, step)


def _member(node: Node, key: str) -> Node:
    """Return what stands under a key of a mapping or of a record; raise KeyError where there is no such key."""
    if isinstance(node, Mapping):
        return node[key]
    return getattr(node, _name(node, key))


def _has(node: Node, key: str) -> bool:
    return key in node if isinstance(node, Mapping) else key in _attributes(node)


def _name(record: Node, key: str) -> str:
    return _attributes(record)[key].name


def _attributes(node: Node) -> Mapping[str, Attribute]:
    record: type = type(node)
    return by_key(record) if is_dataclass(record) else {}


def _members(node: Node) -> Iterable[tuple[str, Node]]:
    """Return the keys of a mapping or of a record, each with what stands there."""
    if isinstance(node, Mapping):
        return node.items()
    return [(key, getattr(node, one.name)) for key, one in _attributes(node).items()]


def _listed(node: Node) -> Sequence[Node]:
    return node if isinstance(node, list | tuple) else ()


# Patterns ----------------------------------------------------------------------------------------


@cache
def steps_of(pattern: Pattern) -> tuple[str, ...]:
    return tuple(JsonPointer(pattern).parts)


def is_open(step: str) -> bool:
    """Tell whether a step of a pattern leads to several things."""
    return step == ANY or "|" in step


def filled(pattern: Pattern, keys: tuple[str, ...]) -> Address:
    """Return the address that a pattern becomes with these keys; raise KeyError where one does not fit."""
    left = iter(keys)
    address = tuple(next(left) if is_open(step) else step for step in steps_of(pattern))
    if keys_along(pattern, address) is None:
        raise KeyError(keys)
    return address


def keys_along(pattern: Pattern, address: Address) -> tuple[str, ...] | None:
    """Return the keys with which a pattern leads along an address; None where it does not."""
    steps = steps_of(pattern)
    if len(address) < len(steps):
        return None
    pairs = list(zip(steps, address, strict=False))
    if not all(step == ANY or key in step.split("|") for step, key in pairs):
        return None
    return tuple(key for step, key in pairs if is_open(step))


def shape_at(steps: Iterable[str]) -> Shape:
    """Return what may stand at an address, or at the steps of a pattern."""
    shape = INSTRUMENT
    for step in steps:
        shape = below(shape, step.partition("|")[0])
    return shape


def walk(root: Node, pattern: Pattern, kind: type[Wanted]) -> Iterator[tuple[Path, Wanted]]:
    """Yield path and value of all values of this kind at a pattern.

    What is of another kind is passed over: the check of the shape speaks of it.
    """
    for path, value in _walk(root, steps_of(pattern), ()):
        # In Python True is an int, and `reverse: true` is no number.
        if isinstance(value, kind) and not (kind is int and isinstance(value, bool)):
            yield path, value


def value_at(root: Node, pattern: Pattern, kind: type[Wanted], default: Wanted) -> Wanted:
    """Return the one value at a pattern without *, or the default where it is absent or of another kind."""
    return next((value for _path, value in walk(root, pattern, kind)), default)


def codes(root: Node, pattern: Pattern) -> dict[str, Path]:
    """Return the codes found, each with the path where it first stands."""
    first: dict[str, Path] = {}
    for path, code in walk(root, pattern, str):
        first.setdefault(code, path)
    return first


def _walk(node: Node, steps: tuple[str, ...], path: Path) -> Iterator[tuple[Path, Node]]:
    if not steps:
        yield path, node
        return
    for token, child in _matching(node, steps[0]):
        yield from _walk(child, steps[1:], (*path, token))


def _matching(node: Node, step: str) -> Iterable[tuple[Token, Node]]:
    if step == ANY:
        return enumerate(node) if isinstance(node, list | tuple) else _members(node)
    return [(key, _member(node, key)) for key in step.split("|") if _has(node, key)]


def without(data: Json, pattern: Pattern) -> Json:
    """Return plain data without the keys that a pattern ends in."""
    return _pruned(data, steps_of(pattern))


def _pruned(node: Json, steps: tuple[str, ...]) -> Json:
    step, rest = steps[0], steps[1:]
    if isinstance(node, list):
        return [_pruned(entry, rest) for entry in node] if step == ANY else node
    if not isinstance(node, dict):
        return node
    keys = set(node) if step == ANY else set(step.split("|"))
    return {
        key: _pruned(value, rest) if key in keys else value
        for key, value in node.items()
        if rest or key not in keys
    }
