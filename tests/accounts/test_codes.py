"""Signing in with a code that comes by e-mail."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.sessions.models import Session
from django.core.mail import EmailMessage
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from accounts.models import Message, User
from tests.factories import PASSWORD, UserFactory

Deliver = Callable[[], list[EmailMessage]]
MORNING = datetime(2026, 11, 20, 9, tzinfo=UTC)
QUERIES_OF_ASKING = 19


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MORNING, tick=False) as travelling:
        yield travelling


def ask(client: Client, address: str, there: str = "") -> HttpResponse:
    return client.post(
        reverse("account_request_login_code"), {"email": address, "next": there}, follow=True
    )


def enter(client: Client, code: str) -> HttpResponse:
    return client.post(reverse("account_confirm_login_code"), {"code": code})


def code_in(mail: EmailMessage) -> str:
    (code,) = re.findall(r"\b\d{6}\b", str(mail.body))
    return code


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def test_code_signs_in_the_browser_that_asked_once_and_lies_nowhere(
    client: Client, manager: User, deliver: Deliver
) -> None:
    wanted = reverse("account_change_password")
    page = ask(client, manager.email.upper(), wanted)
    assert page.request["QUERY_STRING"] == f"next={quote(wanted, safe='')}"
    (mail,) = deliver()
    code = code_in(mail)
    kept = str(list(Message.objects.values())) + str(list(DBTaskResult.objects.values()))
    kept += "".join(str(one.get_decoded()) for one in Session.objects.all())

    # The page asks for nothing that the address does not say.
    elsewhere = Client()
    ask(elsewhere, manager.email)
    assert "not right" in enter(elsewhere, code).content.decode()
    done = client.post(
        page.redirect_chain[-1][0], {"code": f" {code[:3]} {code[3:]} ", "next": wanted}
    )

    assert done["Location"] == wanted
    assert client.get("/").wsgi_request.user == manager
    assert code not in kept
    assert mail.to == [manager.email]
    client.logout()
    assert enter(client, code)["Location"] == reverse("account_request_login_code")


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("morgan@council.example", ["Your code for Leadership self-assessment"]),
        ("nobody@council.example", []),
        ("closed@council.example", []),
        ("lee@council.example", []),
        (
            "invited@council.example",
            ["Ambleford Borough Council invites you to Leadership self-assessment"],
        ),
    ],
)
def test_asking_says_and_does_the_same_whoever_asks(
    client: Client,
    manager: User,
    leaver: User,
    colleague: User,
    deliver: Deliver,
    address: str,
    sent: list[str],
) -> None:
    UserFactory(email="closed@council.example", is_active=False)
    colleague.email = "invited@council.example"
    colleague.set_unusable_password()
    colleague.save()
    with CaptureQueriesContext(connection) as queries:
        asked = client.post(reverse("account_request_login_code"), {"email": address})
    number = len(queries)
    page = client.get(asked["Location"])

    assert (asked.status_code, number) == (302, QUERIES_OF_ASKING)
    assert f"If {address} has an account here" in page.content.decode()
    assert "not right" in enter(client, "123456").content.decode()
    assert DBTaskResult.objects.count() == 1
    assert address not in str(DBTaskResult.objects.values_list("args_kwargs"))
    assert [mail.subject for mail in deliver()] == sent


def test_code_does_not_go_round_the_second_step(
    client: Client, manager: User, deliver: Deliver
) -> None:
    TOTP.activate(manager, generate_totp_secret())
    ask(client, manager.email)

    done = enter(client, code_in(deliver()[0]))

    assert done["Location"] == reverse("mfa_authenticate")
    assert client.get("/").status_code == 302


def test_code_ends_after_ten_minutes_and_after_three_tries(
    client: Client, manager: User, deliver: Deliver, clock
) -> None:
    ask(client, manager.email)
    code = code_in(deliver()[-1])
    clock.shift(timedelta(minutes=10, seconds=1))
    late = enter(client, code)

    ask(client, manager.email)
    code = code_in(deliver()[-1])
    tries = [enter(client, wrong(code)).status_code for _ in range(3)]
    page = client.get(reverse("account_request_login_code")).content.decode()
    again = enter(client, code)

    assert late["Location"] == reverse("account_request_login_code")
    assert tries == [200, 200, 302]
    assert "tried too often" in page
    assert again["Location"] == reverse("account_request_login_code")
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("address", ["morgan@council.example", "nobody@council.example"])
def test_guessing_codes_in_many_browsers_is_paused_like_passwords(
    manager: User, deliver: Deliver, address: str
) -> None:
    own = Client()
    own.post(reverse("account_login"), {"login": manager.email, "password": PASSWORD})
    own.post(reverse("account_logout"))
    for _ in range(5):
        guesser = Client()
        ask(guesser, address)
        enter(guesser, "000000")
    guesser = Client()
    ask(guesser, address)
    paused = enter(guesser, "000000").content.decode()

    assert "too many attempts" in paused
    if address == manager.email:
        assert any(mail.subject.startswith("Failed attempts") for mail in deliver())
        # Where its owner has signed in before, nobody else's guesses count.
        ask(own, manager.email)
        codes = [mail for mail in deliver() if mail.subject.startswith("Your code")]
        assert enter(own, code_in(codes[-1])).status_code == 302


def test_one_mailbox_is_not_flooded_and_its_owner_not_kept_from_asking(
    manager: User, deliver: Deliver
) -> None:
    own = Client()
    own.post(reverse("account_login"), {"login": manager.email, "password": PASSWORD})
    own.post(reverse("account_logout"))
    for _ in range(15):
        ask(Client(), manager.email)
    by_strangers = len(deliver())
    ask(own, manager.email)

    assert (by_strangers, len(deliver())) == (10, 11)


def test_too_many_requests_from_one_address_get_a_page_that_says_so(
    client: Client, settings, db: None
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"request_login_code": "1/m/ip"}

    answers = [
        client.post(reverse("account_request_login_code"), {"email": f"n{n}@council.example"})
        for n in range(2)
    ]

    assert [one.status_code for one in answers] == [302, 429]
