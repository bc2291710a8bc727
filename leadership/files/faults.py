"""What is said about a bank file: where, and in plain words what is wrong there."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from leadership.addressing import Path as Path
from leadership.addressing import name_of as name_of
from leadership.translation import gettext as _


class Place(NamedTuple):
    """A line and a column, both counted from 1; in a workbook a row, with its sheet and the head above."""

    line: int | None = None
    column: int | None = None
    sheet: str = ""
    head: str = ""
    number: int = 0


Places = dict[Path, Place]


@dataclass(frozen=True)
class Finding:
    """Something to say about one path; only what that cannot tell needs a place of its own.

    `{other}` in the message stands for another path of the file.
    """

    path: Path
    message: str
    at: Place | None = None
    other: Path | None = None


@dataclass(frozen=True)
class Fault:
    """Something wrong, or unwise, in a bank file. A missing key has the line of what lacks it.

    In a workbook there is a sheet, the line is a row, and the path is the head of the column. `tokens` are
    the path for programs, whatever kind of file it was.
    """

    line: int | None
    column: int | None
    path: str
    message: str
    sheet: str = ""
    # Not compared: what reads the same at the same place is said once.
    tokens: Path = field(default=(), compare=False)

    @property
    def column_name(self) -> str:
        """The column as people find it: a letter in a workbook, a number in a text."""
        if self.column is None:
            return ""
        return letter(self.column) if self.sheet else str(self.column)

    def __str__(self) -> str:
        if self.sheet:
            where = [f"sheet {self.sheet}"]
            where += [f"row {self.line}"] if self.line else []
            where += [f"column {self.column_name}"] if self.column else []
            where += [self.path] if self.path else []
        else:
            where = [f"line {self.line}"] if self.line else []
            where += [self.path] if self.path else []
        return f"{', '.join(where)}: {self.message}" if where else self.message


class BankFileError(ValueError):
    """A bank file that cannot be used; `faults` says why, all at once, in the order of the file."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


def letter(column: int) -> str:
    """Return a column's letters, as spreadsheets have them: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def located(findings: Iterable[Finding], places: Places) -> tuple[Fault, ...]:
    """Add line and column, drop what is said twice, and sort by place."""
    # A dictionary and not a set: equal faults are said once, and each keeps its place.
    order = {}
    for finding in findings:
        place = finding.at or _nearest(finding.path, places)
        fault = _fault(finding, place, places)
        order[fault] = (place.number, place.line or 0, place.column or 0)
    return tuple(sorted(order, key=lambda fault: (*order[fault], fault.path, fault.message)))


def _fault(finding: Finding, place: Place, places: Places) -> Fault:
    message = finding.message
    if finding.other is not None:
        message = message.replace("{other}", _named(finding.other, places))
    path = place.head if place.sheet else name_of(finding.path)
    return Fault(place.line, place.column, path, message, place.sheet, finding.path)


def _named(path: Path, places: Places) -> str:
    place = _nearest(path, places)
    if not place.sheet:
        return name_of(path)
    return _("row %(line)s of %(sheet)s") % {"line": place.line, "sheet": place.sheet}


def _nearest(path: Path, places: Places) -> Place:
    # What is missing has no place of its own: the nearest thing above it has.
    for length in range(len(path), -1, -1):
        if path[:length] in places:
            return places[path[:length]]
    return Place()
