"""What monitoring reads: behind its token, of several processes together, and of nobody."""

import os
import re
import subprocess
import sys
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import Message
from operations import metrics, worker_probe
from tests.architecture.source import ROOT
from tests.factories import MembershipFactory

TOKEN = "a-token-of-the-monitoring"


@pytest.fixture
def scrape(settings):
    settings.METRICS_TOKEN = TOKEN

    def ask(token: str = TOKEN) -> str:
        answer = Client().get("/metrics", headers={"authorization": f"Bearer {token}"})
        return answer.content.decode() if answer.status_code == 200 else str(answer.status_code)

    return ask


def value(text: str, line: str) -> float:
    (found,) = re.findall(rf"^{re.escape(line)} (\S+)$", text, re.MULTILINE) or ["0"]
    return float(found)


def test_there_are_none_without_the_token(db, scrape, settings):
    assert "leadership_info" in scrape()
    assert scrape("") == scrape("wrong") == scrape(f"{TOKEN}x") == "404"
    settings.METRICS_TOKEN = ""
    assert scrape("") == "404"


def test_requests_are_counted_by_page_and_timed(db, scrape, client_of, manager):
    line = 'leadership_requests_total{method="GET",page="privacy",status="200"}'
    before = value(scrape(), line)

    client_of(manager).get("/privacy/")
    Client().get(f"/people/{manager.email}/")
    Client().generic("SHOUT", "/privacy/")

    text = scrape()
    assert value(text, line) == before + 1
    assert 'page="none",status="404"' in text or 'page="none",status="302"' in text
    assert 'method="other",page="privacy",status="405"' in text
    assert 'leadership_request_seconds_count{kind="page"}' in text
    assert manager.email not in text
    assert 'page="metrics"' not in text


def test_what_waits_is_told_with_its_age(db, scrape):
    assert value(scrape(), "leadership_tasks_waiting") == 0
    at = timezone.now() - timedelta(minutes=5)
    for number, state in enumerate(("queued", "queued", "failed", "sent")):
        Message.objects.create(
            to=MembershipFactory(), key=str(number), status=state, queued_at=at, due_at=at,
            sent_at=at if state == "sent" else None,
        )  # fmt: skip
    worker_probe.answer.enqueue()
    DBTaskResult.objects.update(enqueued_at=at)
    call_command("tick")
    DBTaskResult.objects.exclude(enqueued_at=at).delete()
    # Tried again when it was due, after half a day: it waits since a minute.
    worker_probe.answer.enqueue()
    again = DBTaskResult.objects.exclude(enqueued_at=at)
    again.update(
        enqueued_at=at - timedelta(hours=12), run_after=timezone.now() - timedelta(minutes=1)
    )

    text = scrape()

    assert value(text, "leadership_tasks_waiting") == 2
    assert 295 < value(text, "leadership_task_oldest_seconds") < 320
    assert value(text, 'leadership_emails{state="queued"}') == 2
    assert value(text, 'leadership_emails{state="failed"}') == 1
    assert 'state="sent"' not in text
    assert value(text, "leadership_tick_age_seconds") < 20
    assert value(text, "leadership_database_up") == 1


def test_a_database_that_is_away_is_a_figure_and_no_error(db):
    def away(execute, sql, params, many, context):
        raise OperationalError("connection refused")

    with connection.execute_wrapper(away):
        text = metrics.exposition().decode()

    assert value(text, "leadership_database_up") == 0
    assert "leadership_tasks_waiting" not in text


def test_processes_are_told_together(tmp_path):
    """Each counts into a file of its own; whoever is asked adds them up."""
    counting = (
        "import django; django.setup()\n"
        "from operations.metrics import REQUESTS, exposition\n"
        "REQUESTS.labels('home', 'GET', '200').inc()\n"
        "import sys; 'tell' in sys.argv and print(exposition().decode())"
    )
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path),
    }
    environment.pop("PYTEST_CURRENT_TEST", None)

    texts = [
        subprocess.run(
            [sys.executable, "-c", counting, *words],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for words in ([], ["tell"])
    ]

    assert value(texts[1], 'leadership_requests_total{method="GET",page="home",status="200"}') == 2
