"""Reads YAML as plain data that remembers its lines, and trusts none of it.

The events of the parser are used instead of its loader: so no tag can make an object, an alias cannot
grow without bound, a key given twice is noticed, and every value keeps its place. Of YAML only what
JSON has too is understood; all else, dates for one, stays text.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import StringMark, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from leadership.addressing import Json
from leadership.files.faults import Finding, Path, Place, Places
from leadership.files.understood import UnderstoodScale
from leadership.translation import gettext as _

MAX_BYTES = 2_000_000
MAX_SURVEY_BYTES = 10_000_000
"""Of a survey, most of which is settings and texts in other languages."""
# A bank is nested six deep; deeper, a parser's own recursion could be used up.
MAX_DEPTH = 20
MAX_VALUES = 100_000
UNWELCOME_CATEGORIES = frozenset(["Cc", "Cs", "Zl", "Zp"])  # controls, half characters, line breaks
UNWELCOME = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # turn text around
    "\ufeff\ufffe\uffff"  # byte order marks and no characters at all
)
Event = Any  # ruamel's base class declares none of the attributes that its events have
# As YAML 1.2 has it. `no` stays a word, which in YAML 1.1 was false and turned Norway into nothing.
NULLS = frozenset(["", "~", "null", "Null", "NULL"])
BOOLEANS = {"true": True, "false": False}
# Bounded, because Python takes a time that grows with the square of the digits.
WHOLE = re.compile(r"[-+]?[0-9]{1,18}")
DECIMAL = re.compile(r"[-+]?(\.[0-9]{1,40}|[0-9]{1,40}(\.[0-9]{0,40})?)([eE][-+]?[0-9]{1,3})?")


@dataclass
class ReadSource:
    """A file as plain data, the place of each value, and what is wrong with it as a file.

    What is wrong with a `spoilt` place is said already; of one that `is_broken` nothing else is worth
    saying. `left_out` is what a file of another kind has and a bank cannot hold, and `notes` what was
    understood in one of several ways.
    """

    data: Any = None
    places: Places = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    spoilt: set[Path] = field(default_factory=set)
    is_broken: bool = False
    left_out: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    # Of a survey: how its answers were understood, and the same in words of the command.
    scales: list[UnderstoodScale] = field(default_factory=list)
    scale_notes: list[str] = field(default_factory=list)


class UnreadableError(Exception):
    """The file breaks off here: what follows cannot be understood."""

    def __init__(self, message: str, at: Place | None = None) -> None:
        super().__init__(message)
        self.message, self.at = message, at or Place()


def read(text: str | bytes) -> ReadSource:
    """Raise UnreadableError where the text is no YAML or too much of it."""
    source = ReadSource()
    text = _clean(_decoded(text), source)
    builder = _Builder(YAML(typ="safe", pure=True).parse(text), source)
    try:
        builder.build()
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        problem = getattr(error, "problem", None) or _("something is missing")
        place = _place(mark) if mark else Place()
        raise UnreadableError(
            _("this is not valid YAML: %(problem)s.") % {"problem": problem}, place
        ) from None
    except (ValueError, OverflowError, AssertionError):
        # What the library lets slip: an escape beyond all characters, an odd version of YAML.
        raise UnreadableError(_("what follows here is not valid YAML."), builder.at) from None
    return source


def _decoded(text: str | bytes) -> str:
    size = len(text if isinstance(text, bytes) else text.encode(errors="surrogatepass"))
    if size > MAX_BYTES:
        raise UnreadableError(
            _("the file is too large: a bank has at most %(most)s bytes.")
            % {"most": f"{MAX_BYTES:,}"}
        )
    if isinstance(text, str):
        return text.removeprefix("\ufeff")
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        raise UnreadableError(
            _("this is not UTF-8 text. Save the file as UTF-8."), Place(line)
        ) from None


def _unwelcome(text: str) -> list[str]:
    """Return the characters that no text for people needs, invisible or able to mislead the eye."""
    if text.isascii() and text.isprintable():
        return []
    return sorted(
        character
        for character in set(text) - {"\n", "\t"}
        if character in UNWELCOME or unicodedata.category(character) in UNWELCOME_CATEGORIES
    )


def refusal_of(text: str) -> str:
    """Say which characters of a text no bank may hold; empty where there are none."""
    found = _unwelcome(text)
    return _refusal(found) if found else ""


def without_unwelcome(text: str) -> tuple[str, str]:
    """Return a text without the characters that no bank may hold, and words that name them."""
    found = _unwelcome(text)
    return (_without(text, found), _refusal(found)) if found else (text, "")


def _clean(text: str, source: ReadSource) -> str:
    """Report each unwelcome character by its line, and put a space in its place so as to read on."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in enumerate(lines, 1):
        found = _unwelcome(line)
        if found:
            at = Place(number, line.index(found[0]) + 1)
            source.findings.append(Finding((), _refusal(found), at))
            lines[number - 1] = _without(line, found)
    return "\n".join(lines)


