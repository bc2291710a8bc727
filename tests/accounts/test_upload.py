import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from accounts.actions import imports, keep_import
from accounts.models import AuditEntry, Membership, Message, Organisation, PendingImport, User
from tests.accounts.test_actions import NOW
from tests.accounts.test_people_file import workbook

ClientOf = Callable[[User], Client]
IMPORT = "/people/import/"
GOOD = b"email,name,team,grade\nnew@council.example,=cmd()<b>,Care > East,G10\n"


def words(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def choose(client: Client, content: bytes, name: str = "people.csv") -> Any:
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, content)}, follow=True)


def members() -> int:
    return Membership.objects.count()


def test_file_is_looked_at_and_then_brought_in(client_of: ClientOf, administrator: User) -> None:
    client = client_of(administrator)

    looked = choose(client, GOOD)
    before = members()
    done = client.post(looked.redirect_chain[0][0], follow=True)

    page = words(looked)
    assert "New people 1" in page
    assert "Line 2: New : =cmd()&lt;b&gt;, new@council.example" in page
    assert "team: – → Care &gt; East" in page
    assert "New teams Care Care &gt; East" in page
    assert "are shown" not in page
    assert before == 1
    assert "1 person is read in. New: 1." in words(done)
    assert Membership.objects.get(user__email="new@council.example").user.name == "=cmd()<b>"
    assert not Message.objects.exists()
    assert AuditEntry.objects.get(act="people.imported").actor == administrator
    assert not PendingImport.objects.exists()


def test_of_many_people_the_first_are_shown_and_that_is_said(
    client_of: ClientOf, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "MOST_CHANGES", 2)
    rows = "".join(f"p{number}@council.example,P{number}\n" for number in range(3))

    page = words(choose(client_of(administrator), f"email,name\n{rows}".encode()))

    assert "The first 2 are shown." in page
    assert "p1@council.example" in page
    assert "p2@council.example" not in page


def test_those_who_got_a_place_are_invited_where_that_is_wanted(
    client_of: ClientOf,
    administrator: User,
    in_east: Membership,
    deliver: Callable[[], list[EmailMessage]],
) -> None:
    client = client_of(administrator)
    content = GOOD + f"{in_east.user.email},Ed East,,G10\n".encode()

    looked = choose(client, content)
    done = client.post(looked.redirect_chain[0][0], {"invite": "1"}, follow=True)

    assert "Send an invitation to everybody who is new" in words(looked)
    assert "Invitations are on their way." in words(done)
    assert [mail.to for mail in deliver()] == [["new@council.example"]]


def test_change_is_shown_as_it_is_and_as_it_will_be(
    client_of: ClientOf, administrator: User, in_east: Membership
) -> None:
    content = f"email,name,grade\n{in_east.user.email},Ed East,G10\n".encode()

    page = words(choose(client_of(administrator), content))

    assert "Line 2: Changes : Ed East" in page
    assert "grade: G9 → G10" in page


def test_workbook_is_read_too(client_of: ClientOf, hr_lead: User) -> None:
    content = workbook(["email", "name"], ["new@council.example", "New"])

    assert "New people 1" in words(choose(client_of(hr_lead), content, "people.xlsx"))


def test_faults_are_shown_and_cannot_be_confirmed(client_of: ClientOf, hr_lead: User) -> None:
    client = client_of(hr_lead)
    looked = choose(client, b"email,name\n" + b"nobody,N\n" * 101)

    forced = client.post(looked.redirect_chain[0][0])

    page = words(looked)
    assert "101 faults" in page
    assert "line 2, column email: nobody is not an e-mail address." in page
    assert "and 1 more" in page
    assert "Bring them in" not in page
    assert "The file has faults, so nothing was written." in words(forced)
    assert members() == 1


def test_hr_lead_cannot_make_administrators_by_file(client_of: ClientOf, hr_lead: User) -> None:
    content = b"email,name,roles\nnew@council.example,N,administrator\n"

    page = words(choose(client_of(hr_lead), content))

    assert "you cannot give or take away this role: administrator" in page


def test_branch_lead_brings_nobody_in(client_of: ClientOf, branch_lead: User) -> None:
    client = client_of(branch_lead)

    assert client.get(IMPORT).status_code == 403
    assert IMPORT not in client.get("/people/").content.decode()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "This file is empty."),
        (b"x" * (5 * 2**20 + 1), "This file is larger than 5 MB."),
    ],
)
def test_file_that_cannot_be_taken(
    content: bytes, said: str, client_of: ClientOf, hr_lead: User
) -> None:
    assert said in words(choose(client_of(hr_lead), content))


def test_far_too_large_an_upload_is_refused_before_it_is_read(
    client_of: ClientOf, hr_lead: User
) -> None:
    class Unread(BytesIO):
        def read(self, *size: Any) -> bytes:
            raise AssertionError("it was read")

    response = client_of(hr_lead).generic(
        "POST",
        IMPORT,
        b"",
        CONTENT_TYPE="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(6 * 2**20 + 1),
        **{"wsgi.input": Unread()},
    )

    assert response.status_code == 413
    assert "A file can have at most 5 MB here." in words(response)


def test_kept_file_is_its_owners_and_for_an_hour(
    client_of: ClientOf, hr_lead: User, administrator: User, organisation: Organisation
) -> None:
    now = timezone.now()
    kept = [
        keep_import(GOOD, "a.csv", organisation=organisation, by=user, at=at)
        for user, at in ((hr_lead, now), (administrator, now - timedelta(minutes=61)))
    ]

    answers = [
        client_of(user).get(f"{IMPORT}{pending.public_id}/").status_code
        for user, pending in (
            (hr_lead, kept[0]),
            (administrator, kept[0]),
            (administrator, kept[1]),
        )
    ]

    assert answers == [200, 404, 404]


def test_only_the_newest_file_of_a_person_is_kept_and_old_ones_go(
    organisation: Organisation, hr_lead: User, administrator: User
) -> None:
    options = {"organisation": organisation}
    keep_import(GOOD, "other.csv", by=administrator, at=NOW - timedelta(hours=2), **options)
    keep_import(GOOD, "first.csv", by=hr_lead, at=NOW, **options)
    keep_import(GOOD, "second.csv", by=hr_lead, at=NOW, **options)

    assert [str(pending) for pending in PendingImport.objects.all()] == ["second.csv"]
