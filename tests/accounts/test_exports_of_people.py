"""Files of people as other systems and people make them: each is read right, asked about, or refused in one sentence.

The small files of the table in `tests/README.md` stand here too, by their names.
"""

from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl import Workbook

from accounts.people_file import Layout, PeopleFile, PersonRow
from accounts.people_layout import look_at_file
from accounts.table_faults import UnreadableFileError

ADA = "ada@x.example Ada Byron"
IN_CARE = f"{ADA} Care"
NOT_UTF8 = "line 1: the file is not in UTF-8. In Excel choose “Save as”"


def workbook(*sheets: list[list[object]], hidden: tuple[int, ...] = ()) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for at, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Sheet {at}")
        sheet.sheet_state = "hidden" if at in hidden else "visible"
        for row in rows:
            sheet.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def filtered() -> bytes:
    book = Workbook()
    sheet = book.active
    for row in (["email", "name", "team", "grade", "site"], ["ada@x.example", "Ada Byron"], ["bo@x.example", "Bo"]):  # fmt: skip
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    for column in "DEF":
        sheet.column_dimensions[column].hidden = True
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def outcome(content: bytes | str) -> list[str]:
    """Return the people of a file, or why there are none."""
    content = content if isinstance(content, bytes) else content.encode()
    try:
        people = PeopleFile(BytesIO(content))
        rows = list(people.rows())
    except UnreadableFileError as error:
        return [str(one) for one in error.faults]
    found = []
    for row in rows:
        if isinstance(row, PersonRow):
            kept = [f"{name}={value}" for name, value in row.attributes]
            found.append(" ".join([row.email, row.name, *row.team, *kept]))
        else:
            found += map(str, row)
    return found


