"""Setting an organisation's provider up, by an administrator who has shown again who they are."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, Organisation, User
from identity.models import Provider
from operations.doctor import service
from operations.doctor.diagnosis import Verdict
from tests.identity.journey import (
    SITE,
    ClientOf,
    SetProvider,
    address,
    go,
    sure,
)
from tests.oidc_provider import CLIENT, RealProvider

pytestmark = pytest.mark.django_db


def test_administrator_sets_a_provider_up_once_it_answers(
    client_of: ClientOf,
    administrator: User,
    hr_lead: User,
    organisation: Organisation,
    there: RealProvider,
    settings: Any,
) -> None:
    settings.ALLOW_INTERNAL_PROVIDERS = True
    page, client = reverse("identity:provider"), client_of(administrator)
    sure(client, page)
    said = {
        "label": "Ambleford account",
        "issuer": f"{there.issuer}/.well-known/openid-configuration",
        "subject_claim": "sub",
        "domains": "@Ambleford.gov.uk, council.example",
        "role_claim": "groups",
        "values_of_manager": "Managers, Leaders",
        **CLIENT,
    }
    refused = client.post(page, {**said, "secret": "wrong"}).content.decode()
    elsewhere = client.post(page, {**said, "issuer": "http://127.0.0.1:9"}).content.decode()
    no_domain = client.post(page, {**said, "domains": "council"}).content.decode()
    assert not Provider.objects.exists()
    saved = client.post(page, said)
    kept = client.post(page, {**said, "secret": "", "label": "Council account"}, follow=True)
    found = Provider.objects.get()

    assert "the client secret is wrong" in refused
    assert "could not be reached" in elsewhere
    assert "This is no domain: council" in no_domain
    assert "ambleford.gov.uk" in no_domain.lower()  # what was typed stays
    assert (saved.status_code, kept.status_code) == (302, 200)
    assert found.label == "Council account"
    assert found.issuer == there.issuer
    assert found.domains == ["ambleford.gov.uk", "council.example"]
    assert found.roles == {"Managers": "manager", "Leaders": "manager"}
    assert CLIENT["secret"] not in str(vars(found)) + kept.content.decode()
    assert f"{SITE}{address('back')}" in kept.content.decode()
    assert [entry.details["fields"] for entry in AuditEntry.objects.order_by("pk")] == [
        ["secret"],
        ["label"],
    ]
    assert client_of(hr_lead).get(page).status_code == 403
    client.post(reverse("identity:remove_provider"))
    assert not Provider.objects.exists()


def test_provider_is_set_by_who_has_shown_again_who_they_are_and_its_secret_waits_nowhere(
    client_of: ClientOf, administrator: User, there: RealProvider, set_provider: SetProvider
) -> None:
    set_provider()
    page, client = reverse("identity:provider"), client_of(administrator)
    said = {"label": "Council account", "issuer": there.issuer, "subject_claim": "sub", **CLIENT}

    asked = [client.get(page), client.post(reverse("identity:remove_provider"))]
    asked.append(client.post(page, said))
    waiting = str(dict(client.session))
    shown = sure(client, page).content.decode()

    confirm = reverse("account_reauthenticate")
    assert all(one.headers["Location"].startswith(confirm) for one in asked)
    assert "Council+account" in waiting
    assert "of+the+tests" not in waiting  # what `CLIENT` has, as a form sends it
    assert "Enter the client secret again" in shown
    assert "Council account" in shown  # the rest of what was typed stays
    assert Provider.objects.get().label == "Ambleford account"
    assert client.post(page, said).status_code == 302
    assert Provider.objects.get().label == "Council account"


def test_value_stands_for_one_role_and_only_with_a_claim(
    client_of: ClientOf, administrator: User, there: RealProvider, set_provider: SetProvider
) -> None:
    set_provider()
    page, client = reverse("identity:provider"), client_of(administrator)
    sure(client, page)
    said = {"label": "Ours", "issuer": there.issuer, "subject_claim": "sub", **CLIENT}
    twice = {"values_of_manager": "Leaders, HR", "values_of_hr_lead": "HR, People, HR"}

    errors = client.post(page, said | twice | {"role_claim": "groups"}).context["form"].errors
    no_claim = client.post(page, said | {"values_of_manager": "Leaders"}).context["form"].errors

    second = list(dict.fromkeys(name for name in errors))
    assert len(second) == 1
    assert second[0] in twice
    assert "“HR” stands for another role already" in errors[second[0]][0]
    assert list(no_claim) == ["role_claim"]
    assert Provider.objects.get().label == "Ambleford account"


def test_secret_that_cannot_be_read_is_said_to_whoever_signs_in_administers_or_operates(
    client: Client,
    client_of: ClientOf,
    administrator: User,
    set_provider: SetProvider,
    there: RealProvider,
    caplog: pytest.LogCaptureFixture,
) -> None:
    set_provider()
    assert [one.level for one in service.single_sign_on()] == [Verdict.OK]
    there.knows("morgan")
    back = there.sign_in(go(client), "morgan").removeprefix(SITE)
    Provider.objects.update(sealed_secret="gAAAAABof-another-key")
    page, own = reverse("identity:provider"), client_of(administrator)
    sure(own, page)
    said = {"label": "Ours", "issuer": there.issuer, "subject_claim": "sub", **CLIENT}

    for answer in (client.get(back), client.post(address("begin"))):
        assert answer.status_code == 400
        assert "they enter the client secret anew" in answer.content.decode()
        assert reverse("account_login") in answer.content.decode()
    (told,) = service.single_sign_on()
    shown = own.get(page).content.decode()
    empty = own.post(page, said | {"secret": ""})

    assert "cannot be read any more" in caplog.text
    assert (told.level, told.words.endswith(": ambleford")) == (Verdict.ATTEND, True)
    assert "Enter the client secret again" in shown
    assert "Leave it empty" not in shown
    assert list(empty.context["form"].errors) == ["secret"]
    assert own.post(page, said).status_code == 302
    assert go(client).startswith(there.issuer)
