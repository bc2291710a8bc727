import zipfile
from collections import deque
from io import BytesIO
from itertools import repeat
from types import SimpleNamespace

import pytest

from accounts.people_file import PeopleFile
from accounts.table_faults import UnreadableFileError
from documents.workbook import (
    Bounds,
    DamagedWorkbookError,
    LargeWorkbookError,
    open_workbook,
    rows_of_sheet,
    unescaped,
)
from tests.accounts.test_people_file import workbook

SMALL = workbook(["email", "name"], ["a@b.example", "Ada"])
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
BEGINS = f'<x xmlns="{SPREADSHEET}"><sheetData>'
ENDS = "</sheetData></x>"
HEADING = "".join(
    f'<c t="inlineStr"><is><t>{word}</t></is></c>' for word in ("email", "name")
).join(("<row>", "</row>"))


def with_part(name: str, *pieces: str, times: int = 1) -> bytes:
    """The small workbook with one part in place of its own; the piece in the middle comes many times."""
    begins, often, ends = pieces
    made = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(SMALL)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part, old.read(part))
        with new.open(name, "w") as part:
            part.write(f"{begins}{often * times}{ends}".encode())
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "pieces", "times"),
    [
        (STRINGS, ("", "x" * 1_000_000, ""), 21),
        (STRINGS, (f'<sst xmlns="{SPREADSHEET}">', "<si/>", "</sst>"), 1_100_001),
        (SHEET, ("", "x" * 1_000_000, ""), 61),
        ("xl/styles.xml", ("", "x" * 1_000, ""), 1001),
        (SHEET, (f"{BEGINS}<row>", "<c/>", f"</row>{ENDS}"), 200_000),
        (SHEET, (f"{BEGINS}<row>", "<c>", ENDS), 200_000),
        # Rows of another language are not let go of once they are read.
        (SHEET, (BEGINS, '<row xmlns="other"><c/></row>', ENDS), 100_000),
        (SHEET, (BEGINS + HEADING, '<row r="2000000000"><c/></row>', ENDS), 1),
        (SHEET, (BEGINS + HEADING, f"<row>{'<c/>' * 99}</row>", ENDS), 30_000),
    ],
    ids=[
        *("large texts", "many texts", "large in all", "large styles"),
        *("a wide row", "a deep row", "rows of another language", "a far row"),
        "many empty cells",
    ],
)
def test_file_of_people_that_means_harm_is_refused(
    name: str, pieces: tuple[str, str, str], times: int
) -> None:
    content = with_part(name, *pieces, times=times)

    assert len(content) < 200_000
    with pytest.raises(UnreadableFileError, match="the workbook is too large"):
        list(PeopleFile(BytesIO(content)).rows())


def test_half_a_character_and_none_are_left_out_of_a_cell() -> None:
    assert unescaped("Ann_xD800__x0000_ Lee_x000D_") == "Ann Lee\r"


def test_rows_without_end_are_read_no_further_than_a_sheet_goes() -> None:
    sheet = SimpleNamespace(reset_dimensions=lambda: None, iter_rows=lambda: repeat(()))

    with pytest.raises(LargeWorkbookError):
        deque(rows_of_sheet(sheet), maxlen=0)


def test_widest_rows_that_excel_makes_are_read() -> None:
    row = "<row>" + "<c><v>1</v></c>" * 16_384 + "</row>"
    content = with_part(SHEET, BEGINS, row, ENDS, times=7)

    opened = open_workbook(BytesIO(content), Bounds(unpacked=10_000_000, strings=0))
    rows = list(rows_of_sheet(opened.worksheets[0], values_only=True))

    assert rows == [(number, (1,) * 16_384) for number in range(1, 8)]


def test_as_many_bytes_as_are_allowed_are_read_and_not_one_more() -> None:
    with zipfile.ZipFile(BytesIO(SMALL)) as packed:
        size = sum(part.file_size for part in packed.infolist())

    assert open_workbook(BytesIO(SMALL), Bounds(unpacked=size, strings=0))
    with pytest.raises(LargeWorkbookError):
        open_workbook(BytesIO(SMALL), Bounds(unpacked=size - 1, strings=0))
    with pytest.raises(DamagedWorkbookError):
        open_workbook(BytesIO(SMALL[:-100]), Bounds(unpacked=size, strings=0))


@pytest.mark.parametrize("ends", ["<row>", f'<row><c t="s"><v>9</v></c></row>{ENDS}'])
def test_sheet_that_breaks_off_or_makes_no_sense_is_called_damaged(ends: str) -> None:
    content = with_part(SHEET, BEGINS, HEADING, ends)

    with pytest.raises(UnreadableFileError, match="cannot be read as an Excel workbook"):
        list(PeopleFile(BytesIO(content)).rows())
