"""The second step of signing in: setting one up, needing one by role, losing it, and what is kept of it."""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.actions import erase_person
from accounts.models import AuditEntry, Membership, Organisation, User
from accounts.permissions import Role, bit_of
from identity.actions import change_sign_in_rule
from tests.factories import PASSWORD, MembershipFactory
from tests.mail_links import PASSWORD_CHOSEN, path_in

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
ClientOf = Callable[[User], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock() -> Any:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def hr_lead(organisation: Organisation) -> User:
    return MembershipFactory(organisation=organisation, roles=[Role.HR_LEAD]).user


@pytest.fixture
def administrator(organisation: Organisation) -> User:
    return MembershipFactory(organisation=organisation, roles=[Role.ADMINISTRATOR]).user


def code_now(secret: str) -> str:
    return f"{hotp_value(secret, int(time.time()) // 30):06}"


def sign_in(client: Client, user: User) -> HttpResponse:
    words = {"login": user.email, "password": PASSWORD}
    return client.post(reverse("account_login"), words)


def confirm_password(client: Client, next_: str = "mfa_index") -> None:
    asked = client.post(
        reverse("account_reauthenticate"), {"password": PASSWORD, "next": reverse(next_)}
    )
    assert asked.status_code == 302


def set_app_up(client: Client) -> str:
    """Set an authenticator app up as a person does, and return its key."""
    confirm_password(client)
    page = client.get(reverse("mfa_activate_totp"))
    secret: str = page.context["form"].secret
    assert secret in page.content.decode()
    done = client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})
    assert done.status_code == 302
    return secret


def with_app(user: User) -> str:
    secret: str = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def ask_of(organisation: Organisation, *roles: Role, by: User) -> None:
    bits = sum(bit_of(role) for role in roles)
    change_sign_in_rule(organisation, bits, by=by, at=NOW)


# One's own ------------------------------------------------------------------------------------


def test_setting_an_app_up_asks_for_the_password_first(client_of: ClientOf, manager: User) -> None:
    client = client_of(manager)
    asked = client.get(reverse("mfa_activate_totp"))

    assert asked.headers["Location"].startswith(reverse("account_reauthenticate"))
    assert not Authenticator.objects.exists()


def test_with_an_app_a_password_alone_does_not_sign_in(
    client: Client, client_of: ClientOf, manager: User
) -> None:
    secret = set_app_up(client_of(manager))
    # The code that set it up is not one to sign in with: half a minute later there is another.
    with time_machine.travel(NOW + timedelta(seconds=40), tick=False):
        asked = sign_in(client, manager)
        assert asked.headers["Location"] == reverse("mfa_authenticate")
        assert client.get(reverse("assessments:home")).status_code == 302

        wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
        assert "This code is not right" in wrong.content.decode()
        right = client.post(reverse("mfa_authenticate"), {"code": code_now(secret)})

        assert right.headers["Location"] == reverse("assessments:home")
        assert client.get(reverse("assessments:home")).status_code == 200


def test_forgotten_password_does_not_go_round_the_second_step(
    client: Client, manager: User, deliver: Callable[[], list[EmailMessage]]
) -> None:
    secret = with_app(manager)
    client.post(reverse("account_reset_password"), {"email": manager.email})
    (mail,) = deliver()
    form = client.get(path_in(mail), follow=True)
    chosen = {"password1": PASSWORD_CHOSEN, "password2": PASSWORD_CHOSEN}

    asked = client.post(form.request["PATH_INFO"], chosen)
    outside = client.get(reverse("assessments:home"))
    client.post(reverse("mfa_authenticate"), {"code": code_now(secret)})

    assert asked.headers["Location"] == reverse("mfa_authenticate")
    assert outside.status_code == 302
    assert client.get(reverse("assessments:home")).status_code == 200


def test_code_signs_in_once(client: Client, manager: User) -> None:
    secret = with_app(manager)
    sign_in(client, manager)
    client.post(reverse("mfa_authenticate"), {"code": code_now(secret)})
    other = Client()
    sign_in(other, manager)

    again = other.post(reverse("mfa_authenticate"), {"code": code_now(secret)})

    assert "This code is not right" in again.content.decode()


def test_recovery_codes_are_shown_once_and_each_signs_in_once(
    client_of: ClientOf, manager: User
) -> None:
    own = client_of(manager)
    set_app_up(own)
    address = reverse("mfa_view_recovery_codes")
    shown = re.findall(r"<code>(\d{10})</code>", own.get(address).content.decode())
    later = own.get(address).content.decode()

    assert (len(shown), "<code>" in later) == (10, False)
    for expected in (302, 200):
        client = Client()
        sign_in(client, manager)
        answer = client.post(reverse("mfa_authenticate"), {"code": shown[0]})
        assert answer.status_code == expected


def test_key_of_an_app_is_kept_encrypted_and_outlives_a_change_of_key(
    manager: User, settings: Any
) -> None:
    secret = with_app(manager)
    kept = Authenticator.objects.get().data["secret"]
    assert secret not in kept

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, as long as one has to be, and nobody’s guess"

    assert get_adapter().decrypt(kept) == secret


# By role ---------------------------------------------------------------------------------------


