import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from accounts.actions import end_membership
from accounts.errors import LastAdministratorError
from accounts.models import AuditEntry, Membership, Message, Organisation, Team, User
from accounts.permissions import Role
from tests.accounts.test_actions import NOW
from tests.factories import MembershipFactory, UserFactory

ClientOf = Callable[[User], Client]
Deliver = Callable[[], list[EmailMessage]]
PEOPLE = "/people/"


def names(response: Any) -> list[str]:
    return [row.name for row in response.context["rows"]]


def member_url(membership: Membership, name: str = "member") -> str:
    return reverse(f"people:{name}", kwargs={"pk": membership.pk})


def held(membership: Membership) -> set[tuple[str, str]]:
    grants = membership.role_grants.select_related("branch")
    return {(grant.role, grant.branch.name if grant.branch else "") for grant in grants}


def words(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def a_few(branch_lead: User, in_east: Membership, in_roads: Membership, leaver: User) -> None:
    """People to look for, of two branches, and one who has left."""


# The header -----------------------------------------------------------------------------------


def test_header_leads_to_people_those_who_look_after_them(
    client_of: ClientOf, administrator: User, manager: User, branch_lead: User
) -> None:
    shown = [
        PEOPLE in client_of(user).get(reverse("account")).content.decode()
        for user in (administrator, branch_lead, manager)
    ]

    assert shown == [True, True, False]


def test_header_costs_no_query(
    client_of: ClientOf, administrator: User, django_assert_num_queries: Any
) -> None:
    client = client_of(administrator)

    with django_assert_num_queries(2):  # the session and its person
        client.get(reverse("about"))


# The list -------------------------------------------------------------------------------------


def test_list_has_the_whole_organisation_and_nobody_else(
    client_of: ClientOf, hr_lead: User, outsider: User, in_east: Membership, leaver: User
) -> None:
    response = client_of(hr_lead).get(PEOPLE)

    assert names(response) == ["Ed East", "Harper Lead"]
    assert "Care &gt; East" in response.content.decode()


def test_list_of_a_branch_lead_ends_at_the_branch(
    client_of: ClientOf, branch_lead: User, in_east: Membership, in_roads: Membership, manager: User
) -> None:
    response = client_of(branch_lead).get(PEOPLE)

    assert names(response) == ["Bay Branch", "Ed East"]
    assert "Roads" not in response.content.decode()


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("text=ED", ["Ed East"]),
        ("text=ro+roads", ["Ro Roads"]),
        ("text=lee@council", []),
        ("role=hr_lead", ["Bay Branch", "Harper Lead"]),
        ("left=on", ["Lee Leaver"]),
        ("left=on&role=hr_lead", []),
        ("team=nonsense&role=king&page=x", ["Bay Branch", "Ed East", "Harper Lead", "Ro Roads"]),
    ],
)
def test_list_is_searched(
    search: str,
    found: list[str],
    client_of: ClientOf,
    hr_lead: User,
    a_few: None,
) -> None:
    assert names(client_of(hr_lead).get(f"{PEOPLE}?{search}")) == found


@pytest.mark.parametrize(
    "word", ["ŵyn", "wyn", "WYN", "lukasz", "Łukasz", "wyn+luk", "Świętosława"]
)
def test_names_are_found_without_accents_and_case(
    client_of: ClientOf, hr_lead: User, organisation: Organisation, word: str
) -> None:
    MembershipFactory(organisation=organisation, user__name="Ŵyn Łukasz ŚWIĘTOSŁAWA")
    MembershipFactory(organisation=organisation, user__name="Somebody Else")

    assert names(client_of(hr_lead).get(f"{PEOPLE}?text={word}")) == ["Ŵyn Łukasz ŚWIĘTOSŁAWA"]


def test_search_by_team_includes_those_below(
    client_of: ClientOf, hr_lead: User, care: Team, in_east: Membership, in_roads: Membership
) -> None:
    assert names(client_of(hr_lead).get(f"{PEOPLE}?team={care.pk}")) == ["Ed East"]


def test_branch_lead_cannot_search_beyond_the_branch(
    client_of: ClientOf, branch_lead: User, roads: Team, in_roads: Membership
) -> None:
    response = client_of(branch_lead).get(f"{PEOPLE}?team={roads.pk}&text=ro")

    assert names(response) == []


