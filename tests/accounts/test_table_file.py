"""Tables as spreadsheets write them: what is read, and what is refused in words that say where."""

import zipfile
from datetime import date, datetime, time
from io import BytesIO

import pytest
from openpyxl import Workbook

from accounts.people_file import PeopleFile, PersonRow
from accounts.table_faults import UnreadableFileError
from tests.accounts.test_people_file import faults, read, refusal, workbook

ANN = PersonRow(2, "ann@x.example", "Ann Lee")


def people(content: bytes | str) -> list[tuple[str, str, tuple[str, ...]]]:
    content = content.encode() if isinstance(content, str) else content
    rows = [row for row in read(content) if isinstance(row, PersonRow)]
    assert len(rows) == len(read(content))
    return [(row.email, row.name, row.team) for row in rows]


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\r\nemail;name\r\nann@x.example;Ann Lee\r\n",
        "\ufeffsep=,\nemail,name\nann@x.example,Ann Lee\n",
        "\r\nemail,name\r\nann@x.example,Ann Lee\r\n",
        ",\n\n,,\nemail,name\nann@x.example,Ann Lee\n",
        "Staff list,\r\nemail,name\r\nann@x.example,Ann Lee\r\n",
        "Staff list, all of us\nMade on 1 March\n\nemail;name\nann@x.example;Ann Lee\n",
        "email,name\rann@x.example,Ann Lee\r",
        "\u200bemail,na\u200bme\n\u200bann@x.example\u200e,\u202aAnn Lee\u202c\n",
        "email,name,team,roles\nann@x.example\u00a0,Ann\u00a0Lee\n",
        "email,name\nAnn Lee <ann@x.example>,Ann Lee\n",
    ],
    ids=[
        *("sep line", "sep line and mark", "blank line", "blank lines", "title", "titles"),
        *("Mac line ends", "unseen marks", "short row", "display name"),
    ],
)
def test_table_is_read_as_spreadsheets_write_it(text: str) -> None:
    assert people(text) == [("ann@x.example", "Ann Lee", ())]


def test_lines_are_counted_whatever_ends_them() -> None:
    for end in ("\n", "\r", "\r\n"):
        text = end.join(["Staff", "email,name", "ann@x.example,Ann", "nobody,N", ""])
        assert faults_of(text) == ["line 4, column email: nobody is not an e-mail address."]


def faults_of(text: str) -> list[str]:
    return [str(fault) for row in read(text.encode()) if isinstance(row, list) for fault in row]


def test_large_file_of_one_kind_of_line_ends_is_read_whole() -> None:
    rows = "".join(f"p{n}@x.example,Person {n}\r" for n in range(20_000))

    assert len(people("email,name\r" + rows)) == 20_000


def test_line_that_was_passed_over_is_told() -> None:
    file = PeopleFile(BytesIO(b"Staff list,\nemail,name\n"))

    assert file.notes == ["line 1 is above the headings and left out: “Staff list”."]


@pytest.mark.parametrize(
    "error",
    ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#NV", "#BEZUG!", "#¡REF!", "Err:502", "#####"],
)  # fmt: skip
def test_error_of_a_spreadsheet_is_a_fault(error: str) -> None:
    said = f"{error} is an error of the spreadsheet, not a value."

    assert faults(f"email,name,team,grade\na@x.example,A,{error},{error}\n") == [
        f"line 2, column grade: {said}",
        f"line 2, column team: {said}",
    ]


def test_words_with_the_sign_of_an_error_are_none() -> None:
    assert people("email,name,team\na@x.example,Bo #2,Team #1\n") == [
        ("a@x.example", "Bo #2", ("Team #1",))
    ]


def test_error_cell_of_a_workbook_is_a_fault() -> None:
    content = workbook(["email", "name", "team"], ["a@x.example", "A", "#N/A"])

    (row,) = read(content)

    assert [str(fault) for fault in row] == [
        "line 2, column team: #N/A is an error of the spreadsheet, not a value."
    ]


