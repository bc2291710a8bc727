"""The file of all that is held also says how somebody signs in, and what other systems say of them."""

import json
from datetime import UTC, datetime, timedelta

import pypdf
import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from accounts.models import Membership, User
from api.actions import SecretDetails, make_personal_token
from api.scopes import Scope
from identity.encryption import CLIENT_SECRET, seal
from identity.models import Provider, ProviderLink
from provisioning.models import DirectoryGroup, DirectoryPerson
from reports import pdf
from reports.presenters.my_data import my_data_of

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXP"


def _known_elsewhere(user: User, name: str) -> str:
    """Have a second step, a provider, a directory and a token know somebody; return the token's secret."""
    organisation = user.memberships.get().organisation
    Authenticator.objects.create(user=user, type="totp", data={"secret": SECRET}, created_at=AT)
    provider, _is_new = Provider.objects.get_or_create(
        organisation=organisation,
        defaults={
            "label": "Council account", "issuer": "https://login.example", "client_id": "x",
            "sealed_secret": seal("secret", CLIENT_SECRET), "described_at": AT,
        },
    )  # fmt: skip
    ProviderLink.objects.create(
        provider=provider,
        user=user,
        issuer=provider.issuer,
        subject=f"subject-{name}",
        linked_at=AT,
    )
    person = DirectoryPerson.objects.create(
        organisation=organisation, membership=Membership.objects.get(user=user), user_name=name,
        work_email=user.email, created_at=AT, changed_at=AT,
        content={"userName": name, "title": f"Officer {name}", "name": {"familyName": "Manager"}},
    )  # fmt: skip
    group = DirectoryGroup.objects.create(
        organisation=organisation,
        name=f"Leaders {name}",
        name_key=name,
        created_at=AT,
        changed_at=AT,
    )
    group.group_people.create(person=person)
    details = SecretDetails(f"Script {name}", frozenset({Scope.READ_OWN}), AT + timedelta(days=9))
    return make_personal_token(user, organisation, details, at=AT)[1]


def test_it_holds_what_other_systems_know_of_the_person_and_of_nobody_else(
    client_of, manager, colleague
):
    token = _known_elsewhere(manager, "morgan.m")
    _known_elsewhere(colleague, "casey.c")

    said = client_of(manager).get(reverse("reports:my_data_json")).content.decode()

    beside = json.loads(said)["beside"]
    assert [(one["kind"], one["name"]) for one in beside] == [
        ("second_step", "Authenticator app"),
        ("provider", "Council account"),
        ("directory", "Ambleford Borough Council"),
        ("token", "Script morgan.m"),
    ]
    assert beside[1]["details"]["subject"] == "subject-morgan.m"
    assert beside[2]["details"]["title"] == "Officer morgan.m"
    assert beside[2]["details"]["groups"] == ["Leaders morgan.m"]
    assert "casey" not in said
    assert SECRET not in said
    assert token not in said


def test_the_pdf_says_it_in_tables(manager, tmp_path):
    _known_elsewhere(manager, "morgan.m")
    file = tmp_path / "held.pdf"
    file.write_bytes(pdf.my_data_pdf(my_data_of(manager)))

    words = " ".join("".join(page.extract_text() for page in pypdf.PdfReader(file).pages).split())

    for told in ("name.familyName Manager", "title Officer morgan.m", "groups Leaders morgan.m"):
        assert told in words
    assert "Token for a program of yours: Script morgan.m" in words


def test_with_a_password_alone_there_is_nothing(manager):
    assert my_data_of(manager).beside == ()
