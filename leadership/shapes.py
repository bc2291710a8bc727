"""What may stand where in a bank: read once from the annotations of `leadership.instrument`.

Forms of the editor, sheets of a workbook and addresses all go by these shapes; pydantic, which checks
whole files, reads the same annotations.
"""

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass, replace
from enum import Enum, auto
from functools import cache
from types import UnionType
from typing import (
    Annotated,
    Any,
    ClassVar,
    Literal,
    Protocol,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

# Names that pydantic's constraints have in common, whichever object carries them.
LIMITS = ("min_length", "max_length", "pattern", "ge", "le", "gt", "lt", "alias")
# Of what an annotation is: a class, or a form such as tuple[Text, ...], for which Python has no one type.
Annotation = object
Limits = Mapping[str, float | str]


class Record(Protocol):
    """An object of any of the Instrument's classes."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


def as_record(value: object) -> Record:
    """Return an object of one of the Instrument's classes as such; raise TypeError for anything else."""
    if is_dataclass(value) and not isinstance(value, type):
        return value
    raise TypeError(value)


class ValueKind(Enum):
    """What sort of thing a value is."""

    TEXT = auto()
    CHOICE = auto()
    FLAG = auto()
    WHOLE = auto()
    NUMBER = auto()
    LIST = auto()
    KEYS = auto()
    RECORD = auto()


@dataclass(frozen=True)
class Shape:
    """What a value may be. A list, or keys that an author chooses, hold an `item` each; a record is of a class.

    `longest` limits the characters of a text; `least` and `most` a number, or how many entries a list has.
    """

    kind: ValueKind
    required: bool = False
    item: "Shape | None" = None
    record: type | None = None
    longest: int | None = None
    pattern: str = ""
    choices: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    above: float | None = None
    below: float | None = None

    @property
    def lowest(self) -> float | None:
        """The least number there may be, or the one that all must be above."""
        return self.least if self.above is None else self.above

    @property
    def highest(self) -> float | None:
        return self.most if self.below is None else self.below

    @property
    def is_lines(self) -> bool:
        return self.kind is ValueKind.LIST and self._holds(ValueKind.TEXT)

    @property
    def is_whole_numbers(self) -> bool:
        return self.kind is ValueKind.LIST and self._holds(ValueKind.WHOLE)

    @property
    def has_things(self) -> bool:
        """Whether it is a list, or keys, of things that have more than one value each."""
        inner = self.item and self.item.kind
        return inner in {ValueKind.RECORD, ValueKind.LIST}

    def _holds(self, kind: ValueKind) -> bool:
        return self.item is not None and self.item.kind is kind


@dataclass(frozen=True)
class Attribute:
    """A field of a class, under its name and under the key that a bank file has for it."""

    name: str
    key: str
    shape: Shape


@cache
def attributes(record: type) -> tuple[Attribute, ...]:
    """Return the fields of a class of the Instrument, in order."""
    # `include_extras` keeps Annotated, in which the limits are.
    hints = get_type_hints(record, include_extras=True)
    found = []
    for one in fields(record):
        is_required = one.default is MISSING and one.default_factory is MISSING
        hint = hints[one.name]
        key = str(_limits(hint).get("alias", one.name))
        found.append(Attribute(one.name, key, replace(_shape(hint), required=is_required)))
    return tuple(found)


@cache
def by_key(record: type) -> Mapping[str, Attribute]:
    """Return the fields of a class by the keys that they have in a file."""
    return {one.key: one for one in attributes(record)}


def required(record: type) -> list[str]:
    """Return the fields that a class cannot be made without."""
    return [one.name for one in attributes(record) if one.shape.required]


def shape_of(record: type, name: str) -> Shape:
    """Return what a field may hold; `not_applicable.label` is a field of something that may be absent."""
    head, _dot, rest = name.partition(".")
    shape = next(one.shape for one in attributes(record) if one.name == head)
    if not rest:
        return shape
    if shape.item:
        return shape.item
    return replace(shape_of(shape.record or record, rest), required=False)


def below(shape: Shape, key: str) -> Shape:
    """Return the shape of what stands in a value under a key; raise KeyError where nothing may."""
    if shape.record:
        return by_key(shape.record)[key].shape
    if shape.item is None:
        raise KeyError(key)
    return shape.item


def _shape(hint: Annotation) -> Shape:
    limits, bare = _limits(hint), _bare(hint)
    origin, inner = get_origin(bare), get_args(bare)
    if origin is tuple:
        return Shape(
            ValueKind.LIST,
            item=_shape(inner[0]),
            least=_number(limits, "min_length"),
            most=_number(limits, "max_length"),
        )
    if origin is dict:
        return Shape(ValueKind.KEYS, item=_shape(inner[1]))
    if origin is Literal:
        return _one_of(inner)
    if isinstance(bare, type) and is_dataclass(bare):
        return Shape(ValueKind.RECORD, record=bare)
    return _single(bare, limits)


def _single(bare: Annotation, limits: Limits) -> Shape:
    """Return the shape of a text, a number or a flag."""
    # Before int, of which bool is a kind.
    if bare is bool:
        return Shape(ValueKind.FLAG)
    if bare in (int, float):
        kind = ValueKind.WHOLE if bare is int else ValueKind.NUMBER
        least, most, above, below = (_number(limits, name) for name in ("ge", "le", "gt", "lt"))
        return Shape(kind, least=least, most=most, above=above, below=below)
    longest, pattern = _number(limits, "max_length"), str(limits.get("pattern", ""))
    longest_text = None if longest is None else int(longest)
    return Shape(ValueKind.TEXT, longest=longest_text, pattern=pattern)


def _one_of(values: tuple[object, ...]) -> Shape:
    """Return the shape of what has a fixed value or a choice; only words are offered as a choice."""
    if isinstance(values[0], bool):
        return Shape(ValueKind.FLAG)
    if isinstance(values[0], int):
        return Shape(ValueKind.WHOLE)
    return Shape(ValueKind.CHOICE, choices=tuple(map(str, values)))


def _bare(hint: Annotation) -> Annotation:
    """Return the type without what is said about it, and without None."""
    if get_origin(hint) is Annotated:
        return _bare(get_args(hint)[0])
    if get_origin(hint) in (Union, UnionType):
        return _bare(next(one for one in get_args(hint) if one is not type(None)))
    return hint


def _limits(hint: Annotation) -> Limits:
    return dict(_stated(hint))


def _stated(hint: Annotation) -> Iterable[tuple[str, float | str]]:
    """Yield what an annotation says of its values, wherever pydantic keeps it."""
    if get_origin(hint) in (Union, UnionType):
        for one in get_args(hint):
            yield from _stated(one)
    if get_origin(hint) is not Annotated:
        return
    about, *metadata = get_args(hint)
    yield from _stated(about)
    for one in metadata:
        for said in (one, *getattr(one, "metadata", ())):
            for name in LIMITS:
                if getattr(said, name, None) is not None:
                    yield name, getattr(said, name)


def _number(limits: Limits, name: str) -> float | None:
    value = limits.get(name)
    return None if value is None else float(value)