def test_pages_keep_the_search(
    client_of: ClientOf, hr_lead: User, organisation: Organisation
) -> None:
    for number in range(51):
        user = UserFactory(name=f"Same {number:02}")
        MembershipFactory(organisation=organisation, user=user)

    client = client_of(hr_lead)
    first = client.get(f"{PEOPLE}?text=same&role=")
    second = client.get(f"{PEOPLE}?text=same&role=&page=2")

    assert 'href="?text=same&amp;role=&amp;page=2"' in first.content.decode()
    assert (len(names(first)), names(second)) == (50, ["Same 50"])


@pytest.mark.parametrize("people", [1, 3])
def test_list_costs_the_same_for_any_number(
    people: int, client_of: ClientOf, hr_lead: User, east: Team, django_assert_num_queries: Any
) -> None:
    for _number in range(people):
        MembershipFactory(organisation=east.organisation, team=east, roles=[Role.MANAGER])
    client = client_of(hr_lead)

    # Session, person; membership, teams, roles; count, people, their roles; e-mails that failed; who waits.
    with django_assert_num_queries(10):
        client.get(PEOPLE)


# Adding ---------------------------------------------------------------------------------------


def new(**said: Any) -> dict[str, Any]:
    return {"email": "New@council.example", "name": "Nia New", "roles": ["manager"]} | said


def test_adding_sends_the_invitation(
    client_of: ClientOf,
    administrator: User,
    east: Team,
    care: Team,
    deliver: Deliver,
) -> None:
    said = new(
        team=east.pk,
        roles=["manager", "bank_editor"],
        hr_lead_of_1=care.pk,
        attributes="Grade = G10\r\n\r\nlocation = Town Hall",
    )

    response = client_of(administrator).post(reverse("people:add"), said)

    assert response["Location"] == PEOPLE
    membership = Membership.objects.get(user__email="new@council.example")
    assert (membership.user.name, membership.team) == ("Nia New", east)
    assert membership.attributes == {"grade": "G10", "location": "Town Hall"}
    assert held(membership) == {("manager", ""), ("bank_editor", ""), ("hr_lead", "Care")}
    assert [mail.to for mail in deliver()] == [["new@council.example"]]
    acts = AuditEntry.objects.filter(actor=administrator).order_by("pk")
    assert [entry.act for entry in acts] == ["membership.invited", "membership.changed"]


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"email": "x"}, "enter an address such as name@council.gov.uk."),
        ({"email": "harper@council.example"}, "harper@council.example is a member already."),
        ({"name": "A\x07B"}, "U+0007"),
        ({"attributes": "grade"}, "“grade” should be a name and a value"),
        ({"attributes": "a = 1\nA = 2"}, "“a” is there twice."),
        ({"attributes": f"a = {'x' * 101}"}, "this is longer than 100 characters."),
        (
            {"attributes": "\n".join(f"a{n} = 1" for n in range(21))},
            "A person can have at most 20 attributes.",
        ),
        ({"roles": ["administrator"]}, "choose one of those that are offered."),
        ({"team": "999999"}, "choose one of those that are offered."),
    ],
)
def test_adding_says_what_is_wrong_and_changes_nothing(
    said: dict[str, str], error: str, client_of: ClientOf, hr_lead: User
) -> None:
    before = Membership.objects.count()

    response = client_of(hr_lead).post(reverse("people:add"), new(**said))

    assert error in words(response)
    assert "There is a problem" in words(response)
    assert Membership.objects.count() == before


def test_branch_lead_adds_to_the_branch_alone(
    client_of: ClientOf, branch_lead: User, east: Team, roads: Team, care: Team
) -> None:
    client = client_of(branch_lead)
    refused = [
        client.post(reverse("people:add"), new(**said)).status_code
        for said in (
            {},
            {"team": roads.pk},
            {"team": east.pk, "hr_lead_of_1": "all"},
            {"team": east.pk, "hr_lead_of_1": roads.pk},
            {"team": east.pk, "roles": ["bank_editor"]},
        )
    ]

    taken = client.post(reverse("people:add"), new(team=east.pk, hr_lead_of_1=care.pk))

    assert refused == [200] * 5
    assert taken.status_code == 302
    added = Membership.objects.get(user__email="new@council.example")
    assert held(added) == {("manager", ""), ("hr_lead", "Care")}