def _paired(text: str) -> str:
    """Make one character of each two halves, which is how JSON may write what lies beyond U+FFFF."""
    if not any("\ud800" <= character <= "\udfff" for character in text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def _refusal(found: list[str]) -> str:
    names = ", ".join(f"U+{ord(character):04X}" for character in found)
    return _("holds characters that cannot be seen (%(names)s). Delete them.") % {"names": names}


def _without(text: str, found: list[str]) -> str:
    return text.translate({ord(character): " " for character in found})


def _place(mark: StringMark) -> Place:
    return Place(mark.line + 1, mark.column + 1)


@dataclass(frozen=True)
class _Anchored:
    value: Json
    size: int


class _Builder:
    """Builds the data from the parser's events."""

    def __init__(self, events: Iterator[Event], source: ReadSource) -> None:
        self.events = events
        self.source = source
        self.anchors: dict[str, _Anchored] = {}
        self.values = 0
        self.at = Place(1, 1)

    def build(self) -> None:
        documents = 0
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise UnreadableError(_("a second document begins."), _place(event.start_mark))
            elif isinstance(event, NodeEvent):
                self.source.data = self._value(event, ())

    def _value(self, event: Event, path: Path) -> Json:
        self.source.places.setdefault(path, _place(event.start_mark))
        before = self.values
        self._count(1, event)
        if len(path) > MAX_DEPTH:
            raise UnreadableError(
                _("lists and keys are nested too deep."), _place(event.start_mark)
            )
        if isinstance(event, AliasEvent):
            return self._anchored(event)
        if event.tag:
            self._find(path, _("has a tag (!). Bank files have none."), _place(event.start_mark))
        value = self._content(event, path)
        if event.anchor:
            self.anchors[event.anchor] = _Anchored(value, self.values - before)
        return value

    def _content(self, event: Event, path: Path) -> Json:
        if isinstance(event, MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(path)
        return self._scalar(event, path)

    def _anchored(self, event: AliasEvent) -> Json:
        anchored = self.anchors.get(event.anchor)
        if anchored is None:
            raise UnreadableError(
                _("*%(anchor)s stands for nothing.") % {"anchor": event.anchor},
                _place(event.start_mark),
            )
        self._count(anchored.size, event)
        return anchored.value

    def _count(self, values: int, event: Event) -> None:
        self.values += values
        self.at = _place(event.start_mark)
        if self.values > MAX_VALUES:
            raise UnreadableError(
                _("the file holds more than %(most)s values.") % {"most": f"{MAX_VALUES:,}"},
                self.at,
            )

    def _mapping(self, path: Path) -> dict[str, Json]:
        mapping: dict[str, Json] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            key = self._key(event, path)
            here = (*path, key)
            at = _place(event.start_mark)
            if key in mapping:
                first = self.source.places[here].line
                self._find(
                    here,
                    _("is given twice; it first stands on line %(first)s.") % {"first": first},
                    at,
                )
                self._value(next(self.events), (*path, f"{key} (again)"))
                continue
            self.source.places[here] = at
            mapping[key] = self._value(next(self.events), here)
        return mapping

    def _key(self, event: Event, path: Path) -> str:
        if not isinstance(event, ScalarEvent):
            raise UnreadableError(_("a key must be a single word."), _place(event.start_mark))
        self._count(1, event)
        return self._seen(event, path)

    def _sequence(self, path: Path) -> list[Json]:
        sequence: list[Json] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            sequence.append(self._value(event, (*path, len(sequence))))
        return sequence

    def _scalar(self, event: Event, path: Path) -> Json:
        text = self._seen(event, path)
        return _typed(text) if event.style is None else text

    def _seen(self, event: Event, path: Path) -> str:
        """Return a scalar's text without what an escape such as \\u202e has brought in unseen."""
        text = _paired(event.value)
        found = _unwelcome(text)
        if found:
            self._find(path, _refusal(found), _place(event.start_mark))
        return _without(text, found)

    def _find(self, path: Path, message: str, at: Place) -> None:
        self.source.findings.append(Finding(path, message, at))


def _typed(text: str) -> Json:
    if text in NULLS:
        return None
    if text.lower() in BOOLEANS and text in (text.lower(), text.title(), text.upper()):
        return BOOLEANS[text.lower()]
    if WHOLE.fullmatch(text):
        return int(text)
    return float(text) if DECIMAL.fullmatch(text) else text


def every_text(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Yield every text of plain data with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from every_text(item, (*path, key))
