"""Opens tables that people send, CSV or XLSX: finds the line with the headings and yields the rows below it."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import chain, islice
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.csv_file import HEADING_WITHIN, Row, csv_rows, line_ends
from accounts.table_faults import CellError, RowFault, UnreadableFileError
from documents.characters import named, tidy, unseen, without_ends, word_before
from documents.workbook import (
    OLDER_OFFICE,
    Bounds,
    DamagedWorkbookError,
    LargeWorkbookError,
    oddities_of,
    open_workbook,
    rows_of_sheet,
    unescaped,
)

# Hidden columns that are told by name.
MOST_NAMED = 10
MOST_HEADINGS = 2_000
MOST_SHEETS = 20
# What a workbook may grow to when it is unpacked; 10,000 people need about 5 MB.
BOUNDS = Bounds(unpacked=60_000_000, strings=20_000_000)
WORKBOOK = b"PK\x03\x04"
# What spreadsheets show for a formula that fails, in several languages, and a column too narrow for its number.
ERROR = re.compile(
    r"#(?:N/[AD]|NV|GETTING_DATA|[¡¿]?[A-ZÀ-Ý0-9][A-ZÀ-Ý0-9_/]{0,20}[!?]|#{2,})|Err:\d{3}"
)


@dataclass(frozen=True)
class Table:
    """A table with its headings found; `notes` say what was passed over on the way to them."""

    line: int
    heading: list[str]
    rows: Iterator[Row]
    # Whether the headings are those that were looked for; otherwise they are the first line there is.
    is_found: bool
    sheet: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableStart:
    """Where a table begins, as far as somebody has said so: on which sheet, and in which line its headings are."""

    sheet: str = ""
    line: int = 0


ANYWHERE = TableStart()


def read_table(
    file: BinaryIO,
    *,
    most_columns: int,
    is_heading: Callable[[list[str]], bool],
    begins: TableStart = ANYWHERE,
) -> Table:
    """Find the headings in the first lines of a CSV file, or of the first sheet that has them."""
    start = _start(file)
    if start.startswith(OLDER_OFFICE):
        message = _(
            "this is an older Excel workbook (.xls), or one with a password: save it as .xlsx,"
            " without a password."
        )
        raise UnreadableFileError(RowFault(0, "", message))
    if start.startswith(WORKBOOK):
        # By content, as a CSV file that was renamed to .xlsx is still one.
        return _first_table(file, most_columns, is_heading, begins)
    return _headed(csv_rows(file, start), is_heading, at=begins.line)


def first_rows(
    file: BinaryIO, *, most_columns: int, sheet: str = ""
) -> tuple[list[str], list[Row]]:
    """Return the names of the sheets that can be seen, and the lines among which headings are looked for."""
    start = _start(file)
    if not start.startswith(WORKBOOK):
        return [], list(islice(csv_rows(file, start), HEADING_WITHIN))
    sheets = list(islice(_sheets(file), MOST_SHEETS))
    (chosen, *_others) = _named(sheets, sheet)
    rows = list(islice(_sheet_rows(chosen, most_columns), HEADING_WITHIN))
    return [one.title for one in sheets], rows


def expected_rows(file: BinaryIO) -> int | None:
    """Return about how many rows a file holds, for a progress bar; None where it does not say."""
    start = _start(file)
    if start.startswith(WORKBOOK):
        with suppress(UnreadableFileError):
            rows: int | None = next(_sheets(file)).max_row
            return max(rows - 1, 0) if rows else None
        return None
    # Line ends and not rows: a text of two lines counts twice, which is good enough for a bar.
    lines = sum(line_ends(block) for block in iter(lambda: file.read(1 << 20), b""))
    file.seek(0)
    return max(lines - 1, 0)


def _start(file: BinaryIO) -> bytes:
    start = file.read(len(OLDER_OFFICE))
    file.seek(0)
    return start


def fitted(cells: list[str], columns: int) -> list[str]:
    """Return as many cells as there are headings: what is missing at the end of a row is empty."""
    while len(cells) > columns and not cells[-1].strip():
        cells.pop()
    if len(cells) > columns:
        message = _("there are %(cells)s cells where the first line has %(columns)s.")
        raise CellError(message % {"cells": len(cells), "columns": columns})
    return [*cells, *[""] * (columns - len(cells))]


def one_line(text: str, *, at_most: int) -> str:
    """Return words on one line, of characters that can be shown. What begins with = is just text."""
    text = " ".join(tidy(without_ends(text)).split())
    if found := unseen(text):
        message = _("there is a character in it that cannot be seen (%(mark)s). Delete it.")
        raise CellError(message % {"mark": _mark_words(text, found[0])})
    if ERROR.fullmatch(text):
        message = _("%(error)s is an error of the spreadsheet, not a value.")
        raise CellError(message % {"error": text})
    if len(text) > at_most:
        raise CellError(_("this is longer than %(most)s characters.") % {"most": at_most})
    return text


def _mark_words(text: str, at: int) -> str:
    mark, word = named(text, at), word_before(text, at)
    if not word:
        return mark
    return _("%(mark)s, after “%(word)s”") % {"mark": mark, "word": word[:40]}


# Headings --------------------------------------------------------------------------------------


def _headed(
    rows: Iterator[Row], is_heading: Callable[[list[str]], bool], sheet: str = "", *, at: int = 0
) -> Table:
    """Take the line that was said, or the first that is a heading; else the first that holds anything."""
    first: list[Row] = []
    for line, row in islice(rows, HEADING_WITHIN):
        cells = _trimmed(row)
        if len(cells) > MOST_HEADINGS:
            message = _("there are more than %(most)s columns.") % {"most": MOST_HEADINGS}
            raise UnreadableFileError(RowFault(line, "", message))
        if line == at if at else is_heading(cells):
            notes = tuple(_passed_over(row) for row in first)
            return Table(line, cells, rows, is_found=True, sheet=sheet, notes=notes)
        if any(cell.strip() for cell in cells):
            first.append((line, cells))
    line, cells = first[0] if first else (1, [])
    return Table(line, cells, chain(first[1:], rows), is_found=False, sheet=sheet)


def _trimmed(cells: list[str]) -> list[str]:
    """Return a row without the empty cells at its end."""
    while cells and not cells[-1].strip():
        cells.pop()
    return cells


def _passed_over(row: Row) -> str:
    line, cells = row
    words = " ".join(" ".join(cells).split())[:60]
    return _("line %(line)s is above the headings and left out: “%(words)s”.") % {
        "line": line,
        "words": words,
    }


def quoted(table: Table) -> str:
    """Return what stands where headings were looked for, with the sheet where there are sheets."""
    words = ", ".join(filter(None, (" ".join(cell.split()) for cell in table.heading)))[:80]
    if not words:
        return ""
    said = [_("It says “%(words)s”.") % {"words": words}]
    if table.sheet:
        said.append(_("This is sheet “%(sheet)s”.") % {"sheet": table.sheet})
    return " ".join(said)


# Workbooks -------------------------------------------------------------------------------------


def _first_table(
    file: BinaryIO,
    most_columns: int,
    is_heading: Callable[[list[str]], bool],
    begins: TableStart,
) -> Table:
    """Return the first sheet that can be seen and has the headings, else the first there is."""
    fallback: Table | None = None
    for sheet in _named(list(islice(_sheets(file), MOST_SHEETS)), begins.sheet):
        rows = _sheet_rows(sheet, most_columns)
        table = _headed(rows, is_heading, sheet.title, at=begins.line)
        if table.is_found:
            return _refusing_odd(file, sheet, table)
        if fallback is None or not fallback.heading:
            fallback = table
    if fallback is None:
        raise _no_workbook()
    return fallback


def _named(sheets: list[Any], title: str) -> list[Any]:
    """Return the sheet of this name alone, or all where there is none."""
    return [one for one in sheets if one.title == title] or sheets


def _sheets(file: BinaryIO) -> Iterator[Any]:
    try:
        sheets = open_workbook(file, BOUNDS).worksheets
    except LargeWorkbookError:
        raise _too_large() from None
    except DamagedWorkbookError:
        raise _no_workbook() from None
    if not sheets:
        raise _no_workbook()
    yield from [one for one in sheets if one.sheet_state == "visible"] or sheets


def _sheet_rows(sheet: Any, most_columns: int) -> Iterator[Row]:
    """Yield the rows of a sheet, streaming."""
    try:
        for line, values in rows_of_sheet(sheet, max_col=most_columns, values_only=True):
            yield line, [_text(value) for value in values]
    except LargeWorkbookError:
        raise _too_large() from None
    except DamagedWorkbookError:
        raise _no_workbook() from None


def _refusing_odd(file: BinaryIO, sheet: Any, table: Table) -> Table:
    """Refuse what would be read as empty below the headings, though the sheet shows something there; note what it hides."""
    try:
        odd = oddities_of(file, sheet)
    except DamagedWorkbookError:
        raise _no_workbook() from None
    merged = _("the cells %(cells)s are merged. Unmerge them and write the value into each row.")
    unreckoned = _("the formula here has no value yet. Open the file in a spreadsheet and save it.")
    places = [
        *(
            (max(first, table.line), at, last, merged % {"cells": words})
            for words, at, first, last in odd.merged
        ),
        *((row, at, row, unreckoned) for at, row in odd.unreckoned),
    ]
    faults = [
        RowFault(line, _heading_at(table, at), said)
        for line, at, last, said in places
        if last > table.line and at < len(table.heading)
    ]
    if faults:
        raise UnreadableFileError(*faults)
    rows = sum(line > table.line for line in odd.hidden)
    columns = [
        _heading_at(table, at)
        for at, heading in enumerate(table.heading)
        if heading.strip() and any(first <= at <= last for first, last in odd.hidden_columns)
    ]
    return replace(table, notes=(*table.notes, *_hidden_words(rows, columns)))


def _hidden_words(rows: int, columns: list[str]) -> Iterator[str]:
    """Say that rows are read which nobody sees in the sheet, as under a filter, and so are columns."""
    if columns:
        said = ngettext("The column %(names)s is hidden in the sheet, and read like the others.", "The columns %(names)s are hidden in the sheet, and read like the others.", len(columns))  # fmt: skip
        shown = ", ".join(f"“{one[:40]}”" for one in columns[:MOST_NAMED])
        more = "" if len(columns) <= MOST_NAMED else ", …"
        yield said % {"names": f"{shown}{more}"}
    if rows:
        said = ngettext("%(rows)s row below the headings is hidden in the sheet, and read like the others.", "%(rows)s rows below the headings are hidden in the sheet, and read like the others.", rows)  # fmt: skip
        yield said % {"rows": rows}


def _heading_at(table: Table, column: int) -> str:
    return " ".join(table.heading[column].split()) or str(column + 1)


def _too_large() -> UnreadableFileError:
    message = _(
        "the workbook is too large, counting cells that look empty. Save this sheet alone as CSV"
        " UTF-8, or split it."
    )
    return UnreadableFileError(RowFault(0, "", message))


def _no_workbook() -> UnreadableFileError:
    message = _("the file cannot be read as an Excel workbook (.xlsx).")
    return UnreadableFileError(RowFault(0, "", message))


def _text(value: object) -> str:
    """Return the words of a cell as the sheet shows them, as far as its value tells."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date | time):
        return _day_words(value)
    return unescaped(str(value))


def _day_words(value: date | time) -> str:
    """Return a day, a time of day, or both where a cell holds both."""
    if isinstance(value, datetime):
        day, moment = value.date().isoformat(), value.time()
        return f"{day} {_day_words(moment)}" if moment != time() else day
    if isinstance(value, time):
        return value.isoformat("seconds" if value.second else "minutes")
    return value.isoformat()
