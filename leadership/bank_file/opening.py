"""Opens a workbook and yields its rows, trusting none of it.

What it unpacks to is bounded before anything of it is read, and the number of cells while they are read.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import ParseError

from leadership.bank_file.source import MAX_BYTES, UnreadableError

MAX_PARTS = 500
MAX_UNPACKED = 40_000_000
MAX_STRINGS = 6_000_000
MAX_OTHER_PART = 1_000_000
MAX_CELLS = 400_000
MAX_ROWS = 1_100_000
"""Of the whole workbook, the empty ones among them; a sheet of Excel's cannot have more."""
# The many ways in which a damaged workbook shows itself inside openpyxl.
DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, ParseError, OSError, EOFError, RuntimeError),
    *(KeyError, ValueError, TypeError, IndexError, AttributeError, NotImplementedError),
)
TOO_LARGE = "the workbook is too large: unpacked, a bank is far smaller than this."
Row = tuple[Any, ...]


class SheetError(str):
    """What Excel shows in a cell whose formula it cannot work out."""

    __slots__ = ()


class OpenedWorkbook:
    """A workbook that is small enough to be read."""

    def __init__(self, content: bytes) -> None:
        if len(content) > MAX_BYTES:
            raise UnreadableError(f"the file is too large: at most {MAX_BYTES:,} bytes are read.")
        self.pages = list(_open(content).worksheets)
        self.seen = self.cells = 0

    def rows(self, page: Any) -> Iterator[tuple[int, Row]]:
        """Yield the rows of a page with their numbers, the empty ones too."""
        # What the file says of its size may be wrong.
        page.reset_dimensions()
        rows = page.iter_rows()
        number = 0
        while True:
            try:
                row = next(rows, None)
            except DAMAGED:
                raise _damaged() from None
            if row is None:
                return
            number += 1
            self._count(row)
            yield number, tuple(_value(cell) for cell in row)

    def _count(self, row: Row) -> None:
        self.seen += 1
        self.cells += len(row)
        if self.seen > MAX_ROWS or self.cells > MAX_CELLS:
            raise UnreadableError(TOO_LARGE)


def _value(cell: Any) -> Any:
    return SheetError(cell.value) if cell.data_type == "e" else cell.value


def _open(content: bytes) -> Any:
    from openpyxl import load_workbook  # noqa: PLC0415 - slow to import

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            _refuse_large(packed.infolist())
        return load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    except DAMAGED:
        raise _damaged() from None


def _damaged() -> UnreadableError:
    return UnreadableError("the file cannot be read as an Excel workbook (.xlsx).")


def _refuse_large(parts: list[zipfile.ZipInfo]) -> None:
    """Refuse what would grow beyond bounds; no part unpacks to more than it says here."""
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise UnreadableError(TOO_LARGE)
    for part in parts:
        most = MAX_STRINGS if "sharedStrings" in part.filename else MAX_OTHER_PART
        if not part.filename.startswith("xl/worksheets/sheet") and part.file_size > most:
            raise UnreadableError(TOO_LARGE)
