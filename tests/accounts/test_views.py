from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation, User
from accounts.permissions import Role
from tests.factories import MembershipFactory, TeamFactory

ClientOf = Callable[[User], Client]


def test_account_shows_who_and_where_one_is(
    organisation: Organisation, client_of: ClientOf
) -> None:
    membership = MembershipFactory(
        user__name="Sam <Lee>",
        organisation=organisation,
        team=TeamFactory(organisation=organisation, name="Housing"),
        roles=[Role.MANAGER, Role.HR_LEAD],
    )

    html = client_of(membership.user).get(reverse("account")).content.decode()

    assert "Sam &lt;Lee&gt;" in html
    assert membership.user.email in html
    assert "Ambleford Borough Council, Housing" in html
    assert "HR lead, Manager" in html


@pytest.mark.parametrize("memberships", [1, 3])
def test_account_asks_the_same_for_one_place_and_three(
    manager: User, client_of: ClientOf, memberships: int, django_assert_num_queries
) -> None:
    for _ in range(memberships - 1):
        MembershipFactory(user=manager, roles=[Role.MANAGER])
    client = client_of(manager)

    # session, person, memberships, roles, a new address, the organisations' sign-in, plans with goals
    with django_assert_num_queries(7):
        html = client.get(reverse("account")).content.decode()

    assert html.count("Organisation</dt>") == memberships


def test_who_has_no_password_yet_is_led_to_set_one(manager: User, client_of: ClientOf) -> None:
    manager.set_unusable_password()
    manager.save()
    client = client_of(manager)

    led = client.get(reverse("account_change_password"))
    new = "plum lantern otter gate"
    client.post(led["Location"], {"password1": new, "password2": new})

    manager.refresh_from_db()
    assert led["Location"] == reverse("account_set_password")
    assert manager.check_password(new)
    assert client.get("/").status_code == 200
