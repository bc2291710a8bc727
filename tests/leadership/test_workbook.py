"""Banks as workbooks: what Excel sees, that reading undoes writing, and every fault by its cell."""

import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from openpyxl import Workbook, load_workbook

from leadership.files import BankFileError, dump, parse
from leadership.files.layout import sheets
from leadership.files.workbook import dump_workbook
from tests.factories import bank
from tests.leadership.generated import Raw, banks

Edit = Callable[[Workbook], object]


def edited(*edits: Edit, name: str = "small") -> bytes:
    """A bank's workbook as somebody has saved it again after changing it."""
    book = load_workbook(io.BytesIO(dump_workbook(bank(name))))
    for edit in edits:
        edit(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def put(sheet: str, cell: str, value: Any) -> Edit:
    def edit(book: Workbook) -> None:
        book[sheet][cell] = value

    return edit


def faults(content: bytes) -> list[str]:
    with pytest.raises(BankFileError) as refused:
        parse(content)
    return [str(fault) for fault in refused.value.faults]


# There and back ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["default", "small", "coaching"])
def test_workbook_is_read_back_as_the_same(name: str) -> None:
    again = parse(dump_workbook(bank(name))).instrument

    assert again == bank(name)
    assert dump(again) == dump(bank(name))


@given(banks())
@settings(max_examples=8)
def test_reading_undoes_writing_for_any_bank(raw: Raw) -> None:
    instrument = parse(json.dumps(raw)).instrument

    again = parse(dump_workbook(instrument)).instrument

    assert again == instrument
    assert dump(again) == dump(instrument)


def test_workbook_saved_again_by_another_program_is_still_the_same() -> None:
    assert parse(edited(name="default")).instrument == bank()


def test_texts_that_excel_would_take_for_something_else_stay_texts() -> None:
    treacherous = ["=1+1", "+44 20", "-5", "@SUM(A1)", "'quoted", "007", "_x0041_", "1e5", "TRUE"]
    raw = json.loads(json.dumps({"text": treacherous}))["text"]
    yaml = dump(bank("small")).replace("    title:", f"    good: {json.dumps(raw)}\n    title:", 1)
    instrument = parse(yaml).instrument

    content = dump_workbook(instrument)

    cells = load_workbook(io.BytesIO(content))["Themes"][2]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    assert parse(content).instrument.themes[0].good == tuple(treacherous)


# What a person sees -----------------------------------------------------------------------------


def test_every_sheet_has_heads_that_stay_in_sight() -> None:
    book = load_workbook(io.BytesIO(dump_workbook(bank())))

    assert len({sheet.title for sheet in sheets()}) == len(sheets())
    assert book.sheetnames[:5] == ["Read me", "About", "Scales", "Scale points", "Themes"]
    for sheet in sheets():
        page = book[sheet.title]
        heads = [cell.value for cell in page[1]]
        assert len(set(heads)) == len(heads)
        assert page.freeze_panes is not None
    assert [cell.value for cell in book["Statements"][1]] == [
        "Theme", "Code", "Statement", "Reversed", "Label", "Facet", "Reported separately",
        "What it is good for", "To try: when", "To try: then", "Goal", "Sign that it has worked",
        "What a line manager could ask", "Asked of line manager, staff and colleagues",
        "Asked of customers and partners",
    ]  # fmt: skip


def test_choices_are_offered_and_heads_explained() -> None:
    book = load_workbook(io.BytesIO(dump_workbook(bank())))

    def offered(sheet: str) -> dict[str, str]:
        rules = book[sheet].data_validations.dataValidation
        return {str(rule.sqref).split(":")[0]: rule.formula1 for rule in rules}

    assert offered("Statements") == {
        "A2": "'Themes'!$A$2:$A$5000", "D2": '"yes,no"', "F2": "'Facets'!$B$2:$B$5000",
        "G2": '"yes,no"',
    }  # fmt: skip
    assert offered("Themes")["C2"] == "'Scales'!$A$2:$A$5000"
    assert offered("Themes to areas")["C2"] == '"primary,secondary"'
    assert offered("Feedback")["B2"] == "'Bands'!$A$2:$A$5000"
    assert "At most 4000 characters" in book["Statements"]["C1"].comment.text


def test_rows_and_columns_may_move_and_be_added() -> None:
    def edit(book: Workbook) -> None:
        page = book["Statements"]
        page.move_range("B1:C4", cols=10)  # code and statement, far to the right
        page.append(
            ["ONE", None, None, "no", None, None, None, None, None, None, None, "N-4", "Four"]
        )
        book["Themes"]["Z1"], book["Themes"]["Z2"] = "Good 3", "Well done"

    theme = parse(edited(edit)).instrument.themes[0]

    assert [question.code for question in theme.questions] == ["ONE-1", "ONE-2", "ONE-3", "N-4"]
    assert theme.good == ("Well done",)


# Faults -----------------------------------------------------------------------------------------


def test_every_fault_is_named_at_once_by_sheet_row_and_column() -> None:
    content = edited(
        put("About", "B4", 1.5),
        put("About", "B5", None),
        put("About", "A6", "Versoin"),
        put("Scales", "A3", "agreement"),
        put("Scale points", "B3", "two"),
        put("Scale points", "B4", 7),
        put("Themes", "C2", "other"),
        put("Statements", "C2", "I \u202edo"),
        put("Statements", "D3", "perhaps"),
        put("Statements", "B3", "ONE-1"),
        put("Statements", "C4", date(2026, 1, 1)),
        put("Statements", "D4", None),
        put("Statements", "F4", "X"),
        put("Statements", "G1", "Revers"),
        put("Statements", "H1", "Code"),
        put("Statements", "A5", "TWO"),
        put("Statements", "B6", "ONE-6"),
        put("Facets", "D1", "#REF!"),
        lambda book: book.create_sheet("Statments").append(["Theme"]),
        lambda book: book.create_sheet("Remarks").append(["A word with Ann"]),
        lambda book: book.create_sheet("Sheet1"),
        lambda book: book["Scales"].append(["lonely"]),
        lambda book: book["Scale points"].append(["lonely", 1, "Alone"]),
    )

    assert faults(content) == [
        "sheet Remarks: is not a sheet of question banks. Delete it from the file; notes of your own may stand on the sheet Read me.",
        "sheet Statments: is not a sheet of question banks. Did you mean Statements?",
        "sheet About, Language: is missing.",
        "sheet About, row 4, column B, Version: is a number here. Format the cell as Text and write it again.",
        "sheet About, row 5, column B, Title: is missing.",
        "sheet About, row 6, column A, What: “Versoin” is nothing that this sheet holds. Did you mean Version?",
        "sheet Scales, row 3, column A, Key: is given twice; it first stands in row 2.",
        "sheet Scale points, row 3, column B, Value: must be a whole number.",
        "sheet Scale points, row 4, column B, Value: must be 2: values go up one by one.",
        "sheet Scale points, row 5: needs at least 2.",
        "sheet Themes, row 2, column C, Scale: there is no scale other.",
        "sheet Statements, row 1, column G, Revers: is not a column of this sheet. Did you mean Reversed?",
        "sheet Statements, row 1, column H, Code: this column is there twice.",
        "sheet Statements, row 2, column C, Statement: holds characters that cannot be seen (U+202E). Delete them.",
        "sheet Statements, row 3, column B, Code: ONE-1 is already the code at row 2 of Statements.",
        "sheet Statements, row 3, column D, Reversed: must be yes or no.",
        "sheet Statements, row 4, column C, Statement: is a date here. Format the cell as Text and write it again.",
        "sheet Statements, row 4, column D, Reversed: is missing.",
        "sheet Statements, row 4, column F, Facet: this theme has no facet X.",
        "sheet Statements, row 5, column A, Theme: there is no theme TWO.",
        "sheet Statements, row 6, column A, Theme: is empty: which theme?",
        "sheet Facets, row 1, column D, #REF!: is not a column of this sheet.",
    ]


def test_what_every_bank_has_is_asked_for_first() -> None:
    content = edited(
        put("Statements", "D1", "Revers"),
        put("Statements", "C2", "=1/0"),
        put("About", "A1", "Whatever"),
        lambda book: book.remove(book["Scale points"]),
    )

    assert faults(content) == [
        "sheet About, row 1: the first row must say What and Value.",
        "sheet Scale points: is missing: there is no sheet with this name.",
        "sheet Statements, row 1: the column Reversed is missing.",
        "sheet Statements, row 1, column D, Revers: is not a column of this sheet. Did you mean Reversed?",
    ]


def test_error_of_the_spreadsheet_is_a_fault_and_such_a_text_is_not() -> None:
    def edit(book: Workbook) -> None:
        book["Statements"]["C2"] = "#REF!"
        book["Statements"]["C3"] = "#REF!"
        book["Statements"]["C3"].data_type = "s"

    assert faults(edited(edit)) == [
        "sheet Statements, row 2, column C, Statement: is an error of the spreadsheet (#REF!)."
    ]


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"PK\x03\x04" + b"x" * 500])
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    assert faults(content) == ["the file cannot be read as an Excel workbook (.xlsx)."]
