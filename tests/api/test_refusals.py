"""What opens nothing: wrong tokens, sessions, addresses, guesses, too many requests, no HTTPS."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Organisation, User
from api.actions import look_after_programs
from api.models import AccessToken, KeptAnswer
from tests.api.conftest import ClientOf, Speaker, program_of

pytestmark = pytest.mark.django_db
TOKEN = "/api/v1/token"
GRANT = {"grant_type": "client_credentials"}


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer wrong", "Basic x", "Bearer lsa-personal-none"]
)
def test_wrong_token_is_told_as_a_problem(db: None, header: str) -> None:
    answer = Client().get("/api/v1/me", headers={"Authorization": header})

    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="api"'
    assert json.loads(answer.content)["title"] == "Unauthorized"


def test_session_opens_nothing(hr_lead: User, client_of: ClientOf) -> None:
    assert client_of(hr_lead).get("/api/v1/people").status_code == 401


def test_token_in_the_address_opens_nothing(hr: Speaker) -> None:
    assert Client().get(f"/api/v1/me?access_token={hr.secret}").status_code == 401


def test_wrong_tokens_are_throttled_and_right_ones_are_not_by_them(hr: Speaker) -> None:
    statuses = [Client().get("/api/v1/me").status_code for _one in range(61)]

    assert statuses == [401] * 60 + [429]
    hr.get("me")


def test_guessing_secrets_is_throttled(db: None) -> None:
    said = GRANT | {"client_id": "x", "client_secret": "x"}
    statuses = [Client().post(TOKEN, said).status_code for _one in range(61)]

    assert statuses == [401] * 60 + [429]


def test_one_program_is_throttled_and_no_other(
    hr: Speaker, admin: Speaker, settings: Any, time_machine: Any
) -> None:
    time_machine.move_to(datetime(2026, 12, 1, 9, 0, 30, tzinfo=UTC), tick=False)
    settings.PROGRAM_REQUESTS_A_MINUTE = 3
    answers = [hr.send("GET", "me") for _one in range(4)]

    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert answers[-1].headers["Retry-After"] == "60"
    admin.get("me")
    time_machine.shift(30)
    hr.get("me")


def test_nothing_is_answered_without_https(hr: Speaker, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    answer = hr.send("GET", "me")

    assert answer.status_code == 403
    assert json.loads(answer.content)["detail"] == "Only over HTTPS."
    settings.SECURE_SSL_REDIRECT = False
    hr.get("me")


def test_what_has_ended_goes_with_the_clock(
    organisation: Organisation, administrator: User, admin: Speaker
) -> None:
    program_of(organisation, administrator)
    admin.post("teams", {"name": "Care"}, **{"Idempotency-Key": "1"})
    look_after_programs(at=timezone.now())
    assert (AccessToken.objects.count(), KeptAnswer.objects.count()) == (1, 1)

    look_after_programs(at=timezone.now() + timedelta(days=1, seconds=1))

    assert (AccessToken.objects.count(), KeptAnswer.objects.count()) == (0, 0)
