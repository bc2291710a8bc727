"""A table as a file that spreadsheets open: CSV, or a workbook of one or more sheets. No text in it is a formula."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence

from documents.text import safe

# XML has no control characters.
ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
WIDTH = 28
Rows = Iterable[Sequence[str]]


def csv_of(rows: Rows) -> str:
    """Return the table as CSV, with the mark by which Excel knows UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return f"\ufeff{out.getvalue()}"


def workbook_of(sheets: Mapping[str, Rows]) -> bytes:
    """Return a workbook of these sheets, the first line of each in bold and always in sight."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - slow to import, and few requests want it

    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True})
    bold = book.add_format({"bold": True})
    for title, rows in sheets.items():
        sheet = book.add_worksheet(title)
        sheet.freeze_panes(1, 0)
        widest = 1
        for line, row in enumerate(rows):
            widest = max(widest, len(row))
            for at, cell in enumerate(row):
                # As the text it is: nothing that begins with = becomes a formula, nor an address a link.
                sheet.write_string(
                    line, at, ILLEGAL.sub(" ", safe(cell)), bold if line == 0 else None
                )
        sheet.set_column(0, widest - 1, WIDTH)
    book.close()
    return out.getvalue()