def test_mark_inside_a_name_is_named_with_the_word_before() -> None:
    assert faults("email,name\na@x.example,Ann\u200b Lee\n") == [
        "line 2, column name: there is a character in it that cannot be seen (U+200B, after “Ann”)."
        " Delete it."
    ]


def test_name_that_needs_a_joiner_is_taken_as_it_is() -> None:
    assert people("email,name\na@x.example,می\u200cرضا\n") == [("a@x.example", "می\u200cرضا", ())]


def test_name_is_composed() -> None:
    assert people("email,name,team\na@x.example,Zoe\u0308,Cafe\u0301\n") == [
        ("a@x.example", "Zoë", ("Café",))
    ]


def test_dates_times_and_truth_read_as_shown() -> None:
    seen = datetime(2020, 3, 1, 9, 30)  # noqa: DTZ001 - as cells of workbooks are
    content = workbook(
        ["email", "name", "start", "seen", "from", "part time"],
        ["a@x.example", "A", date(2020, 3, 1), seen, time(9), True],
    )

    (row,) = read(content)

    assert row.attributes == (
        ("from", "09:00"),
        ("part time", "TRUE"),
        ("seen", "2020-03-01 09:30"),
        ("start", "2020-03-01"),
    )


def test_merged_cells_are_refused_below_the_headings_alone() -> None:
    book = Workbook()
    for row in (
        ["Staff", None],
        ["email", "name", "team"],
        ["a@x.example", "A", "Care"],
        ["b@x.example", "B"],
    ):
        book.active.append(row)  # fmt: skip
    book.active.merge_cells("A1:C1")
    before = saved(book)
    book.active.merge_cells("C3:C4")

    assert len(read(before)) == 2
    assert refusal(saved(book)) == [
        "line 3, column team: the cells C3:C4 are merged. Unmerge them and write the value into each row."
    ]


def test_formula_without_a_value_is_refused() -> None:
    content = workbook(["email", "name"], ["a@x.example", '="A"&"B"'])

    assert refusal(content) == [
        "line 2, column name: the formula here has no value yet. Open the file in a spreadsheet and save it."
    ]


def test_sheet_with_the_headings_is_found_and_hidden_ones_are_not() -> None:
    book = Workbook()
    book.active.append(["Read this first"])
    hidden, staff = book.create_sheet("Old"), book.create_sheet("Staff")
    hidden.sheet_state = "hidden"
    for sheet, name in ((hidden, "Old"), (staff, "New")):
        sheet.append(["email", "name"])
        sheet.append(["a@x.example", name])

    assert people(saved(book)) == [("a@x.example", "New", ())]


def test_sheet_without_headings_is_named_with_what_it_says() -> None:
    content = workbook(["Our staff", "of March"], ["a@x.example", "A"])

    assert refusal(content)[0] == (
        "line 1, column email: this column is missing: the first line needs email and name."
        " It says “Our staff, of March”. This is sheet “Sheet”."
    )


def test_line_of_more_cells_than_headings_can_be_is_refused_at_once() -> None:
    content = ",".join(f"a{n}" for n in range(15_000)).encode()

    assert refusal(content) == ["line 1: there are more than 2000 columns."]


def test_workbook_with_a_password_is_refused_in_the_words_of_banks() -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500

    assert refusal(content) == [
        "this is an older Excel workbook (.xls), or one with a password: save it as .xlsx, without a"
        " password."
    ]


def test_merged_cells_that_make_no_sense_are_called_damage() -> None:
    book = Workbook()
    book.active.append(["email", "name"])
    book.active.merge_cells("A2:A3")
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(saved(book))) as old, zipfile.ZipFile(made, "w") as new:
        for part in old.infolist():
            new.writestr(part, old.read(part).replace(b"A2:A3", b"?!"))

    with pytest.raises(UnreadableFileError, match="cannot be read as an Excel workbook"):
        read(made.getvalue())


def saved(book: Workbook) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()
