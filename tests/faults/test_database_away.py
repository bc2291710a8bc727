"""The disk is full, or the database restarts, while answers are saved: what was said to be saved is there, the rest is asked for again."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import OperationalError, close_old_connections, connection, connections
from django.test import Client

from assessments.models import Assessment
from tests.assessments.sitting import stored, url
from tests.factories import AssessmentFactory, CampaignFactory, MembershipFactory, bank

pytestmark = pytest.mark.django_db(transaction=True)
CODES = [question.code for question in bank().questions()][:20]


@pytest.fixture
def assessment() -> Assessment:
    return AssessmentFactory(campaign=CampaignFactory())


@pytest.fixture
def client(client_of, assessment) -> Client:
    browser: Client = client_of(assessment.member.user)
    # What fails is answered as on a server, and not raised.
    browser.raise_request_exception = False
    return browser


def save(client: Client, assessment: Assessment, code: str, note: str = "") -> int:
    body: dict[str, object] = {"answers": {code: {"was": "", "now": "4"}}}
    if note:
        # Whoever sends it again does not know whether it was kept.
        body["notes"] = {code[:3]: {"was": "", "now": note}}
    return client.post(
        url("save", assessment), json.dumps(body), content_type="application/json"
    ).status_code


@pytest.mark.any_database
def test_on_a_full_disk_it_says_not_saved_keeps_what_was_and_goes_on_once_there_is_room(
    client, assessment
):
    if connection.vendor != "sqlite":
        pytest.skip("SQLite can be told how large its file may be; PostgreSQL cannot")
    codes = [f"{theme.code}-01" for theme in bank().themes]
    assert save(client, assessment, codes[0]) == 200
    with full_disk():
        refused = [code for code in codes[1:] if save(client, assessment, code, "x" * 999) == 503]
        words = client.post(
            url("save", assessment),
            json.dumps({"notes": {"ASP": {"was": "", "now": "y" * 999}}}),
            content_type="application/json",
        ).json()
        kept = stored(assessment)
        seen = client.get("/readyz").status_code

    assert refused
    # An answer and its note together or neither.
    assert set(kept) == set(codes) - set(refused)
    assert "Your answers stay here and are sent again" in words["error"]
    assert seen == 200
    assert [save(client, assessment, code, "x" * 999) for code in refused] == [200] * len(refused)
    assert stored(assessment) == dict.fromkeys(codes, "4")


@contextmanager
def full_disk() -> Iterator[None]:
    """Let the file grow no further, and fill what is free in it: SQLite then answers as on a full disk."""
    with connection.cursor() as cursor:
        most = cursor.execute("PRAGMA max_page_count").fetchone()[0]
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute("CREATE TABLE filler (x BLOB)")
        cursor.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(OperationalError, match="full"):
            cursor.executemany("INSERT INTO filler VALUES (randomblob(%s))", [[3000]] * 10_000)
        yield
        cursor.execute(f"PRAGMA max_page_count = {most}")
        cursor.execute("DROP TABLE filler")


def test_while_the_database_restarts_no_save_is_an_error_of_the_service_and_all_arrive_in_the_end(
    client_of,
):
    """All connections are ended and none is let in for a second, as when PostgreSQL restarts."""
    if connection.vendor != "postgresql":
        pytest.skip("an SQLite file does not restart")
    campaign = CampaignFactory()
    people = [
        AssessmentFactory(
            campaign=campaign, member=MembershipFactory(organisation=campaign.organisation)
        )
        for _ in range(3)
    ]
    pens = [Pen(client_of(one.member.user), one) for one in people]

    for pen in pens:
        pen.start()
    while any(len(pen.statuses) < 5 for pen in pens):
        time.sleep(0.01)
    restart()
    for pen in pens:
        pen.join(120)

    statuses = [status for pen in pens for status in pen.statuses]
    assert set(statuses) == {200, 503}
    for one in people:
        assert stored(one) == dict.fromkeys(CODES, "4")


class Pen(threading.Thread):
    """Answers every statement, and sends again what was not saved, as the page does."""

    def __init__(self, client: Client, assessment: Assessment) -> None:
        super().__init__()
        client.raise_request_exception = False
        self.client, self.assessment, self.statuses = client, assessment, []

    def run(self) -> None:
        for code in CODES:
            close_old_connections()  # as a server does before each request
            while (status := save(self.client, self.assessment, code)) != 200:
                self.statuses.append(status)
                time.sleep(0.3)
                close_old_connections()
            self.statuses.append(200)
        connection.close()


def restart() -> None:
    name = connection.settings_dict["NAME"]
    connections.close_all()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        for _ in range(10):
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
            )
            time.sleep(0.1)
        cursor.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
