"""A directory that speaks to the service for the organisation of the cast, by a token of its own."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import Organisation, User
from provisioning.actions import TokenDetails, make_token
from provisioning.models import DirectoryToken


@dataclass
class Directory:
    """Sends what a directory sends, and nothing that a browser would: no cookie, no session."""

    token: DirectoryToken
    secret: str

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        raw = body if isinstance(body, bytes | str) else json.dumps(body) if body else ""
        kept = {"Authorization": f"Bearer {self.secret}"} | headers
        return Client(raise_request_exception=False).generic(
            method,
            f"/scim/v2/{path}",
            raw,
            content_type="application/scim+json",
            headers=kept,
        )

    def get(self, path: str) -> Any:
        answer = self.send("GET", path)
        assert answer.status_code == 200, answer.content
        return json.loads(answer.content)

    def post(self, path: str, body: Any) -> Any:
        answer = self.send("POST", path, body)
        assert answer.status_code == 201, answer.content
        return json.loads(answer.content)

    def patch(self, path: str, *operations: dict[str, Any]) -> HttpResponse:
        schema = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
        return self.send("PATCH", path, {"schemas": [schema], "Operations": [*operations]})


def directory_of(organisation: Organisation, by: User, **details: Any) -> Directory:
    now = timezone.now()
    said = TokenDetails("Entra ID", ends_at=now + timedelta(days=365), **details)
    return Directory(*make_token(organisation, said, by=by, at=now))


@pytest.fixture
def directory(organisation: Organisation, administrator: User) -> Directory:
    return directory_of(organisation, administrator)
