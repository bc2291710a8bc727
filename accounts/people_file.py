"""Reads files of people, CSV or XLSX, a row at a time, and names every fault by line and column."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from accounts.addresses import bare_address
from accounts.csv_file import MAX_LINE, Row
from accounts.people_headings import FAMILY, GIVEN, KNOWN, Columns, as_said, is_heading, recognise
from accounts.permissions import Role
from accounts.table_faults import CellError, RowFault, UnreadableFileError
from accounts.table_file import ANYWHERE, Table, TableStart, fitted, one_line, quoted, read_table
from documents.text import unsafe

PATH = " > "
ARROWS = re.compile("-+>|=+>|[→›»]")
MAX_DEPTH = 6
MAX_NAME = 200
MAX_ATTRIBUTES = 20
MAX_ATTRIBUTE_NAME = 40
MAX_ATTRIBUTE = 100
# Exports of directories have many more columns than are of use here.
MAX_COLUMNS = 200
REQUIRED = ("email", "name")
# How many rows are looked at to tell what a column holds.
SAMPLE = 50

TeamPath = tuple[str, ...]


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


@dataclass(frozen=True)
class Layout:
    """How a file is to be read, as far as somebody has said so."""

    begins: TableStart = ANYWHERE
    # What a column is, by what it is called; see `people_headings.Columns.keys`.
    uses: Mapping[str, str] = field(default_factory=dict)
    # Said of this file. What was said of an earlier one counts only where it makes sense of this one.
    is_said: bool = False


@dataclass(frozen=True)
class Headed:
    """A file of people whose headings are read, with its first rows."""

    table: Table
    columns: Columns
    sample: list[Row]
    # Columns without a heading in which something stands, and of which nobody has said what they are.
    untold: tuple[int, ...] = ()


def read_headings(file: BinaryIO, layout: Layout) -> Headed:
    """Find the headings of a file and say what each column is."""
    table = read_table(
        file,
        most_columns=MAX_COLUMNS,
        is_heading=lambda cells: is_heading(cells, layout.uses),
        begins=layout.begins,
    )
    # A column is known by what stands in it, too.
    sample = list(islice(table.rows, SAMPLE))
    cells = [row for _line, row in sample]
    table = replace(table, heading=_widened(table, cells))
    columns = recognise(table.heading, cells)
    if layout.uses:
        said = as_said(table.heading, cells, layout.uses)
        if layout.is_said or (said.are_whole and set(layout.uses) & set(said.keys)):
            columns = said
    untold = tuple(
        at
        for at, key in enumerate(columns.keys)
        if not columns.headings[at]
        # Of a directory nothing is kept that is not understood.
        and (at in columns.attributes or columns.are_chosen)
        and any(at < len(row) and row[at].strip() for row in cells)
        and not (columns.are_chosen and key in layout.uses)
    )
    return Headed(table, columns, sample, untold)


def _widened(table: Table, rows: list[list[str]]) -> list[str]:
    """Return the headings, and empty ones for columns beyond them in which something stands.

    In CSV only where most rows are as wide: one row that is wider has a comma too many.
    """
    widths = sorted(len(row) for row in rows)
    if not widths:
        return table.heading
    widest = widths[-1] if table.sheet else widths[(len(widths) - 1) // 2]
    filled = (
        at
        for row in rows
        for at, cell in enumerate(row[:widest], 1)
        if at > len(table.heading) and cell.strip()
    )
    return [*table.heading, *[""] * (max(filled, default=0) - len(table.heading))]


# Rows ------------------------------------------------------------------------------------------


class PeopleFile:
    """A file of people. The headings are read at once: UnreadableFileError."""

    def __init__(self, file: BinaryIO, layout: "Layout | None" = None) -> None:
        headed = read_headings(file, layout or Layout())
        self._rows: Iterator[Row] = chain(headed.sample, headed.table.rows)
        self.columns = headed.columns
        self.notes = list(headed.table.notes)
        _refuse_headings(headed)

    @property
    def fates(self) -> list[str]:
        """Say what becomes of each column, where any has not our own heading."""
        return [] if self.columns.are_ours else list(_fates(self.columns))

    def rows(self) -> Iterator[PersonRow | list[RowFault]]:
        """Yield for each row its person, or its faults. Raises UnreadableFileError on the way."""
        seen: dict[str, int] = {}
        for line, cells in self._rows:
            if any(cell.strip() for cell in cells):
                yield _row(line, cells, self.columns, seen)


def _refuse_headings(headed: Headed) -> None:
    table, columns = headed.table, headed.columns
    line, faults = table.line, list(_missing(table, columns))
    unnamed = _("this column has no heading and is not empty. Give it one, or empty it.")
    faults += [RowFault(line, str(at + 1), unnamed) for at in headed.untold]
    for name in filter(None, columns.attributes.values()):
        try:
            attribute_name(name)
        except CellError as error:
            faults.append(RowFault(line, name, str(error)))
    faults += [
        RowFault(line, name, _("this column is there twice."))
        for at, name in enumerate(columns.headings)
        # Where somebody has said what each is, they are called by their numbers.
        if name in filter(None, columns.headings[:at])
        and at not in columns.left_out
        and not columns.are_chosen
    ]
    if len(columns.attributes) > MAX_ATTRIBUTES + len(KNOWN):
        message = _("there are more than %(most)s columns.") % {"most": MAX_ATTRIBUTES + len(KNOWN)}
        faults.append(RowFault(line, "", message))
    if faults:
        raise UnreadableFileError(*faults)


def _missing(table: Table, columns: Columns) -> Iterator[RowFault]:
    there = set(columns.fields)
    if there & {GIVEN, FAMILY}:
        there.add("name")
    for name in REQUIRED:
        if name not in there:
            message = _("this column is missing: the first line needs email and name.")
            yield RowFault(table.line, name, f"{message} {quoted(table)}".strip())


def _fates(columns: Columns) -> Iterator[str]:
    words = {at: _("an attribute") for at in columns.attributes}
    for key, (first, *others) in columns.fields.items():
        words[first] = key
        words |= dict.fromkeys(others, _("%(field)s, where it is empty elsewhere") % {"field": key})
    for at, heading in enumerate(columns.shown):
        if at in words and (heading or at not in columns.attributes or columns.are_chosen):
            named = heading or columns.keys[at]
            yield _("column “%(heading)s”: %(what)s") % {"heading": named, "what": words[at]}
    left = ", ".join(columns.shown[at] or columns.keys[at] for at in columns.left_out)
    if left:
        yield _("left out: %(columns)s") % {"columns": left}


def _row(
    line: int, cells: list[str], columns: Columns, seen: dict[str, int]
) -> PersonRow | list[RowFault]:
    try:
        cells = fitted(cells, len(columns.headings))
    except CellError as error:
        return [RowFault(line, "", str(error))]
    row = _Cells(line, cells, columns)
    attributes = row.attributes()
    person = PersonRow(
        line=line,
        email=row.email(seen),
        name=row.name(),
        team=row.team(),
        roles=row.roles(),
        attributes=attributes,
    )
    return row.faults or person


@dataclass
class _Cells:
    """The cells of one row; what is wrong with them gathers in `faults`."""

    line: int
    cells: list[str]
    columns: Columns
    faults: list[RowFault] = field(default_factory=list)

    def attributes(self) -> tuple[tuple[str, str], ...]:
        found = {
            name: self._words(at, MAX_ATTRIBUTE) for at, name in self.columns.attributes.items()
        }
        unnamed = (at for at, name in self.columns.attributes.items() if not name)
        if any(self.cells[at].strip() for at in unnamed):
            # Empty as far down as the file was looked at.
            self.faults.append(RowFault(self.line, "", _("a cell stands below no heading.")))
        return tuple(sorted((name, words) for name, words in found.items() if name and words))

    def email(self, seen: dict[str, int]) -> str:
        at, text = self.columns.first(self.cells, "email")
        try:
            email = address(text)
            if email in seen:
                raise CellError(
                    _("%(email)s is in line %(line)s already.")
                    % {"email": email, "line": seen[email]}
                )
        except CellError as error:
            self._fault(at, error)
            return ""
        seen[email] = self.line
        return email

    def name(self) -> str:
        at, text = self.columns.first(self.cells, "name")
        if text.strip():
            return self._words(at, MAX_NAME)
        parts = (
            self._words(part, MAX_NAME)
            for part in (self.columns.first(self.cells, key)[0] for key in (GIVEN, FAMILY))
            if part >= 0
        )
        # Two names that fit one by one may together be too long; cutting does less harm than refusing.
        return " ".join(filter(None, parts))[:MAX_NAME]

    def team(self) -> TeamPath:
        at, _text = self.columns.first(self.cells, "team")
        try:
            return team_path(_as_path(self._words(at, MAX_LINE))) if at >= 0 else ()
        except CellError as error:
            self._fault(at, error)
            return ()

    def roles(self) -> tuple[tuple[Role, TeamPath], ...]:
        at, _text = self.columns.first(self.cells, "roles")
        try:
            return roles(self._words(at, MAX_LINE)) if at >= 0 else ()
        except CellError as error:
            self._fault(at, error)
            return ()

    def _words(self, at: int, most: int) -> str:
        try:
            # As a file of ours has a text that a spreadsheet would take for a formula.
            return one_line(unsafe(self.cells[at].strip()), at_most=most)
        except CellError as error:
            self._fault(at, error)
            return ""

    def _fault(self, at: int, error: CellError) -> None:
        self.faults.append(RowFault(self.line, self.columns.headings[at], str(error)))


# Cells, as forms read them too -----------------------------------------------------------------


def address(text: str) -> str:
    """Return an e-mail address in lower case, also of `Ann Lee <ann@council.example>`."""
    email = bare_address(unsafe(text.strip()))
    try:
        validate_email(email)
    except ValidationError:
        shown = email[:100] or _("an empty cell")
        raise CellError(_("%(email)s is not an e-mail address.") % {"email": shown}) from None
    return email


def team_path(text: str) -> TeamPath:
    """Read `A > B > C`; an arrow leads from team to team as well."""
    text = ARROWS.sub(">", text)
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


def _as_path(text: str) -> str:
    """Return `/Care/East`, as directories write it, as a path of ours."""
    return text.strip("/").replace("/", PATH) if text.startswith("/") else text


def roles(text: str) -> tuple[tuple[Role, TeamPath], ...]:
    """Read `manager; hr_lead: A > B`. Between roles stands a semicolon, or a comma where no branch is named."""
    # A team may have a comma in its name, so with a branch only the semicolon separates.
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
    # grade=G10 is the path of a result's group, and > leads from team to team.
    if any(character in name for character in "=:;>"):
        raise CellError(_("a column's name may not contain = : ; or >."))
    return name
