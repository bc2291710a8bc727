import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from accounts.actions import queue_message, queue_messages, recover_outbox, send_message_again
from accounts.actions.outbox import WAITS, deliver_messages
from accounts.models import AuditEntry, Membership, Message, Organisation, User
from accounts.permissions import Role
from tests.factories import MembershipFactory
from tests.mail_links import choose_password, path_in
from tests.mail_server import MailServer, link_in, mail_server

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
Status = Message.Status
ClientOf = Callable[[User], Client]
Deliver = Callable[[], list[EmailMessage]]


def queue(to: Membership, key: str = "hello", **more: Any) -> None:
    queue_message(
        to=to, kind="invitation", key=key, template="accounts/email/invitation", at=NOW, **more
    )


def statuses() -> dict[str, str]:
    return dict(Message.objects.values_list("key", "status"))


@pytest.fixture
def sam(organisation: Organisation) -> Membership:
    return MembershipFactory(
        organisation=organisation,
        user__name="Sam Lee",
        user__email="sam@council.example",
        roles=[Role.MANAGER],
    )


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    """A mail server that the service sends to."""
    with mail_server() as (server, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        yield server


def deliver(at: datetime) -> None:
    """Let the worker do at a moment what is due then."""
    with time_machine.travel(at, tick=False):
        deliver_messages.call()


# What is queued -------------------------------------------------------------------------------


def test_the_same_key_is_one_message(sam: Membership, deliver: Deliver) -> None:
    queue(sam)
    queue(sam, leads_to="/elsewhere/")

    assert [mail.to for mail in deliver()] == [["sam@council.example"]]


def test_thousands_are_queued_at_the_price_of_one(
    sam: Membership, django_assert_max_num_queries: Any
) -> None:
    rows = [
        Message(to=sam, kind="x", key=f"x:{n}", template="x", queued_at=NOW, due_at=NOW)
        for n in range(1000)
    ]

    with django_assert_max_num_queries(24):
        queue_messages(rows)

    assert (Message.objects.count(), DBTaskResult.objects.count()) == (1000, 1)


def test_what_leaves_depends_on_the_day_it_leaves(
    sam: Membership, deliver: Deliver, client: Client
) -> None:
    """Who has left gets nothing, and who is new is led through a first password."""
    sam.user.set_unusable_password()
    sam.user.save()
    gone = MembershipFactory(organisation=sam.organisation, left_at=NOW)
    queue(sam, leads_to="/learning/")
    queue(gone, key="gone")
    queue(sam, key="late", expires_at=NOW)

    (mail,) = deliver()

    assert choose_password(client, path_in(mail))["Location"] == "/learning/"
    assert statuses() == {"hello": Status.SENT, "gone": Status.DROPPED, "late": Status.DROPPED}


# A real mail server ---------------------------------------------------------------------------


def test_many_share_one_connection_and_carry_what_a_mailbox_needs(
    server: MailServer, sam: Membership
) -> None:
    for number in range(5):
        queue(sam, key=f"hello:{number}")

    deliver(NOW)

    assert (server.to, server.connections) == (["sam@council.example"] * 5, 1)
    mail = server.mails[0]
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"].endswith("@testserver>")
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert link_in(mail).startswith("http://testserver/accounts/link/")


def test_one_refused_address_fails_at_once_and_holds_nobody_up(
    server: MailServer, sam: Membership
) -> None:
    ada = MembershipFactory(organisation=sam.organisation, user__email="ada@council.example")
    server.answers["sam@council.example"] = "550 no such mailbox"
    queue(sam)
    queue(ada, key="ada")

    deliver(NOW)

    assert statuses() == {"hello": Status.FAILED, "ada": Status.SENT}
    refused = Message.objects.get(key="hello").last_error
    assert refused == "The mail server does not accept this address (550 no such mailbox)."


def test_one_put_off_is_tried_again_after_growing_waits_until_it_is_given_up(
    server: MailServer, sam: Membership
) -> None:
    server.answers["sam@council.example"] = "451 try again later"
    queue(sam)

    at, waits = NOW, []
    while Message.objects.get().status != Status.FAILED:
        deliver(at)
        due_at = Message.objects.get().due_at
        waits += [due_at - at] if due_at > at else []
        at = due_at

    assert waits == WAITS
    assert "451 try again later" in Message.objects.get().last_error
    # Each wait wakes the worker, so that no clock of ours has to come by.
    wakings = DBTaskResult.objects.filter(run_after__lt=NOW + timedelta(days=2))
    assert wakings.count() == len(WAITS)


def test_one_put_off_arrives_when_the_server_relents(server: MailServer, sam: Membership) -> None:
    server.data_answer = "452 full"
    queue(sam)
    deliver(NOW)
    put_off = Message.objects.get()
    server.data_answer = "250 taken"

    deliver(NOW + timedelta(seconds=59))
    too_early = list(server.to)
    deliver(put_off.due_at)

    assert (put_off.status, too_early) == (Status.QUEUED, [])
    assert server.to == ["sam@council.example"]
    assert Message.objects.get().last_error == ""


def test_a_server_that_is_away_costs_only_one_message_an_attempt_a_minute(
    settings: Any, sam: Membership
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    for number in range(6):
        queue(sam, key=f"hello:{number}")
    DBTaskResult.objects.all().delete()

    deliver(NOW)
    for minute in (1, 2, 3):
        at = NOW + timedelta(minutes=minute)
        wakings = DBTaskResult.objects.filter(run_after__lte=at)
        for _time in range(wakings.delete()[0]):
            deliver(at)

    assert sorted(Message.objects.values_list("attempts", flat=True)) == [0, 0, 1, 1, 1, 1]


def test_a_server_that_turns_the_service_away_is_waited_for(
    server: MailServer, sam: Membership
) -> None:
    """A wrong password or sender is for council IT to put right; nobody's e-mail is lost by it."""
    server.sender_answer = "550 sender not allowed"
    for number in range(3):
        queue(sam, key=f"hello:{number}")

    deliver(NOW)

    assert set(statuses().values()) == {Status.QUEUED}
    (tried,) = Message.objects.exclude(attempts=0)
    assert tried.last_error == ("The mail server turns this service away (550 sender not allowed).")


def test_what_cannot_be_made_is_given_up_and_logged(
    sam: Membership, deliver: Deliver, caplog: pytest.LogCaptureFixture
) -> None:
    queue_message(to=sam, kind="x", key="x", template="no/such", at=NOW)
    queue(sam)

    assert len(deliver()) == 1
    assert statuses() == {"x": Status.FAILED, "hello": Status.SENT}
    assert "message could not be made" in caplog.text


# A killed worker ------------------------------------------------------------------------------


def worker(port: int, *words: str) -> "subprocess.Popen[bytes]":
    """Start the real worker on the test's database."""
    database = connection.settings_dict
    url = f"sqlite:///{database['NAME']}"
    if connection.vendor == "postgresql":
        host = quote(database["HOST"], safe="")
        url = f"postgres://{database['USER']}:{database['PASSWORD']}@{host}/{database['NAME']}"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": "only-for-tests-only-for-tests-only-for-tests-only-for-tests",
        "SITE_URL": "http://testserver",
        "DATABASE_URL": url,
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", "db_worker", "--no-startup-delay", *words],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_loses_nothing(sam: Membership) -> None:
    """The worst moment: the server has the mail, and the worker does not know it."""
    with mail_server() as (server, port):
        server.hold = True
        queue(sam)
        process = worker(port)
        assert server.has_data.wait(90)
        process.kill()
        process.wait()
        server.hold = False
        held = statuses()
        claimed_at = Message.objects.get().claimed_at
        assert claimed_at

        too_early = recover_outbox(at=claimed_at + timedelta(minutes=9))
        recovered = recover_outbox(at=claimed_at + timedelta(minutes=10))
        Message.objects.update(due_at=NOW)  # the clock of the worker is the real one
        assert worker(port, "--batch").wait(90) == 0

    assert held == {"hello": Status.SENDING}
    assert (too_early, recovered) == (0, 1)
    assert statuses() == {"hello": Status.SENT}
    # It came twice, and says so itself.
    assert len({mail["Message-ID"] for mail in server.mails}) == 1


@pytest.mark.django_db(transaction=True)
def test_what_leaves_as_the_database_goes_away_is_written_down_when_it_is_back(
    server: MailServer, sam: Membership
) -> None:
    refused: list[str] = []

    def away(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("UPDATE") and '"sent_at" = ' in sql and not refused:
            refused.append(sql)
            raise OperationalError("terminating connection due to administrator command")
        return execute(sql, params, many, context)

    queue(sam)
    with connection.execute_wrapper(away):
        deliver(NOW)
    recover_outbox(at=NOW + timedelta(minutes=10))
    deliver(NOW + timedelta(minutes=10))

    assert len(refused) == 1
    assert statuses() == {"hello": Status.SENT}
    assert server.to == ["sam@council.example"]


def test_upkeep_rings_only_when_something_waits_and_sweeps_up(sam: Membership) -> None:
    recover_outbox(at=NOW)
    idle = DBTaskResult.objects.count()
    queue(sam)
    DBTaskResult.objects.update(status="RUNNING", started_at=NOW - timedelta(days=8))

    recover_outbox(at=NOW)

    assert idle == 0
    assert list(DBTaskResult.objects.values_list("status", flat=True)) == ["READY"]


def test_what_it_was_worded_from_goes_once_it_has_left_or_is_not_wanted(
    sam: Membership, deliver: Deliver
) -> None:
    said = {"words": "From Ada, about the reorganisation"}
    queue(sam, "left", context=said)
    queue(sam, "late", context=said, expires_at=NOW + timedelta(minutes=1))
    queue(sam, "replaced", context=said)
    Message.objects.filter(key="replaced").drop()

    deliver()

    kept = dict(Message.objects.values_list("key", "context"))
    assert statuses() == {"left": Status.SENT, "late": Status.DROPPED, "replaced": Status.DROPPED}
    assert kept == {"left": {}, "late": {}, "replaced": {}}


def test_what_an_older_worker_left_behind_goes_and_so_does_what_can_never_leave(
    sam: Membership,
) -> None:
    said = {"words": "From Ada"}
    for key, status in (("sent", Status.SENT), ("failed", Status.FAILED), ("soon", Status.FAILED)):
        queue(sam, key, context=said, expires_at=NOW + timedelta(days=1))
        sent_at = NOW if status == Status.SENT else None
        Message.objects.filter(key=key).update(status=status, sent_at=sent_at)
    Message.objects.filter(key="failed").update(expires_at=NOW)

    recover_outbox(at=NOW)

    kept = dict(Message.objects.values_list("key", "context"))
    assert kept == {"sent": {}, "failed": {}, "soon": said}


def test_no_record_of_an_e_mail_goes_unless_the_organisation_says_so(sam: Membership) -> None:
    """A row that is missing would be sent again: whoever opens a campaign for years invites each once."""
    queue(sam)
    Message.objects.update(status=Status.SENT, sent_at=NOW)

    recover_outbox(at=NOW + timedelta(days=3_000))

    assert statuses() == {"hello": Status.SENT}


# Seeing what failed ---------------------------------------------------------------------------


@pytest.fixture
def failed(in_east: Membership, in_roads: Membership) -> dict[str, Message]:
    for membership in (in_east, in_roads):
        queue(membership, key=membership.user.name)
    words = "The mail server does not accept this address (550 unknown)."
    Message.objects.update(status=Status.FAILED, last_error=words, attempts=1)
    return {message.key: message for message in Message.objects.all()}


def test_those_who_look_after_people_see_what_failed_in_their_reach(
    client_of: ClientOf, hr_lead: User, branch_lead: User, failed: dict[str, Message]
) -> None:
    pages = {
        name: client_of(user).get(reverse("people:outbox")).content.decode()
        for name, user in (("whole", hr_lead), ("branch", branch_lead))
    }
    listed = client_of(branch_lead).get(reverse("people:people")).content.decode()

    assert ["Ed East" in page for page in pages.values()] == [True, True]
    assert ["Ro Roads" in page for page in pages.values()] == [True, False]
    assert "550 unknown" in pages["whole"]
    assert "1 e-mail could not be sent" in listed


def test_sending_again_starts_anew_and_is_in_the_log(
    client_of: ClientOf, branch_lead: User, failed: dict[str, Message], deliver: Deliver
) -> None:
    client = client_of(branch_lead)
    again = {
        name: client.post(reverse("people:send_again", args=[message.pk])).status_code
        for name, message in failed.items()
    }

    assert again == {"Ed East": 302, "Ro Roads": 404}
    assert len(deliver()) == 1
    assert statuses() == {"Ed East": Status.SENT, "Ro Roads": Status.FAILED}
    entry = AuditEntry.objects.get(act="message.sent_again")
    assert (entry.actor, entry.subject) == (branch_lead, failed["Ed East"].to.user.email)


@pytest.mark.parametrize(
    ("kind", "is_shown"), [("invitation", True), ("campaign_thanks", False), ("review_due", False)]
)
def test_people_pages_tell_nothing_of_what_somebody_answers_or_plans(
    client_of: ClientOf, administrator: User, sam: Membership, kind: str, is_shown: bool
) -> None:
    """Thanks would tell that somebody has finished, a reminder that they have a plan."""
    queue(sam)
    Message.objects.update(kind=kind, status=Status.FAILED, last_error="550 unknown")
    client = client_of(administrator)
    message = Message.objects.get()

    pages = [
        client.get(reverse("people:outbox")),
        client.get(reverse("people:member", args=[sam.pk])),
    ]
    again = client.post(reverse("people:send_again", args=[message.pk]))

    assert ["550 unknown" in page.content.decode() for page in pages] == [is_shown] * 2
    assert again.status_code == (302 if is_shown else 404)


def test_what_was_sent_is_not_sent_again(sam: Membership, deliver: Deliver) -> None:
    queue(sam)
    deliver()

    send_message_again(Message.objects.get(), by=None, at=NOW)

    assert len(deliver()) == 1


def test_page_of_what_failed_asks_the_same_of_one_and_of_many(
    client_of: ClientOf, hr_lead: User, sam: Membership, django_assert_num_queries: Any
) -> None:
    client = client_of(hr_lead)
    for number in range(3):
        queue(sam, key=str(number))
    Message.objects.update(status=Status.FAILED)

    with django_assert_num_queries(6):
        client.get(reverse("people:outbox"))
