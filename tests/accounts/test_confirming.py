"""Administrators confirm people whom HR leads brought in, and nobody confirms their own."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actions import ask_for_address, confirm_address
from accounts.models import Membership, Organisation
from accounts.permissions import Role
from tests.factories import MembershipFactory

URL = "/people/confirm/"
SHOWN = {"shown_at": "2126-01-01T00:00:00+00:00"}


@pytest.fixture
def hr_lead(organisation: Organisation) -> Membership:
    return MembershipFactory(organisation=organisation, roles=[Role.HR_LEAD])


@pytest.fixture
def administrator(organisation: Organisation) -> Membership:
    return MembershipFactory(organisation=organisation, roles=[Role.ADMINISTRATOR])


@pytest.fixture
def brought_in(organisation: Organisation, hr_lead: Membership) -> list[Membership]:
    return [
        MembershipFactory(
            organisation=organisation,
            added_by=hr_lead.user,
            added_by_reader=True,
            user__name=f"New {one}",
        )
        for one in range(3)
    ]


def confirmed(organisation: Organisation) -> set[str]:
    found = organisation.memberships.exclude(confirmed_at=None)
    return set(found.values_list("user__name", flat=True))


def test_administrator_confirms_those_ticked(client, organisation, administrator, brought_in):
    client.force_login(administrator.user)

    page = client.get("/people/").content.decode()
    client.post(URL, SHOWN | {"people": [one.pk for one in brought_in[:2]]})

    assert "3 people wait for you to confirm them" in page
    assert confirmed(organisation) == {"New 0", "New 1"}
    assert {one.confirmed_by for one in organisation.memberships.exclude(confirmed_at=None)} == {
        administrator.user
    }


def test_administrator_confirms_everybody(client, organisation, administrator, brought_in):
    client.force_login(administrator.user)

    answer = client.post(URL, SHOWN | {"everybody": "on"}, follow=True)

    assert len(confirmed(organisation)) == 3
    assert "Nobody waits" in answer.content.decode()


def test_who_was_brought_in_after_the_page_was_shown_is_not_confirmed(
    client, organisation, administrator, hr_lead, brought_in
):
    client.force_login(administrator.user)
    shown = client.get(URL).context["now"]
    MembershipFactory(
        organisation=organisation, added_by=hr_lead.user, added_by_reader=True,
        joined_at=shown + timedelta(seconds=1), user__name="Late",
    )  # fmt: skip

    client.post(URL, {"everybody": "on", "shown_at": shown.isoformat()})

    assert confirmed(organisation) == {"New 0", "New 1", "New 2"}


def test_confirmed_with_an_old_address_is_not_confirmed_with_the_new(
    organisation, hr_lead, administrator
):
    """An HR lead asks for a mailbox of theirs, the administrator confirms, then the link is followed."""
    member = MembershipFactory(organisation=organisation)
    member.user.set_unusable_password()
    member.user.save()
    ask_for_address(member, "mine@hr.example", by=hr_lead.user, at=timezone.now())
    organisation.memberships.filter(pk=member.pk).update(
        confirmed_by=administrator.user, confirmed_at=timezone.now()
    )

    confirm_address(member.messages.get(kind="new_address"), at=timezone.now())

    assert list(organisation.memberships.unconfirmed()) == [member]


def test_an_administrator_naming_a_mailbox_confirms_nobody(organisation, administrator, brought_in):
    brought_in[0].user.set_unusable_password()
    brought_in[0].user.save()

    ask_for_address(brought_in[0], "typo@council.example", by=administrator.user, at=timezone.now())

    assert organisation.memberships.unconfirmed().count() == 3


def test_nobody_ticked_is_said(client, organisation, administrator, brought_in):
    client.force_login(administrator.user)

    answer = client.post(URL, SHOWN)

    assert "Tick the people whom you know to be there." in answer.content.decode()
    assert confirmed(organisation) == set()


def test_nobody_confirms_whom_they_brought_in(client, organisation, hr_lead, brought_in):
    """Somebody may be both; then it takes another administrator."""
    hr_lead.role_grants.create(role=Role.ADMINISTRATOR)
    client.force_login(hr_lead.user)

    client.post(URL, SHOWN | {"people": [one.pk for one in brought_in]})
    client.post(URL, SHOWN | {"everybody": "on"})

    assert confirmed(organisation) == set()


def test_people_of_another_organisation_are_not_theirs_to_confirm(client, brought_in):
    elsewhere = MembershipFactory(roles=[Role.ADMINISTRATOR])
    client.force_login(elsewhere.user)

    client.post(URL, SHOWN | {"people": [one.pk for one in brought_in]})
    client.post(URL, SHOWN | {"everybody": "on"})

    assert not Membership.objects.exclude(confirmed_at=None).exists()


@pytest.mark.parametrize("has_password", [True, False])
def test_who_gets_another_address_before_a_password_waits_again(
    organisation, hr_lead, has_password
):
    """The new mailbox may be anybody's; with a password, whoever has it must confirm."""
    member = MembershipFactory(organisation=organisation)
    if not has_password:
        member.user.set_unusable_password()
        member.user.save()

    ask_for_address(member, "other@council.example", by=hr_lead.user, at=timezone.now())

    assert organisation.memberships.unconfirmed().exists() is not has_password


def test_page_for_adding_somebody_says_so_to_who_sees_results(client, hr_lead, administrator):
    words = "once an administrator has confirmed that they work here"
    said = {}
    for one in (hr_lead, administrator):
        client.force_login(one.user)
        said[one] = words in client.get("/people/add/").content.decode()

    assert said == {hr_lead: True, administrator: False}


def test_hr_lead_is_told_who_waits_and_does_not_confirm(client, hr_lead, brought_in):
    client.force_login(hr_lead.user)

    page = client.get("/people/").content.decode()

    assert "3 people brought in by HR leads wait for an administrator" in page
    assert URL not in page
    assert client.get(URL).status_code == 403
