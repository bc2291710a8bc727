"""Signing in with an organisation's account, through a real OpenID provider."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.mail import EmailMessage
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import end_membership, erase_person, invite_member
from accounts.models import AuditEntry, Membership, Organisation, User
from accounts.permissions import Role, bit_of
from identity.models import Provider, ProviderLink
from tests.factories import PASSWORD, MembershipFactory
from tests.mail_links import path_in
from tests.oidc_provider import CLIENT, RealProvider

ClientOf = Callable[[User], Client]
SetProvider = Callable[..., Provider]
AMBLEFORD = {"slug": "ambleford"}
SITE = "http://testserver"
COUNCIL = {"domains": ("council.example",)}
pytestmark = pytest.mark.django_db


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


# Setting up --------------------------------------------------------------------------------------


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


# Connecting and signing in -----------------------------------------------------------------------


def test_person_connects_and_signs_in_with_it(
    client_of: ClientOf,
    client: Client,
    manager: User,
    there: RealProvider,
    set_provider: SetProvider,
) -> None:
    set_provider()
    there.knows("morgan", email="somebody@else.example")
    own = client_of(manager)
    asked = own.get(address("connect"))
    connected = connect(own, there, "morgan").content.decode()

    page = client.get(f"{address('sign_in')}?next={reverse('account')}")
    done = come(client, there, "morgan", next=reverse("account"))
    client.get(reverse("account"))

    assert asked.headers["Location"].startswith(reverse("account_reauthenticate"))
    assert "Connected: you can sign in with it." in connected
    assert f"form-action 'self' {there.issuer};" in page.headers["Content-Security-Policy"] + ";"
    login = client_of(manager).get(reverse("about")).headers["Content-Security-Policy"]
    assert there.issuer not in login
    assert done.headers["Location"] == reverse("account")
    assert person_of(client) == manager
    acts = AuditEntry.objects.filter(subject=manager.email).values_list("act", flat=True)
    assert list(acts.order_by("pk")) == ["sign_in.connected", "sign_in.done"]
    own.post(address("disconnect"))
    assert come(Client(), there, "morgan").status_code == 403


def test_login_page_names_the_organisation_and_goes_nowhere_else(
    client: Client, there: RealProvider, set_provider: SetProvider
) -> None:
    set_provider()
    page = client.get(f"{reverse('account_login')}?next=/accounts/")

    assert f"{address('sign_in')}?next=/accounts/" in page.content.decode()
    assert there.issuer not in page.headers["Content-Security-Policy"]
    evil = client.get(f"{address('sign_in')}?next=https://evil.example/").content.decode()
    assert "evil.example" not in evil


def test_account_of_somebody_else_is_not_connected_again(
    client_of: ClientOf,
    manager: User,
    colleague: User,
    there: RealProvider,
    set_provider: SetProvider,
) -> None:
    set_provider()
    there.knows("morgan")
    connect(client_of(manager), there, "morgan")

    page = connect(client_of(colleague), there, "morgan").content.decode()

    assert "connected to another account here" in page
    assert ProviderLink.objects.get().user == manager


def test_same_subject_of_another_issuer_is_somebody_else(
    client_of: ClientOf, manager: User, there: RealProvider, set_provider: SetProvider
) -> None:
    set_provider()
    there.knows("morgan")
    connect(client_of(manager), there, "morgan")
    ProviderLink.objects.update(issuer="https://login.other.example")

    assert come(Client(), there, "morgan").status_code == 403
    # An organisation that changes its provider begins anew.
    connect(client_of(manager), there, "morgan")
    set_provider(issuer="https://login.other.example")
    assert not ProviderLink.objects.exists()


@pytest.mark.parametrize(
    "claims", [{}, {"email": "morgan@council.example", "email_verified": True}]
)
def test_somebody_unknown_is_told_what_to_do_and_nothing_of_others(
    client: Client,
    manager: User,
    there: RealProvider,
    set_provider: SetProvider,
    claims: dict[str, Any],
) -> None:
    set_provider(**COUNCIL)
    there.knows("stranger", **claims)

    refused = come(client, there, "stranger")

    assert refused.status_code == 403
    assert "There is no place here for you yet" in refused.content.decode()
    assert "morgan" not in refused.content.decode().lower()
    assert person_of(client) is None
    assert not ProviderLink.objects.exists()


@pytest.mark.parametrize("gone", ["left", "closed"])
def test_who_has_left_or_is_closed_does_not_come_back_in(
    client_of: ClientOf, manager: User, there: RealProvider, set_provider: SetProvider, gone: str
) -> None:
    set_provider(**COUNCIL)
    there.knows("morgan", email=manager.email, email_verified=True)
    own = client_of(manager)
    connect(own, there, "morgan")
    if gone == "left":
        end_membership(manager.memberships.get(), by=None, at=timezone.now())
    else:
        User.objects.filter(pk=manager.pk).update(is_active=False)

    assert own.get(reverse("assessments:home")).status_code in {302, 403}
    assert come(Client(), there, "morgan").status_code == 403
    assert Membership.objects.filter(user=manager).count() == 1


# The way there and back --------------------------------------------------------------------------


def test_answer_is_taken_once_and_from_the_browser_that_went(
    client_of: ClientOf, manager: User, there: RealProvider, set_provider: SetProvider
) -> None:
    set_provider()
    there.knows("morgan")
    connect(client_of(manager), there, "morgan")
    client, other = Client(), Client()
    back = there.sign_in(go(client), "morgan").removeprefix(SITE)

    elsewhere = other.get(back)
    go(other)
    swapped = other.get(back)
    done = client.get(back)
    again = client.get(back)

    assert (elsewhere.status_code, swapped.status_code) == (400, 400)
    assert done.status_code == 302
    assert again.status_code == 400
    assert person_of(other) is None


def test_answer_of_another_provider_a_made_up_code_and_a_late_one_are_refused(
    client: Client, there: RealProvider, set_provider: SetProvider, caplog: Any
) -> None:
    set_provider()
    there.knows("morgan", email="morgan@council.example")
    caplog.set_level("INFO")

    def back(change: Callable[[str], str] = str, after: timedelta = timedelta()) -> int:
        answer = there.sign_in(go(client), "morgan").removeprefix(SITE)
        with time_machine.travel(timezone.now() + after):
            return client.get(change(answer)).status_code

    assert back(lambda one: one.replace("iss=http", "iss=https")) == 400
    assert back(lambda one: one.replace("code=", "code=x")) == 400
    assert back(lambda one: one.replace("code=", "error=access_denied&was=")) == 400
    assert back(after=timedelta(minutes=11)) == 400
    assert back() == 403
    assert "invalid_grant" in caplog.text
    assert "morgan" not in caplog.text


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