@pytest.mark.parametrize("state", ["member", "leaver", "without sign-in"])
def test_branch_lead_brings_nobody_over_from_another_branch(
    state: str, client_of: ClientOf, branch_lead: User, east: Team, in_roads: Membership
) -> None:
    if state == "leaver":
        end_membership(in_roads, by=None, at=NOW)
    if state == "without sign-in":
        User.objects.filter(pk=in_roads.user_id).update(signs_in=False, is_active=False)
    before = Membership.objects.values().get(pk=in_roads.pk)
    said = new(email=in_roads.user.email.upper(), team=east.pk)

    refused = client_of(branch_lead).post(reverse("people:add"), said)

    assert "cannot be added here. Please ask an administrator" in words(refused)
    assert Membership.objects.values().get(pk=in_roads.pk) == before
    assert not AuditEntry.objects.filter(actor=branch_lead).exists()


def test_branch_lead_brings_back_who_left_the_branch(
    client_of: ClientOf, branch_lead: User, care: Team, in_east: Membership
) -> None:
    end_membership(in_east, by=None, at=NOW)
    said = new(email=in_east.user.email, team=care.pk)

    client_of(branch_lead).post(reverse("people:add"), said)

    in_east.refresh_from_db()
    assert (in_east.left_at, in_east.team) == (None, care)


# Changing -------------------------------------------------------------------------------------


def test_changes_are_saved_and_told_in_the_history(
    client_of: ClientOf, administrator: User, in_east: Membership, roads: Team
) -> None:
    said = {
        "name": "Ed <b>West",
        "team": roads.pk,
        "roles": ["bank_editor"],
        "hr_lead_of_1": "all",
        "attributes": "location = Depot",
    }

    response = client_of(administrator).post(member_url(in_east), said, follow=True)

    in_east = Membership.objects.get(pk=in_east.pk)
    assert (in_east.user.name, in_east.team) == ("Ed <b>West", roads)
    assert in_east.attributes == {"location": "Depot"}
    assert held(in_east) == {("bank_editor", ""), ("hr_lead", "")}
    page = words(response)
    assert "Saved." in page
    assert "Name, team, roles or attributes changed, by Addison Administrator" in page
    assert "name: Ed East → Ed &lt;b&gt;West" in page
    assert "team: Care &gt; East → Roads" in page
    assert "roles: Manager → Bank editor, HR lead" in page
    assert "grade: G9 → –" in page


def test_saving_what_is_there_writes_nothing(
    client_of: ClientOf, administrator: User, in_east: Membership
) -> None:
    form = client_of(administrator).get(member_url(in_east)).context["form"]
    said = {name: form[name].value() or "" for name in form.fields}

    client_of(administrator).post(member_url(in_east), said)

    assert not AuditEntry.objects.exists()


def test_roles_beyond_ones_reach_are_kept(
    client_of: ClientOf, branch_lead: User, in_east: Membership, east: Team, roads: Team
) -> None:
    in_east.role_grants.create(role=Role.ADMINISTRATOR)
    in_east.role_grants.create(role=Role.HR_LEAD, branch=roads)
    in_east.role_grants.create(role=Role.HR_LEAD, branch=east)

    client = client_of(branch_lead)
    page = client.get(member_url(in_east))
    client.post(member_url(in_east), {"name": "Ed", "team": east.pk})

    assert "Also: Administrator, HR lead of Roads. This is not yours to change" in words(page)
    assert held(in_east) == {("administrator", ""), ("hr_lead", "Roads")}
    assert client.get(member_url(in_east, "end")).status_code == 403


def test_name_that_another_organisation_sees_is_not_changed(
    client_of: ClientOf, administrator: User, in_east: Membership
) -> None:
    MembershipFactory(user=in_east.user)

    client_of(administrator).post(member_url(in_east), {"name": "Other", "roles": ["manager"]})

    in_east.user.refresh_from_db()
    assert in_east.user.name == "Ed East"


def test_only_administrator_keeps_the_role(client_of: ClientOf, administrator: User) -> None:
    own = administrator.memberships.get()
    client = client_of(administrator)

    response = client.post(member_url(own), {"name": "A", "roles": ["manager"]})

    assert "is the only administrator. Make somebody else one first." in words(response)
    assert held(own) == {("administrator", "")}
    assert client.get(member_url(own, "end")).status_code == 403


