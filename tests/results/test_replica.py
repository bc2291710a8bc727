"""Published results from a replica: read there when they are there whole, and from the primary in every other case.

The replica is a copy of the file, made when a test says so: one that lags for as long as the test likes. A real one is read
on the machines of `tests.rigs.failover`.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Organisation
from results.actions import close_campaign
from results.models import Cell, GoalCount, Release
from results.queries import replica as of_replica
from results.queries.published import reach_of, release_with
from results.queries.replica import REPLICA, database_of
from tests.factories import CampaignFactory, MembershipFactory, TeamFactory
from tests.results.published import CLOSES, LATER, OPENS, answered

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    """The file of a replica that does not answer before something is put there."""
    if connection.vendor != "sqlite":
        pytest.skip("a copy of the file stands for the replica")
    path = tmp_path / "replica.sqlite3"
    # By its own name Django's tests would let nobody connect: they know of none but those of the settings.
    its = connection.copy()
    its.settings_dict["NAME"] = f"file:{path}?mode=rw"
    its.settings_dict["OPTIONS"] = connection.settings_dict["OPTIONS"] | {"init_command": ""}
    connections.settings[REPLICA], connections[REPLICA] = its.settings_dict, its
    yield path
    its.close()
    del connections[REPLICA], connections.settings[REPLICA]
    of_replica._left_alone_until[REPLICA] = 0


@pytest.fixture
def follow(file: Path) -> Callable[[], None]:
    """Return what brings the replica to where the primary is."""

    def copy() -> None:
        connections[REPLICA].close()
        file.unlink(missing_ok=True)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(file)])

    return copy


@pytest.fixture
def release(organisation: Organisation, version: object) -> Release:
    campaign = CampaignFactory(
        organisation=organisation, slug="spring", name="Spring", opens_at=OPENS, closes_at=CLOSES
    )
    team = TeamFactory(organisation=organisation, name="Housing")
    for number in range(8):
        member = MembershipFactory(organisation=organisation, team=team)
        answered(member, campaign, 2 + number % 3, OPENS)
    close_campaign(campaign, by=None, at=LATER)
    found = release_with("spring")
    assert found
    return found


def read_from(release: Release) -> str:
    """Return where groups and cells are read, which is one and the same place."""
    reach = reach_of(release, None)
    (database,) = {group._state.db for group in reach.groups}
    assert database
    return database


def test_results_are_read_where_they_have_arrived_whole(release, file, follow):
    follow()

    assert read_from(release) == REPLICA

    with connections[REPLICA].cursor() as cursor:
        cursor.execute("UPDATE results_release SET campaign_id = NULL")
    assert read_from(release) == "default"


def test_the_release_with_that_number_in_another_database_is_not_taken_for_it(
    release, file, follow
):
    follow()
    with connections[REPLICA].cursor() as cursor:
        cursor.execute("UPDATE results_release SET published_at = datetime(published_at, '+1 second')")  # fmt: skip

    assert read_from(release) == "default"


def test_replica_that_lacks_a_migration_is_not_read(release, file, follow, caplog):
    follow()
    with connections[REPLICA].cursor() as cursor:
        cursor.execute("ALTER TABLE results_releasegroup RENAME COLUMN joined TO joined_later")

    assert read_from(release) == "default"
    assert "no such column" in caplog.text


def test_goals_that_are_counted_since_are_read_from_the_primary_until_they_have_arrived(
    release, file, follow
):
    follow()
    GoalCount.objects.update_or_create(release=release, defaults={"due_at": LATER, "published_at": LATER})  # fmt: skip
    now = release_with("spring")

    assert read_from(now) == "default"
    follow()
    assert read_from(now) == REPLICA


def test_pages_show_what_the_replica_has_and_ask_the_primary_for_no_cell(
    release, file, follow, client_of, hr_lead
):
    follow()
    with connections[REPLICA].cursor() as cursor:
        cursor.execute("UPDATE results_releasegroup SET name = 'As the replica has it'")
    client = client_of(hr_lead)
    with CaptureQueriesContext(connection) as asked:
        pages = [
            client.get(reverse(f"results:{name}", args=["spring"])).content.decode()
            for name in ("results", "themes", "teams")
        ]

    assert "results_cell" not in "".join(one["sql"] for one in asked)
    assert ["As the replica has it" in page for page in pages] == [True, True, True]


def test_who_may_see_them_is_asked_of_the_primary(release, file, follow, client_of, hr_lead):
    follow()
    client = client_of(hr_lead)
    hr_lead.memberships.get().role_grants.all().delete()

    assert client.get(reverse("results:results", args=["spring"])).status_code == 403


def test_replica_that_does_not_answer_is_left_alone_for_a_while(release, file, follow, caplog):
    assert not file.exists()

    assert read_from(release) == "default"
    assert "The primary is read for 30 s in place of the replica" in caplog.text
    follow()
    assert read_from(release) == "default"
    of_replica._left_alone_until[REPLICA] = 0
    assert database_of(release) == REPLICA


def test_without_one_nothing_more_is_asked(release, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert read_from(release) == "default"
    assert Cell.objects.exists()
