"""A goal or a review that was typed when the session ended is given back to whoever wrote it, and to nobody else."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts.models import User
from banks.models import BankVersion
from plans.models import Goal, Review
from tests.factories import MembershipFactory

NEW = reverse("plans:new_goal")
WORDS = "Tenants help to choose"


def written_by(page: str) -> str:
    found = re.search(r'name="written-by" value="([^"]+)"', page)
    assert found
    return found[1]


def signed_out_meanwhile(client: Client, address: str, sent: dict[str, str]) -> None:
    """Open the page, lose the session, and press the button."""
    token = written_by(client.get(address).content.decode())
    client.logout()
    answer = client.post(address, sent | {"written-by": token})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_new_goal_is_given_back_and_saved(
    client: Client, manager: User, version: BankVersion, typed: dict[str, str]
) -> None:
    signed_out_meanwhile(client, NEW, typed)
    client.force_login(manager)

    given = client.get(NEW)
    again = client.get(NEW)
    client.post(NEW, typed)

    said = given.content.decode()
    assert WORDS in said
    assert "You were signed out before this was saved." in said
    assert given.context["form"].errors == {}
    # Once: a page that is opened anew later begins empty.
    assert WORDS not in again.content.decode()
    assert Goal.objects.get().goal.startswith(WORDS)


def test_changed_goal_is_given_back(
    client: Client, manager: User, goal: Goal, typed: dict[str, str]
) -> None:
    address = reverse("plans:change_goal", args=[goal.public_id])
    signed_out_meanwhile(client, address, typed)
    client.force_login(manager)

    assert WORDS in client.get(address).content.decode()
    goal.refresh_from_db()
    assert not goal.goal.startswith(WORDS)


def test_review_is_given_back(client: Client, manager: User, goal: Goal) -> None:
    review = Review.objects.filter(goal=goal).first() or Review.objects.create(
        goal=goal, number=1, due_on="2026-11-20"
    )
    address = reverse("plans:review", args=[goal.public_id, review.number])
    signed_out_meanwhile(client, address, {"notes": "What I <learned>."})
    client.force_login(manager)

    said = client.get(address).content.decode()

    review.refresh_from_db()
    assert "What I &lt;learned&gt;." in said
    assert review.held_at is None


def test_nobody_else_who_signs_in_there_is_given_it(
    client: Client, manager: User, version: BankVersion, typed: dict[str, str],
    client_of: Callable[[User], Client],
) -> None:  # fmt: skip
    other = MembershipFactory(organisation=manager.memberships.get().organisation).user
    signed_out_meanwhile(client, NEW, typed)
    client.force_login(other)

    assert WORDS not in client.get(NEW).content.decode()
    client.force_login(manager)
    assert WORDS not in client.get(NEW).content.decode()


@pytest.mark.parametrize("token", ["", "1", "1:forged"])
def test_what_nobody_of_ours_wrote_is_not_kept(
    client: Client, version: BankVersion, typed: dict[str, str], token: str
) -> None:
    client.logout()

    client.post(NEW, typed | {"written-by": token})

    assert not client.session.keys()


def test_more_than_a_form_takes_is_not_kept(
    client: Client, manager: User, version: BankVersion, typed: dict[str, str]
) -> None:
    signed_out_meanwhile(client, NEW, typed | {"goal": "x" * 60_000})

    assert not client.session.keys()


def test_what_guests_send_is_kept_only_so_often(settings, db) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "kept_answers": "3/h/ip"}
    page = reverse("assessments:theme", args=[uuid4(), "ASP"])

    for _ in range(10):
        Client().post(page, {"answer-ASP-01": "4"})

    assert Session.objects.count() == 3
