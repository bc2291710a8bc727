from io import BytesIO

import pytest
from openpyxl import Workbook

from accounts.people_file import PeopleFile, PersonRow
from accounts.permissions import Role
from accounts.table_faults import RowFault, UnreadableFileError
from accounts.table_file import expected_rows


def read(content: bytes) -> list[PersonRow | list[RowFault]]:
    return list(PeopleFile(BytesIO(content)).rows())


def faults(text: str) -> list[str]:
    return [str(fault) for row in read(text.encode()) for fault in row]


def refusal(content: bytes) -> list[str]:
    with pytest.raises(UnreadableFileError) as refused:
        read(content)
    return [str(fault) for fault in refused.value.faults]


def workbook(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def test_row_is_read_whole() -> None:
    text = (
        " Email ,NAME,team,roles,Grade\n"
        'Ada@Council.example,"Ada  Byron",Care > East,manager; HR lead: Care,G10\n'
    )

    assert read(text.encode()) == [
        PersonRow(
            line=2,
            email="ada@council.example",
            name="Ada Byron",
            team=("Care", "East"),
            roles=((Role.MANAGER, ()), (Role.HR_LEAD, ("Care",))),
            attributes=(("grade", "G10"),),
        )
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiter_mark_and_line_ends_of_spreadsheets_are_understood(delimiter: str) -> None:
    text = f"\ufeffemail{delimiter}name\r\na@b.example{delimiter}Zoë\r\n\r\n{delimiter}\r\n"

    assert read(text.encode()) == [PersonRow(line=2, email="a@b.example", name="Zoë")]


def test_what_looks_like_a_formula_is_text() -> None:
    text = "email,name\na@b.example,=cmd|' /C calc'!A0\n"

    (row,) = read(text.encode())

    assert isinstance(row, PersonRow)
    assert row.name == "=cmd|' /C calc'!A0"


def test_every_fault_is_named_by_line_and_column() -> None:
    text = (
        "email,name,team,roles,grade\n"
        "nobody,A,,,\n"
        "a@b.example,A\0B,A > > B,king,\x07\n"
        "c@b.example,C,A>B>C>D>E>F>G,manager: A,\n"
        "A@b.example,A,,,\n"
        "d@b.example,D,,,,beside\n"
        f"e@b.example,{'x' * 201},,,{'y' * 101}\n"
    )

    assert faults(text) == [
        "line 2, column email: nobody is not an e-mail address.",
        "line 3, column grade: there is a character in it that cannot be seen (U+0007). Delete it.",
        "line 3, column name: there is a character in it that cannot be seen (U+0000, after “A”). Delete it.",
        "line 3, column team: a team in “A > > B” has no name.",
        "line 3, column roles: “king” is not a role. There are: manager, hr_lead, bank_editor,"
        " administrator.",
        "line 4, column team: the path has 7 teams, and 6 is the most.",
        "line 4, column roles: only hr_lead can be held in a branch.",
        "line 5, column email: a@b.example is in line 3 already.",
        "line 6: there are 6 cells where the first line has 5.",
        "line 7, column grade: this is longer than 100 characters.",
        "line 7, column name: this is longer than 200 characters.",
    ]


def test_line_is_that_of_the_file_where_cells_hold_several() -> None:
    text = 'email,name\na@b.example,"A\nB"\nnobody,B\n'

    assert [
        str(fault) for row in read(text.encode()) if isinstance(row, list) for fault in row
    ] == ["line 4, column email: nobody is not an e-mail address."]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"email,team\n", ["line 1, column name: this column is missing"]),
        (b"", ["line 1, column email: this", "line 1, column name: this"]),
        (b"email,name,name\n", ["line 1, column name: this column is there twice."]),
        (
            b"email,name,,grade\na@b.example,A,x,\n",
            ["line 1, column 3: this column has no heading"],
        ),
        (b"email,name,a=b\n", ["line 1, column a=b: a column's name may not contain"]),
        ("email,name\na@b.example,Zoë\n".encode("latin-1"), ["line 2: the file is not in UTF-8."]),
        ("email,name\n".encode("utf-16-le"), ["line 1: the file is not in UTF-8. In Excel choose"]),
        (b'email,name\na@b.example,"A\n', ["line 2: this cannot be read as CSV"]),
        (b"email,name\n" + b"x" * 100_000, ["line 2: this line is longer than 99999 bytes."]),
        (b"PK\x03\x04 and no more", ["the file cannot be read as an Excel workbook (.xlsx)."]),
        (
            ("email,name," + ",".join(f"a{n}" for n in range(30))).encode(),
            ["line 1: there are more than 24 columns."],
        ),
    ],
)
def test_file_that_cannot_be_read_on_says_why(content: bytes, said: list[str]) -> None:
    found = refusal(content)

    assert [got[: len(start)] for got, start in zip(found, said, strict=True)] == said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"email,name\na@b.example,A,x\nb@b.example,B,\n", ["line 1, column 3: this column has no heading"]),
        (workbook(["email", "name"], ["a@b.example", "A"], ["b@b.example", "B", None, "x"]), ["line 1, column 4: this column has no"]),
        (b"email,name\na@b.example,A,\nb@b.example,B,\n", []),
        # A comma too many in one line is no column.
        (b"email,name\na@b.example,A\nb@b.example,B,x\nc@b.example,C\n", ["line 3: there are 3 cells where"]),
        (b"email,name,\n" + b"".join(b"a%d@b.example,A,\n" % n for n in range(60)) + b"b@b.example,B,x\n", ["line 62: there are 3 cells where"]),
        (b"email,,name\n" + b"".join(b"a%d@b.example,,A\n" % n for n in range(60)) + b"b@b.example,x,B\n", ["line 62: a cell stands below no heading."]),
    ],
)  # fmt: skip
def test_column_with_values_and_no_heading_is_named(content: bytes, said: list[str]) -> None:
    try:
        faults = [str(one) for row in read(content) if isinstance(row, list) for one in row]
    except UnreadableFileError as error:
        faults = [str(one) for one in error.faults]

    assert len(faults) == len(said)
    assert all(one.startswith(words) for one, words in zip(faults, said, strict=True))


def test_workbook_reads_as_csv_does() -> None:
    content = workbook(
        ["email", "name", "team", "grade"],
        ["a@b.example", "Ada", "Care", 10.0],
        [],
        ["b@b.example", "Bo"],
    )

    assert read(content) == [
        PersonRow(2, "a@b.example", "Ada", ("Care",), attributes=(("grade", "10"),)),
        PersonRow(4, "b@b.example", "Bo"),
    ]


def test_expected_rows_are_counted_before_reading() -> None:
    rows = [["email", "name"], ["a@b.example", "A"], ["b@b.example", "B"]]
    text = "\n".join(",".join(row) for row in rows) + "\n"

    assert expected_rows(BytesIO(text.encode())) == 2
    assert expected_rows(BytesIO(workbook(*rows))) == 2
    assert expected_rows(BytesIO(b"PK\x03\x04")) is None
