"""Programs of an organisation: made, their secret shown once, exchanged for a token, bounded, ended."""

import base64
import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, Organisation, User
from accounts.permissions import Role
from api.models import AccessToken, Program
from api.scopes import Scope
from tests.api.conftest import ClientOf, Speaker, made_program, program_of, sure

pytestmark = pytest.mark.django_db
TOKEN = "/api/v1/token"
GRANT = {"grant_type": "client_credentials"}


def test_program_is_made_by_who_has_shown_again_who_they_are_and_its_secret_is_shown_once(
    administrator: User, organisation: Organisation, client_of: ClientOf
) -> None:
    client, new = client_of(administrator), reverse("api_pages:new_program")
    form = {"name": "HR system", "scopes": ["people:read", "people:write"], "days": "90"}
    assert client.get(new).status_code == 302
    assert not Program.objects.exists()

    shown = sure(client, "api_pages:new_program").post(new, form)

    (secret,) = re.findall(r"lsa-program-[\w-]{43}", shown.content.decode())
    program = Program.objects.get()
    assert "no-store" in shown.headers["Cache-Control"]
    assert secret not in str(vars(program))
    listed = client.get(reverse("api_pages:programs")).content.decode()
    assert "HR system" in listed
    assert secret not in listed
    line = AuditEntry.objects.get(act="program.made")
    assert (line.actor, line.subject, line.organisation) == (
        administrator,
        "HR system",
        organisation,
    )


def test_nobody_allows_a_program_more_than_they_may_do_everywhere(
    administrator: User, organisation: Organisation, client_of: ClientOf
) -> None:
    new = reverse("api_pages:new_program")
    client = sure(client_of(administrator), "api_pages:new_program")
    form = {"name": "Power BI", "scopes": ["results:read"], "days": "90"}
    refused = client.post(new, form).content.decode()
    assert not Program.objects.exists()
    assert "people:read" in refused
    assert "results:read" not in refused

    administrator.memberships.get().role_grants.create(role=Role.HR_LEAD)
    client = sure(client_of(administrator), "api_pages:new_program")
    assert "lsa-program-" in client.post(new, form).content.decode()


def test_program_that_adds_people_reads_no_results(
    administrator: User, organisation: Organisation, client_of: ClientOf
) -> None:
    administrator.memberships.get().role_grants.create(role=Role.HR_LEAD)
    client = sure(client_of(administrator), "api_pages:new_program")
    form = {"name": "All", "scopes": ["results:read", "people:write"], "days": "90"}

    answer = client.post(reverse("api_pages:new_program"), form).content.decode()

    assert "must not be able to make people up" in answer
    assert not Program.objects.exists()


def test_secret_gets_a_token_for_an_hour(organisation: Organisation, administrator: User) -> None:
    program, secret = made_program(organisation, administrator)

    answer = Client().post(TOKEN, GRANT | {"client_id": program.public_id, "client_secret": secret})

    said = json.loads(answer.content)
    assert answer.headers["Cache-Control"] == "no-store"
    assert (said["token_type"], said["expires_in"], said["scope"]) == (
        "Bearer",
        3600,
        "people:read",
    )
    assert Speaker(said["access_token"]).get("me")["kind"] == "program"
    assert said["access_token"] not in str(vars(AccessToken.objects.get()))
    AccessToken.objects.update(ends_at=timezone.now())
    Speaker(said["access_token"]).get("me", 401)


def test_secret_may_stand_in_the_header(organisation: Organisation, administrator: User) -> None:
    program, secret = made_program(organisation, administrator)

    def ask(secret: str) -> Any:
        said = base64.b64encode(f"{program.public_id}:{secret}".encode()).decode()
        return Client().post(TOKEN, GRANT, headers={"Authorization": f"Basic {said}"})

    assert ask(secret).status_code == 200
    assert ask("wrong").status_code == 401
    assert ask("wrong").headers["WWW-Authenticate"] == 'Basic realm="api"'


@pytest.mark.parametrize(
    ("sent", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "none"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": ""}, 400, "invalid_request"),
        ({"scope": "people:write"}, 400, "invalid_scope"),
        ({"scope": "everything"}, 400, "invalid_scope"),
    ],
)
def test_token_endpoint_refuses_as_oauth_has_it(
    organisation: Organisation,
    administrator: User,
    sent: dict[str, str],
    status: int,
    error: str,
) -> None:
    program, secret = made_program(organisation, administrator)
    right = GRANT | {"client_id": str(program.public_id), "client_secret": secret}

    answer = Client().post(TOKEN, right | sent)

    assert answer.status_code == status
    assert json.loads(answer.content)["error"] == error
    assert Client().get(TOKEN).status_code == 405


def test_token_has_no_more_scopes_than_were_asked_for(
    organisation: Organisation, administrator: User
) -> None:
    program, secret = made_program(
        organisation, administrator, Scope.READ_PEOPLE, Scope.WRITE_PEOPLE
    )
    asked = {"client_id": program.public_id, "client_secret": secret, "scope": "people:read"}

    said = json.loads(Client().post(TOKEN, GRANT | asked).content)

    speaker = Speaker(said["access_token"])
    speaker.get("people")
    assert speaker.send("POST", "teams", {"name": "Care"}).status_code == 403


def test_revoked_program_opens_nothing(
    organisation: Organisation, administrator: User, client_of: ClientOf
) -> None:
    speaker = program_of(organisation, administrator)
    speaker.get("me")
    address = reverse("api_pages:revoke_program", args=[Program.objects.get().pk])

    assert client_of(administrator).post(address).status_code == 302
    assert client_of(administrator).post(address).status_code == 302

    speaker.get("me", 401)
    assert AuditEntry.objects.filter(act="program.revoked").count() == 1


def test_program_and_its_tokens_end(organisation: Organisation, administrator: User) -> None:
    speaker = program_of(organisation, administrator)
    Program.objects.update(ends_at=timezone.now())

    speaker.get("me", 401)
