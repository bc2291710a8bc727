"""Workbooks of tables: numbers that can be reckoned with, words in place of those that are not there, fit to print."""

import io
from datetime import UTC, datetime

import pytest
from openpyxl import load_workbook

from documents.sheets import BookFacts, NumberCell, TableColumn, TableSheet, TextCell, book_of

FACTS = BookFacts(
    title="Spring: results",
    author="Ambleford & Sons",
    comments="For development only.",
    made_at=datetime(2026, 4, 1, tzinfo=UTC),
    page_words="Page %(page)s of %(pages)s",
    edge="2026 & after",
)
COLUMNS = (
    TableColumn("Group", 20),
    TableColumn("Share", 10),
    TableColumn("Level 1", 20, is_printed=False),
)
ROWS = [
    ["Repairs", NumberCell(62, "%"), "Housing"],
    ["Parks", TextCell("not shown", "hidden"), "Streets"],
]


def opened(*sheets: TableSheet):
    return load_workbook(io.BytesIO(book_of(sheets, FACTS)))


def test_numbers_are_numbers_and_what_is_not_shown_is_a_word():
    sheet = opened(TableSheet("Shares", COLUMNS, ROWS))["Shares"]

    assert (sheet["B2"].value, sheet["B2"].number_format) == (0.62, "0%")
    assert (sheet["B3"].value, sheet["B3"].data_type) == ("not shown", "s")
    assert sheet["B3"].fill.fgColor.rgb != sheet["A3"].fill.fgColor.rgb


@pytest.mark.parametrize(
    ("number", "stored", "shown"),
    [
        (NumberCell(97, words="or more"), 97, '0" or more"'),
        (NumberCell(-3, "±"), -3, '+0;"−"0;0'),
        (NumberCell(14.2, places=1), 14.2, "0.0"),
        (NumberCell(97, "%", "or more"), 0.97, '0%" or more"'),
    ],
)
def test_words_beside_a_number_leave_it_a_number(number, stored, shown):
    cell = opened(TableSheet("One", (TableColumn("It", 9),), [[number]]))["One"]["A2"]

    assert (cell.value, cell.number_format) == (stored, shown)


def test_a_table_stays_in_sight_is_filtered_and_prints_on_the_width_of_a_page():
    book = opened(TableSheet("Shares", COLUMNS, ROWS))
    sheet = book["Shares"]

    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:C3"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$1:$1"
    assert "$A$1:$B$3" in sheet.print_area  # what is for sorting out rows is not printed
    assert sheet.oddHeader.left.text == "2026 && after"
    assert sheet.oddFooter.right.text == "Page &P of &N"
    assert (book.properties.title, book.properties.creator) == ("Spring: results", FACTS.author)


def test_an_empty_table_and_a_page_of_text_open_too():
    book = opened(
        TableSheet("Read me", (TableColumn("", 20), TableColumn("", 60)), [["Campaign", "Spring"], ()], has_heading=False),
        TableSheet("Empty", COLUMNS, []),
    )  # fmt: skip

    assert book["Read me"]["B1"].value == "Spring"
    assert book["Read me"].auto_filter.ref is None
    assert [cell.value for cell in book["Empty"][1]] == ["Group", "Share", "Level 1"]


def test_a_text_is_never_a_formula_and_a_long_one_has_room():
    sheet = opened(
        TableSheet("Texts", (TableColumn("It", 20),), [["=cmd()"], ["word " * 30], ["a\x07b"]])
    )["Texts"]

    assert [sheet[f"A{line}"].value for line in (2, 4)] == ["'=cmd()", "ab"]
    assert sheet["A2"].data_type == "s"
    assert sheet.row_dimensions[3].height > 5 * 15
