"""Reads files of answers, a row a person, against the bank they belong to; names every fault by line and column."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from django.utils.translation import gettext as _

from accounts.people_file import (
    MAX_ATTRIBUTE,
    MAX_ATTRIBUTES,
    MAX_LINE,
    MAX_NAME,
    CellError,
    RowFault,
    TeamPath,
    UnreadableFileError,
    address,
    attribute_name,
    one_line,
    rows_of,
    team_path,
)
from leadership.instrument import Asked, Instrument, RawAnswer

PEOPLE = ("email", "person")
KNOWN = (*PEOPLE, "name", "team")


@dataclass(frozen=True)
class ResponseRow:
    """One person of a file with what they answered; an answer that is not there was left blank.

    `email` or `person`, a name or number that the file has for them, tells who it is.
    """

    line: int
    email: str
    person: str
    name: str
    team: TeamPath
    attributes: Mapping[str, str]
    answers: Mapping[str, RawAnswer]


@dataclass(frozen=True)
class _Heading:
    names: tuple[str, ...]
    # The questions that have a column, by the column's name, and the answers that each takes.
    questions: Mapping[str, Asked]
    choices: Mapping[str, Mapping[str, RawAnswer]]


class ResponsesFile:
    """A file of answers to one bank version. The first line is read at once: UnreadableFileError."""

    def __init__(self, file: BinaryIO, instrument: Instrument) -> None:
        self._rows = rows_of(file, most_columns=len(instrument.asked) + MAX_ATTRIBUTES + len(KNOWN))
        line, cells = next(self._rows, (1, []))
        self._heading = _heading(line, cells, instrument)
        self._seen: dict[str, int] = {}

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the questions that the file has answers to."""
        return tuple(asked.code for asked in self._heading.questions.values())

    @property
    def attributes(self) -> tuple[str, ...]:
        """The names of the columns that are neither questions nor what each file may have."""
        known = {*KNOWN, *self._heading.questions}
        return tuple(name for name in self._heading.names if name not in known)

    def rows(self) -> Iterator[ResponseRow | list[RowFault]]:
        """Yield for each row its person, or its faults. Raises UnreadableFileError on the way."""
        for line, cells in self._rows:
            if any(cell.strip() for cell in cells):
                yield _row(line, cells, self._heading, self._seen)


# The first line --------------------------------------------------------------------------------


def _heading(line: int, cells: list[str], instrument: Instrument) -> _Heading:
    names = [" ".join(cell.split()).casefold() for cell in cells]
    while names and not names[-1]:
        names.pop()
    by_name = {code.casefold(): asked for code, asked in instrument.asked.items()}
    questions = {name: by_name[name] for name in names if name in by_name}
    faults = list(_heading_faults(line, names, by_name, instrument))
    if not questions:
        about = instrument.instrument
        message = _("no column has the code of a question of %(bank)s %(version)s.")
        faults.append(RowFault(line, "", message % {"bank": about.code, "version": about.version}))
    if len(names) - len(questions) > MAX_ATTRIBUTES + len(KNOWN):
        message = _("there are more than %(most)s attributes.") % {"most": MAX_ATTRIBUTES}
        faults.append(RowFault(line, "", message))
    if faults:
        raise UnreadableFileError(*faults)
    choices = {
        name: {str(raw): raw for raw, _choice in asked.scale.answers}
        for name, asked in questions.items()
    }
    return _Heading(tuple(names), questions, choices)


def _heading_faults(
    line: int, names: list[str], by_name: Mapping[str, Asked], instrument: Instrument
) -> Iterator[RowFault]:
    if not set(PEOPLE) & set(names):
        yield RowFault(line, "email", _("the first line needs a column email or person."))
    shapes = {shape for shape in map(_shape, by_name) if "0" in shape}
    for at, name in enumerate(names):
        if name in names[:at]:
            yield RowFault(line, name, _("this column is there twice."))
        elif name not in by_name and name not in KNOWN:
            fault = _attribute_fault(name, shapes, instrument)
            if fault:
                yield RowFault(line, name or str(at + 1), fault)


def _attribute_fault(name: str, shapes: set[str], instrument: Instrument) -> str:
    """Return why a column cannot be an attribute: one that looks like a code is a code gone wrong."""
    if _shape(name) in shapes:
        about = instrument.instrument
        message = _("there is no question “%(code)s” in %(bank)s %(version)s.")
        return message % {"code": name, "bank": about.code, "version": about.version}
    try:
        attribute_name(name)
    except CellError as error:
        return str(error)
    return ""


def _shape(name: str) -> str:
    """Return a name with every number as 0 and every word as a: `asp-01` and `lcf-7` look alike.

    Codes without a number tell nothing: `trust` looks like `grade`.
    """
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "0", name))


# Rows ------------------------------------------------------------------------------------------


def _row(
    line: int, cells: list[str], heading: _Heading, seen: dict[str, int]
) -> ResponseRow | list[RowFault]:
    while len(cells) > len(heading.names) and not cells[-1]:
        cells.pop()
    if len(cells) != len(heading.names):
        message = _("there are %(cells)s cells where the first line has %(columns)s.")
        words = {"cells": len(cells), "columns": len(heading.names)}
        return [RowFault(line, "", message % words)]
    row = _Row(line, heading, seen)
    for name, cell in zip(heading.names, cells, strict=True):
        try:
            row.take(name, cell)
        except CellError as error:
            row.faults.append(RowFault(line, name, str(error)))
    return row.result()


@dataclass
class _Row:
    """A row as it is read, cell by cell."""

    line: int
    heading: _Heading
    seen: dict[str, int]
    faults: list[RowFault] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)
    team: TeamPath = ()
    attributes: dict[str, str] = field(default_factory=dict)
    answers: dict[str, RawAnswer] = field(default_factory=dict)

    def take(self, name: str, cell: str) -> None:
        if name in self.heading.choices:
            self._answer(name, cell.strip())
        elif name == "team":
            self.team = team_path(one_line(cell, at_most=MAX_LINE))
        elif name in KNOWN:
            words = one_line(cell, at_most=MAX_NAME)
            self.words[name] = address(words) if name == "email" and words else words
        elif words := one_line(cell, at_most=MAX_ATTRIBUTE):
            self.attributes[name] = words

    def _answer(self, name: str, cell: str) -> None:
        if not cell:
            return
        choices = self.heading.choices[name]
        answer = choices.get(cell.upper())
        if answer is None:
            message = _("“%(answer)s” is not an answer to this question. There are: %(choices)s.")
            shown = ascii(cell)[1:-1] if not cell.isprintable() else cell
            raise CellError(message % {"answer": shown[:40], "choices": ", ".join(choices)})
        self.answers[self.heading.questions[name].code] = answer

    def result(self) -> ResponseRow | list[RowFault]:
        email, person = self.words.get("email", ""), self.words.get("person", "")
        self._find_double(email, person)
        if self.faults:
            return self.faults
        name = self.words.get("name") or person or email
        return ResponseRow(self.line, email, person, name, self.team, self.attributes, self.answers)

    def _find_double(self, email: str, person: str) -> None:
        column = "email" if email or "person" not in self.heading.names else "person"
        who = email or person.casefold()
        if not who:
            if not any(fault.column in PEOPLE for fault in self.faults):
                self.faults.append(RowFault(self.line, column, _("it does not say who this is.")))
        elif who in self.seen:
            message = _("%(who)s is in line %(line)s already.")
            shown = {"who": email or person, "line": self.seen[who]}
            self.faults.append(RowFault(self.line, column, message % shown))
        else:
            self.seen[who] = self.line
