"""Opens workbooks and trusts none of them: what one would need is bounded before anything of it is made."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError
from xml.parsers import expat

from documents.characters import keepable

OLDER_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How a workbook of an older Excel begins, and a newer one that has a password."""
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
MAX_PARTS = 500
MAX_OTHER_PART = 1_000_000
MAX_ROWS = 1_100_000
"""The empty ones among them; a sheet of Excel's cannot have more."""
MAX_ELEMENTS = 3_000_000
"""All cells, also empty ones, with what is in them: each takes the reader some millionths of a second."""
MAX_ODD = 1_000
MAX_HIDDEN = 100_000
MAX_ALIVE = 200_000
"""Elements that are in memory at once; the widest row that Excel makes needs about 65,000."""
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
MERGED, CELL, FORMULA = f"{SPREADSHEET}mergeCell", f"{SPREADSHEET}c", f"{SPREADSHEET}f"
VALUE = f"{SPREADSHEET}v"
ROW, COLUMNS = f"{SPREADSHEET}row", f"{SPREADSHEET}col"
# What the reader lets go of once it has read it.
FREED = {ROW, f"{SPREADSHEET}si"}
# The many ways in which a damaged workbook shows itself inside openpyxl.
DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, ParseError, OSError, EOFError, RuntimeError),
    *(KeyError, ValueError, TypeError, IndexError, AttributeError, NotImplementedError),
)


class DamagedWorkbookError(Exception):
    """It cannot be read as a workbook."""


class LargeWorkbookError(Exception):
    """It would grow beyond bounds."""


@dataclass(frozen=True)
class Bounds:
    """How many bytes a workbook may unpack to, and the table of its texts."""

    unpacked: int
    strings: int


def open_workbook(file: BinaryIO, bounds: Bounds) -> Any:
    """Open a workbook to be read. Raises LargeWorkbookError or DamagedWorkbookError."""
    from openpyxl import load_workbook  # noqa: PLC0415 - slow to import

    try:
        with zipfile.ZipFile(file) as packed:
            _refuse_large(packed.infolist(), bounds)
            elements = 0
            for part in packed.infolist():
                with packed.open(part) as content:
                    elements = _refuse_laborious(content, elements)
        return load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except DAMAGED:
        raise DamagedWorkbookError from None


def rows_of_sheet(sheet: Any, **options: Any) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Yield the rows of a sheet with their numbers, the empty ones too. Raises as `open_workbook`."""
    # What the file says of its size may be wrong.
    sheet.reset_dimensions()
    rows = sheet.iter_rows(**options)
    for number in range(1, MAX_ROWS + 1):
        try:
            row = next(rows, None)
        except DAMAGED:
            raise DamagedWorkbookError from None
        if row is None:
            return
        yield number, row
    raise LargeWorkbookError


@dataclass
class Oddities:
    """What a reader of a sheet's values cannot see: cells merged, and formulas never worked out."""

    # The name of the cells, the first column from 0, the first and the last row.
    merged: list[tuple[str, int, int, int]] = field(default_factory=list)
    # Column from 0, and row.
    unreckoned: list[tuple[int, int]] = field(default_factory=list)
    # The rows that a filter or somebody hides.
    hidden: list[int] = field(default_factory=list)
    # The first and the last of columns that somebody hides, from 0.
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    cell: str = ""
    has_formula: bool = False
    has_value: bool = False
    in_value: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == CELL:
            # Words may be none, and yet the value of a formula.
            is_words = attributes.get("t") == "str"
            self.cell, self.has_formula, self.has_value = attributes.get("r", ""), False, is_words
        elif name == FORMULA:
            self.has_formula = True
        elif name == VALUE:
            self.in_value = True
        elif name in {ROW, COLUMNS} and attributes.get("hidden") in {"1", "true"}:
            self._hide(name, attributes)
        elif name == MERGED and len(self.merged) < MAX_ODD:
            words = attributes.get("ref", "")
            column, first, _last_column, last = _boundaries(words)
            self.merged.append((words, column, first, last))

    def _hide(self, name: str, attributes: dict[str, str]) -> None:
        if name == ROW and len(self.hidden) < MAX_HIDDEN:
            self.hidden.append(int(attributes.get("r", "0")[:8]))
        elif name == COLUMNS and len(self.hidden_columns) < MAX_ODD:
            first, last = (int(attributes.get(end, "0")[:8]) - 1 for end in ("min", "max"))
            self.hidden_columns.append((first, last))

    def text(self, _words: str) -> None:
        self.has_value |= self.in_value

    def end(self, name: str) -> None:
        self.in_value &= name != VALUE
        is_odd = name == CELL and self.has_formula and not self.has_value and self.cell
        if is_odd and len(self.unreckoned) < MAX_ODD:
            column, row, *_rest = _boundaries(self.cell)
            self.unreckoned.append((column, row))


