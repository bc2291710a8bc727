"""Signing in, as people meet it: through the pages."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import AuditEntry, Message, SignInPause, User
from tests.factories import PASSWORD, UserFactory

ClientOf = Callable[[User], Client]
Deliver = Callable[[], list[EmailMessage]]
QUERIES_OF_ASKING = 14
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


TOO_MANY = "There were too many attempts to sign in. Wait a few minutes"


def _is_paused(response) -> bool:
    return any(error.startswith(TOO_MANY) for error in _errors(response))


def _fail(address: str, times: int = 5, client: Client | None = None) -> None:
    for _ in range(times):
        _sign_in(client or Client(), address, "wrong")


@pytest.mark.parametrize("address", ["morgan@council.example", "nobody@council.example"])
def test_guessing_is_stopped_even_with_the_right_password_for_longer_each_time(
    manager: User, address: str
) -> None:
    waits = []
    with time_machine.travel(MORNING, tick=False) as clock:
        _fail(address)
        for _ in range(3):
            waited = 0
            while _is_paused(_sign_in(Client(), address, "wrong")):
                clock.shift(60)
                waited += 1
            waits.append(waited)
        last = _sign_in(Client(), address)

    assert waits == [1, 2, 4]
    assert _is_paused(last)


def test_another_host_in_the_request_gives_no_new_attempts(manager: User, settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]

    for number in range(5):
        _fail(manager.email, 1, Client(headers={"Host": f"host{number}.example"}))

    assert _is_paused(_sign_in(Client(), manager.email))


def test_a_stranger_cannot_lock_the_owner_out(manager: User) -> None:
    own = Client()
    _sign_in(own, manager.email)
    own.post(reverse("account_logout"))

    for number in range(10):
        _fail(manager.email, 5, Client(REMOTE_ADDR=f"10.0.0.{number}"))

    assert _is_paused(_sign_in(Client(REMOTE_ADDR="10.0.1.1"), manager.email))
    # Where they have signed in before, from whatever address of the net.
    own.defaults["REMOTE_ADDR"] = "10.0.0.1"
    assert _sign_in(own, manager.email).status_code == 302


def test_elsewhere_the_owner_waits_for_nobody_until_many_have_guessed(manager: User) -> None:
    _fail(manager.email, 9, Client(REMOTE_ADDR="10.0.0.1"))

    assert _sign_in(Client(REMOTE_ADDR="10.0.0.2"), manager.email).status_code == 302


def test_a_known_browser_has_no_more_attempts_than_others_and_a_made_up_one_is_not_known(
    manager: User, colleague: User
) -> None:
    own = Client()
    _sign_in(own, manager.email)
    own.post(reverse("account_logout"))
    forged = Client()
    forged.cookies["known_device"] = own.cookies["known_device"].value[:-3] + "abc"

    _fail(manager.email, 5, own)
    _fail(colleague.email, 5, forged)

    assert _is_paused(_sign_in(own, manager.email))
    assert _is_paused(_sign_in(Client(), colleague.email))


def test_the_right_password_takes_the_count_back_but_not_what_strangers_did(manager: User) -> None:
    _fail(manager.email, 4)
    _sign_in(Client(), manager.email)
    _fail(manager.email, 4)

    again = _sign_in(Client(), manager.email).status_code

    assert again == 302
    entry = AuditEntry.objects.filter(act="sign_in.done").last()
    assert entry is not None
    assert entry.details == {"refused": 8}


def test_the_owner_is_told_once_a_day_and_the_log_knows(
    manager: User, deliver: Callable[[], list[EmailMessage]], caplog
) -> None:
    caplog.set_level("INFO", "accounts")
    _fail(manager.email, 5, Client(REMOTE_ADDR="10.0.0.1"))
    _fail(manager.email, 5, Client(REMOTE_ADDR="10.0.0.2"))
    _fail("nobody@council.example")

    sent = deliver()

    subject = "Failed attempts to sign in: Leadership self-assessment"
    assert [(mail.to, mail.subject) for mail in sent] == [([manager.email], subject)]
    entries = AuditEntry.objects.filter(act="sign_in.paused")
    assert [(one.subject, one.details) for one in entries] == [
        (manager.email, {"refused": 5}),
        (manager.email, {"refused": 5}),
    ]
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("accounts")]
    assert lines.count(f"sign-in refused: account {manager.pk} from 10.0.0.1") == 5
    assert lines.count("sign-in refused: account unknown from 127.0.0.1") == 5
    stored = str(list(SignInPause.objects.values())) + str(list(DBTaskResult.objects.values()))
    assert "nobody@" not in stored + "".join(lines)


def test_what_is_remembered_of_attempts_goes_and_others_cannot_push_it_out(db) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        _fail("first@council.example")
        for number in range(50):
            _fail(f"other{number}@council.example", 1, Client(REMOTE_ADDR=f"10.0.0.{number}"))
        kept = _is_paused(_sign_in(Client(), "first@council.example"))
        clock.shift(timedelta(hours=25))
        _fail("last@council.example", 8, Client(REMOTE_ADDR="10.0.0.9"))

    assert kept
    assert SignInPause.objects.count() == 2


def test_limits_of_the_library_outlast_any_number_of_others(db) -> None:
    cache.clear()
    cache.set("limit", "kept", 300)
    for number in range(320):
        cache.set(f"guest-{number}", "gone soon", 1 if number < 310 else 300)

    with time_machine.travel(timezone.now() + timedelta(seconds=5)):
        cache.set("one-more", "", 300)

    assert cache.get("limit") == "kept"
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM cache")
        assert cursor.fetchone()[0] == 12


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


FORGOTTEN = ["Choose a new password for Leadership self-assessment"]


@pytest.mark.parametrize(
    ("email", "subjects"),
    [
        ("Morgan@council.example", FORGOTTEN),
        ("no@council.example", []),
        ("closed@council.example", []),
        ("lee@council.example", []),
    ],
)
def test_forgotten_password_says_and_does_the_same_whoever_asks(
    manager: User, leaver: User, client: Client, deliver: Deliver, email: str, subjects: list[str]
) -> None:
    UserFactory(email="closed@council.example", is_active=False)

    with CaptureQueriesContext(connection) as queries:
        done = client.post(reverse("account_reset_password"), {"email": email})
    asked = len(queries)

    page = client.get(done["Location"]).content.decode()
    assert "If the address has an account here" in page
    assert asked == QUERIES_OF_ASKING
    # What came of it, the worker finds out.
    assert DBTaskResult.objects.count() == 1
    assert email.lower() not in str(DBTaskResult.objects.values_list("args_kwargs")).lower()
    assert [mail.subject for mail in deliver()] == subjects


def test_one_mailbox_is_not_flooded_and_its_owner_not_kept_from_asking(
    manager: User, deliver: Deliver
) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        for _ in range(20):
            asked = Client().post(reverse("account_reset_password"), {"email": manager.email})
            deliver()
        at_once = len(deliver())
        for _ in range(20):
            clock.shift(timedelta(minutes=11))
            Client().post(reverse("account_reset_password"), {"email": manager.email})
            deliver()

    assert asked.status_code == 302
    assert (at_once, len(deliver())) == (1, 5)


def test_forgotten_password_link_is_ours_whatever_host_was_asked(
    manager: User, settings, deliver: Deliver
) -> None:
    settings.ALLOWED_HOSTS = ["*"]

    Client(headers={"Host": "evil.example"}).post(
        reverse("account_reset_password"), {"email": manager.email}
    )

    (mail,) = deliver()
    assert "http://testserver/accounts/password/reset/key/" in mail.body
    assert "evil" not in str(mail.message())
    # Made as it leaves: whoever reads the database finds no key.
    assert "reset" not in str(Message.objects.values_list("context", "leads_to"))


def test_new_password_ends_every_other_session_and_is_told(
    manager: User, client: Client, client_of: ClientOf, deliver: Deliver
) -> None:
    elsewhere = client_of(manager)
    client.post(reverse("account_reset_password"), {"email": manager.email})
    link = next(line for line in deliver()[0].body.splitlines() if line.startswith("http"))

    form = client.get(link.removeprefix("http://testserver"), follow=True)
    done = client.post(form.wsgi_request.path, {"password1": NEW, "password2": NEW}, follow=True)

    assert "Your new password is saved." in done.content.decode()
    assert done.wsgi_request.user == manager
    assert elsewhere.get("/").status_code == 302
    assert _sign_in(Client(), manager.email, NEW).status_code == 302
    assert deliver()[1].subject == "Your password was changed: Leadership self-assessment"
    assert AuditEntry.objects.filter(act="password.changed", actor=manager).count() == 1


def test_leaver_may_sign_in_and_gets_no_further(leaver: User, client: Client) -> None:
    done = _sign_in(client, leaver.email)

    assert client.get(done["Location"]).status_code == 403


@pytest.mark.parametrize(
    "password",
    [
        " " * 12,
        "aaaaaaaaaaaa",
        "Password123!",
        "leadership2026",
        "P@ssw0rd2026!!",
        "morgan-manager-1987",
        "Ambleford borough council!",
        "morgan@council.example",
    ],
)
def test_password_that_is_easy_to_guess_for_this_person_is_refused(
    manager: User, client_of: ClientOf, password: str
) -> None:
    refused = client_of(manager).post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": password, "password2": password},
    )

    assert any("easy to guess" in error for error in _errors(refused))
    assert _sign_in(Client(), manager.email).status_code == 302


@pytest.mark.parametrize(
    "password", [NEW, "kX9#mQ2$vL7p", "¡ñandú çelik 大きな木!", "x" + "9q!W" * 60]
)
def test_password_that_is_hard_to_guess_is_taken_however_it_is_made(
    manager: User, client_of: ClientOf, password: str
) -> None:
    client_of(manager).post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": password, "password2": password},
    )

    assert _sign_in(Client(), manager.email, password).status_code == 302
