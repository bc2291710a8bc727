"""The token of a directory: made and revoked by an administrator, shown once, and nothing opens without it."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, Organisation, User
from provisioning.models import DirectoryToken
from tests.factories import PASSWORD
from tests.provisioning.conftest import Directory

pytestmark = pytest.mark.django_db
DIRECTORY, NEW = "provisioning:directory", "provisioning:new_token"
ClientOf = Callable[[User], Client]


def sure(client: Client) -> Client:
    """Have whoever is signed in show once more who they are."""
    asked = {"password": PASSWORD, "next": reverse(NEW)}
    assert client.post(reverse("account_reauthenticate"), asked).status_code == 302
    return client


def ask(secret: str, **headers: str) -> tuple[int, dict[str, str]]:
    answer = Client().get("/scim/v2/Users", headers={"Authorization": secret} | headers)
    return answer.status_code, json.loads(answer.content)


def test_token_is_made_by_who_has_shown_again_who_they_are_and_shown_once(
    administrator: User, organisation: Organisation, client_of: ClientOf
) -> None:
    client = client_of(administrator)
    assert client.get(reverse(NEW)).status_code == 302
    form = {"name": "Entra ID", "days": "365", "makes_managers": "on"}

    made = sure(client).post(reverse(NEW), form)

    (secret,) = re.findall(r"lsa-directory-[\w-]{43}", made.content.decode())
    token = DirectoryToken.objects.get()
    assert "no-store" in made.headers["Cache-Control"]
    assert secret not in str(vars(token))
    assert secret not in client.get(reverse(DIRECTORY)).content.decode()
    assert (token.makes_managers, token.invites) == (True, False)
    assert ask(f"Bearer {secret}")[0] == 200
    token.refresh_from_db()
    assert token.last_used_at is not None
    line = AuditEntry.objects.get(act="directory.token_made")
    assert (line.actor, line.subject, line.organisation) == (
        administrator,
        "Entra ID",
        organisation,
    )


def test_revoked_token_opens_nothing(
    directory: Directory, administrator: User, client_of: ClientOf
) -> None:
    address = reverse("provisioning:revoke_token", args=[directory.token.pk])

    assert client_of(administrator).post(address).status_code == 302

    assert ask(f"Bearer {directory.secret}")[0] == 401
    assert AuditEntry.objects.filter(act="directory.token_revoked").count() == 1


def test_token_ends(directory: Directory) -> None:
    DirectoryToken.objects.update(ends_at=timezone.now() - timedelta(seconds=1))

    assert ask(f"Bearer {directory.secret}")[0] == 401


def test_token_is_read_from_its_header_alone(directory: Directory) -> None:
    for header in (
        "",
        "Bearer",
        "Bearer ",
        f"Basic {directory.secret}",
        f"Bearer x{directory.secret}",
    ):
        status, said = ask(header)
        assert (status, said["status"]) == (401, "401"), header
    inside = Client()
    inside.cookies["token"] = directory.secret
    assert inside.get(f"/scim/v2/Users?access_token={directory.secret}").status_code == 401


def test_without_https_nothing_is_answered_and_nobody_is_led_on(
    directory: Directory, settings: Any
) -> None:
    settings.SECURE_SSL_REDIRECT = True

    assert ask(f"Bearer {directory.secret}")[0] == 403


def test_session_of_an_administrator_opens_nothing(
    administrator: User, directory: Directory, client_of: ClientOf
) -> None:
    assert client_of(administrator).get("/scim/v2/Users").status_code == 401


def test_wrong_tokens_are_slowed_down_and_the_right_one_is_not(directory: Directory) -> None:
    answers = [ask(f"Bearer wrong{number}") for number in range(61)]

    assert {status for status, _said in answers[:60]} == {401}
    assert (answers[60][0], answers[60][1]["status"]) == (429, "429")
    assert ask(f"Bearer {directory.secret}")[0] == 200


def test_no_more_than_some_tokens(administrator: User, client_of: ClientOf) -> None:
    client = sure(client_of(administrator))
    form = {"name": "One", "days": "90"}
    answers = [client.post(reverse(NEW), form).content.decode() for _turn in range(6)]

    assert ["Revoke one" in page for page in answers] == [False] * 5 + [True]
    assert DirectoryToken.objects.count() == 5


def test_actor_of_a_token_cannot_sign_in(directory: Directory) -> None:
    actor = directory.token.actor

    assert (actor.is_active, actor.signs_in, actor.has_usable_password()) == (False,) * 3
    assert actor.address == ""
