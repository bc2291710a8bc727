"""Whom a provider lets in as a member, with which roles, and when a second step is asked for."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import erase_person
from accounts.models import AuditEntry, Membership, Organisation, User
from accounts.permissions import Role, bit_of
from identity.models import ProviderLink
from tests.factories import PASSWORD, MembershipFactory
from tests.identity.journey import (
    COUNCIL,
    ClientOf,
    SetProvider,
    address,
    come,
    connect,
    newcomer,
    person_of,
)
from tests.mail_links import path_in
from tests.oidc_provider import RealProvider

pytestmark = pytest.mark.django_db


# Who becomes a member ----------------------------------------------------------------------------


def test_newcomer_of_an_allowed_domain_becomes_a_member(
    client: Client,
    organisation: Organisation,
    there: RealProvider,
    set_provider: SetProvider,
    deliver: Callable[[], list[EmailMessage]],
) -> None:
    set_provider(**COUNCIL)
    there.knows("nell", email="Nell@Council.example", email_verified=True, name="Nell New")
    there.knows("unsure", email="unsure@council.example", name="Un Sure")
    there.knows("far", email="far@elsewhere.example", email_verified=True, name="Far Off")
    there.knows("sub", email="sub@x.council.example", email_verified=True, name="Sub Domain")

    done = come(client, there, "nell")
    again = come(Client(), there, "nell")

    assert (done.status_code, again.status_code) == (302, 302)
    member = Membership.objects.get(user__email="nell@council.example")
    assert (member.user.name, member.organisation) == ("Nell New", organisation)
    assert [grant.role for grant in member.role_grants.all()] == [Role.MANAGER]
    assert person_of(client) == member.user
    assert AuditEntry.objects.filter(act="membership.joined").count() == 1
    assert deliver() == []
    for name in ("unsure", "far", "sub"):
        assert come(Client(), there, name).status_code == 403
    assert not User.objects.filter(name__in=["Un Sure", "Far Off", "Sub Domain"]).exists()


def test_as_from_entra_the_object_counts_and_trusted_addresses_do(
    client: Client, there: RealProvider, set_provider: SetProvider
) -> None:
    set_provider(**COUNCIL, subject_claim="oid_tid", trusts_addresses=True)
    there.knows("pairwise", oid="object", tid="tenant", email="nell@council.example", name="Nell")
    there.knows("without", email="with@council.example", name="Nobody")

    done = come(client, there, "pairwise")

    assert done.status_code == 302
    assert ProviderLink.objects.get().subject == "tenant:object"
    assert come(Client(), there, "without").status_code == 400


def test_invited_person_who_never_came_is_known_by_address_and_nobody_else(
    client: Client,
    organisation: Organisation,
    manager: User,
    there: RealProvider,
    set_provider: SetProvider,
) -> None:
    set_provider(**COUNCIL)
    waiting = newcomer(organisation)
    elsewhere = newcomer(organisation, "two@council.example")
    MembershipFactory(user=elsewhere)
    came = newcomer(organisation, "came@council.example")
    came.last_login = timezone.now()
    came.save()
    for person in (waiting, elsewhere, came, manager):
        there.knows(person.email, email=person.email, email_verified=True)

    assert come(client, there, waiting.email).status_code == 302
    assert person_of(client) == waiting
    for person in (elsewhere, came, manager):
        assert come(Client(), there, person.email).status_code == 403

    # One organisation's word for an address does not open what another one entrusts to it.
    MembershipFactory(user=waiting)
    assert come(Client(), there, waiting.email).status_code == 403


def test_invitation_is_answered_with_the_organisation_s_account(
    client: Client,
    organisation: Organisation,
    there: RealProvider,
    set_provider: SetProvider,
    deliver: Callable[[], list[EmailMessage]],
) -> None:
    set_provider()
    invited = newcomer(organisation)
    there.knows("other-name", email="another@address.example")
    (mail,) = deliver()
    form = client.get(path_in(mail))
    link = form.context["link"]
    page = client.post(address("sign_in"), {"link": link})

    done = come(client, there, "other-name", link=link)

    assert "Use your Ambleford account" in form.content.decode()
    assert f'name="link" value="{link}"' in page.content.decode()
    assert done.status_code == 302
    assert person_of(client) == invited
    # From then on without the link; and the link connects nobody else.
    assert come(Client(), there, "other-name").status_code == 302
    there.knows("thief")
    invited.set_password(PASSWORD)
    invited.save()
    assert come(Client(), there, "thief", link=link).status_code == 403


# Roles -------------------------------------------------------------------------------------------

BY_GROUP = {
    "role_claim": "groups",
    "roles": {"Managers": "manager", "People": "hr_lead", "Admins": "administrator"},
}


def test_roles_follow_the_claim_and_stay_where_it_is_missing(
    client_of: ClientOf, manager: User, there: RealProvider, set_provider: SetProvider
) -> None:
    set_provider(**BY_GROUP)
    membership = manager.memberships.get()
    membership.role_grants.create(role=Role.BANK_EDITOR)
    there.knows("morgan")
    connect(client_of(manager), there, "morgan")

    def roles_with(**claims: Any) -> set[str]:
        there.knows("morgan", **claims)
        assert come(Client(), there, "morgan").status_code == 302
        return {grant.role for grant in membership.role_grants.all()}

    assert roles_with(_claim_names={"groups": "src1"}) == {"manager", "bank_editor"}
    assert roles_with(groups=["People", "Others"]) == {"hr_lead", "bank_editor"}
    # What the organisation named no value for is given under People alone.
    assert roles_with(groups=[]) == {"bank_editor"}
    changes = AuditEntry.objects.filter(act="membership.changed", actor=None)
    assert [list(one.details["changed"]) for one in changes] == [["roles"], ["roles"]]


def test_last_administrator_stays_one(
    client_of: ClientOf, administrator: User, there: RealProvider, set_provider: SetProvider
) -> None:
    set_provider(**BY_GROUP)
    there.knows("addison", groups=["Managers"])
    connect(client_of(administrator), there, "addison")

    assert come(Client(), there, "addison").status_code == 302
    held = {grant.role for grant in administrator.memberships.get().role_grants.all()}
    assert held == {"manager", "administrator"}


# The second step ---------------------------------------------------------------------------------


@pytest.mark.parametrize("asks", [False, True])
def test_second_step_is_asked_for_where_the_organisation_says_so(
    client_of: ClientOf,
    manager: User,
    organisation: Organisation,
    there: RealProvider,
    set_provider: SetProvider,
    asks: bool,
) -> None:
    set_provider(asks_second_step=asks)
    organisation.second_step_roles = bit_of(Role.MANAGER)
    there.knows("morgan")
    connect(client_of(manager), there, "morgan")
    organisation.save()
    home = reverse("assessments:home")

    first, second = Client(), Client()
    without = come(first, there, "morgan"), first.get(home)
    TOTP.activate(manager, generate_totp_secret())
    having = come(second, there, "morgan"), second.get(home)

    if asks:
        assert without[1].headers["Location"] == reverse("mfa_index")
        assert having[0].headers["Location"] == reverse("mfa_authenticate")
        assert having[1].status_code == 302
    else:
        assert (without[1].status_code, having[1].status_code) == (200, 200)
        assert having[0].headers["Location"] == home
        # Another organisation has not said that it trusts this one's provider.
        MembershipFactory(user=manager, roles=[Role.MANAGER])
        assert second.get(home).headers["Location"].startswith(reverse("mfa_reauthenticate"))


def test_erasing_takes_the_connection_along(
    client_of: ClientOf, manager: User, there: RealProvider, set_provider: SetProvider
) -> None:
    provider = set_provider()
    there.knows("morgan")
    connect(client_of(manager), there, "morgan")

    erase_person(manager, organisation=provider.organisation, by=None, at=timezone.now())

    assert not ProviderLink.objects.exists()
    assert come(Client(), there, "morgan").status_code == 403
