"""Groups of a directory: their members in all the forms that are sent, and what they give once somebody says so."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import erase_person
from accounts.models import AuditEntry, Membership, Organisation, Team, User
from accounts.permissions import Role
from provisioning.models import DirectoryGroup, DirectoryPerson
from tests.factories import TeamFactory
from tests.provisioning.bodies import entra_group, entra_person, okta_person
from tests.provisioning.conftest import Directory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(directory: Directory) -> str:
    found: str = directory.post("Users", entra_person())["id"]
    return found


@pytest.fixture
def bo(directory: Directory) -> str:
    found: str = directory.post("Users", okta_person())["id"]
    return found


@pytest.fixture
def roads(organisation: Organisation) -> Team:
    return TeamFactory(organisation=organisation, name="Roads")


@pytest.fixture
def means(
    administrator: User, client_of: Callable[[User], Client]
) -> Callable[[dict[str, Any], str], None]:
    """Return how an administrator says on the page what a group means."""

    def choose(group: dict[str, Any], meaning: str) -> None:
        address = reverse("provisioning:group", args=[UUID(group["id"])])
        answer = client_of(administrator).post(address, {"meaning": meaning})
        assert answer.status_code == 302, answer.content

    return choose


def members(directory: Directory, group: dict[str, Any]) -> set[str]:
    said = directory.get(f"Groups/{group['id']}")
    return {one["value"] for one in said.get("members", ())}


def member(public_id: str) -> Membership:
    return DirectoryPerson.objects.get(public_id=public_id).membership


def roles(public_id: str) -> set[str]:
    return {grant.role for grant in member(public_id).role_grants.all()}


def test_members_come_and_go_in_every_form(directory: Directory, ada: str, bo: str) -> None:
    group = directory.post("Groups", entra_group())
    path = f"Groups/{group['id']}"
    schema = "urn:ietf:params:scim:schemas:core:2.0:Group"
    steps: list[tuple[dict[str, Any], set[str]]] = [
        ({"op": "Add", "path": "members", "value": [{"value": ada}]}, {ada}),
        ({"op": "add", "value": {"members": [{"value": bo, "display": "B"}]}}, {ada, bo}),
        ({"op": "Remove", "path": "members", "value": [{"value": ada}]}, {bo}),
        ({"op": "add", "path": f"{schema}:members", "value": {"value": ada}}, {ada, bo}),
        ({"op": "Remove", "path": f'members[value eq "{bo}"]'}, {ada}),
        ({"op": "replace", "path": "members", "value": [{"value": bo}]}, {bo}),
        ({"op": "Add", "path": "members", "value": [{"$ref": None, "value": ada}]}, {ada, bo}),
        ({"op": "remove", "path": f'members[value eq "{ada}" or value eq "{bo}"]'}, set()),
        ({"op": "replace", "value": {"members": [{"value": ada}], "displayName": "New"}}, {ada}),
        ({"op": "remove", "path": "members"}, set()),
        ({"op": "replace", "path": "displayName", "value": "Newer"}, set()),
    ]
    for operation, expected in steps:
        answer = directory.patch(path, operation)
        assert (answer.status_code, answer.content) == (204, b""), operation
        assert members(directory, group) == expected, operation

    put = {"displayName": "Whole", "members": [{"value": ada}, {"value": bo}]}
    assert directory.send("PUT", path, put).status_code == 200
    assert members(directory, group) == {ada, bo}
    assert directory.get(path)["displayName"] == "Whole"
    assert directory.get(f"Users/{ada}")["groups"][0]["display"] == "Whole"


def test_groups_are_found_and_told_without_their_members(directory: Directory, ada: str) -> None:
    body = entra_group("Leaders", members=[{"value": ada}])
    group = directory.post("Groups", body)
    asked = quote('displayName eq "LEADERS"')

    with_members = directory.get(f"Groups?filter={asked}")["Resources"]
    without = directory.get(f"Groups?excludedAttributes=members&filter={asked}")["Resources"]
    one = directory.get(f"Groups/{group['id']}?excludedAttributes=members")
    of_ada = quote(f'id eq "{group["id"]}" and members eq "{ada}"')

    assert [("members" in said) for said in (*with_members, *without, one)] == [True, False, False]
    assert directory.get(f"Groups?filter={of_ada}")["totalResults"] == 1
    twice = directory.send("POST", "Groups", entra_group("Leaders"))
    assert (twice.status_code, twice.json()["scimType"]) == (409, "uniqueness")


def test_stranger_cannot_become_a_member(directory: Directory, ada: str) -> None:
    group = directory.post("Groups", entra_group())
    for value in ("00000000-0000-4000-8000-000000000000", "Ada"):
        add = {"op": "add", "path": "members", "value": [{"value": ada}, {"value": value}]}
        assert directory.patch(f"Groups/{group['id']}", add).status_code == 400
    assert members(directory, group) == set()


def test_group_gives_a_role_and_takes_it_again(
    directory: Directory, ada: str, bo: str, means: Callable[[dict[str, Any], str], None]
) -> None:
    group = directory.post("Groups", entra_group(members=[{"value": ada}]))
    assert roles(ada) == {"manager"}
    # Bo has it by hand, which no group takes.
    member(bo).role_grants.create(role=Role.BANK_EDITOR)

    means(group, "role-bank_editor")
    directory.patch(
        f"Groups/{group['id']}", {"op": "add", "path": "members", "value": [{"value": bo}]}
    )
    assert (roles(ada), roles(bo)) == ({"manager", "bank_editor"}, {"manager", "bank_editor"})

    directory.patch(f"Groups/{group['id']}", {"op": "remove", "path": "members"})
    assert (roles(ada), roles(bo)) == ({"manager"}, {"manager", "bank_editor"})


def test_role_stays_while_another_group_gives_it(
    directory: Directory, ada: str, means: Callable[[dict[str, Any], str], None]
) -> None:
    one = directory.post("Groups", entra_group("One", members=[{"value": ada}]))
    two = directory.post("Groups", entra_group("Two", members=[{"value": ada}]))
    means(one, "role-hr_lead")
    means(two, "role-hr_lead")

    assert directory.send("DELETE", f"Groups/{one['id']}").status_code == 204
    assert "hr_lead" in roles(ada)
    means(two, "")
    assert "hr_lead" not in roles(ada)


def test_moving_from_group_to_group_moves_in_either_order(
    directory: Directory,
    organisation: Organisation,
    roads: Team,
    ada: str,
    means: Callable[[dict[str, Any], str], None],
) -> None:
    care = TeamFactory(organisation=organisation, name="Care")
    one = directory.post("Groups", entra_group("One", members=[{"value": ada}]))
    two = directory.post("Groups", entra_group("Two"))
    means(one, f"team-{roads.pk}")
    means(two, f"team-{care.pk}")
    add = {"op": "add", "path": "members", "value": [{"value": ada}]}
    remove = {"op": "remove", "path": "members", "value": [{"value": ada}]}
    assert member(ada).team == roads

    directory.patch(f"Groups/{two['id']}", add)
    assert member(ada).team == roads
    directory.patch(f"Groups/{one['id']}", remove)
    assert member(ada).team == care
    directory.patch(f"Groups/{two['id']}", remove)
    assert member(ada).team is None
    # A team that was given by hand stays.
    Membership.objects.filter(pk=member(ada).pk).update(team=roads)
    directory.patch(f"Groups/{one['id']}", add)
    directory.patch(f"Groups/{one['id']}", remove)
    assert member(ada).team == roads


def test_last_administrator_keeps_the_role(
    directory: Directory,
    administrator: User,
    ada: str,
    means: Callable[[dict[str, Any], str], None],
) -> None:
    group = directory.post("Groups", entra_group(members=[{"value": ada}]))
    means(group, "role-administrator")
    administrator.memberships.get().role_grants.all().delete()

    gone = directory.patch(f"Groups/{group['id']}", {"op": "remove", "path": "members"})
    assert gone.status_code == 204
    assert "administrator" in roles(ada)
    # Once somebody else has it, the next change takes it.
    administrator.memberships.get().role_grants.create(role=Role.ADMINISTRATOR)
    add = {"op": "add", "path": "members", "value": [{"value": ada}]}
    directory.patch(f"Groups/{group['id']}", add)
    directory.patch(f"Groups/{group['id']}", {"op": "remove", "path": "members"})
    assert roles(ada) == {"manager"}


def test_who_comes_back_gets_what_their_groups_give(
    directory: Directory, ada: str, means: Callable[[dict[str, Any], str], None]
) -> None:
    group = directory.post("Groups", entra_group(members=[{"value": ada}]))
    means(group, "role-bank_editor")

    for active in (False, True):
        directory.patch(f"Users/{ada}", {"op": "replace", "value": {"active": active}})

    assert roles(ada) == {"manager", "bank_editor"}


def test_new_role_ends_sessions_and_is_logged(
    directory: Directory,
    organisation: Organisation,
    ada: str,
    means: Callable[[dict[str, Any], str], None],
    client_of: Callable[[User], Client],
) -> None:
    browser = client_of(member(ada).user)
    group = directory.post("Groups", entra_group())
    means(group, "role-hr_lead")

    directory.patch(
        f"Groups/{group['id']}", {"op": "add", "path": "members", "value": [{"value": ada}]}
    )

    assert browser.get("/").status_code == 302
    line = AuditEntry.objects.filter(act="membership.changed").order_by("pk").last()
    assert line is not None
    assert str(line.actor) == "Directory (Entra ID)"
    assert line.details["changed"] == {"roles": ["manager", "hr_lead; manager"]}


def test_deleted_team_leaves_a_group_that_means_nothing(
    directory: Directory,
    roads: Team,
    administrator: User,
    means: Callable[[dict[str, Any], str], None],
    client_of: Callable[[User], Client],
) -> None:
    group = directory.post("Groups", entra_group())
    means(group, f"team-{roads.pk}")

    client_of(administrator).post(reverse("people:delete_team", args=[roads.pk]))

    assert DirectoryGroup.objects.get().team is None
    page = client_of(administrator).get(reverse("provisioning:directory")).content.decode()
    assert "Nothing yet" in page


def test_many_members_cost_no_more_queries_than_few(
    directory: Directory,
    ada: str,
    bo: str,
    means: Callable[[dict[str, Any], str], None],
    django_assert_num_queries: Any,
) -> None:
    group = directory.post("Groups", entra_group())
    means(group, "role-bank_editor")
    others = [directory.post("Users", okta_person(f"p{n}"))["id"] for n in range(5)]
    path = f"Groups/{group['id']}"

    with django_assert_num_queries(31):
        directory.patch(path, {"op": "add", "path": "members", "value": [{"value": ada}]})
    with django_assert_num_queries(31):
        many = [{"value": one} for one in others]
        directory.patch(path, {"op": "add", "path": "members", "value": many})
    assert all("bank_editor" in roles(one) for one in others)


@pytest.mark.parametrize("is_erased", [True, False])
def test_group_has_another_version_once_somebody_in_it_is_gone(
    directory: Directory,
    ada: str,
    bo: str,
    organisation: Organisation,
    administrator: User,
    *,
    is_erased: bool,
) -> None:
    group = directory.post("Groups", entra_group())
    path = f"Groups/{group['id']}"
    directory.patch(
        path, {"op": "add", "path": "members", "value": [{"value": ada}, {"value": bo}]}
    )
    known = directory.send("GET", path).headers["ETag"]

    if is_erased:
        user = DirectoryPerson.objects.get(public_id=ada).membership.user
        erase_person(user, organisation=organisation, by=administrator, at=timezone.now())
    else:
        directory.send("DELETE", f"Users/{ada}")

    read = directory.send("GET", path, **{"If-None-Match": known})
    assert read.status_code == 200
    assert [one["value"] for one in read.json()["members"]] == [bo]
    stale = directory.send("PUT", path, entra_group(), **{"If-Match": known})
    assert stale.status_code == 412
