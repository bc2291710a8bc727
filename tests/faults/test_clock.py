"""An hour without a mail server, and a clock that is moved: nothing is lost, and nothing is done twice."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.actions import queue_message
from accounts.actions.outbox import deliver_messages
from accounts.models import AuditEntry, Message
from accounts.permissions import Role
from assessments.models import Campaign
from bench.servers import free_port
from results.models import Release
from tests.factories import CampaignFactory, MembershipFactory
from tests.mail_server import mail_server
from tests.worker import publish_what_is_closed

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
LONDON = ZoneInfo("Europe/London")
HOUR = timedelta(hours=1)
# Of this hour there are two: at two in summer time it is one again.
TWICE = datetime(2026, 10, 25, 1, 30, tzinfo=LONDON)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 11, 20, 9, tzinfo=LONDON), tick=False) as moved:
        yield moved


def work() -> None:
    """Do what the worker does by now: the tasks whose time has come."""
    tasks = DBTaskResult.objects.ready().filter(task_path=deliver_messages.module_path)
    if tasks.delete()[0]:
        deliver_messages.call()


def test_a_mail_server_that_is_away_for_an_hour_delays_every_mail_and_loses_none(settings, clock):
    port = free_port()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    people = [MembershipFactory() for _ in range(8)]
    began = timezone.now()

    for minute in range(60):
        clock.move_to(began + timedelta(minutes=minute))
        if minute % 10 == 0 and people:
            queue_message(
                to=people.pop(), kind="invitation", key=str(minute),
                template="accounts/email/invitation", at=timezone.now(),
            )  # fmt: skip
        work()
    waiting = set(Message.objects.values_list("status", flat=True))
    with mail_server(port) as (server, _port):
        minutes = 0
        while Message.objects.exclude(status=Message.Status.SENT).exists() and minutes < 180:
            minutes += 1
            clock.move_to(began + HOUR + timedelta(minutes=minutes))
            work()

    assert waiting == {Message.Status.QUEUED}
    assert sorted(Counter(server.to).values()) == [1] * Message.objects.count()
    # By itself, with no timer that comes by, and within the next of its waits.
    assert minutes <= 120


@pytest.fixture
def campaign() -> Campaign:
    made = CampaignFactory(
        opens_at=TWICE - timedelta(days=14), closes_at=TWICE + timedelta(minutes=15),
        sends_mail=True, reminder_days=[7, 1],
    )  # fmt: skip
    for _ in range(3):
        MembershipFactory(organisation=made.organisation, roles=[Role.MANAGER])
    return made


def _morning_before(days: int) -> datetime:
    return TWICE.replace(hour=9, minute=30) - timedelta(days=days)


def tick() -> None:
    """Do what is due; here nobody empties the outbox, of which it complains."""
    with suppress(CommandError):
        call_command("tick")


@pytest.mark.parametrize("hours", [(0, 1, 0, 1), (1, 0, -1, 2), (-1, 1, -1, 2)])
def test_a_clock_that_is_moved_by_an_hour_does_nothing_twice_and_forgets_nothing(
    hours, campaign, clock, mailoutbox: list[EmailMessage]
):
    """Also over the end of summer time: the moments are of one clock, whatever it says."""
    # In the night, and when reminders go out.
    for moment in (TWICE - timedelta(days=13), *map(_morning_before, (7, 1)), TWICE):
        for hour in hours:
            clock.move_to(moment + hour * HOUR)
            tick()
            deliver_messages.call()
            publish_what_is_closed()

    assert len(mailoutbox) == Message.objects.count()
    kinds = Counter(Message.objects.filter(topic=campaign.topic).values_list("kind", flat=True))
    assert kinds == {"campaign_invitation": 3, "campaign_reminder": 6}
    assert Release.objects.get().campaign == campaign
    assert AuditEntry.objects.filter(act="campaign.published").count() == 1


def test_what_a_killed_worker_held_comes_back_though_the_clock_was_set_back(
    clock, mailoutbox: list[EmailMessage]
):
    now = timezone.now()
    Message.objects.create(
        to=MembershipFactory(), key="x", template="accounts/email/invitation", kind="invitation",
        status=Message.Status.SENDING, queued_at=now, due_at=now, claimed_at=now + HOUR,
    )  # fmt: skip

    for minutes in (0, 60, 71):
        clock.move_to(now + timedelta(minutes=minutes))
        tick()
        deliver_messages.call()
        assert len(mailoutbox) == (minutes == 71)
