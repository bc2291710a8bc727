"""The worker is killed at every moment of sending: each e-mail goes out, and what came twice says so itself."""

import os
from collections import Counter
from urllib.parse import quote

import pytest
from django.db import connection
from django.utils import timezone

from accounts.actions import queue_message
from accounts.models import Message
from tests.factories import MembershipFactory
from tests.faults.conftest import killed_in_turn
from tests.mail_server import mail_server

PEOPLE = 3


@pytest.mark.django_db(transaction=True)
def test_killed_at_each_moment_of_sending_nothing_is_lost_and_only_what_nobody_could_judge_comes_twice():
    for number in range(PEOPLE):
        queue_message(
            to=MembershipFactory(user__email=f"{number}@council.example"),
            kind="invitation",
            key=str(number),
            template="accounts/email/invitation",
            at=timezone.now(),
        )

    with mail_server() as (server, port):
        kills, recorded = 0, []
        for _ in killed_in_turn(environment(port), "deliver"):
            kills += 1
            sent = Message.objects.filter(status=Message.Status.SENT).values_list("to__user__email")
            recorded.append({address: server.to.count(address) for (address,) in sent})

    came = Counter(server.to)
    assert set(Message.objects.values_list("status", flat=True)) == {Message.Status.SENT}
    assert len(came) == PEOPLE
    # At least once for each before it is written down that it went.
    assert kills > PEOPLE
    # What was written down never goes again; again, and once a kill at most, what went as its worker was killed.
    assert all(came[address] == times for then in recorded for address, times in then.items())
    assert PEOPLE < sum(came.values()) <= PEOPLE + kills
    assert len({mail["Message-ID"] for mail in server.mails}) == PEOPLE


def environment(port: int) -> dict[str, str]:
    """Return what leads a process of its own to the database of this test, and to the mail server."""
    database = connection.settings_dict
    url = f"sqlite:///{database['NAME']}"
    if connection.vendor == "postgresql":
        host = quote(database["HOST"], safe="")
        url = f"postgres://{database['USER']}:{database['PASSWORD']}@{host}/{database['NAME']}"
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": "only-for-tests-only-for-tests-only-for-tests-only-for-tests",
        "SITE_URL": "http://testserver",
        "DATABASE_URL": url,
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
    }
