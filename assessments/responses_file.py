"""Reads files of answers, a row a person, against the bank they belong to; names every fault by line and column."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from django.utils.translation import gettext as _

from accounts.csv_file import MAX_LINE
from accounts.people_file import (
    MAX_ATTRIBUTE,
    MAX_ATTRIBUTES,
    MAX_NAME,
    TeamPath,
    address,
    team_path,
)
from accounts.table_faults import CellError, RowFault, UnreadableFileError
from accounts.table_file import fitted, one_line, read_table
from assessments.given_answers import AnswerReading, AnswersAre, is_turned, reading_of
from assessments.responses_heading import (
    KNOWN,
    PEOPLE,
    Heading,
    QuestionCodes,
    is_heading,
    read_heading,
)
from leadership.instrument import Instrument, RawAnswer

# Other programs add columns of their own, which are left out.
MORE_COLUMNS = 60


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


class ResponsesFile:
    """A file of answers to one bank version. The headings are read at once: UnreadableFileError."""

    def __init__(
        self, file: BinaryIO, instrument: Instrument, answers_are: AnswersAre = ""
    ) -> None:
        codes = QuestionCodes(instrument)
        table = read_table(
            file,
            most_columns=len(instrument.asked) + MAX_ATTRIBUTES + len(KNOWN) + MORE_COLUMNS,
            is_heading=lambda cells: is_heading(cells, codes),
        )
        self._rows = table.rows
        self.heading = read_heading(table, instrument, codes)
        self._readings = _readings(self.heading, answers_are)
        self._seen: dict[str, int] = {}

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the questions that the file has answers to."""
        return tuple(asked.code for asked in self.heading.questions.values())

    @property
    def attributes(self) -> tuple[str, ...]:
        """The names of the columns that are neither questions nor what each file may have."""
        return tuple(self.heading.attributes.values())

    def rows(self) -> Iterator[ResponseRow | list[RowFault]]:
        """Yield for each row its person, or its faults. Raises UnreadableFileError on the way."""
        for line, cells in self._rows:
            if any(cell.strip() for cell in cells):
                yield _row(line, cells, self.heading, self._readings, self._seen)


def _readings(heading: Heading, answers_are: AnswersAre) -> Mapping[int, AnswerReading]:
    """Return how the answers of each column are read; ask where numbers could mean one thing or the other."""
    faults = [
        RowFault(
            heading.line,
            heading.names[at],
            _(
                "this scale was turned round when its survey was imported, so a number may be the survey’s"
                " code or the bank’s value. Say which with --answers-are codes or --answers-are values."
            ),
        )
        for at, asked in heading.questions.items()
        if not answers_are and at not in heading.in_brackets and is_turned(asked.scale)
    ]
    if faults:
        raise UnreadableFileError(*faults)
    return {
        at: reading_of(
            asked.scale,
            codes_first=answers_are == "codes" or (not answers_are and at in heading.in_brackets),
        )
        for at, asked in heading.questions.items()
    }


# Rows ------------------------------------------------------------------------------------------


def _row(
    line: int,
    cells: list[str],
    heading: Heading,
    readings: Mapping[int, AnswerReading],
    seen: dict[str, int],
) -> ResponseRow | list[RowFault]:
    try:
        cells = fitted(cells, len(heading.names))
    except CellError as error:
        return [RowFault(line, "", str(error))]
    row = _Row(line, heading, readings, seen)
    for at, cell in enumerate(cells):
        try:
            row.take(at, cell)
        except CellError as error:
            row.faults.append(RowFault(line, heading.names[at], str(error)))
    return row.result()


@dataclass
class _Row:
    """A row as it is read, cell by cell."""

    line: int
    heading: Heading
    readings: Mapping[int, AnswerReading]
    seen: dict[str, int]
    faults: list[RowFault] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)
    team: TeamPath = ()
    attributes: dict[str, str] = field(default_factory=dict)
    answers: dict[str, RawAnswer] = field(default_factory=dict)

    def take(self, at: int, cell: str) -> None:
        if at in self.readings:
            if cell.strip():
                self.answers[self.heading.questions[at].code] = self.readings[at].answer(cell)
        elif at in self.heading.attributes:
            if words := one_line(cell, at_most=MAX_ATTRIBUTE):
                self.attributes[self.heading.attributes[at]] = words
        elif key := self.heading.person_at.get(at):
            self._take_person(key, cell)

    def _take_person(self, key: str, cell: str) -> None:
        if key == "team":
            self.team = team_path(one_line(cell, at_most=MAX_LINE))
            return
        if key == "email":
            self.words[key] = address(cell) if cell.strip() else ""
            return
        self.words[key] = one_line(cell, at_most=MAX_NAME)

    def result(self) -> ResponseRow | list[RowFault]:
        email, person = self.words.get("email", ""), self.words.get("person", "")
        self._find_double(email, person)
        if self.faults:
            return self.faults
        name = self.words.get("name") or person or email
        return ResponseRow(self.line, email, person, name, self.team, self.attributes, self.answers)

    def _find_double(self, email: str, person: str) -> None:
        column = "email" if email or "person" not in self.heading.people else "person"
        column = self.heading.names[self.heading.people[column]]
        who = email or person.casefold()
        if not who:
            if not any(fault.column in self._who_columns() for fault in self.faults):
                self.faults.append(RowFault(self.line, column, _("it does not say who this is.")))
        elif who in self.seen:
            message = _("%(who)s is in line %(line)s already.")
            shown = {"who": email or person, "line": self.seen[who]}
            self.faults.append(RowFault(self.line, column, message % shown))
        else:
            self.seen[who] = self.line

    def _who_columns(self) -> set[str]:
        return {self.heading.names[at] for key, at in self.heading.people.items() if key in PEOPLE}
