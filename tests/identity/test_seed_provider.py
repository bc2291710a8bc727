"""The made-up council's single sign-on: set up by a command on this machine alone, and taken away again."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import Organisation, User
from identity.models import Provider, ProviderLink
from tests.identity.journey import come, person_of
from tests.oidc_provider import CLIENT, RealProvider

pytestmark = pytest.mark.django_db


def test_council_signs_in_by_a_provider_on_this_machine(
    there: RealProvider,
    organisation: Organisation,
    administrator: User,
    manager: User,
    settings: Any,
    tmp_path: Path,
) -> None:
    settings.ALLOW_INTERNAL_PROVIDERS = True
    people = {
        "known": {"email": manager.email, "email_verified": True, "name": "Morgan Manager"},
        "fresh": {"email": "fresh@ambleford.example", "email_verified": True, "name": "Fresh"},
    }
    for who, claims in people.items():
        there.knows(who, **claims)
    file = tmp_path / "people.json"
    file.write_text(json.dumps(people))
    said = {"issuer": there.issuer, "secret": CLIENT["secret"], "people": str(file)}
    known, fresh = Client(), Client()

    call_command("seed_provider", "ambleford", **said)
    call_command("seed_provider", "ambleford", **said)
    come(known, there, "known")
    come(fresh, there, "fresh")

    assert person_of(known) == manager
    assert person_of(fresh) == User.objects.get(email="fresh@ambleford.example")
    assert ProviderLink.objects.count() == 2
    call_command("seed_provider", "ambleford")
    call_command("seed_provider", "ambleford")
    assert not Provider.objects.exists()


def test_command_refuses_where_others_could_come(settings: Any, organisation: Organisation) -> None:
    with pytest.raises(CommandError, match="no organisation 'nowhere'"):
        call_command("seed_provider", "nowhere")
    with pytest.raises(CommandError, match="has no administrator"):
        call_command("seed_provider", "ambleford", issuer="http://127.0.0.1:1")
    settings.SITE_URL = "https://council.example"
    with pytest.raises(CommandError, match="can be reached by others"):
        call_command("seed_provider", "ambleford")
