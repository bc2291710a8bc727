"""What the columns of a file of people are is said on a page, remembered, and never asked where it can be told."""

from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from accounts.actions.layouts import remembered
from accounts.models import Membership, Organisation, PendingImport, User
from accounts.people_file import Layout, PeopleFile, PersonRow
from accounts.people_headings import ATTRIBUTE, LEFT_OUT
from accounts.people_layout import FileLook, look_at_file
from accounts.table_file import TableStart
from tests.accounts.test_upload import GOOD, IMPORT, words

ClientOf = Callable[[User], Client]
# No heading of it says what it is.
ODD = (
    b"Kontakt,Wer,Wo,Stufe,Privat\n"
    b"nia@council.example,Nia New,Care > East,G9,07700 900000\n"
    b"bo@council.example,Bo Hart,Care,G10,07700 900001\n"
)
USES = {"kontakt": "email", "wer": "name", "wo": "team", "stufe": ATTRIBUTE, "privat": LEFT_OUT}


def choose(client: Client, content: bytes, name: str = "people.csv") -> Any:
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, content)}, follow=True)


def said(*uses: str) -> dict[str, str]:
    return {f"use_{at}": use for at, use in enumerate(uses)}


def rows(content: bytes, layout: Layout) -> list[PersonRow]:
    found = list(PeopleFile(BytesIO(content), layout).rows())
    assert all(isinstance(one, PersonRow) for one in found), found
    return found  # type: ignore[return-value]


def look(content: bytes, layout: Layout | None = None) -> FileLook:
    return look_at_file(BytesIO(content), layout or Layout())