def test_role_that_needs_one_sees_nothing_else_before(
    client_of: ClientOf,
    organisation: Organisation,
    hr_lead: User,
    manager: User,
    administrator: User,
) -> None:
    client, beside = client_of(hr_lead), client_of(manager)
    assert client.get(reverse("results:campaigns")).status_code == 200

    ask_of(organisation, Role.HR_LEAD, by=administrator)
    page = client.get(reverse("results:campaigns"))
    as_json = client.get(reverse("results:campaigns"), headers={"accept": "application/json"})

    assert page.headers["Location"] == reverse("mfa_index")
    assert "asks for a second step" in client.get(reverse("mfa_index")).content.decode()
    assert as_json.status_code == 403
    assert client.get(reverse("about")).status_code == 200
    assert beside.get(reverse("assessments:home")).status_code == 200

    set_app_up(client)
    assert client.get(reverse("results:campaigns")).status_code == 200


def test_session_from_before_has_to_show_the_step_it_has(
    client_of: ClientOf, organisation: Organisation, hr_lead: User, administrator: User
) -> None:
    client = client_of(hr_lead)
    secret = with_app(hr_lead)
    ask_of(organisation, Role.HR_LEAD, by=administrator)
    there = reverse("results:campaigns")
    asked = client.get(there).headers["Location"]

    wrong = client.post(reverse("mfa_reauthenticate"), {"code": "123", "next": there})
    still = client.get(there)
    # Nor does the password alone add another step beside the one it has.
    beside = [
        client.get(reverse(name)).headers["Location"]
        for name in ("account_reauthenticate", "mfa_activate_totp", "mfa_add_webauthn", "mfa_index")
    ]
    shown = client.post(reverse("mfa_reauthenticate"), {"code": code_now(secret), "next": there})

    assert asked.startswith(reverse("mfa_reauthenticate"))
    assert (wrong.status_code, still.status_code) == (200, 302)
    assert all(one.startswith(reverse("mfa_reauthenticate")) for one in beside)
    assert shown.headers["Location"] == there
    assert client.get(there).status_code == 200


def test_who_takes_theirs_away_stands_outside_at_once(
    client_of: ClientOf, organisation: Organisation, hr_lead: User, administrator: User
) -> None:
    client = client_of(hr_lead)
    set_app_up(client)
    ask_of(organisation, Role.HR_LEAD, by=administrator)
    assert client.get(reverse("people:people")).status_code == 200

    client.post(reverse("mfa_deactivate_totp"))

    assert not Authenticator.objects.exists()  # the recovery codes went along
    assert client.get(reverse("people:people")).headers["Location"] == reverse("mfa_index")


def test_rule_is_an_administrator_s_and_in_the_log(
    client_of: ClientOf, organisation: Organisation, hr_lead: User, administrator: User
) -> None:
    address = reverse("identity:sign_in_rule")
    refused = client_of(hr_lead).post(address, {"roles": []})
    with_app(hr_lead)
    client_of(administrator).post(address, {"roles": [Role.HR_LEAD]})
    organisation.refresh_from_db()
    page = client_of(administrator).get(address).content.decode()

    assert refused.status_code == 403
    assert organisation.second_step_roles == bit_of(Role.HR_LEAD)
    entry = AuditEntry.objects.get(act="organisation.sign_in_changed")
    assert entry.details["changed"]["second_step"] == [[], ["hr_lead"]]
    assert re.search(r'HR lead</th><td class="number">1</td><td class="number">1</td>', page)


# Lost ------------------------------------------------------------------------------------------


def test_administrator_takes_a_lost_step_away_and_its_owner_is_told(
    client: Client,
    client_of: ClientOf,
    manager: User,
    hr_lead: User,
    administrator: User,
    deliver: Callable[[], list[EmailMessage]],
) -> None:
    with_app(manager)
    on_the_lost_phone = client_of(manager)
    address = reverse("identity:remove_second_step", args=[manager.memberships.get().pk])
    refused = client_of(hr_lead).post(address)
    client_of(administrator).post(address)
    (mail,) = deliver()
    sign_in(client, manager)

    assert refused.status_code == 403
    assert mail.to == [manager.email]
    assert "taken away the second step" in mail.body
    assert on_the_lost_phone.get(reverse("assessments:home")).status_code == 302
    assert client.get(reverse("assessments:home")).status_code == 200
    assert AuditEntry.objects.filter(act="membership.second_step_removed").count() == 1


def test_nobody_takes_away_their_own_by_that_way(client_of: ClientOf, administrator: User) -> None:
    with_app(administrator)
    own = administrator.memberships.get().pk

    answer = client_of(administrator).post(reverse("identity:remove_second_step", args=[own]))

    # 403 with nobody above them, as for ending one's own access.
    assert answer.status_code == 403
    assert Authenticator.objects.exists()


def test_step_that_another_organisation_may_ask_for_stays(
    client_of: ClientOf, manager: User, administrator: User
) -> None:
    with_app(manager)
    ours = manager.memberships.get()
    MembershipFactory(user=manager)

    answer = client_of(administrator).post(reverse("identity:remove_second_step", args=[ours.pk]))

    assert "belong to another organisation too" in answer.content.decode()
    assert Authenticator.objects.exists()


def test_command_helps_an_administrator_whom_nobody_can(administrator: User) -> None:
    with_app(administrator)

    call_command("remove_second_step", administrator.email.upper())

    assert not Authenticator.objects.exists()
    with pytest.raises(CommandError, match="no current member"):
        call_command("remove_second_step", "nobody@council.example")


def test_erasing_takes_the_step_along(manager: User) -> None:
    with_app(manager)
    organisation = Membership.objects.get(user=manager).organisation

    erase_person(manager, organisation=organisation, by=None, at=NOW)

    assert not Authenticator.objects.exists()
