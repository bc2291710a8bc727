"""The service against a tester of the standard that others wrote (scim2-tester)."""

from collections import Counter
from collections.abc import Iterator

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from config.wsgi import application
from tests.provisioning.conftest import Directory


@pytest.fixture
def _connection_stays() -> Iterator[None]:
    """Keep the test's connection, as Django's own client of tests does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.django_db
@pytest.mark.usefixtures("_connection_stays")
def test_tester_of_the_standard_finds_nothing(directory: Directory) -> None:
    """By the service's own WSGI application, with all that stands before a view."""
    # Seconds for each process that collects tests.
    from scim2_client.engines.wsgi import WSGISCIMClient  # noqa: PLC0415
    from scim2_tester import Status, check_server  # noqa: PLC0415

    client = WSGISCIMClient(
        application,
        base_url="http://testserver/scim/v2",
        headers={"Authorization": f"Bearer {directory.secret}"},
    )
    results = check_server(client)

    counts = Counter(result.status for result in results)
    wrong = [
        one for one in results if one.status in {Status.ERROR, Status.CRITICAL, Status.DEVIATION}
    ]
    assert wrong == []
    # What is left out is the search over both kinds at once, which no directory asks for.
    assert {one.title for one in results if one.status is Status.SKIPPED} == {
        "search_with_attributes"
    }
    assert counts[Status.SUCCESS] > 60
