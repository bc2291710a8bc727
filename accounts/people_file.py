"""Reads files of people, CSV or XLSX, a row at a time, and names every fault by line and column."""

import csv
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from accounts.errors import DomainError
from accounts.permissions import Role
from documents.workbook import (
    Bounds,
    DamagedWorkbookError,
    LargeWorkbookError,
    open_workbook,
    rows_of_sheet,
)

PATH = " > "
MAX_DEPTH = 6
MAX_NAME = 200
MAX_ATTRIBUTES = 20
MAX_ATTRIBUTE_NAME = 40
MAX_ATTRIBUTE = 100
MAX_COLUMNS = 30
# What people read of a long list; the count is of all.
MOST_FAULTS = 100
MAX_LINE = 100_000
# What a workbook may grow to when it is unpacked; 10,000 people need about 5 MB.
BOUNDS = Bounds(unpacked=60_000_000, strings=20_000_000)
REQUIRED = ("email", "name")
KNOWN = (*REQUIRED, "team", "roles")

TeamPath = tuple[str, ...]


@dataclass(frozen=True)
class RowFault:
    """Something wrong in a file; line 0 is the file as a whole."""

    line: int
    column: str
    message: str

    def __str__(self) -> str:
        positions = []
        if self.line:
            positions.append(_("line %(line)s") % {"line": self.line})
        if self.column:
            positions.append(_("column %(column)s") % {"column": self.column})
        return f"{', '.join(positions)}: {self.message}" if positions else self.message


@dataclass
class FaultReport:
    """The faults of a file: all are counted, and the first of them kept for people to read."""

    faults: list[RowFault] = field(default_factory=list)
    fault_count: int = 0

    def fault(self, *faults: RowFault) -> None:
        self.fault_count += len(faults)
        self.faults += faults[: MOST_FAULTS - len(self.faults)]


class UnreadableFileError(DomainError):
    """From here on nothing of the file can be read."""

    def __init__(self, *faults: RowFault) -> None:
        super().__init__("; ".join(str(fault) for fault in faults))
        self.faults = faults


