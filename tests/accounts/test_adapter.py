"""Signing in, as people meet it: through the pages."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories import PASSWORD, UserFactory

NO_ACCOUNT = "There is no account for this address in Leadership self-assessment"
ClientOf = Callable[[User], Client]
SIGN_IN = "/accounts/login/"
NEW = "plum lantern otter gate"
MORNING = datetime(2026, 11, 20, 9, tzinfo=UTC)


def _sign_in(client: Client, email: str, password: str = PASSWORD, page: str = SIGN_IN):
    return client.post(page, {"login": email, "password": password})


def _errors(response) -> list[str]:
    return [str(error) for errors in response.context["form"].errors.values() for error in errors]


def test_sign_in_by_email_whatever_the_case(manager: User, client: Client) -> None:
    done = _sign_in(client, "Morgan@Council.Example")

    assert (done.status_code, done["Location"]) == (302, "/")
    assert client.get("/").wsgi_request.user == manager


def test_sign_in_leads_to_the_page_that_was_wanted(manager: User, client: Client) -> None:
    wanted = reverse("account_change_password")

    asked = client.get(wanted)
    done = _sign_in(client, manager.email, page=asked["Location"])

    assert asked["Location"] == f"{SIGN_IN}?next={wanted}"
    assert done["Location"] == wanted


def test_sign_in_leads_nowhere_else(manager: User, client: Client) -> None:
    done = _sign_in(client, manager.email, page=f"{SIGN_IN}?next=https://evil.example/")

    assert done["Location"] == "/"


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("nobody@council.example", PASSWORD),
        ("morgan@council.example", "wrong"),
        ("invited@council.example", "anything"),
        ("closed@council.example", "wrong"),
        ("closed@council.example", PASSWORD),
    ],
)
def test_refusal_does_not_tell_who_has_an_account(
    manager: User, client: Client, email: str, password: str
) -> None:
    UserFactory(email="closed@council.example", is_active=False)
    invited = UserFactory(email="invited@council.example")
    invited.set_unusable_password()
    invited.save()

    refused = _sign_in(client, email, password)

    assert refused.status_code == 200
    assert _errors(refused) == [
        "The e-mail address or the password is not right. If you were invited and have not chosen"
        " a password yet, follow the link in the invitation, or ask for a new link below."
    ]


def test_guessing_is_stopped_even_for_the_right_password(manager: User, client: Client) -> None:
    for _ in range(5):
        _sign_in(client, manager.email, "wrong")

    refused = _sign_in(client, manager.email)
    elsewhere = _sign_in(Client(REMOTE_ADDR="10.9.9.9"), manager.email)

    expected = ["There were too many attempts to sign in. Wait five minutes, then try again."]
    assert _errors(refused) == _errors(elsewhere) == expected


def test_guessing_is_stopped_the_same_for_an_unknown_address(client: Client, db: None) -> None:
    for _ in range(5):
        _sign_in(client, "nobody@council.example", "wrong")

    assert _errors(_sign_in(client, "nobody@council.example")) == [
        "There were too many attempts to sign in. Wait five minutes, then try again."
    ]


def test_a_workshop_may_sign_in_from_one_address(manager: User, colleague: User) -> None:
    people = [*UserFactory.create_batch(35), manager, colleague]

    done = [_sign_in(Client(), person.email).status_code for person in people]

    assert set(done) == {302}


def test_too_many_from_one_address_get_a_page_that_says_so(settings, client: Client, db) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}

    _sign_in(client, "nobody@council.example")
    refused = _sign_in(client, "nobody@council.example")

    assert refused.status_code == 429
    assert "<h1>Too many attempts</h1>" in refused.content.decode()


def test_sign_in_ends_with_the_browser_and_after_the_set_hours(
    manager: User, client: Client
) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        done = _sign_in(client, manager.email)
        at_work = client.get("/").status_code
        clock.shift(timedelta(hours=12, minutes=1))
        next_day = client.get("/")

    cookie = done.cookies["sessionid"]
    assert (cookie["max-age"], cookie["expires"], cookie["httponly"]) == ("", "", True)
    assert at_work == 200
    assert next_day["Location"] == f"{SIGN_IN}?next=/"


def test_sign_out_needs_a_post(manager: User, client_of: ClientOf) -> None:
    client = client_of(manager)

    asked = client.get(reverse("account_logout"))
    still_in = client.get("/").status_code
    done = client.post(reverse("account_logout"))

    assert (asked.status_code, still_in) == (200, 200)
    assert done["Location"] == SIGN_IN
    assert client.get("/").status_code == 302
    assert "Clear-Site-Data" not in asked
    assert done["Clear-Site-Data"] == '"cache"'  # or Back would still show what was closed


def test_nobody_signs_up(client: Client, db: None) -> None:
    refused = client.post(
        reverse("account_signup"),
        {"email": "new@council.example", "password1": NEW, "password2": NEW},
    )

    assert "Accounts come by invitation" in refused.content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("email", "subject"),
    [
        ("Morgan@council.example", "Choose a new password for Leadership self-assessment"),
        ("no@council.example", NO_ACCOUNT),
        ("closed@council.example", NO_ACCOUNT),
    ],
)
def test_forgotten_password_says_the_same_whoever_asks(
    manager: User, client: Client, mailoutbox: list[EmailMessage], email: str, subject: str
) -> None:
    UserFactory(email="closed@council.example", is_active=False)

    done = client.post(reverse("account_reset_password"), {"email": email}, follow=True)

    assert "If the address has an account here" in done.content.decode()
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [([email.lower()], subject)]


def test_forgotten_password_link_is_ours_whatever_host_was_asked(
    manager: User, settings, mailoutbox: list[EmailMessage]
) -> None:
    settings.ALLOWED_HOSTS = ["*"]

    Client(headers={"Host": "evil.example"}).post(
        reverse("account_reset_password"), {"email": manager.email}
    )

    assert "http://testserver/accounts/password/reset/key/" in mailoutbox[0].body
    assert "evil" not in str(mailoutbox[0].message())


def test_new_password_ends_every_other_session(
    manager: User, client: Client, client_of: ClientOf, mailoutbox: list[EmailMessage]
) -> None:
    elsewhere = client_of(manager)
    client.post(reverse("account_reset_password"), {"email": manager.email})
    link = next(line for line in mailoutbox[0].body.splitlines() if line.startswith("http"))

    form = client.get(link.removeprefix("http://testserver"), follow=True)
    done = client.post(form.wsgi_request.path, {"password1": NEW, "password2": NEW}, follow=True)

    assert "Your new password is saved." in done.content.decode()
    assert done.wsgi_request.user == manager
    assert elsewhere.get("/").status_code == 302
    assert _sign_in(Client(), manager.email, NEW).status_code == 302


def test_leaver_may_sign_in_and_gets_no_further(leaver: User, client: Client) -> None:
    done = _sign_in(client, leaver.email)

    assert client.get(done["Location"]).status_code == 403
