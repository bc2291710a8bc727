"""Programs that speak to the service: by tokens of the cast, and by one of the organisation's own."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation, Team, User
from accounts.permissions import Role
from api.actions import (
    ProgramDetails,
    SecretDetails,
    grant_access,
    make_personal_token,
    make_program,
)
from api.models import Program
from api.scopes import Scope
from tests.factories import PASSWORD, MembershipFactory, TeamFactory

ClientOf = Callable[[User], Client]
ALL = frozenset(Scope)
OF_PROGRAMS = ALL - {Scope.READ_OWN, Scope.READ_RESULTS}


@dataclass
class Speaker:
    """Sends what a program sends, and nothing that a browser would: no cookie, no session."""

    secret: str

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        raw = body if isinstance(body, bytes | str) else json.dumps(body) if body else ""
        kept = {"Authorization": f"Bearer {self.secret}"} | headers
        return Client(raise_request_exception=False).generic(
            method, f"/api/v1/{path}", raw, content_type="application/json", headers=kept
        )

    def get(self, path: str, status: int = 200) -> Any:
        answer = self.send("GET", path)
        assert answer.status_code == status, answer.content
        return json.loads(answer.content)

    def post(self, path: str, body: Any = None, status: int = 201, **headers: str) -> Any:
        answer = self.send("POST", path, body, **headers)
        assert answer.status_code == status, answer.content
        return json.loads(answer.content)

    def patch(self, path: str, body: Any, status: int = 200, **headers: str) -> Any:
        answer = self.send("PATCH", path, body, **headers)
        assert answer.status_code == status, answer.content
        return json.loads(answer.content)


def speaker_of(
    person: User, organisation: Organisation | None = None, scopes: frozenset[Scope] = ALL
) -> Speaker:
    """Return a program of somebody's own."""
    now = timezone.now()
    ours = organisation or person.memberships.get().organisation
    details = SecretDetails("Script", scopes, now + timedelta(days=90))
    return Speaker(make_personal_token(person, ours, details, at=now)[1])


def program_of(
    organisation: Organisation, by: User, scopes: frozenset[Scope] = OF_PROGRAMS
) -> Speaker:
    """Return a program of an organisation, with its token."""
    now = timezone.now()
    details = ProgramDetails("HR system", scopes, now + timedelta(days=90))
    program, _secret = make_program(organisation, details, by=by, at=now)
    return Speaker(grant_access(program, scopes, at=now)[1])


def sure(client: Client, then: str) -> Client:
    """Have whoever is signed in show once more who they are."""
    asked = {"password": PASSWORD, "next": reverse(then)}
    assert client.post(reverse("account_reauthenticate"), asked).status_code == 302
    return client


def made_program(organisation: Organisation, by: User, *scopes: Scope) -> tuple[Program, str]:
    now = timezone.now()
    details = ProgramDetails("HR", frozenset(scopes or {Scope.READ_PEOPLE}), now + timedelta(90))
    return make_program(organisation, details, by=by, at=now)


@pytest.fixture
def hr(hr_lead: User) -> Speaker:
    return speaker_of(hr_lead)


@pytest.fixture
def admin(administrator: User) -> Speaker:
    return speaker_of(administrator)


@pytest.fixture
def own(manager: User) -> Speaker:
    return speaker_of(manager)


@pytest.fixture
def program(organisation: Organisation, administrator: User) -> Speaker:
    return program_of(organisation, administrator)


SpeakerOf = Callable[..., Speaker]


@pytest.fixture
def team(organisation: Organisation) -> Team:
    return TeamFactory(organisation=organisation, name="Care")


@pytest.fixture
def branch(organisation: Organisation, team: Team) -> Speaker:
    """A program of the HR lead of one branch."""
    lead = MembershipFactory(organisation=organisation, team=team)
    lead.role_grants.create(role=Role.HR_LEAD, branch=team)
    return speaker_of(lead.user)


def pk_of(person: User) -> int:
    return person.memberships.get().pk
