"""Leavers by a file that is everybody, and people as a file that changes nothing when it is brought in again."""

import csv
import re
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import AuditEntry, Membership, Organisation, PendingImport, User
from accounts.permissions import Role
from tests.accounts.test_upload import choose, words
from tests.factories import MembershipFactory
from tests.worker import fetched, make_documents

ClientOf = Callable[[User], Client]
MARK = re.compile(r'name="agreed" value="(\w+)"')


@pytest.fixture
def recorded(organisation: Organisation) -> Membership:
    """Somebody who is known from answers alone."""
    return MembershipFactory(organisation=organisation, user__signs_in=False, user__is_active=False)


def everybody(*members: Membership) -> bytes:
    lines = (f"{one.user.email},{one.user.name}\n" for one in members)
    return f"email,name\n{''.join(lines)}".encode()


def confirm_url() -> str:
    return reverse("people:confirm_import", args=[PendingImport.objects.get().public_id])


def current() -> set[str]:
    return set(Membership.objects.current().values_list("user__email", flat=True))


def test_who_would_leave_is_shown_and_asked(
    client_of: ClientOf, administrator: User, in_east: Membership, in_roads: Membership
) -> None:
    client = client_of(administrator)
    admin = administrator.memberships.get()
    looked = choose(client, everybody(admin, in_east))
    assert "People who are not in the file are left alone" in words(looked)
    assert "Ro Roads" not in words(looked)

    page = client.get(f"{confirm_url()}?everybody=1")
    assert "1 person would leave" in words(page)
    assert "Ro Roads" in words(page)
    unticked = client.post(confirm_url(), {"everybody": "1"})
    assert "Tick that these people leave" in words(unticked)
    assert in_roads.user.email in current()
    mark = MARK.search(page.content.decode())
    assert mark is not None
    done = client.post(confirm_url(), {"everybody": "1", "agreed": mark[1]}, follow=True)

    assert "1 person no longer has access." in words(done)
    assert current() == {administrator.email, in_east.user.email}
    in_roads.refresh_from_db()
    assert not in_roads.role_grants.exists()
    entry = AuditEntry.objects.get(act="membership.ended")
    assert (entry.subject, entry.actor) == (in_roads.user.email, administrator)
    assert entry.details == {"roles": ["manager"]}


def test_file_that_is_not_said_to_be_everybody_lets_nobody_go(
    client_of: ClientOf, administrator: User, in_roads: Membership
) -> None:
    client = client_of(administrator)
    choose(client, everybody(administrator.memberships.get()))

    client.post(confirm_url())

    assert in_roads.user.email in current()


def test_others_than_those_agreed_to_are_a_reason_to_ask_again(
    client_of: ClientOf, administrator: User, organisation: Organisation, in_roads: Membership
) -> None:
    client = client_of(administrator)
    choose(client, everybody(administrator.memberships.get()))
    page = client.get(f"{confirm_url()}?everybody=1").content.decode()
    mark = MARK.search(page)
    assert mark is not None
    MembershipFactory(organisation=organisation, user__name="Late Comer")

    refused = client.post(confirm_url(), {"everybody": "1", "agreed": mark[1]})

    assert "Other people would leave than those you agreed to" in words(refused)
    assert "Late Comer" in words(refused)
    assert len(current()) == 3


def test_some_stay_though_the_file_does_not_name_them(
    client_of: ClientOf,
    hr_lead: User,
    administrator: User,
    in_east: Membership,
    in_roads: Membership,
    recorded: Membership,
) -> None:
    """Oneself, whoever holds more, and people without sign-in, of whom no file of HR knows."""
    client = client_of(hr_lead)
    choose(client, everybody(in_east))

    page = words(client.get(f"{confirm_url()}?everybody=1"))

    going, _sep, staying = page.partition("left alone: you yourself")
    assert "Ro Roads" in going
    assert "Ro Roads" not in staying
    assert administrator.email in staying
    assert hr_lead.email in staying
    assert recorded.user.name not in page


def test_empty_file_is_not_everybody(
    client_of: ClientOf, administrator: User, in_roads: Membership
) -> None:
    client = client_of(administrator)
    choose(client, b"email,name\n")

    page = client.get(f"{confirm_url()}?everybody=1")
    client.post(confirm_url(), {"everybody": "1", "agreed": ""})

    assert "the file names nobody" in words(page)
    assert in_roads.user.email in current()


def test_faulty_file_lets_nobody_go(
    client_of: ClientOf, administrator: User, in_roads: Membership
) -> None:
    client = client_of(administrator)
    choose(client, b"email,name\nnobody,No Body\n")

    client.post(confirm_url(), {"everybody": "1", "agreed": "x"})

    assert in_roads.user.email in current()


# By command ------------------------------------------------------------------------------------


def by_command(path: Path, *more: str) -> str:
    out = StringIO()
    call_command("import_people", str(path), "--organisation", "ambleford", *more, stdout=out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path: Path, administrator: User) -> Path:
    path = tmp_path / "all.csv"
    path.write_bytes(everybody(administrator.memberships.get()))
    return path


