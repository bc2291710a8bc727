from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actions import end_membership
from accounts.models import User
from tests.factories import MembershipFactory

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
ClientOf = Callable[[User], Client]


def test_who_leaves_loses_access_at_the_next_request(manager: User, client_of: ClientOf) -> None:
    client = client_of(manager)
    before = client.get("/")

    end_membership(manager.memberships.get(), by=None, at=NOW)
    after = client.get("/")

    assert before.status_code == 200
    assert after.status_code == 403
    assert "You no longer belong to an organisation here" in after.content.decode()
    assert manager.email in after.content.decode()


def test_who_is_closed_out_is_signed_out_at_the_next_request(
    manager: User, client_of: ClientOf
) -> None:
    client = client_of(manager)
    assert client.get("/").status_code == 200

    manager.is_active = False
    manager.save()

    assert client.get("/")["Location"] == f"{reverse('account_login')}?next=/"


def test_who_leaves_one_of_two_stays_in(manager: User, client_of: ClientOf) -> None:
    MembershipFactory(user=manager)
    end_membership(manager.memberships.order_by("pk")[0], by=None, at=NOW)

    assert client_of(manager).get("/").status_code == 200


def test_leaver_may_read_open_pages_and_sign_out(leaver: User, client_of: ClientOf) -> None:
    client = client_of(leaver)

    assert client.get(reverse("privacy")).status_code == 200
    assert client.post(reverse("account_logout")).status_code == 302
    assert client.get("/")["Location"].startswith(reverse("account_login"))


def test_leaver_who_asks_for_json_gets_json(leaver: User, client_of: ClientOf) -> None:
    refused = client_of(leaver).get("/", headers={"Accept": "application/json"})

    assert (refused.status_code, refused["Content-Type"]) == (403, "application/json")
    assert "no longer a member" in refused.json()["message"]


@pytest.mark.parametrize("member", ["manager", "leaver"])
def test_the_wall_adds_no_query(
    member: str, request: pytest.FixtureRequest, client_of: ClientOf, django_assert_num_queries
) -> None:
    """Session and person, and nothing to find out whether they belong."""
    client = client_of(request.getfixturevalue(member))

    with django_assert_num_queries(2):
        client.get(reverse("account_change_password"))


def test_closed_page_is_private_and_fresh(manager: User, client_of: ClientOf) -> None:
    client = client_of(manager)

    assert client.get(reverse("learning:overview"))["Cache-Control"] == "private, no-cache"
    assert "Cache-Control" not in client.get(reverse("about"))
    assert "Cache-Control" not in client.get("/nowhere/")