def test_two_who_end_each_other_leave_one_administrator(
    client_of: ClientOf, administrator: User, organisation: Organisation
) -> None:
    first = administrator.memberships.get()
    second = MembershipFactory(organisation=organisation, roles=[Role.ADMINISTRATOR])

    ended = client_of(administrator).post(member_url(second, "end"))

    assert ended.status_code == 302
    with pytest.raises(LastAdministratorError, match="is the only administrator"):
        end_membership(first, by=None, at=NOW)


@pytest.mark.parametrize("name", ["member", "end"])
def test_branch_lead_finds_nobody_of_another_branch(
    name: str, client_of: ClientOf, branch_lead: User, in_roads: Membership, hr_lead: User
) -> None:
    client = client_of(branch_lead)

    found = [
        client.get(member_url(membership, name)).status_code
        for membership in (in_roads, hr_lead.memberships.get())
    ]

    assert found == [404, 404]


def test_invitation_is_sent_again(
    client_of: ClientOf, hr_lead: User, in_east: Membership, deliver: Deliver
) -> None:
    response = client_of(hr_lead).post(member_url(in_east, "send_invitation"), follow=True)

    assert [mail.to for mail in deliver()] == [[in_east.user.email]]
    assert f"The invitation to {in_east.user.email} is sent again." in words(response)
    assert "Invitation sent again, by Harper Lead" in words(response)


# Leaving --------------------------------------------------------------------------------------


def test_ending_says_what_happens_and_does_it(
    client_of: ClientOf, hr_lead: User, in_east: Membership
) -> None:
    client = client_of(hr_lead)
    leaver = client_of(in_east.user)

    asked = words(client.get(member_url(in_east, "end")))
    done = words(client.post(member_url(in_east, "end"), follow=True))

    assert "What they submitted stays counted in results that are published" in asked
    assert "Ed East no longer has access." in done
    assert leaver.get("/").status_code == 403
    assert "To bring them back, add them again" in words(client.get(member_url(in_east)))


def test_leaver_is_not_changed_or_invited(
    client_of: ClientOf, hr_lead: User, leaver: User, deliver: Deliver
) -> None:
    membership = leaver.memberships.get()
    client = client_of(hr_lead)

    changed = client.post(member_url(membership), {"name": "New", "roles": ["manager"]})
    client.post(member_url(membership, "send_invitation"))

    assert changed.status_code == 200
    membership.user.refresh_from_db()
    assert (membership.user.name, deliver()) == ("Lee Leaver", [])


def test_adding_a_leaver_brings_them_back(
    client_of: ClientOf, hr_lead: User, leaver: User, roads: Team
) -> None:
    said = new(email=leaver.email, name="Whatever", team=roads.pk)

    client_of(hr_lead).post(reverse("people:add"), said)

    membership = leaver.memberships.get()
    assert (membership.left_at, membership.team, membership.user.name) == (
        None,
        roads,
        "Lee Leaver",
    )
    assert held(membership) == {("manager", "")}


@pytest.mark.parametrize("state", ["leaver", "without sign-in"])
def test_adding_again_keeps_of_the_place_what_is_not_said(
    state: str, client_of: ClientOf, hr_lead: User, in_east: Membership, east: Team
) -> None:
    if state == "leaver":
        end_membership(in_east, by=None, at=NOW)
    else:
        User.objects.filter(pk=in_east.user_id).update(signs_in=False, is_active=False)
    many = "\n".join(f"a{number} = 1" for number in range(20))
    client = client_of(hr_lead)

    refused = client.post(
        reverse("people:add"), new(email=in_east.user.email, team="", attributes=many)
    )
    taken = client.post(
        reverse("people:add"),
        new(email=in_east.user.email, team="", attributes="location = Town Hall"),
    )

    assert "A person can have at most 20 attributes." in words(refused)
    assert taken.status_code == 302
    membership = Membership.objects.get(pk=in_east.pk)
    assert (membership.left_at, membership.team) == (None, east)
    assert membership.attributes == {"grade": "G9", "location": "Town Hall"}


def test_one_colleague_is_sent_only_so_many_invitations_a_day(hr_lead, manager, client_of) -> None:
    client, member = client_of(hr_lead), manager.memberships.get()
    send = reverse("people:send_invitation", args=[member.pk])

    with time_machine.travel(datetime(2026, 11, 20, 9, tzinfo=UTC), tick=False) as clock:
        for _ in range(25):
            said = client.post(send, follow=True).content.decode()
            clock.shift(timedelta(minutes=2))

    assert "They were sent 5 invitations within a day." in said
    assert Message.objects.filter(to=member, kind="invitation").count() == 5
