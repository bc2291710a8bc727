"""Reads a workbook as the plain data of a bank file that remembers sheets, rows and columns.

Formulas are not reckoned with; what Excel last worked out for them is what they say.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from leadership.addressing import Json, identity
from leadership.files.cells import cell_text, typed, typed_flag
from leadership.files.faults import Finding, Path, Place
from leadership.files.hints import DELETE_IT, did_you_mean, plain_head
from leadership.files.layout import (
    FORM_HEADS,
    NO,
    NONE,
    README,
    YES,
    Column,
    Sheet,
    retired_heads,
    sheets,
)
from leadership.files.opening import TOO_LARGE, OpenedWorkbook, Row, SheetError
from leadership.files.source import (
    MAX_BYTES,
    MAX_VALUES,
    ReadSource,
    UnreadableError,
    without_unwelcome,
)
from leadership.files.survey_answers import SurveyChoices
from leadership.files.xlsform import read_other_sheets
from leadership.shapes import Shape, ValueKind
from leadership.translation import gettext as _

REQUIRED = ("instrument", "scales", "scales.points", "themes", "themes.items")


def read_workbook(content: bytes, choices: SurveyChoices) -> ReadSource:
    """Raise UnreadableError where the file is no workbook, or lacks what every bank has."""
    reading = _Reading()
    workbook = OpenedWorkbook(content)
    pages = {plain_head(page.title): page for page in workbook.pages}
    known = {plain_head(sheet.title): sheet for sheet in sheets()}
    pages.pop(plain_head(README), None)
    if pages and not set(known) & set(pages):
        return read_other_sheets(workbook, pages, choices)
    for title, page in pages.items():
        if title not in known and _holds_something(workbook.rows(page)):
            reading.find_sheet(page.title, known)
    for number, (title, sheet) in enumerate(known.items(), 1):
        if title in pages:
            _Page(reading, sheet, number).read(workbook.rows(pages[title]))
        elif sheet.name in REQUIRED:
            place = Place(sheet=sheet.title, number=number)
            reading.find((), _("is missing: there is no sheet with this name."), place, fatal=True)
    reading.keep_empty(known[title] for title in known if title in pages)
    return reading.source


def _holds_something(rows: Iterable[tuple[int, Row]]) -> bool:
    return any(value not in {None, ""} for _number, row in rows for value in row)


class _Reading:
    """What has been read so far, and how much there may still be."""

    def __init__(self) -> None:
        self.source = ReadSource(data={})
        self.values = self.size = 0
        # Of each sheet, the path of the row that has a code.
        self.known: dict[str, dict[str, Path]] = {}

    def find(self, path: Path, message: str, place: Place, *, fatal: bool = False) -> None:
        self.source.findings.append(Finding(path, message, place))
        self.source.spoilt.add(path)
        self.source.is_broken |= fatal

    def find_sheet(self, title: str, known: dict[str, Sheet]) -> None:
        hint = did_you_mean(title, [sheet.title for sheet in known.values()])
        said = " ".join((_("is not a sheet of question banks."), hint or _(DELETE_IT)))
        self.find((), said, Place(sheet=title[:31]))

    def keep_empty(self, there: Iterable[Sheet]) -> None:
        """Take a sheet without rows for an empty list, where the section that it belongs to is there."""
        for sheet in there:
            *steps, last = sheet.path
            section = self.source.data
            for step in steps:
                is_scoring = steps[0] == "scoring"
                section = section.setdefault(step, {}) if is_scoring else section.get(step)
                if section is None:
                    break
            if steps and not sheet.above and section is not None:
                section.setdefault(last, [])

    def count_value(self, text: str) -> None:
        self.values += 1
        self.size += len(text)
        if self.values > MAX_VALUES or self.size > MAX_BYTES:
            raise UnreadableError(_(TOO_LARGE))


@dataclass(frozen=True)
class _Head:
    """What a column of a page holds: a value, with its number where there are several."""

    column: Column
    number: int
    words: str


@dataclass
class _Page:
    """One sheet of the workbook."""

    reading: _Reading
    sheet: Sheet
    number: int
    heads: dict[int, _Head] = field(default_factory=dict)
    above: int | None = None
    key: int | None = None

    def read(self, rows: Iterator[tuple[int, Row]]) -> None:
        first = next(rows, (1, ()))[1]
        words = [cell_text(value) for value in first]
        if self.sheet.kind == "form":
            self._read_form(words, rows)
        elif self._read_heads(words):
            for number, row in rows:
                if any(value not in {None, ""} for value in row):
                    self._read_row(number, row)

    def _place(self, row: int | None, column: int | None = None, head: str = "") -> Place:
        return Place(row, column, self.sheet.title, head, self.number)

    # What there is once

    def _read_form(self, words: list[str], rows: Iterator[tuple[int, Row]]) -> None:
        wanted = FORM_HEADS[:2]
        if [*map(plain_head, words[:2])] != [*map(plain_head, wanted)]:
            message = _("the first row must say %(one)s and %(other)s.")
            said = message % {"one": wanted[0], "other": wanted[1]}
            self.reading.find((), said, self._place(1), fatal=True)
            return
        heads = {plain_head(column.head): column for column in self.sheet.columns}
        many: dict[Column, list[tuple[int, object, int]]] = {}
        for number, row in rows:
            label, value = cell_text(row[0] if row else None), row[1] if len(row) > 1 else None
            column, rest = self._labelled(label, heads)
            if column is None:
                if label or value not in {None, ""}:
                    self._unknown(label, number)
            elif column.many:
                many.setdefault(column, []).append((int(rest), value, number))
            else:
                path: Path = (*column.path, rest) if column.open else column.path
                self._keep_labelled(column, path, label, value, number)
        for column in self.sheet.columns:
            self.reading.source.places.setdefault(column.path, self._place(None, head=column.head))
        for column, entries in many.items():
            self._keep_many(column, sorted(entries, key=lambda entry: entry[0]))

    def _labelled(self, label: str, heads: dict[str, Column]) -> tuple[Column | None, str]:
        """Return the value that a label names, and the number or key that it ends with."""
        column = heads.get(plain_head(label))
        if column and not (column.many or column.open):
            return column, ""
        head, _space, number = label.rpartition(" ")
        column = heads.get(plain_head(head))
        if column and column.many and number.isdecimal() and len(number) < 5:  # noqa: PLR2004
            return column, number
        head, _colon, key = label.rpartition(": ")
        column = heads.get(plain_head(head))
        return (column, key.strip()) if column and column.open else (None, "")

    def _unknown(self, label: str, number: int) -> None:
        for head, way in retired_heads(self.sheet.path).items():
            # Lists and keys had a number or a key of their own behind the head.
            if f"{plain_head(label)} ".startswith(
                (f"{plain_head(head)} ", f"{plain_head(head)}: ")
            ):
                path = (*self.sheet.path, *way)
                self.reading.source.places.setdefault(path, self._place(number, 1, label))
                self._put(path, label)
                return
        hint = did_you_mean(label, [column.head for column in self.sheet.columns])
        said = _("is empty.")
        if label:
            nothing = _("“%(label)s” is nothing that this sheet holds.") % {"label": label[:60]}
            said = f"{nothing} {hint}".rstrip()
        self.reading.find((), said, self._place(number, 1, FORM_HEADS[0]))

    def _keep_labelled(
        self, column: Column, path: Path, label: str, value: object, number: int
    ) -> None:
        place = self._place(number, 2, label)
        if path in self.reading.source.places:
            first = self.reading.source.places[path].line
            said = _("is given twice; it first stands in row %(first)s.") % {"first": first}
            self.reading.find(path, said, place)
            return
        self.reading.source.places[path] = place
        if column.open and value == NONE:
            self._put(column.path, {})
        elif (found := self._value(value, column, path, place)) is not None:
            self._put(path, found)

    def _keep_many(self, column: Column, entries: list[tuple[int, object, int]]) -> None:
        kept: list[Json] = []
        for _number, value, row in entries:
            path: Path = (*column.path, len(kept))
            place = self.reading.source.places[path] = self._place(row, 2, column.head)
            if value == NONE:
                self._put(column.path, kept)
            elif (found := self._value(value, column, path, place)) is not None:
                kept.append(found)
                self._put(column.path, kept)

    def _put(self, path: Path, value: Json) -> None:
        *above, last = path
        inside = self.reading.source.data
        for step in above:
            inside = inside.setdefault(step, {})
        inside[last] = value

    # Rows

    def _read_heads(self, words: list[str]) -> bool:
        sheet = self.sheet
        names = {plain_head(column.head): column for column in sheet.columns}
        seen: set[str] = set()
        for at, head in enumerate(words):
            name = plain_head(head)
            if name in seen:
                self.reading.find(
                    (), _("this column is there twice."), self._place(1, at + 1, head)
                )
            elif (
                name and sheet.above and name == plain_head(sheet.above_head) and self.above is None
            ):
                self.above = at
                continue  # another column may have the same name, as the theme of a theme
            elif name and sheet.kind == "keys" and name == plain_head(sheet.key_head):
                self.key = at
            elif name:
                self._read_head(at, head, names)
            seen |= {name} if name else set()
        return self._has_all()

    def _read_head(self, at: int, head: str, names: dict[str, Column]) -> None:
        column, number = names.get(plain_head(head)), 1
        if column is None:
            start, _space, end = head.rpartition(" ")
            column = names.get(plain_head(start))
            if column and not (column.many and end.isdecimal()):
                column = None
            number = int(end[:4]) if column else 1
        retired = {plain_head(one): way for one, way in retired_heads(self.sheet.path).items()}
        if column is None and (way := retired.get(plain_head(head))):
            column = Column(way, head, Shape(ValueKind.TEXT))
        if column:
            self.heads[at] = _Head(column, number, head)
            return
        hint = did_you_mean(head, [one.head for one in self.sheet.columns])
        message = " ".join((_("is not a column of this sheet."), hint)).rstrip()
        self.reading.find((), message, self._place(1, at + 1, head[:60]))

    def _has_all(self) -> bool:
        there = {head.column for head in self.heads.values()}
        missing = [one.head for one in self.sheet.columns if one.required and one not in there]
        if self.sheet.above and self.above is None:
            missing.append(self.sheet.above_head)
        if self.sheet.kind == "keys" and self.key is None:
            missing.append(self.sheet.key_head)
        for head in missing:
            message = _("the column %(head)s is missing.") % {"head": head}
            self.reading.find((), message, self._place(1), fatal=True)
        return not missing

    def _read_row(self, number: int, row: Row) -> None:
        above = self._above(number, row)
        if above is None:
            return
        path, container = self._container(above, number)
        if self.sheet.kind == "keys":
            key = self._key(number, row, (*path,))
            if key is None:
                return
            here: Path = (*path, key)
            if key in container:
                first = self.reading.source.places[here].line
                message = _("is given twice; it first stands in row %(first)s.") % {"first": first}
                at = self._place(number, (self.key or 0) + 1, self.sheet.key_head)
                self.reading.find(here, message, at)
                return
        else:
            key, here = "", (*path, len(container))
        self.reading.source.places[here] = self._place(number, 1)
        entry = self._entry(number, row, here)
        if isinstance(container, dict):
            container[key] = entry
        else:
            container.append(entry)
            key = identity(entry)
        if key:
            self.reading.known.setdefault(self.sheet.name, {}).setdefault(key, here)

    def _above(self, number: int, row: Row) -> Path | None:
        """Return the path of what the row belongs to, or None where it belongs nowhere."""
        if self.above is None:
            return ()
        code = cell_text(row[self.above]) if self.above < len(row) else ""
        found = self.reading.known.get(self.sheet.above, {}).get(code)
        if found is None:
            noun = self.sheet.above_head.lower()
            said = _("there is no %(noun)s %(code)s.") if code else _("is empty: which %(noun)s?")
            said %= {"noun": noun, "code": code[:60]}
            place = self._place(number, self.above + 1, self.sheet.above_head)
            self.reading.find((self.sheet.name, number), said, place)
        return found

    def _container(self, above: Path, number: int) -> tuple[Path, Any]:
        """Return the list or mapping that a row goes into, making it if it is the first."""
        steps = self.sheet.path[1:] if above else self.sheet.path
        inside = self.reading.source.data
        for step in above:
            inside = inside[step]
        for step in steps[:-1]:
            inside = inside.setdefault(step, {})
        empty: Any = {} if self.sheet.kind == "keys" else []
        path = (*above, *steps)
        self.reading.source.places.setdefault(path, self._place(number if above else 1))
        return path, inside.setdefault(steps[-1], empty)

    def _key(self, number: int, row: Row, path: Path) -> str | None:
        at = self.key or 0
        place = self._place(number, at + 1, self.sheet.key_head)
        column = Column((), self.sheet.key_head, Shape(ValueKind.TEXT))
        key = self._value(row[at] if at < len(row) else None, column, (*path, number), place)
        if not isinstance(key, str):
            self.reading.find((*path, number), _("is empty."), place)
            return None
        return key

    def _entry(self, number: int, row: Row, path: Path) -> Json:
        entry: dict[str, Any] = {}
        alone: Json = None  # where a row is one value, or one list of them
        many: dict[Column, list[Any]] = {}
        for at, head in sorted(self.heads.items(), key=lambda one: one[1].number):
            column = head.column
            here: Path = (*path, *column.path)
            if column.many:
                here = (*here, len(many.setdefault(column, [])))
            place = self._place(number, at + 1, head.words)
            self.reading.source.places[here] = place
            value = self._value(row[at] if at < len(row) else None, column, here, place)
            if value is None:
                continue
            if column.many:
                many[column].append(value)
                value = many[column]
            if not column.path:
                alone = value
                continue
            inside = entry
            for step in column.path[:-1]:
                inside = inside.setdefault(step, {})
            inside[column.path[-1]] = value
        return entry if alone is None else alone

    # Cells

    def _value(self, value: object, column: Column, path: Path, place: Place) -> Json:
        """Return what a cell says, None where it is empty or says nothing that is understood."""
        if value is None or value == "":
            return None
        if isinstance(value, date | time | timedelta):
            message = _("is a date here. Format the cell as Text and write it again.")
            self.reading.find(path, message, place)
            return None
        text = cell_text(value)
        self.reading.count_value(text)
        text, refusal = without_unwelcome(text)
        if refusal:
            self.reading.find(path, refusal, place)
        elif isinstance(value, SheetError):
            message = _("is an error of the spreadsheet (%(text)s).") % {"text": text}
            self.reading.find(path, message, place)
        elif column.is_text and isinstance(value, float):
            message = _("is a number here. Format the cell as Text and write it again.")
            self.reading.find(path, message, place)
        elif column.shape.kind is ValueKind.FLAG and typed_flag(text) is None:
            self.reading.find(path, _("must be %(yes)s or %(no)s.") % {"yes": YES, "no": NO}, place)
        else:
            return typed(text, column) if text else None
        return None