@dataclass(frozen=True)
class PersonRow:
    """One person of a file. Empty means that the file says nothing about it."""

    line: int
    email: str
    name: str
    team: TeamPath = ()
    # Each role with the branch it is held in; an empty branch is the whole organisation.
    roles: tuple[tuple[Role, TeamPath], ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()


class CellError(ValueError):
    """What is wrong with a cell, in a sentence."""


# Rows ------------------------------------------------------------------------------------------


def read_people(file: BinaryIO) -> Iterator[PersonRow | list[RowFault]]:
    """Yield for each row of a file its person, or its faults.

    Raises UnreadableFileError, at once or on the way, where reading on makes no sense.
    """
    rows = rows_of(file)
    heading_line, cells = next(rows, (1, []))
    heading = _heading(heading_line, cells)
    seen: dict[str, int] = {}
    for line, cells in rows:
        if any(cell.strip() for cell in cells):
            yield _row(line, cells, heading, seen)


def _heading(line: int, cells: list[str]) -> list[str]:
    names = [" ".join(cell.split()).casefold() for cell in cells]
    while names and not names[-1]:
        names.pop()
    faults = [
        RowFault(line, name, _("this column is missing: the first line needs email and name."))
        for name in REQUIRED
        if name not in names
    ]
    for at, name in enumerate(names):
        try:
            attribute_name(name)
        except CellError as error:
            faults.append(RowFault(line, name or str(at + 1), str(error)))
        if name and name in names[:at]:
            faults.append(RowFault(line, name, _("this column is there twice.")))
    if len(names) > MAX_ATTRIBUTES + len(KNOWN):
        message = _("there are more than %(most)s columns.") % {"most": MAX_ATTRIBUTES + len(KNOWN)}
        faults.append(RowFault(line, "", message))
    if faults:
        raise UnreadableFileError(*faults)
    return names


def _row(
    line: int, cells: list[str], heading: list[str], seen: dict[str, int]
) -> PersonRow | list[RowFault]:
    while len(cells) > len(heading) and not cells[-1]:
        cells.pop()
    if len(cells) != len(heading):
        message = _("there are %(cells)s cells where the first line has %(columns)s.")
        return [RowFault(line, "", message % {"cells": len(cells), "columns": len(heading)})]
    faults: list[RowFault] = []
    words: dict[str, str] = {}
    for column, cell in zip(heading, cells, strict=True):
        try:
            limit = MAX_LINE if column in KNOWN else MAX_ATTRIBUTE
            words[column] = one_line(cell, at_most=limit)
        except CellError as error:
            faults.append(RowFault(line, column, str(error)))
    row = _Cells(line, words, faults)
    email = row.email(seen)
    person = PersonRow(
        line=line,
        email=email,
        name=row.name(),
        team=row.team(),
        roles=row.roles(),
        attributes=tuple(sorted((k, v) for k, v in words.items() if k not in KNOWN and v)),
    )
    return faults or person


@dataclass(frozen=True)
class _Cells:
    """The cells of one row; what is wrong with them gathers in `faults`."""

    line: int
    words: dict[str, str]
    faults: list[RowFault]

    def email(self, seen: dict[str, int]) -> str:
        text = self.words.get("email")
        if text is None:
            return ""
        try:
            email = address(text)
            if email in seen:
                raise CellError(
                    _("%(email)s is in line %(line)s already.")
                    % {"email": email, "line": seen[email]}
                )
        except CellError as error:
            self._fault("email", error)
            return ""
        seen[email] = self.line
        return email

    def name(self) -> str:
        text = self.words.get("name", "")
        if len(text) > MAX_NAME:
            self._fault("name", _("this is longer than %(most)s characters.") % {"most": MAX_NAME})
        return text

    def team(self) -> TeamPath:
        try:
            return team_path(self.words.get("team", ""))
        except CellError as error:
            self._fault("team", error)
            return ()

    def roles(self) -> tuple[tuple[Role, TeamPath], ...]:
        try:
            return roles(self.words.get("roles", ""))
        except CellError as error:
            self._fault("roles", error)
            return ()

    def _fault(self, column: str, error: CellError | str) -> None:
        self.faults.append(RowFault(self.line, column, str(error)))


# Cells, as forms read them too -----------------------------------------------------------------


def one_line(text: str, *, at_most: int) -> str:
    """Return words on one line, of characters that can be shown. What begins with = is just text."""
    text = " ".join(text.split())
    if not text.isprintable():
        raise CellError(_("there is a character in it that cannot be shown."))
    if len(text) > at_most:
        raise CellError(_("this is longer than %(most)s characters.") % {"most": at_most})
    return text


def address(text: str) -> str:
    """Return an e-mail address in lower case."""
    email = text.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        shown = email[:100] or _("an empty cell")
        raise CellError(_("%(email)s is not an e-mail address.") % {"email": shown}) from None
    return email


def team_path(text: str) -> TeamPath:
    """Read `A > B > C`."""
    if not text.strip():
        return ()
    path = tuple(one_line(part, at_most=MAX_NAME) for part in text.split(">"))
    if not all(path):
        raise CellError(_("a team in “%(path)s” has no name.") % {"path": text[:100]})
    if len(path) > MAX_DEPTH:
        raise CellError(
            _("the path has %(depth)s teams, and %(most)s is the most.")
            % {"depth": len(path), "most": MAX_DEPTH}
        )
    return path


def roles(text: str) -> tuple[tuple[Role, TeamPath], ...]:
    """Read `manager; hr_lead: A > B`. Between roles stands a semicolon, or a comma where no branch is named."""
    parts = text.split(";") if ";" in text or ":" in text else text.split(",")
    return tuple(dict.fromkeys(_role(part) for part in parts if part.strip()))


def _role(text: str) -> tuple[Role, TeamPath]:
    name, _colon, branch = text.partition(":")
    code = "_".join(name.casefold().replace("-", " ").replace("_", " ").split())
    known = {role.value: role for role in Role}
    if code not in known:
        raise CellError(
            _("“%(role)s” is not a role. There are: %(roles)s.")
            % {"role": name.strip()[:100], "roles": ", ".join(known)}
        )
    path = team_path(branch)
    if path and known[code] != Role.HR_LEAD:
        raise CellError(_("only hr_lead can be held in a branch."))
    return known[code], path


def role_words(held: Iterable[tuple[str, TeamPath]]) -> str:
    """Return roles as a file has them: `hr_lead: A > B; manager`."""
    return "; ".join(f"{role}: {PATH.join(path)}" if path else role for role, path in sorted(held))


def attribute_name(text: str) -> str:
    """Return the name of an attribute: in lower case, without what separates in addresses and files."""
    name = one_line(text, at_most=MAX_ATTRIBUTE_NAME).casefold()
    if not name:
        raise CellError(_("this column has no name."))
    if any(character in name for character in "=:;>"):
        raise CellError(_("a column's name may not contain = : ; or >."))
    return name


# Files -----------------------------------------------------------------------------------------


def rows_of(file: BinaryIO, *, most_columns: int = MAX_COLUMNS) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a CSV or XLSX file with their line numbers, one at a time."""
    start = file.read(4)
    file.seek(0)
    is_workbook = start == b"PK\x03\x04"
    return _xlsx_rows(file, most_columns) if is_workbook else _csv_rows(file, start)


def _csv_rows(file: BinaryIO, start: bytes) -> Iterator[tuple[int, list[str]]]:
    if start[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise _not_utf8(1)
    lines = _lines(file)
    first = next(lines, "")
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(chain([first], lines), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        message = _("this cannot be read as CSV (%(reason)s).") % {"reason": error}
        raise UnreadableFileError(RowFault(begins, "", message)) from None


def _lines(file: BinaryIO) -> Iterator[str]:
    """Decode line by line, so that the line which is not UTF-8 can be named."""
    number = 0
    while line := file.readline(MAX_LINE):
        number += 1
        if len(line) == MAX_LINE:
            message = _("this line is longer than %(most)s bytes.") % {"most": MAX_LINE - 1}
            raise UnreadableFileError(RowFault(number, "", message))
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise _not_utf8(number) from None


def _not_utf8(line: int) -> UnreadableFileError:
    message = _(
        "the file is not in UTF-8. In Excel choose “Save as” and “CSV UTF-8”, or save it as .xlsx."
    )
    return UnreadableFileError(RowFault(line, "", message))


def expected_rows(file: BinaryIO) -> int | None:
    """Return about how many people a file holds, for a progress bar; None where it does not say."""
    start = file.read(4)
    file.seek(0)
    if start == b"PK\x03\x04":
        with suppress(UnreadableFileError):
            rows: int | None = _first_sheet(file).max_row
            return max(rows - 1, 0) if rows else None
        return None
    lines = sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
    file.seek(0)
    return max(lines - 1, 0)


def _xlsx_rows(file: BinaryIO, most_columns: int) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of the first sheet, streaming."""
    try:
        for line, values in rows_of_sheet(
            _first_sheet(file), max_col=most_columns, values_only=True
        ):
            yield line, [_text(value) for value in values]
    except LargeWorkbookError:
        raise _too_large() from None
    except DamagedWorkbookError:
        raise _no_workbook() from None


def _first_sheet(file: BinaryIO) -> Any:
    try:
        return open_workbook(file, BOUNDS).worksheets[0]
    except LargeWorkbookError:
        raise _too_large() from None
    except (DamagedWorkbookError, IndexError):
        raise _no_workbook() from None


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
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, date) else str(value)