def test_command_shows_asks_and_lets_go(
    file: Path, in_east: Membership, in_roads: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    dry = by_command(file, "--everybody", "--dry-run")
    assert f"leaves: {in_east.user.email}" in dry
    assert len(current()) == 3
    monkeypatch.setattr("builtins.input", lambda words: "1")
    with pytest.raises(CommandError, match="another number"):
        by_command(file, "--everybody")
    assert len(current()) == 3
    monkeypatch.setattr("builtins.input", lambda words: "2")

    said = by_command(file, "--everybody")

    assert "2 left." in said
    assert len(current()) == 1


def test_command_does_not_let_the_last_administrator_go(
    tmp_path: Path, administrator: User, in_east: Membership
) -> None:
    path = tmp_path / "all.csv"
    path.write_bytes(everybody(in_east))

    with pytest.raises(CommandError, match="nobody would be left who is an administrator"):
        by_command(path, "--everybody", "--no-input")
    assert len(current()) == 2


# People as a file ------------------------------------------------------------------------------


def download(client: Client, end: str, search: str = "") -> Any:
    return fetched(client, reverse("people:download", args=[end]) + search)


def lines_of(content: bytes, end: str) -> list[list[str]]:
    if end == "csv":
        return list(csv.reader(StringIO(content.decode("utf-8-sig"))))
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    return [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]


@pytest.mark.usefixtures("branch_lead")
@pytest.mark.parametrize("end", ["csv", "xlsx"])
def test_file_of_people_changes_nothing_when_it_is_brought_in_again(
    client_of: ClientOf,
    administrator: User,
    organisation: Organisation,
    in_east: Membership,
    in_roads: Membership,
    recorded: Membership,
    end: str,
) -> None:
    in_roads.user.name = "=cmd|' /C calc'!A0"
    in_roads.user.save()
    in_roads.attributes = {"grade": "+G1", "site": "Łódź, “Hall”; 2"}
    in_roads.save()
    client = client_of(administrator)

    got = download(client, end)
    lines = lines_of(got.content, end)
    looked = client.post(
        "/people/import/", {"file": SimpleUploadedFile(f"a.{end}", got.content)}, follow=True
    )

    assert lines[0] == ["email", "name", "team", "roles", "grade", "site"]
    assert [in_east.user.email, "Ed East", "Care > East", "manager", "G9", ""] in lines
    assert any(line[3] == "hr_lead: Care" for line in lines)
    # No cell of it is a formula for a spreadsheet.
    assert not any(cell.startswith(("=", "+", "-", "@")) for line in lines for cell in line)
    assert not any(recorded.user.email in line for line in lines)
    assert "As they were 4" in words(looked)
    assert "Changed 0" in words(looked)
    assert "New people 0" in words(looked)
    entry = AuditEntry.objects.get(act="people.downloaded")
    assert (entry.actor, entry.details) == (administrator, {"people": 4})
    assert got.headers["Content-Disposition"].startswith("attachment")


def test_download_is_of_those_who_are_looked_for_and_within_reach(
    client_of: ClientOf,
    administrator: User,
    branch_lead: User,
    in_east: Membership,
    in_roads: Membership,
) -> None:
    found = lines_of(download(client_of(administrator), "csv", "?text=roads").content, "csv")
    own = lines_of(download(client_of(branch_lead), "csv").content, "csv")

    assert [line[0] for line in found[1:]] == [in_roads.user.email]
    assert {line[0] for line in own[1:]} == {branch_lead.email, in_east.user.email}
    assert download(client_of(administrator), "pdf").status_code == 404


@pytest.mark.parametrize("end", ["csv", "xlsx"])
def test_template_is_understood_and_says_how(
    client_of: ClientOf, administrator: User, in_east: Membership, end: str
) -> None:
    client = client_of(administrator)

    content = fetched(client, reverse("people:template", args=[end])).content
    looked = client.post(
        "/people/import/", {"file": SimpleUploadedFile(f"a.{end}", content)}, follow=True
    )

    assert lines_of(content, end) == [["email", "name", "team", "roles", "grade"]]
    assert "New people 0" in words(looked)
    assert "fault" not in words(looked)
    if end == "xlsx":
        titles = load_workbook(BytesIO(content)).sheetnames
        assert titles == ["People", "How to fill it in"]


def test_who_may_download(client_of: ClientOf, manager: User, hr_lead: User) -> None:
    assert download(client_of(manager), "csv").status_code == 403
    assert download(client_of(hr_lead), "csv").status_code == 200


def test_role_of_a_manager_is_not_enough_to_let_go(
    client_of: ClientOf, organisation: Organisation, in_east: Membership
) -> None:
    lead = MembershipFactory(organisation=organisation, roles=[Role.HR_LEAD, Role.MANAGER])
    editor = MembershipFactory(organisation=organisation, roles=[Role.BANK_EDITOR])
    client = client_of(lead.user)
    choose(client, everybody(in_east))
    page = client.get(f"{confirm_url()}?everybody=1").content.decode()
    mark = MARK.search(page)

    client.post(confirm_url(), {"everybody": "1", "agreed": mark[1] if mark else ""})

    assert current() == {lead.user.email, editor.user.email, in_east.user.email}


def test_worker_makes_the_file_and_taking_it_is_logged_alone(
    client_of: ClientOf, administrator: User, in_east: Membership, in_roads: Membership
) -> None:
    client, url = client_of(administrator), reverse("people:download", args=["csv"])
    search = "?text=ed+east"

    asked = client.get(url + search)
    is_waiting = client.head(f"{url}{search}&waiting=yes").status_code
    made = make_documents(awaited=True)
    waited = client.get(f"{url}{search}&waiting=yes")
    before = AuditEntry.objects.filter(act="people.downloaded").count()
    taken = client.get(url + search)

    assert (asked.status_code, is_waiting, made, waited.status_code) == (202, 202, 1, 200)
    assert f'href="/people/{search}"' in asked.content.decode()
    assert before == 0
    assert in_east.user.email in taken.content.decode()
    assert AuditEntry.objects.get(act="people.downloaded").details == {"people": 1}
    # Nor is it ever older than the people it shows.
    in_east.user.name = "Ed Eastwood"
    in_east.user.save()
    assert client.get(url + search).status_code == 202
