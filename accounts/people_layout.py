"""What a file of people looks like to whoever says what its columns are: its sheets, first lines and columns."""

import re
from dataclasses import dataclass
from typing import BinaryIO

from accounts.csv_file import Row
from accounts.people_file import MAX_COLUMNS, Headed, Layout, read_headings
from accounts.people_headings import ATTRIBUTE, LEFT_OUT
from accounts.table_file import first_rows

MOST_SAMPLES = 3
ADDRESS = re.compile(r"\S@\S+\.\S")
MOST_WORDS = 60


@dataclass(frozen=True)
class ColumnLook:
    """One column: what it is called, how its heading is written, what stands in it, what it is taken for."""

    key: str
    heading: str
    samples: tuple[str, ...]
    use: str


@dataclass(frozen=True)
class FileLook:
    """A file as its first lines show it. Of CSV there are no sheets."""

    sheets: list[str]
    sheet: str
    lines: list[tuple[int, str]]
    line: int
    columns: list[ColumnLook]
    # Whether it is known where the addresses and the names are.
    is_whole: bool
    # Whether a column has no heading, so that somebody has to say what it is.
    has_untold: bool

    @property
    def is_understood(self) -> bool:
        return self.is_whole and not self.has_untold


def look_at_file(file: BinaryIO, layout: Layout) -> FileLook:
    """Return what there is to choose from. Raises UnreadableFileError."""
    headed = read_headings(file, layout)
    table, columns = headed.table, headed.columns
    file.seek(0)
    uses = columns.uses if columns.are_whole or columns.are_chosen else _guessed(headed)
    sheets, rows = first_rows(file, most_columns=MAX_COLUMNS, sheet=table.sheet)
    return FileLook(
        sheets=sheets,
        sheet=table.sheet,
        lines=[(line, words) for line, cells in rows if (words := _words(cells))],
        line=table.line,
        columns=[
            ColumnLook(key, columns.shown[at], _samples(headed.sample, at), uses[at])
            for at, key in enumerate(columns.keys)
        ],
        is_whole=columns.are_whole,
        has_untold=bool(headed.untold),
    )


def _guessed(headed: Headed) -> tuple[str, ...]:
    """Guess what is in a file whose headings do not say enough: addresses show what they are, the rest is left out.

    Where it is not known what a file is, nothing of it is kept about anybody unasked.
    """
    uses = [LEFT_OUT if use == ATTRIBUTE else use for use in headed.columns.uses]
    for at, use in enumerate(uses):
        if "email" not in uses and use == LEFT_OUT and _are_addresses(headed.sample, at):
            uses[at] = "email"
    return tuple(uses)


def _are_addresses(rows: list[Row], at: int) -> bool:
    said = [cells[at] for _line, cells in rows if at < len(cells) and cells[at].strip()]
    return bool(said) and all(ADDRESS.search(cell) for cell in said)


def _samples(rows: list[Row], at: int) -> tuple[str, ...]:
    found = (" ".join(cells[at].split())[:MOST_WORDS] for _line, cells in rows if at < len(cells))
    return tuple(dict.fromkeys(filter(None, found)))[:MOST_SAMPLES]


def _words(cells: list[str]) -> str:
    return ", ".join(filter(None, (" ".join(cell.split()) for cell in cells)))[:MOST_WORDS]
