"""Opens a workbook and yields its rows, trusting none of it.

What it unpacks to is bounded before anything of it is read, and the number of cells while they are read.
"""

import io
from collections.abc import Iterator
from typing import Any

from documents.workbook import (
    MAX_ROWS,
    Bounds,
    DamagedWorkbookError,
    LargeWorkbookError,
    open_workbook,
    rows_of_sheet,
)
from leadership.files.source import MAX_BYTES, UnreadableError
from leadership.translation import gettext as _
from leadership.translation import gettext_noop

BOUNDS = Bounds(unpacked=40_000_000, strings=6_000_000)
MAX_CELLS = 400_000
TOO_LARGE = gettext_noop("the workbook is too large: unpacked, a bank is far smaller than this.")
Row = tuple[Any, ...]


class SheetError(str):
    """What Excel shows in a cell whose formula it cannot work out."""

    __slots__ = ()


class OpenedWorkbook:
    """A workbook that is small enough to be read."""

    def __init__(self, content: bytes) -> None:
        if len(content) > MAX_BYTES:
            raise UnreadableError(
                _("the file is too large: at most %(most)s bytes are read.")
                % {"most": f"{MAX_BYTES:,}"}
            )
        self.pages = list(_open(content).worksheets)
        self.seen = self.cells = 0

    def rows(self, page: Any) -> Iterator[tuple[int, Row]]:
        """Yield the rows of a page with their numbers, the empty ones too."""
        try:
            for number, row in rows_of_sheet(page):
                self._count(row)
                yield number, tuple(_value(cell) for cell in row)
        except LargeWorkbookError:
            raise UnreadableError(_(TOO_LARGE)) from None
        except DamagedWorkbookError:
            raise _damaged() from None

    def _count(self, row: Row) -> None:
        self.seen += 1
        self.cells += len(row)
        if self.seen > MAX_ROWS or self.cells > MAX_CELLS:
            raise UnreadableError(_(TOO_LARGE))


def _value(cell: Any) -> Any:
    return SheetError(cell.value) if cell.data_type == "e" else cell.value


def _open(content: bytes) -> Any:
    try:
        return open_workbook(io.BytesIO(content), BOUNDS)
    except LargeWorkbookError:
        raise UnreadableError(_(TOO_LARGE)) from None
    except DamagedWorkbookError:
        raise _damaged() from None


def _damaged() -> UnreadableError:
    return UnreadableError(_("the file cannot be read as an Excel workbook (.xlsx)."))
