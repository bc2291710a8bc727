"""The links of e-mails: one kind, as often as it is wanted, for whom it was sent to and for nobody else."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import links
from accounts.actions import choose_first_password, end_membership, extend_messages, queue_message
from accounts.models import Membership, Message, Organisation, User
from accounts.permissions import Role
from tests.factories import PASSWORD, MembershipFactory
from tests.mail_links import PASSWORD_CHOSEN, choose_password, path_in

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
ENDS = datetime(2027, 1, 29, 23, 59, tzinfo=UTC)
TARGET = "/learning/"
NO_LONGER = "This link does not work"
Deliver = Callable[[], list[EmailMessage]]
ClientOf = Callable[[User], Client]


@pytest.fixture
def sam(organisation: Organisation) -> Membership:
    """A manager who has not chosen a password yet."""
    member = MembershipFactory(
        organisation=organisation, user__email="sam@council.example", roles=[Role.MANAGER]
    )
    member.user.set_unusable_password()
    member.user.save()
    return member


@pytest.fixture
def path(sam: Membership, deliver: Deliver) -> str:
    """The link of an e-mail about something that ends in January, sent on a Friday in November."""
    queue_message(
        to=sam,
        kind="campaign_invitation",
        key="hello",
        template="accounts/email/invitation",
        topic="campaign:1",
        leads_to=TARGET,
        expires_at=ENDS,
        at=NOW,
    )
    with time_machine.travel(NOW, tick=False):
        (mail,) = deliver()
    return path_in(mail)


def page(client: Client, path: str) -> str:
    response = client.get(path)
    return response.content.decode() if response.status_code == 200 else response["Location"]


# What it is for -------------------------------------------------------------------------------


def test_it_sets_the_first_password_and_goes_on_to_where_it_pointed(
    path: str, sam: Membership, client: Client
) -> None:
    done = choose_password(client, path)

    assert (done.status_code, done["Location"]) == (302, TARGET)
    assert client.get(TARGET).wsgi_request.user == sam.user
    assert done.cookies["sessionid"]["expires"] == ""  # it ends with the browser


def test_afterwards_it_asks_to_sign_in_and_keeps_the_way(path: str, sam: Membership) -> None:
    """Case B2: the password was set by one e-mail, and another's button is pressed."""
    choose_password(Client(), path)
    client = Client()

    asked = page(client, path)
    form = client.get(path).context
    done = client.post(
        reverse("account_login"),
        {"login": form["form"]["login"].value(), "password": PASSWORD_CHOSEN, "next": form["next"]},
    )

    assert "You have chosen a password already." in asked
    assert f'value="{sam.user.email}"' in asked
    assert client.get(TARGET).wsgi_request.user == sam.user
    assert done["Location"] == TARGET


def test_wrong_password_keeps_the_way_too(path: str, sam: Membership, client: Client) -> None:
    choose_password(Client(), path)

    wrong = client.post(
        reverse("account_login"), {"login": sam.user.email, "password": "no", "next": TARGET}
    )

    assert f'name="next" value="{TARGET}"' in wrong.content.decode()


def test_who_is_signed_in_goes_straight_on_as_often_as_wanted(
    path: str, sam: Membership, client: Client
) -> None:
    choose_password(client, path)

    assert [page(client, path) for _time in range(3)] == [TARGET] * 3


def test_somebody_elses_link_signs_nobody_in_or_out(
    path: str, manager: User, client_of: ClientOf
) -> None:
    client = client_of(manager)

    shown = page(client, path)
    still = client.get("/").wsgi_request.user
    out = client.post(reverse("account_logout"), {"next": path})

    assert "This link is for somebody else" in shown
    assert still == manager
    assert out["Location"] == path
    assert "Choose a password" in page(client, path)


# How long -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "works"),
    [
        (NOW + timedelta(days=3), True),  # the Monday after
        (ENDS - timedelta(minutes=1), True),
        (ENDS, False),
    ],
)
def test_it_lasts_as_long_as_what_it_is_about(
    path: str, client: Client, at: datetime, works: bool
) -> None:
    with time_machine.travel(at, tick=False):
        assert ("Choose a password" in page(client, path)) is works
        assert (NO_LONGER in page(client, path)) is not works


def test_it_lasts_on_where_the_end_is_put_off(path: str, client: Client) -> None:
    extend_messages("campaign:1", expires_at=ENDS + timedelta(days=7))

    with time_machine.travel(ENDS + timedelta(days=6), tick=False):
        assert "Choose a password" in page(client, path)


def test_without_an_end_it_lasts_some_days(sam: Membership, settings: Any) -> None:
    message = Message(to=sam, queued_at=NOW, sent_at=NOW)
    settings.LINK_DAYS = 10

    ends = NOW + timedelta(days=10)
    assert (message.link_works(ends - timedelta(seconds=1)), message.link_works(ends)) == (
        True,
        False,
    )


def test_after_its_time_it_still_leads_who_has_a_password_on(
    path: str, sam: Membership, client: Client
) -> None:
    choose_password(Client(), path)

    with time_machine.travel(ENDS + timedelta(days=30), tick=False):
        assert "Sign in to go on" in page(client, path)


