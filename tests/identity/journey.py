"""What somebody does who signs in with their organisation's account: the way there, back, and in."""

from collections.abc import Callable

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import invite_member
from accounts.models import Organisation, User
from accounts.permissions import Role
from identity.models import Provider
from tests.factories import PASSWORD
from tests.oidc_provider import RealProvider

ClientOf = Callable[[User], Client]
SetProvider = Callable[..., Provider]
AMBLEFORD = {"slug": "ambleford"}
SITE = "http://testserver"
COUNCIL = {"domains": ("council.example",)}


def address(name: str) -> str:
    return reverse(f"organisation_{name}", kwargs=AMBLEFORD)


def go(client: Client, **said: str) -> str:
    """Press the button; return where at the provider one is sent."""
    sent = client.post(address("begin"), said)
    assert sent.status_code == 302, sent.content
    return sent.headers["Location"]


def come(client: Client, there: RealProvider, name: str, **said: str) -> HttpResponse:
    back = there.sign_in(go(client, **said), name)
    return client.get(back.removeprefix(SITE))


def sure(client: Client, page: str) -> HttpResponse:
    """Have whoever is signed in show once more who they are, on the way to a page."""
    return client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": page})


def connect(client: Client, there: RealProvider, name: str) -> HttpResponse:
    sure(client, address("connect"))
    sent = client.post(address("connect"))
    return client.get(there.sign_in(sent.headers["Location"], name).removeprefix(SITE), follow=True)


def person_of(client: Client) -> User | None:
    user = client.get(reverse("about")).wsgi_request.user
    return user if isinstance(user, User) else None


def newcomer(organisation: Organisation, email: str = "nell@council.example") -> User:
    """Somebody who was invited and has not come yet."""
    return invite_member(
        email, "Nell New", organisation=organisation, roles=[Role.MANAGER], by=None,
        at=timezone.now(),
    ).user  # fmt: skip
