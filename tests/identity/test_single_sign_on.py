"""Signing in with an organisation's account, through a real OpenID provider."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import end_membership
from accounts.models import AuditEntry, Membership, User
from identity.models import ProviderLink
from tests.identity.journey import (
    COUNCIL,
    SITE,
    ClientOf,
    SetProvider,
    address,
    come,
    connect,
    go,
    person_of,
)
from tests.oidc_provider import RealProvider

pytestmark = pytest.mark.django_db


# Connecting and signing in -----------------------------------------------------------------------


def test_person_connects_and_signs_in_with_it(
    client_of: ClientOf,
    client: Client,
    manager: User,
    there: RealProvider,
    set_provider: SetProvider,
) -> None:
    set_provider()
    there.knows("morgan", email="somebody@else.example")
    own = client_of(manager)
    asked = own.get(address("connect"))
    connected = connect(own, there, "morgan").content.decode()

    page = client.get(f"{address('sign_in')}?next={reverse('account')}")
    done = come(client, there, "morgan", next=reverse("account"))
    client.get(reverse("account"))

    assert asked.headers["Location"].startswith(reverse("account_reauthenticate"))
    assert "Connected: you can sign in with it." in connected
    assert f"form-action 'self' {there.issuer};" in page.headers["Content-Security-Policy"] + ";"
    login = client_of(manager).get(reverse("about")).headers["Content-Security-Policy"]
    assert there.issuer not in login
    assert done.headers["Location"] == reverse("account")
    assert person_of(client) == manager
    acts = AuditEntry.objects.filter(subject=manager.email).values_list("act", flat=True)
    assert list(acts.order_by("pk")) == ["sign_in.connected", "sign_in.done"]
    own.post(address("disconnect"))
    assert come(Client(), there, "morgan").status_code == 403


def test_owner_is_told_by_mail_when_it_is_connected_and_when_not(
    client_of: ClientOf,
    manager: User,
    there: RealProvider,
    set_provider: SetProvider,
    deliver: Callable[[], list[EmailMessage]],
) -> None:
    set_provider()
    there.knows("morgan", email="somebody@else.example")
    own = client_of(manager)
    connect(own, there, "morgan")
    own.post(address("disconnect"))
    own.post(address("disconnect"))

    connected, disconnected = deliver()

    assert [connected.to, disconnected.to] == [[manager.email]] * 2
    assert "Your Ambleford account signs in to your account" in connected.body
    assert "does not sign in to your account in" in disconnected.body
    assert "If it was not, change your password now" in connected.body
    # Nothing of the account there, which may be somebody else's.
    assert "else.example" not in connected.body + str(connected.alternatives)


def test_login_page_names_the_organisation_and_goes_nowhere_else(
    client: Client, there: RealProvider, set_provider: SetProvider
) -> None:
    set_provider()
    page = client.get(f"{reverse('account_login')}?next=/accounts/")

    assert f"{address('sign_in')}?next=/accounts/" in page.content.decode()
    assert there.issuer not in page.headers["Content-Security-Policy"]
    evil = client.get(f"{address('sign_in')}?next=https://evil.example/").content.decode()
    assert "evil.example" not in evil


def test_account_of_somebody_else_is_not_connected_again(
    client_of: ClientOf,
    manager: User,
    colleague: User,
    there: RealProvider,
    set_provider: SetProvider,
) -> None:
    set_provider()
    there.knows("morgan")
    connect(client_of(manager), there, "morgan")

    page = connect(client_of(colleague), there, "morgan").content.decode()

    assert "connected to another account here" in page
    assert ProviderLink.objects.get().user == manager


def test_same_subject_of_another_issuer_is_somebody_else(
    client_of: ClientOf, manager: User, there: RealProvider, set_provider: SetProvider
) -> None:
    set_provider()
    there.knows("morgan")
    connect(client_of(manager), there, "morgan")
    ProviderLink.objects.update(issuer="https://login.other.example")

    assert come(Client(), there, "morgan").status_code == 403
    # An organisation that changes its provider begins anew.
    connect(client_of(manager), there, "morgan")
    set_provider(issuer="https://login.other.example")
    assert not ProviderLink.objects.exists()


@pytest.mark.parametrize(
    "claims", [{}, {"email": "morgan@council.example", "email_verified": True}]
)
def test_somebody_unknown_is_told_what_to_do_and_nothing_of_others(
    client: Client,
    manager: User,
    there: RealProvider,
    set_provider: SetProvider,
    claims: dict[str, Any],
) -> None:
    set_provider(**COUNCIL)
    there.knows("stranger", **claims)

    refused = come(client, there, "stranger")

    assert refused.status_code == 403
    assert "There is no place here for you yet" in refused.content.decode()
    assert "morgan" not in refused.content.decode().lower()
    assert person_of(client) is None
    assert not ProviderLink.objects.exists()


@pytest.mark.parametrize("gone", ["left", "closed"])
def test_who_has_left_or_is_closed_does_not_come_back_in(
    client_of: ClientOf, manager: User, there: RealProvider, set_provider: SetProvider, gone: str
) -> None:
    set_provider(**COUNCIL)
    there.knows("morgan", email=manager.email, email_verified=True)
    own = client_of(manager)
    connect(own, there, "morgan")
    if gone == "left":
        end_membership(manager.memberships.get(), by=None, at=timezone.now())
    else:
        User.objects.filter(pk=manager.pk).update(is_active=False)

    assert own.get(reverse("assessments:home")).status_code in {302, 403}
    assert come(Client(), there, "morgan").status_code == 403
    assert Membership.objects.filter(user=manager).count() == 1


# The way there and back --------------------------------------------------------------------------


def test_answer_is_taken_once_and_from_the_browser_that_went(
    client_of: ClientOf, manager: User, there: RealProvider, set_provider: SetProvider
) -> None:
    set_provider()
    there.knows("morgan")
    connect(client_of(manager), there, "morgan")
    client, other = Client(), Client()
    back = there.sign_in(go(client), "morgan").removeprefix(SITE)

    elsewhere = other.get(back)
    go(other)
    swapped = other.get(back)
    done = client.get(back)
    again = client.get(back)

    assert (elsewhere.status_code, swapped.status_code) == (400, 400)
    assert done.status_code == 302
    assert again.status_code == 400
    assert person_of(other) is None


def test_answer_of_another_provider_a_made_up_code_and_a_late_one_are_refused(
    client: Client, there: RealProvider, set_provider: SetProvider, caplog: Any
) -> None:
    set_provider()
    there.knows("morgan", email="morgan@council.example")
    caplog.set_level("INFO")

    def back(change: Callable[[str], str] = str, after: timedelta = timedelta()) -> int:
        answer = there.sign_in(go(client), "morgan").removeprefix(SITE)
        with time_machine.travel(timezone.now() + after):
            return client.get(change(answer)).status_code

    assert back(lambda one: one.replace("iss=http", "iss=https")) == 400
    assert back(lambda one: one.replace("code=", "code=x")) == 400
    assert back(lambda one: one.replace("code=", "error=access_denied&was=")) == 400
    assert back(after=timedelta(minutes=11)) == 400
    assert back() == 403
    assert "invalid_grant" in caplog.text
    assert "morgan" not in caplog.text