# What it must not do --------------------------------------------------------------------------


def test_following_it_changes_nothing(path: str, sam: Membership) -> None:
    """A scanner of mail follows every link, more than once, and the person comes after it."""
    with CaptureQueriesContext(connection) as queries:
        for _time in range(3):
            scanner = Client()
            scanner.get(path)
            scanner.head(path)

    assert [one["sql"] for one in queries if not one["sql"].startswith("SELECT")] == []
    assert "sessionid" not in scanner.cookies
    assert choose_password(Client(), path)["Location"] == TARGET


def test_it_never_signs_in_who_has_a_password(path: str, sam: Membership, client: Client) -> None:
    sam.user.set_password(PASSWORD)
    sam.user.save()

    client.get(path)
    tried = client.post(
        reverse("account_choose_password"),
        {"link": path.split("/")[-2], "password1": PASSWORD_CHOSEN, "password2": PASSWORD_CHOSEN},
    )

    sam.user.refresh_from_db()
    assert "Sign in to go on" in tried.content.decode()
    assert "sessionid" not in client.cookies
    assert sam.user.check_password(PASSWORD)


def test_of_two_at_the_same_moment_one_sets_the_password(sam: Membership) -> None:
    again = Membership.objects.get(pk=sam.pk)

    assert choose_first_password(sam, PASSWORD_CHOSEN, at=NOW)
    assert not choose_first_password(again, "another otter gate plum", at=NOW)

    assert User.objects.get(pk=sam.user_id).check_password(PASSWORD_CHOSEN)


def _closed(sam: Membership) -> None:
    User.objects.filter(pk=sam.user_id).update(is_active=False)


def _readdressed(sam: Membership) -> None:
    User.objects.filter(pk=sam.user_id).update(email="sam.lee@council.example")


def _left(sam: Membership) -> None:
    end_membership(sam, by=None, at=NOW)


def _erased(sam: Membership) -> None:
    Message.objects.all().delete()


@pytest.mark.parametrize("what_happened", [_closed, _readdressed, _left, _erased])
def test_it_is_no_more_once_the_account_is_closed_or_its_address_another(
    path: str, sam: Membership, client: Client, what_happened: Callable[[Membership], None]
) -> None:
    assert "Choose a password" in page(client, path)

    what_happened(sam)

    assert NO_LONGER in page(client, path)
    assert (
        NO_LONGER
        in client.post(
            reverse("account_choose_password"),
            {
                "link": path.split("/")[-2],
                "password1": PASSWORD_CHOSEN,
                "password2": PASSWORD_CHOSEN,
            },
        ).content.decode()
    )
    assert not User.objects.get(pk=sam.user_id).has_usable_password()


@pytest.mark.parametrize("change", ["cut", "other message", "other person", "no number", "huge"])
def test_it_cannot_be_made_up(
    path: str, sam: Membership, manager: User, client: Client, change: str
) -> None:
    token = path.split("/")[-2]
    number, signature = token.split(links.SEPARATOR)
    other = Message.objects.create(
        to=sam if change == "other message" else manager.memberships.get(),
        key="other",
        kind="invitation",
        queued_at=NOW,
        due_at=NOW,
    )
    forged = {
        "cut": token[:-1],
        "other message": f"{other.pk}.{signature}",
        "other person": f"{other.pk}.{signature}",
        "no number": f"x.{signature}",
        "huge": f"{'9' * 30}.{signature}",
    }[change]

    assert number.isdecimal()
    assert NO_LONGER in page(client, reverse("account_link", args=[forged]))


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_it_leads_nowhere_but_where_the_message_says(path: str, client: Client, where: str) -> None:
    form = client.get(path, {"next": where})
    chosen = {"password1": PASSWORD_CHOSEN, "password2": PASSWORD_CHOSEN, "next": where}
    done = client.post(reverse("account_choose_password"), chosen | {"link": form.context["link"]})

    # allauth reads a `next` of its own accord, and takes none that leads away.
    assert "evil" not in done["Location"]
    assert done["Location"] == TARGET


def test_nothing_of_it_is_logged_or_kept(
    path: str, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    signature = path.split(".")[-1].strip("/")
    Client(enforce_csrf_checks=True).post(reverse("account_choose_password"), {"link": path})
    client.get(path)
    client.get(path[:-4] + "/")
    choose_password(client, path)

    logged = [
        record.getMessage() for record in caplog.records if record.name != "django.db.backends"
    ]
    assert [line for line in logged if signature[:20] in line] == []
    assert signature not in str(list(Message.objects.values()))


def test_page_with_it_is_kept_by_nobody(path: str, client: Client) -> None:
    assert "no-store" in client.get(path).headers["Cache-Control"]


# Asking for another ---------------------------------------------------------------------------


def test_who_never_chose_a_password_and_asks_gets_a_link_of_the_same_kind(
    sam: Membership, client: Client, deliver: Deliver
) -> None:
    client.post(reverse("account_reset_password"), {"email": sam.user.email})

    (mail,) = deliver()
    assert [choose_password(Client(), path_in(mail)).status_code for _time in range(1)] == [302]
    assert "Sign in to go on" in page(Client(), path_in(mail))