@pytest.mark.parametrize(
    ("content", "found"),
    [
        # Directories and HR systems.
        ('schemas,id,userName,name.givenName,name.familyName,emails[type eq "work"].value,active,urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department\ncore,1,ada@x.example,Ada,Byron,ada@x.example,TRUE,Care\n', [IN_CARE]),
        ("version:v1.0\nName [displayName] Required,User name [userPrincipalName] Required,Initial password [passwordProfile] Required,Block sign in (Yes/No) [accountEnabled] Required,Department [department]\nAda Byron,ada@x.example,myPw,No,Care\n", [IN_CARE]),
        ("First Name [Required],Last Name [Required],Email Address [Required],Password [Required],Password Hash Function [UPLOAD ONLY],Department,Employee Title\nAda,Byron,ada@x.example,****,,Care,Lead\n", [IN_CARE]),
        ("Employee Number;Known As;Surname;Work E-mail;Service Area\n00123;Ada;Byron;ada@x.example;Care\n", [f"{IN_CARE} employee number=00123"]),
        ('\ufeff"First name";"Last name";"E-Mail";"Org. Unit"\n"Ada";"Byron";"ada@x.example";"Care"\n', [IN_CARE]),
        ("E-bost,Enw,Adran\nada@x.example,Ada Byron,Care\n", [IN_CARE]),
        ("Work email,Name,Line manager email\nada@x.example,Ada Byron,bo@x.example\n", [f"{ADA} line manager email=bo@x.example"]),
        # A password is never kept, whatever stands around its name.
        ("email,name,Password (initial)\nada@x.example,Ada Byron,secret\n", [ADA]),
        # As programs write text.
        ('"E-mail\naddress","Full\nname"\nada@x.example,"Ada\nByron"\n', [ADA]),
        ("email|name|team\nada@x.example|Ada Byron|Care\n", [IN_CARE]),
        ("email;name;team;;;\nada@x.example;Ada Byron;Care;;;\n", [IN_CARE]),
        ("email\tname\nada@x.example\tByron, Ada\n", ["ada@x.example Byron, Ada"]),
        ("email,name\r\r\nada@x.example,Ada Byron\r\r\n", [ADA]),
        ("email,name,team\nada@x.example,Ada Byron,Care → East\nbo@x.example,Bo,Care -> East\ncy@x.example,Cy,Care › East\n",
         [f"{IN_CARE} East", "bo@x.example Bo Care East", "cy@x.example Cy Care East"]),
        # Workbooks.
        (workbook([["a", "b"]], [["email", "name"], ["ada@x.example", "Ada Byron"]], hidden=(0,)), [ADA]),
        (workbook([["Row Labels", "Count"], ["Care", 3]], [["Name", "Email"], ["Ada Byron", "ada@x.example"]]), [ADA]),
        (workbook([["email", "name", "start", "seen"], ["ada@x.example", "Ada Byron", date(2020, 3, 1), datetime(2020, 3, 1, 9, 30)]]), [f"{ADA} seen=2020-03-01 09:30 start=2020-03-01"]),  # noqa: DTZ001
        (workbook([["email", "name", "full time"], ["ada@x.example", "Ada Byron", True]]), [f"{ADA} full time=TRUE"]),
        # “Unicode text”, as Excel saves it.
        ("email\tname\nzoe@x.example\tZoë Łucka\n".encode("utf-16"), ["zoe@x.example Zoë Łucka"]),
        ("\ufeffemail,name\r\nada@x.example,Ada Byron\r\n".encode("utf-16-be"), [ADA]),
        ("email\tname\nਅda@x.example\tAda\n".encode("utf-16"), ["line 2, column email: ਅda@x.example is not"]),
        # Refused, and why.
        ("email\tname\n".encode("utf-16") + "ada@x.example\tAda".encode("utf-16-le") + b"\x00\xd8\x41\x00", ["line 1: the file is not in UTF-8."]),
        ('{"email": "ada@x.example"}'.encode("utf-16"), ["this is a file in JSON, not a table."]),
        ("email\tname\n".encode("utf-16-le"), [NOT_UTF8]),
        ("email;name\nzoe@x.example;Zoë\n".encode("latin-1"), ["line 2: the file is not in UTF-8."]),
        ("email,name,team\nann@x.example,Ann,Children’s\n".encode("cp1252"), ["line 2: the file is not in UTF-8."]),
        (b"<html><table><tr><td>email</td></tr></table></html>", ["this is a web page (HTML), not a table."]),
        (b'<?xml version="1.0"?><Workbook/>', ["this is a file in XML, not a table."]),
        (b'[{"email":"ada@x.example","name":"Ada"}]', ["this is a file in JSON, not a table."]),
        (b"BEGIN:VCARD\nFN:Ada\nEND:VCARD\n", ["this is a file of contacts (vCard), not a table."]),
        (b"dn: cn=Ada\nmail: ada@x.example\n", ["this is an export of a directory in LDIF, not a table."]),
        (b"%PDF-1.7\n\xe2\xe3", ["this is a PDF, not a table."]),
        ("email,name\nada@x.example; ada@home.example,Ada\n", ["line 2, column email: ada@x.example; ada@home.example is not"]),
        ("email,name,team\nada@x.example,Byron, Ada,Care\nbo@x.example,Bo,Care\n", ["line 2: there are 4 cells where the first line has 3.", "bo@x.example Bo Care"]),
        ("email,name\nada@x.example,Byron, Ada\nbo@x.example,Hart, Bo\n", ["line 1, column 3: this column has no heading"]),
        ("email,name\nada@x.example,Ada\n,Total: 1\n", ["ada@x.example Ada", "line 3, column email: an empty cell is not"]),
        ("email,name\nada@x.example,A\x00da\n", ["line 2, column name: there is a character in it that cannot be seen (U+0000"]),
        (workbook([["email", "name"], ["ada@x.example", '=CONCATENATE("A","da")']]), ["line 2, column name: the formula here has no value yet."]),
    ],
)  # fmt: skip
def test_file_is_read_or_refused_in_a_sentence(content: bytes | str, found: list[str]) -> None:
    got = outcome(content)

    assert len(got) == len(found), got
    for one, words in zip(got, found, strict=True):
        # What is refused says more, such as what to do.
        assert one == words or (": " in words + ": " and one.startswith(words)), one


@pytest.mark.parametrize(
    "content",
    [
        "E-Mail;Vorname;Nachname;Abteilung\nada@x.example;Ada;Byron;Pflege\n",
        "Adresse e-mail;Prénom;Nom;Service\nada@x.example;Ada;Byron;Soins\n",
        "email,name\nada@x.example,Byron, Ada\nbo@x.example,Hart, Bo\n",
    ],
)
def test_what_cannot_be_told_is_asked_about(content: str) -> None:
    look = look_at_file(BytesIO(content.encode()), Layout())

    assert not look.is_understood
    # Addresses show what they are.
    assert look.columns[0].use == "email"


def test_rows_and_columns_that_are_hidden_are_read_and_told() -> None:
    people = PeopleFile(BytesIO(filtered()))

    assert people.notes == [
        "The columns “grade”, “site” are hidden in the sheet, and read like the others.",
        "1 row below the headings is hidden in the sheet, and read like the others.",
    ]
    assert [row.email for row in people.rows() if isinstance(row, PersonRow)] == [
        "ada@x.example",
        "bo@x.example",
    ]
