"""What becomes of people whom a directory brings in, changes and lets go, in the forms of Entra and Okta."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions import add_member, end_membership, erase_person
from accounts.actions.people import MemberDetails
from accounts.models import AuditEntry, Membership, Message, Organisation, User
from accounts.permissions import Role
from provisioning.models import DirectoryPerson
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory
from tests.provisioning.bodies import ENTERPRISE, entra_person, okta_person
from tests.provisioning.conftest import Directory, directory_of

pytestmark = pytest.mark.django_db


def membership_of(said: dict[str, Any]) -> Membership:
    return DirectoryPerson.objects.get(public_id=said["id"]).membership


def found(directory: Directory, text: str) -> list[str]:
    answer = directory.get(f"Users?filter={quote(text)}")
    assert answer["totalResults"] == len(answer["Resources"])
    return [one["userName"] for one in answer["Resources"]]


def test_person_of_entra_is_a_manager_with_what_is_of_use(directory: Directory) -> None:
    said = directory.post("Users", entra_person())

    member = membership_of(said)
    assert (member.user.email, member.user.name) == ("ada.byron@council.example", "Ada Byron")
    assert member.attributes == {"job title": "Team manager", "department": "Adults"}
    assert [grant.role for grant in member.role_grants.all()] == [Role.MANAGER]
    # Neither told again nor kept.
    assert {"phoneNumbers", "preferredLanguage", "roles"}.isdisjoint(said)
    kept = str(DirectoryPerson.objects.get().content)
    assert said[ENTERPRISE] == {"department": "Adults"}
    assert ("07700" in kept, "1815" in kept, "5d1a" in kept) == (False, False, False)
    assert said["active"] is True
    assert said["meta"]["location"].endswith(f"/scim/v2/Users/{said['id']}")


def test_person_of_okta_comes_without_the_password_that_was_sent(directory: Directory) -> None:
    member = membership_of(directory.post("Users", okta_person()))

    assert member.user.name == "Bo Hart"
    assert not member.user.has_usable_password()
    assert "1mz050nq" not in str(DirectoryPerson.objects.get().content)


def test_what_is_looked_for_before_somebody_is_made(directory: Directory) -> None:
    directory.post("Users", entra_person())
    directory.post("Users", okta_person())
    ada = ["Ada.Byron@Council.example"]

    assert found(directory, 'userName eq "ADA.byron@council.EXAMPLE"') == ada
    assert found(directory, 'externalId eq "7f3c-ada"') == ada
    assert found(directory, 'externalId eq "7F3C-ADA"') == []
    assert found(directory, 'emails[type eq "work"].value eq "ada.byron@council.example"') == ada
    assert found(directory, 'userName eq "x" and externalId eq "7f3c-ada"') == []
    assert (
        found(directory, 'userName eq "nobody" or emails.value eq "ada.byron@council.example"')
        == ada
    )
    assert found(directory, 'active eq true and not (externalId eq "00u-bo")') == ada
    for text in ('userName co "a"', "title pr", 'password eq "x"', "userName eq", "(" * 900):
        refused = directory.send("GET", f"Users?filter={quote(text)}")
        assert (refused.status_code, refused.json()["scimType"]) == (400, "invalidFilter"), text


def test_pages_are_bounded(directory: Directory) -> None:
    for number in range(3):
        directory.post("Users", okta_person(f"p{number}"))

    second = directory.get("Users?startIndex=2&count=1")
    huge = directory.get(f"Users?startIndex={'9' * 40}&count={'9' * 40}")
    none = directory.get("Users?startIndex=-1&count=0")

    assert [one["userName"] for one in second["Resources"]] == ["p1.hart@council.example"]
    assert (second["totalResults"], second["startIndex"], second["itemsPerPage"]) == (3, 2, 1)
    assert (huge["totalResults"], huge["Resources"]) == (3, [])
    assert (none["startIndex"], none["Resources"]) == (1, [])


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "Replace", "path": "active", "value": "False"},
        {"op": "replace", "value": {"active": False}},
        {"op": "Add", "path": "active", "value": False},
    ],
)
def test_leaver_is_stopped_at_once_and_still_told_of(
    directory: Directory, operation: dict[str, Any], client_of: Callable[[User], Client]
) -> None:
    said = directory.post("Users", entra_person())
    browser = client_of(membership_of(said).user)
    assert browser.get("/").status_code == 200

    answer = directory.patch(f"Users/{said['id']}", operation)

    assert (answer.status_code, answer.json()["active"]) == (200, False)
    assert browser.get("/").status_code == 403
    assert not membership_of(said).role_grants.exists()
    assert directory.get(f"Users/{said['id']}")["active"] is False
    assert found(directory, 'externalId eq "7f3c-ada"') == ["Ada.Byron@Council.example"]
    # Back again, by a whole body this time, as Okta sends it.
    again = directory.send("PUT", f"Users/{said['id']}", entra_person() | {"id": said["id"]})
    assert again.json()["active"] is True
    assert [grant.role for grant in membership_of(said).role_grants.all()] == [Role.MANAGER]
    # With the role came the end of the sessions that began without it.
    assert browser.get("/").status_code == 302


def test_changes_in_the_forms_of_entra(directory: Directory) -> None:
    said = directory.post("Users", entra_person())

    answer = directory.patch(
        f"Users/{said['id']}",
        {"op": "Add", "path": "name.givenName", "value": "Augusta"},
        {"op": "Replace", "path": f"{ENTERPRISE}:department", "value": "Children"},
        {"op": "Remove", "path": "title"},
        {"op": "Add", "path": f"{ENTERPRISE}:manager", "value": "5d1a"},
        {"op": "Replace", "path": 'phoneNumbers[type eq "work"].value', "value": "1"},
        {"op": "replace", "value": {"displayName": "A", f"{ENTERPRISE}:division": "Care"}},
    )

    assert answer.status_code == 200
    member = membership_of(said)
    assert member.name == "Augusta Byron"
    assert member.attributes == {"department": "Children", "division": "Care"}
    assert answer.json()["displayName"] == "A"


def test_what_an_administrator_changed_stays_until_the_directory_says_otherwise(
    directory: Directory,
) -> None:
    said = directory.post("Users", entra_person())
    member = membership_of(said)
    member.attributes |= {"grade": "G9", "department": "Mended"}
    member.save()

    directory.patch(f"Users/{said['id']}", {"op": "replace", "path": "title", "value": "Head"})

    member.refresh_from_db()
    assert member.attributes == {"job title": "Head", "department": "Mended", "grade": "G9"}


def test_new_address_waits_for_its_mailbox(
    directory: Directory, deliver: Callable[[], list[EmailMessage]]
) -> None:
    """Whoever has the token could take an account over by a mailbox of their own otherwise."""
    said = directory.post("Users", entra_person())
    path = 'emails[type eq "work"].value'

    directory.patch(
        f"Users/{said['id']}", {"op": "Replace", "path": path, "value": "ada.king@council.example"}
    )

    assert membership_of(said).user.email == "ada.byron@council.example"
    assert {mail.to[0] for mail in deliver()} == {
        "ada.king@council.example",
        "ada.byron@council.example",
    }
    assert found(directory, f'{path} eq "ada.king@council.example"') != []


@pytest.mark.parametrize("said_while_away", [True, False])
def test_new_address_of_somebody_who_is_away_is_asked_for_as_they_come_back(
    directory: Directory, *, said_while_away: bool
) -> None:
    said = directory.post("Users", entra_person())
    new = {"emails": [{"type": "work", "value": "ada.king@council.example"}]}
    asked = Message.objects.filter(kind="new_address")

    directory.send("PUT", f"Users/{said['id']}", entra_person(active=False))
    if said_while_away:
        directory.send("PUT", f"Users/{said['id']}", entra_person(active=False, **new))
    assert not asked.exists()
    for _time in range(2):
        directory.send("PUT", f"Users/{said['id']}", entra_person(**new))

    assert asked.get().address == "ada.king@council.example"
    assert membership_of(said).user.email == "ada.byron@council.example"


def test_whoever_leaves_is_asked_for_no_new_address(directory: Directory) -> None:
    said = directory.post("Users", entra_person())
    new = [{"type": "work", "value": "ada.king@else.example"}]

    directory.send("PUT", f"Users/{said['id']}", entra_person(active=False, emails=new))

    assert not Message.objects.filter(kind="new_address").exists()


def test_removed_mailbox_leaves_the_name_to_sign_in(directory: Directory) -> None:
    said = directory.post("Users", entra_person())

    answer = directory.patch(
        f"Users/{said['id']}", {"op": "Remove", "path": 'emails[type eq "work"].value'}
    )

    assert answer.json()["emails"][0]["value"] == "Ada.Byron@Council.example"


def test_nobody_is_brought_in_twice(directory: Directory) -> None:
    directory.post("Users", entra_person())

    for body in (
        entra_person(externalId="other"),
        entra_person("eve") | {"externalId": "7f3c-ada"},
        okta_person(emails=[{"value": "ada.byron@council.example", "type": "work"}]),
    ):
        refused = directory.send("POST", "Users", body)
        assert (refused.status_code, refused.json()["scimType"]) == (409, "uniqueness")


def test_member_whom_somebody_added_is_taken_over_as_they_are(
    directory: Directory, organisation: Organisation
) -> None:
    old = MembershipFactory(
        organisation=organisation,
        user__email="ada.byron@council.example",
        attributes={"grade": "G9"},
        roles=[Role.HR_LEAD],
    )

    directory.post("Users", entra_person())

    member = Membership.objects.get(pk=old.pk)
    assert [grant.role for grant in member.role_grants.all()] == [Role.HR_LEAD]
    assert member.attributes["grade"] == "G9"
    assert member.user.name == "Ada Byron"


def test_deleted_person_has_left_and_is_no_longer_told_of(directory: Directory) -> None:
    said = directory.post("Users", entra_person())
    member = membership_of(said)

    assert directory.send("DELETE", f"Users/{said['id']}").status_code == 204

    assert directory.send("GET", f"Users/{said['id']}").status_code == 404
    assert Membership.objects.get(pk=member.pk).left_at is not None
    # Who comes back is the same person.
    assert membership_of(directory.post("Users", entra_person())).pk == member.pk


def test_erasing_takes_what_the_directory_said_along(
    directory: Directory, organisation: Organisation, administrator: User
) -> None:
    said = directory.post("Users", entra_person())
    user = membership_of(said).user

    erase_person(user, organisation=organisation, by=administrator, at=timezone.now())

    assert not DirectoryPerson.objects.exists()
    assert directory.send("GET", f"Users/{said['id']}").status_code == 404


def test_only_administrator_stays(
    directory: Directory, organisation: Organisation, administrator: User
) -> None:
    body = okta_person(emails=[{"value": administrator.email, "type": "work"}])
    said = directory.post("Users", body)

    refused = directory.patch(f"Users/{said['id']}", {"op": "replace", "value": {"active": False}})

    assert refused.status_code == 409
    assert "only administrator" in refused.json()["detail"]
    assert administrator.memberships.get().left_at is None
    assert directory.get(f"Users/{said['id']}")["active"] is True


# Other organisations ----------------------------------------------------------------------------


def test_directory_sees_and_changes_nobody_of_another_organisation(
    directory: Directory, administrator: User
) -> None:
    elsewhere = OrganisationFactory()
    boss = MembershipFactory(organisation=elsewhere, roles=[Role.ADMINISTRATOR]).user
    other = directory_of(elsewhere, boss)
    said = directory.post("Users", entra_person())
    group = directory.post("Groups", {"schemas": [], "displayName": "Leaders"})

    for method in ("GET", "PUT", "PATCH", "DELETE"):
        body = None if method == "GET" else entra_person()
        assert other.send(method, f"Users/{said['id']}", body).status_code == 404
        assert other.send(method, f"Groups/{group['id']}", body).status_code == 404
    assert other.get("Users")["totalResults"] == other.get("Groups")["totalResults"] == 0
    strange = {"displayName": "X", "members": [{"value": said["id"]}]}
    assert other.send("POST", "Groups", strange).status_code == 400
    # The same ids are nobody's business there.
    assert other.post("Users", okta_person(externalId="7f3c-ada"))["externalId"] == "7f3c-ada"


def test_account_elsewhere_is_not_told_of(directory: Directory) -> None:
    """Neither the name that its owner uses there, nor that there is an account."""
    user = UserFactory(email="ada.byron@council.example", name="Countess Lovelace")
    MembershipFactory(user=user)

    said = directory.post("Users", entra_person())
    new = directory.post("Users", okta_person())

    user.refresh_from_db()
    assert user.name == "Countess Lovelace"
    assert "Lovelace" not in str(said)
    assert said.keys() - {ENTERPRISE, "title"} == new.keys()


# What is told, and whose acts these are ----------------------------------------------------------


def test_log_names_the_directory(directory: Directory, organisation: Organisation) -> None:
    said = directory.post("Users", entra_person())
    directory.patch(f"Users/{said['id']}", {"op": "replace", "value": {"active": False}})

    lines = AuditEntry.objects.filter(
        organisation=organisation, subject="ada.byron@council.example"
    )
    assert [(line.act, str(line.actor)) for line in lines.order_by("pk")] == [
        ("membership.provisioned", "Directory (Entra ID)"),
        ("membership.changed", "Directory (Entra ID)"),
        ("membership.ended", "Directory (Entra ID)"),
    ]


@pytest.mark.parametrize(("invites", "mails"), [(False, 0), (True, 1)])
def test_new_people_are_invited_where_that_was_said(
    organisation: Organisation,
    administrator: User,
    deliver: Callable[[], list[EmailMessage]],
    invites: bool,
    mails: int,
) -> None:
    directory = directory_of(organisation, administrator, invites=invites, makes_managers=False)

    member = membership_of(directory.post("Users", entra_person()))

    assert len(deliver()) == mails
    assert not member.role_grants.exists()


def test_whoever_reads_results_brings_nobody_in_unconfirmed(
    organisation: Organisation, administrator: User
) -> None:
    """A directory set up by somebody who reads results could make people up, as they could by a page."""
    own = directory_of(organisation, administrator)
    administrator.memberships.get().role_grants.create(role=Role.HR_LEAD)
    both = directory_of(organisation, administrator)

    own.post("Users", entra_person())
    both.post("Users", okta_person())

    waiting = Membership.objects.unconfirmed().filter(organisation=organisation)
    assert waiting.filter(user__email="bo.hart@council.example").exists()


def test_leaver_of_the_pages_is_one_for_the_directory(
    directory: Directory, administrator: User
) -> None:
    said = directory.post("Users", entra_person())
    member = membership_of(said)
    end_membership(member, by=administrator, at=member.joined_at)

    assert directory.get(f"Users/{said['id']}")["active"] is False
    details = MemberDetails("Ada", None, frozenset(), {})
    add_member(
        member.user.email,
        details,
        organisation=member.organisation,
        by=administrator,
        at=member.joined_at,
    )
    assert directory.get(f"Users/{said['id']}")["active"] is True


# The protocol ------------------------------------------------------------------------------------


def test_version_of_what_was_read_is_what_is_changed(directory: Directory) -> None:
    said = directory.post("Users", entra_person())
    read = directory.send("GET", f"Users/{said['id']}")
    version = read.headers["ETag"]
    change = {"op": "replace", "path": "title", "value": "Head"}
    body = {"Operations": [change]}

    same = directory.send("GET", f"Users/{said['id']}", **{"If-None-Match": version})
    done = directory.send("PATCH", f"Users/{said['id']}", body, **{"If-Match": version})
    late = directory.send("PATCH", f"Users/{said['id']}", body, **{"If-Match": version})

    assert (same.status_code, done.status_code, late.status_code) == (304, 200, 412)
    assert done.headers["ETag"] != version


def test_bringing_people_in_costs_the_same_whoever_is_there(
    directory: Directory, django_assert_num_queries: Any
) -> None:
    directory.post("Users", entra_person("first"))
    with django_assert_num_queries(39):
        directory.post("Users", entra_person("second"))
    for number in range(5):
        directory.post("Users", entra_person(f"p{number}"))
    with django_assert_num_queries(39):
        directory.post("Users", entra_person("third"))
    with django_assert_num_queries(4):
        directory.get("Users?count=1")
    with django_assert_num_queries(4):
        directory.get("Users?count=5")


def test_what_a_change_is_reckoned_from_is_read_while_nobody_else_can_write(
    directory: Directory,
) -> None:
    """Two changes at once would each take the other back, where the second begins from what was before the first."""
    said = directory.post("Users", entra_person())
    operation = {"op": "replace", "path": "title", "value": "Head"}

    with CaptureQueriesContext(connection) as asked:
        directory.patch(f"Users/{said['id']}", operation)

    tables = [one["sql"] for one in asked]
    # Asked for by its key alone: the one that is locked.
    locked = next(n for n, sql in enumerate(tables) if 'FROM "accounts_organisation"' in sql)
    read = next(n for n, sql in enumerate(tables) if "provisioning_directoryperson" in sql)
    assert locked < read