def workbook(**sheets: list[list[object]]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for title, lines in sheets.items():
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append(line)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


# Reading ---------------------------------------------------------------------------------------


def test_columns_are_what_was_said_of_them():
    nia, bo = rows(ODD, Layout(uses=USES, is_said=True))

    assert (nia.email, nia.name, nia.team) == ("nia@council.example", "Nia New", ("Care", "East"))
    assert nia.attributes == (("stufe", "G9"),)
    assert bo.attributes == (("stufe", "G10"),)


def test_first_and_last_name_and_roles_can_be_said():
    content = b"a,b,c,d\nnia@council.example,Nia,New,hr_lead: Care\n"
    uses = {"a": "email", "b": "given name", "c": "family name", "d": "roles"}

    (nia,) = rows(content, Layout(uses=uses, is_said=True))

    assert nia.name == "Nia New"
    assert [(role.value, path) for role, path in nia.roles] == [("hr_lead", ("Care",))]


def test_two_columns_of_one_name_are_told_apart_by_their_numbers():
    content = b"Mail,Mail,Name\nnia@council.example,NIA@OLD.example,Nia New\n"
    found = look(content)
    assert [one.key for one in found.columns] == ["mail 1", "mail 2", "name"]

    uses = {"mail 1": LEFT_OUT, "mail 2": "email", "name": "name"}
    (nia,) = rows(content, Layout(uses=uses, is_said=True))

    assert nia.email == "nia@old.example"


def test_column_without_a_heading_can_be_chosen():
    content = b"Kontakt,,x\nnia@council.example,Nia New,1\n"
    uses = {"kontakt": "email", "column 2": "name", "x": LEFT_OUT}

    (nia,) = rows(content, Layout(uses=uses, is_said=True))

    assert (nia.name, nia.attributes) == ("Nia New", ())


def test_what_was_said_of_another_file_counts_where_it_makes_sense():
    known = Layout(uses=USES)
    assert rows(ODD, known)[0].name == "Nia New"
    # Our own headings stay what they are, and so does a file that it would leave without an address.
    (new,) = rows(GOOD, known)
    assert (new.email, new.attributes) == ("new@council.example", (("grade", "G10"),))
    (new,) = rows(GOOD, Layout(uses={"email": LEFT_OUT, "name": LEFT_OUT}))
    assert new.email == "new@council.example"


def test_new_column_beside_remembered_ones_is_no_second_field():
    content = b"Kontakt,E-mail address,Wer\nnia@council.example,private@home.example,Nia\n"

    (nia,) = rows(content, Layout(uses=USES))

    assert nia.email == "nia@council.example"
    assert nia.attributes == ()


def test_other_sheet_and_other_line_are_read():
    content = workbook(
        Old=[["email", "name"], ["old@council.example", "Old"]],
        New=[["Staff of all services"], [], ["Who", "Where to"], ["Nia", "nia@council.example"]],
    )
    assert look(content).sheets == ["Old", "New"]
    begins = TableStart("New", 3)
    found = look(content, Layout(begins))
    assert (found.sheet, found.line) == ("New", 3)
    assert [one.heading for one in found.columns] == ["Who", "Where to"]
    assert found.columns[1].samples == ("nia@council.example",)
    assert found.lines == [
        (1, "Staff of all services"), (3, "Who, Where to"), (4, "Nia, nia@council.example"),
    ]  # fmt: skip

    uses = {"who": "name", "where to": "email"}
    (nia,) = rows(content, Layout(begins, uses, is_said=True))

    assert (nia.line, nia.email) == (4, "nia@council.example")


def test_sheet_that_is_not_there_any_more_is_looked_for_anew():
    content = workbook(Staff=[["email", "name"], ["nia@council.example", "Nia"]])

    assert look(content, Layout(TableStart("Gone"))).sheet == "Staff"


# Entra, SCIM and HR: what is guessed, and that nothing else becomes an attribute.
ENTRA = (
    "userPrincipalName,displayName,surname,mail,givenName,userType,jobTitle,department,usageLocation\n"
    "nia_ext#EXT#@council.example,Nia New,New,nia@council.example,Nia,Member,Head,Care,GB\n"
)
SCIM = (
    "userName,name.givenName,name.familyName,emails[0].value,active,"
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department\n"
    "nnew,Nia,New,nia@council.example,true,Care\n"
)
HR = "Employee number,Forename,Surname,Work email,Directorate,Grade\n1,Nia,New,nia@council.example,Care,G9\n"


@pytest.mark.parametrize(
    ("layout", "attributes"),
    [(ENTRA, ()), (SCIM, ()), (HR, (("employee number", "1"), ("grade", "G9")))],
    ids=["entra", "scim", "hr"],
)
def test_layouts_of_other_systems_are_guessed(layout, attributes):
    (nia,) = rows(layout.encode(), Layout())

    assert (nia.email, nia.name, nia.team) == ("nia@council.example", "Nia New", ("Care",))
    assert nia.attributes == attributes


def test_file_of_which_nothing_is_known_shows_its_addresses_and_keeps_nothing_unasked():
    found = look(ODD)

    assert not found.is_whole
    assert [one.use for one in found.columns] == ["email", *[LEFT_OUT] * 4]


# On the page -----------------------------------------------------------------------------------


def test_file_that_cannot_be_told_asks_and_what_is_said_is_remembered(
    client_of: ClientOf, administrator: User, organisation: Organisation
) -> None:
    client = client_of(administrator)
    asked = choose(client, ODD)
    url = asked.redirect_chain[0][0]
    assert url.endswith("/columns/")
    assert "It cannot be told where the e-mail addresses and the names are" in words(asked)
    assert "Such as: nia@council.example; bo@council.example" in words(asked)

    looked = client.post(url, said(*USES.values()), follow=True)
    assert "New people 2" in words(looked)
    assert "left out: Privat" in words(looked)
    assert not Membership.objects.filter(user__email="nia@council.example").exists()
    client.post(looked.redirect_chain[0][0])

    nia = Membership.objects.get(user__email="nia@council.example")
    assert nia.attributes == {"stufe": "G9"}
    assert nia.team is not None
    assert nia.team.name == "East"
    organisation.refresh_from_db()
    assert organisation.people_columns == USES
    # The same file next month is asked nothing.
    again = choose(client, ODD.replace(b"G9", b"G11"))
    assert "stufe: G9 → G11" in words(again)


def test_nothing_is_remembered_of_a_file_that_was_not_brought_in(
    client_of: ClientOf, administrator: User, organisation: Organisation
) -> None:
    client = client_of(administrator)
    client.post(choose(client, ODD).redirect_chain[0][0], said(*USES.values()))

    organisation.refresh_from_db()
    assert organisation.people_columns == {}


def test_guess_is_shown_and_put_right(client_of: ClientOf, administrator: User) -> None:
    client = client_of(administrator)
    looked = choose(client, ENTRA.encode())
    assert "column “jobTitle”" not in words(looked)
    pending = PendingImport.objects.get()
    url = reverse("people:match_columns", args=[pending.public_id])
    assert url in looked.content.decode()
    page = client.get(url).content.decode()
    assert '<option value="left out" selected>' in page

    uses = (LEFT_OUT, "name", LEFT_OUT, "email", LEFT_OUT, LEFT_OUT, ATTRIBUTE, "team", LEFT_OUT)
    changed = client.post(url, said(*uses), follow=True)

    assert "jobtitle: – → Head" in words(changed)
    assert "New attributes jobtitle" in words(changed)


def test_memory_of_headings_is_bounded():
    known = {f"heading {number}": "name" for number in range(300)}

    kept = remembered(known, {"new": "email", "heading 7": LEFT_OUT, "x" * 101: "team"})

    assert len(kept) == 300
    assert (kept["new"], kept["heading 7"]) == ("email", LEFT_OUT)
    assert "heading 0" not in kept
    assert "x" * 101 not in kept


@pytest.mark.parametrize(
    ("uses", "fault"),
    [
        (("name", "name", "team", ATTRIBUTE, LEFT_OUT), "which column has the e-mail addresses"),
        (("email", "team", LEFT_OUT, LEFT_OUT, LEFT_OUT), "which column has the names"),
        (("email", "king", "team", LEFT_OUT, LEFT_OUT), "Wer"),
    ],
)
def test_what_does_not_do_is_said_and_nothing_chosen_is_lost(
    client_of: ClientOf, administrator: User, uses: tuple[str, ...], fault: str
) -> None:
    client = client_of(administrator)
    url = choose(client, ODD).redirect_chain[0][0]

    answer = client.post(url, said(*uses))

    assert answer.status_code == 200
    assert fault in words(answer)
    assert 'value="team" selected' in answer.content.decode()
    assert PendingImport.objects.get().layout == {}


def test_sheet_and_line_are_chosen_on_the_page(client_of: ClientOf, administrator: User) -> None:
    client = client_of(administrator)
    content = workbook(
        Notes=[["Nothing here"]],
        Staff=[["All staff"], ["Wer", "Kontakt"], ["Nia New", "nia@council.example"]],
    )
    url = choose(client, content, "people.xlsx").redirect_chain[0][0]

    client.post(url, {"again": "1", "sheet": "Staff", "line": "1"})
    client.post(url, {"again": "1", "sheet": "Staff", "line": "2"})
    looked = client.post(url, said("name", "email"), follow=True)

    assert "New people 1" in words(looked)
    assert "Line 3: New : Nia New, nia@council.example" in words(looked)


def test_file_that_cannot_be_read_says_why(client_of: ClientOf, administrator: User) -> None:
    looked = choose(client_of(administrator), "email,name\ncafé@x.example,José\n".encode("latin-1"))

    assert "the file is not in UTF-8" in words(looked)
    url = reverse("people:match_columns", args=[PendingImport.objects.get().public_id])
    assert "not in UTF-8" in words(client_of(administrator).get(url, follow=True))


def test_command_reads_what_was_remembered(tmp_path: Path, organisation: Organisation) -> None:
    organisation.people_columns = USES
    organisation.save()
    path = tmp_path / "odd.csv"
    path.write_bytes(ODD)

    call_command("import_people", str(path), organisation=organisation.slug, stdout=StringIO())

    assert Membership.objects.get(user__email="bo@council.example").attributes == {"stufe": "G10"}


# What is new, and what looks like something that is there --------------------------------------


def test_preview_says_which_attributes_roles_and_teams_are_new_and_look_alike(
    client_of: ClientOf, administrator: User, in_east: Membership
) -> None:
    in_east.attributes = {"grade": "Team leader", "job title": "Head"}
    in_east.save()
    content = (
        "email,name,team,roles,grade,jobtitle,site\n"
        "nia@council.example,Nia,Cáre,manager; hr_lead,team-leader,Head,Town Hall\n"
        "bo@council.example,Bo,East,manager,Team leader,Head,Town Hall\n"
    )

    page = words(choose(client_of(administrator), content.encode()))

    assert "“jobtitle” is a new attribute beside “job title”" in page
    assert "grade: “team-leader” is new beside “Team leader”" in page
    assert "“Cáre” would be a new team beside “Care”" in page
    assert "“East” would be a new team, and there is “Care &gt; East”" in page
    assert "New attributes jobtitle site" in page
    assert "New roles Manager: 2 HR lead: 1" in page


def test_values_that_are_there_already_are_no_news(
    client_of: ClientOf, administrator: User, in_east: Membership, in_roads: Membership
) -> None:
    for member, grade in ((in_east, "G9"), (in_roads, "g9")):
        member.attributes = {"grade": grade}
        member.save()
    content = "email,name,grade\n" + "".join(
        f"{one.user.email},{one.user.name},{one.attributes['grade']}\n"
        for one in (in_east, in_roads)
    )

    page = words(choose(client_of(administrator), content.encode()))

    assert "looks the same" not in page
    assert "New attributes" not in page


# Columns without a heading ---------------------------------------------------------------------

UNNAMED = b"email,name,team,grade,\nnia@council.example,Nia New,Care,G9,Town Hall\nbo@council.example,Bo Hart,,G9,\n"


def test_column_without_a_heading_is_asked_about_and_left_out_unless_somebody_says_more(
    client_of: ClientOf, administrator: User, organisation: Organisation
) -> None:
    client = client_of(administrator)
    asked = choose(client, UNNAMED)
    address = asked.request["PATH_INFO"]
    fields = asked.context["form"].fields

    left = client.post(address, said("email", "name", "team", ATTRIBUTE, LEFT_OUT), follow=True)
    kept = client.post(address, said("email", "name", "team", ATTRIBUTE, ATTRIBUTE), follow=True)

    assert "A column has no heading." in words(asked)
    assert (fields["use_4"].label, fields["use_4"].initial) == (
        "Column 5, without a heading",
        LEFT_OUT,
    )
    assert fields["use_4"].help_text == "Such as: Town Hall"
    assert "left out: column 5" in words(left)
    assert "column “column 5”: an attribute" in words(kept)
    # Once it was said, the next such file is understood; another column without a heading is asked about.
    client.post(kept.request["PATH_INFO"], {})
    assert "What the columns are" not in words(choose(client, UNNAMED))
    more = UNNAMED.replace(b"grade,\n", b"grade,,\n").replace(b"Town Hall\n", b"Town Hall,x\n")
    more = more.replace(b"G9,\n", b"G9,,\n")
    assert "A column has no heading." in words(choose(client, more))
