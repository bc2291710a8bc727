from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from accounts.actions import create_organisation, end_membership, invite_member
from accounts.errors import AccountError
from accounts.models import AuditEntry, Membership, Message, Organisation, User
from accounts.permissions import Role
from tests.factories import UserFactory
from tests.mail_links import choose_password

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
Deliver = Callable[[], list[EmailMessage]]


@pytest.fixture
def invite_sam(organisation: Organisation) -> Callable[..., Membership]:
    def do(**changed: Any) -> Membership:
        person = {"email": "sam@council.example", "name": "Sam"} | changed
        membership = {"organisation": organisation, "roles": [Role.MANAGER], "by": None, "at": NOW}
        return invite_member(
            person["email"], person["name"], **(membership | _without_person(changed))
        )

    return do


def _without_person(changed: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in changed.items() if key not in {"email", "name"}}


def _roles(membership: Membership) -> list[str]:
    return sorted(membership.role_grants.values_list("role", flat=True))


def test_invite_makes_person_place_and_roles(
    invite_sam: Callable[..., Membership], organisation: Organisation, administrator: User
) -> None:
    membership = invite_sam(
        email=" Sam@Council.example ", roles=[Role.MANAGER, Role.HR_LEAD], by=administrator
    )

    user = User.objects.get(email="sam@council.example")
    assert (user.name, user.has_usable_password()) == ("Sam", False)
    assert (membership.user, membership.organisation) == (user, organisation)
    assert _roles(membership) == ["hr_lead", "manager"]
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.actor, entry.at) == ("membership.invited", administrator, NOW)
    assert entry.details == {"roles": ["manager", "hr_lead"]}


def test_invitation_holds_a_link_that_sets_the_first_password_and_signs_in(
    invite_sam: Callable[..., Membership], deliver: Deliver, client: Client
) -> None:
    invite_sam()
    (mail,) = deliver()
    path = _link(mail).removeprefix("http://testserver")

    done = choose_password(client, path)

    assert mail.to == ["sam@council.example"]
    assert done.cookies["sessionid"]["expires"] == ""  # it ends with the browser
    assert (done.status_code, done["Location"]) == (302, reverse("assessments:home"))
    assert client.get(done["Location"]).wsgi_request.user.email == "sam@council.example"
    assert "chosen a password already" in Client().get(path).content.decode()


def test_invitation_says_the_same_in_text_and_html(
    invite_sam: Callable[..., Membership], deliver: Deliver
) -> None:
    invite_sam(name="Sam O’Neill & Co")

    (mail,) = deliver()
    ((html, kind),) = mail.alternatives  # type: ignore[attr-defined]
    assert mail.subject == "Ambleford Borough Council invites you to Leadership self-assessment"
    assert kind == "text/html"
    assert "Dear Sam O’Neill & Co," in mail.body
    assert "Dear Sam O’Neill &amp; Co," in html
    assert _link(mail) in html


def test_nothing_is_sent_if_the_change_is_undone(
    invite_sam: Callable[..., Membership], deliver: Deliver
) -> None:
    with suppress(ZeroDivisionError), transaction.atomic():
        invite_sam()
        waiting = Message.objects.count()
        raise ZeroDivisionError

    assert waiting == 1
    assert (deliver(), DBTaskResult.objects.count()) == ([], 0)


def test_invite_again_adds_the_role_and_sends_again(
    invite_sam: Callable[..., Membership], deliver: Deliver
) -> None:
    first = invite_sam()
    again = invite_sam(name="", roles=[Role.HR_LEAD], at=NOW + timedelta(hours=1))

    assert again == first
    assert _roles(again) == ["hr_lead", "manager"]
    assert again.user.name == "Sam"
    assert len(deliver()) == 2


def test_invite_of_someone_with_a_password_gives_no_link_to_set_one(
    invite_sam: Callable[..., Membership], deliver: Deliver, client: Client
) -> None:
    UserFactory(email="sam@council.example")

    invite_sam()

    shown = client.get(_link(deliver()[0]).removeprefix("http://testserver"))
    assert "Sign in to go on" in shown.content.decode()


def test_who_comes_back_has_the_new_roles_alone(
    invite_sam: Callable[..., Membership], administrator: User
) -> None:
    membership = invite_sam(roles=[Role.ADMINISTRATOR])
    end_membership(membership, by=None, at=NOW)

    back = invite_sam()

    assert (back.pk, back.left_at) == (membership.pk, None)
    assert _roles(back) == ["manager"]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"email": "sam"}, "“sam” is not an e-mail address."),
        ({"email": ""}, "“” is not an e-mail address."),
        ({"name": "  "}, "A new person needs a name."),
        (
            {"name": "S" * 201},
            "A new person needs a name of at most 200 ordinary characters.",
        ),
        (
            {"name": "Sam\0"},
            "A new person needs a name of at most 200 ordinary characters.",
        ),
    ],
)
def test_invite_refuses_bad_details(
    invite_sam: Callable[..., Membership], changed: dict[str, str], message: str
) -> None:
    with pytest.raises(AccountError) as refused:
        invite_sam(**changed)

    assert str(refused.value) == message
    assert not User.objects.exists()


def test_invite_refuses_a_closed_account(invite_sam: Callable[..., Membership]) -> None:
    UserFactory(email="sam@council.example", is_active=False)

    with pytest.raises(AccountError, match=r"sam@council.example cannot be added here\."):
        invite_sam()


def test_end_membership_takes_place_and_roles_and_says_so(
    manager: User, administrator: User
) -> None:
    membership = manager.memberships.get()

    end_membership(membership, by=administrator, at=NOW)

    membership.refresh_from_db()
    assert membership.left_at == NOW
    assert _roles(membership) == []
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.actor, entry.subject) == (
        "membership.ended",
        administrator,
        manager.email,
    )
    assert entry.details == {"roles": ["manager"]}


def test_end_membership_twice_changes_nothing(manager: User) -> None:
    membership = manager.memberships.get()

    end_membership(membership, by=None, at=NOW)
    end_membership(membership, by=None, at=NOW.replace(year=2027))

    membership.refresh_from_db()
    assert membership.left_at == NOW
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("slug", "name", "message"),
    [
        ("ambleford", "Other", "There is an organisation 'ambleford' already: Ambleford Borough"),
        ("not a slug", "Other", "'not a slug' cannot be a short name"),
        ("other", " ", "A new organisation needs a name."),
        ("o" * 61, "Other", "cannot be a short name"),
    ],
)
def test_create_organisation_refuses_what_cannot_be(
    organisation: Organisation, slug: str, name: str, message: str
) -> None:
    with pytest.raises(AccountError, match=message):
        create_organisation(name, slug=slug, by=None, at=NOW)

    assert Organisation.objects.get() == organisation


def _link(mail: EmailMessage) -> str:
    return next(line for line in str(mail.body).splitlines() if line.startswith("http"))