def oddities_of(file: BinaryIO, sheet: Any) -> Oddities:
    """Look through an opened sheet for what its values do not tell. Raises DamagedWorkbookError."""
    found = Oddities()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler, parser.EndElementHandler = found.start, found.end
    parser.CharacterDataHandler = found.text
    try:
        with zipfile.ZipFile(file) as packed, packed.open(sheet._worksheet_path) as content:
            parser.ParseFile(content)
    except (*DAMAGED, expat.ExpatError):
        raise DamagedWorkbookError from None
    return found


def _boundaries(words: str) -> tuple[int, int, int, int]:
    """Return first column from 0, first row, last column from 0 and last row of `A1` or `A1:B2`."""
    from openpyxl.utils.cell import range_boundaries  # noqa: PLC0415 - slow to import

    column, first, last_column, last = range_boundaries(words)
    return (column or 1) - 1, first or 1, (last_column or 1) - 1, last or MAX_ROWS


def unescaped(text: str) -> str:
    """Return the words of a cell with what Excel writes in place of some characters put right."""
    return keepable(ESCAPED.sub(lambda found: chr(int(found[1], 16)), text))


def _refuse_large(parts: list[zipfile.ZipInfo], bounds: Bounds) -> None:
    """Refuse what would grow beyond bounds; no part unpacks to more than it says here."""
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > bounds.unpacked:
        raise LargeWorkbookError
    for part in parts:
        most = bounds.strings if "sharedStrings" in part.filename else MAX_OTHER_PART
        if not part.filename.startswith("xl/worksheets/sheet") and part.file_size > most:
            raise LargeWorkbookError


def _refuse_laborious(content: Any, elements: int) -> int:
    """Refuse a part that needs much memory at once, or a workbook that needs much time in all.

    A few bytes become hundreds when they are read. Takes and returns the elements seen so far.
    """
    counted = _Counted(elements)
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler, parser.EndElementHandler = counted.start, counted.end
    with suppress(expat.ExpatError):  # the reader gets no further than this either
        parser.ParseFile(content)
    return counted.elements


@dataclass
class _Counted:
    elements: int
    alive: int = 0
    freed: int = 0
    begun: list[int] = field(default_factory=list)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.begun.append(self.alive)
        self.alive += 1
        self.elements += 1
        # The reader makes every empty row above a far one.
        is_far = name == ROW and _is_far(attributes.get("r", ""))
        if is_far or self.alive > MAX_ALIVE or self.elements > MAX_ELEMENTS:
            raise LargeWorkbookError

    def end(self, name: str) -> None:
        begun = self.begun.pop()
        if name in FREED:
            self.alive = begun
            self.freed += 1
        if self.freed > MAX_ROWS:
            raise LargeWorkbookError


def _is_far(number: str) -> bool:
    # Digits without end are not worked out.
    return number.isdecimal() and (len(number) > len(str(MAX_ROWS)) or int(number) > MAX_ROWS)
