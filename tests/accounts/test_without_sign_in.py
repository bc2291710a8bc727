"""People who are known from imported answers only: seen, counted, and never let in or written to by accident."""

from dataclasses import replace
from io import BytesIO

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.actions import (
    MemberDetails,
    Newcomer,
    add_member,
    change_member,
    create_memberships,
    end_membership,
    import_people,
    new_user,
    send_invitations,
)
from accounts.errors import AccountError
from accounts.models import Membership, Organisation, User
from accounts.permissions import Role
from tests.factories import OrganisationFactory

ADDRESS = "pat@council.example"
NOBODY = MemberDetails(name="Pat Recorded", team_id=None, grants=frozenset(), attributes={})


@pytest.fixture
def recorded(organisation: Organisation) -> Membership:
    return _recorded(organisation, ADDRESS)


def _recorded(organisation: Organisation, email: str) -> Membership:
    newcomer = Newcomer(new_user(email, "Pat Recorded", signs_in=False), attributes={"grade": "G9"})
    (membership,) = create_memberships(
        [newcomer], organisation=organisation, act="membership.recorded", at=timezone.now()
    )
    return membership


def test_they_cannot_sign_in_or_get_a_password(recorded, client, client_of):
    client.post("/accounts/password/reset/", {"email": ADDRESS})

    assert not any("/key/" in message.body for message in mail.outbox)
    assert client_of(recorded.user).get("/").status_code == 302


def test_they_are_not_invited_and_hold_no_role(recorded, client_of, hr_lead):
    with pytest.raises(AccountError, match="no sign-in"):
        send_invitations([recorded], by=hr_lead, at=timezone.now())
    client_of(hr_lead).post(reverse("people:send_invitation", args=[recorded.pk]))
    manager = MemberDetails(**(vars(NOBODY) | {"grants": frozenset({("manager", None)})}))
    with pytest.raises(AccountError, match="cannot hold a role"):
        change_member(recorded, manager, by=hr_lead, at=timezone.now())

    assert mail.outbox == []
    assert not recorded.role_grants.exists()


def test_pages_say_that_they_are_without_sign_in(recorded, organisation, client_of, hr_lead):
    other = _recorded(organisation, "0ab1@ambleford.invalid")
    client = client_of(hr_lead)

    people = client.get(reverse("people:people")).content.decode()
    page = client.get(reverse("people:member", args=[recorded.pk])).content.decode()
    without = client.get(reverse("people:member", args=[other.pk])).content.decode()

    assert people.count("without sign-in") == 2
    assert ".invalid" not in people + without
    assert "Without sign-in" in page
    assert "Send the invitation again" not in page + without
    assert "Recorded, with answers from a file" in page


def test_adding_them_by_address_gives_them_a_sign_in(recorded, organisation, hr_lead, deliver):
    membership = add_member(
        ADDRESS, NOBODY, organisation=organisation, by=hr_lead, at=timezone.now()
    )

    assert membership == recorded
    assert User.objects.filter(email=ADDRESS, is_active=True, signs_in=True).exists()
    assert [message.to for message in deliver()] == [[ADDRESS]]


@pytest.mark.parametrize("left", [False, True])
def test_adding_them_here_renames_nobody_of_another_organisation(left, organisation, hr_lead):
    elsewhere = _recorded(OrganisationFactory(), ADDRESS)
    if left:
        end_membership(elsewhere, by=None, at=timezone.now())
    said = replace(NOBODY, name="Pat Renamed")

    membership = add_member(ADDRESS, said, organisation=organisation, by=hr_lead, at=timezone.now())

    assert (membership.user, membership.user.signs_in) == (elsewhere.user, True)
    elsewhere.refresh_from_db()
    assert (membership.name, elsewhere.name) == ("Pat Renamed", "Pat Recorded")


def test_a_file_of_people_gives_them_a_sign_in(recorded, organisation):
    file = BytesIO(f"email,name\n{ADDRESS},Pat Real\n".encode())

    report = import_people(file, organisation=organisation, by=None, at=timezone.now())

    recorded.refresh_from_db()
    assert (report.added, report.membership_ids) == (1, [recorded.pk])
    assert (recorded.name, recorded.user.is_active) == ("Pat Real", True)
    assert recorded.attributes == {"grade": "G9"}
    assert [grant.role for grant in recorded.role_grants.all()] == [Role.MANAGER]
