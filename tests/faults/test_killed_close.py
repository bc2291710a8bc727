"""The job that closes a campaign is killed on its way, or runs twice: published whole or not at all, and once."""

import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.conftest import BANK, ROOT, Service, killed_in_turn

SLUG = "load-1-load"
NOTHING = (0, 0, 0)


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory, migrated: Path | None) -> Path:
    """The database of a service with a campaign that is over and that everybody has answered."""
    folder = tmp_path_factory.mktemp("answered")
    made = Service(folder, migrated)
    made.manage(f"import_bank {BANK} --publish", "seed_load --people 60 --force --themes-only")
    return folder / "service.sqlite3"


@pytest.fixture
def over(answered: Path, tmp_path: Path) -> Service:
    with (
        closing(sqlite3.connect(answered)) as source,
        closing(sqlite3.connect(tmp_path / "service.sqlite3")) as copy,
    ):
        source.backup(copy)
    return Service(tmp_path)


def test_killed_at_each_step_it_leaves_nothing_that_shows_and_the_next_two_at_once_publish_once(
    over, tmp_path
):
    database = tmp_path / "service.sqlite3"

    found = [_stored(database) for _ in killed_in_turn(over.environment, "close", SLUG)]
    whole = _stored(database)
    jobs = [_start_closing(over) for _ in range(2)]
    assert [job.wait() for job in jobs] == [0, 0]

    assert len(found) > 10
    assert set(found) == {NOTHING}
    assert _stored(database) == whole
    assert whole[0] == 1
    assert whole[2] > 100
    # What the killed had stored goes once it is certain that nobody goes on with it.
    assert _read(database, "SELECT count(*) FROM results_release") > 1
    _write(
        database, "UPDATE results_release SET published_at = '2026-01-01' WHERE campaign_id IS NULL"
    )
    over.manage("tick")
    assert _read(database, "SELECT count(*) FROM results_release") == 1
    assert _read(database, "SELECT count(*) FROM results_cell") == whole[2]


def test_a_worker_killed_in_one_step_after_the_other_leaves_nothing_and_the_next_publishes_once(
    over, tmp_path
):
    database = tmp_path / "service.sqlite3"
    over.manage("tick")

    left = []
    for step in ("reading", "deciding", "storing"):
        worker = _start(over, "db_worker", "--interval", "0.1")
        _wait_for(database, step)
        worker.kill()
        worker.wait()
        left.append(_stored(database))
        # As if its ten minutes were over.
        _write(database, "UPDATE results_publishing SET claimed_at = '2026-01-01 00:00:00'")
        over.manage("tick")
    over.manage("db_worker --batch")
    whole = _stored(database)
    over.manage(f"close_campaign {SLUG}")

    assert left[:2] == [NOTHING, NOTHING]
    # A quick machine may be done with the last step before the kill: then it has to be whole.
    assert left[2] in (NOTHING, whole)
    assert whole[0] == 1
    assert whole[2] > 100
    assert _stored(database) == whole
    assert _read(database, "SELECT count(*) FROM results_publishing") == 0


def _wait_for(database: Path, step: str) -> None:
    """Wait until the worker has begun a step, or one after it; the last is over in no time."""
    steps = ["waiting", "reading", "deciding", "storing"]
    # What the worker before left stands there until this one begins.
    _write(database, "UPDATE results_publishing SET step = 'waiting'")
    until = time.monotonic() + 60
    while steps.index(_read(database, "SELECT step FROM results_publishing")) < steps.index(step):
        assert time.monotonic() < until, "the worker did not get there"
        time.sleep(0.002)


def _read(database: Path, sql: str) -> object:
    link = sqlite3.connect(database, timeout=10)
    row = link.execute(sql).fetchone()
    link.close()
    return row[0] if row else "storing"


def _write(database: Path, sql: str) -> None:
    link = sqlite3.connect(database, timeout=10)
    link.execute(sql)
    link.commit()
    link.close()


def _start_closing(service: Service) -> subprocess.Popen[bytes]:
    return _start(service, "close_campaign", SLUG)


def _start(service: Service, *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=service.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _stored(database: Path) -> tuple[int, int, int]:
    """Count the releases that can be read, their groups and their cells, from outside the service."""
    found = (
        "results_release release WHERE release.campaign_id IS NOT NULL",
        "results_releasegroup one JOIN results_release release ON release.id = one.release_id"
        " WHERE release.campaign_id IS NOT NULL",
        "results_cell cell JOIN results_releasegroup one ON one.id = cell.group_id"
        " JOIN results_release release ON release.id = one.release_id WHERE release.campaign_id IS NOT NULL",
    )
    return tuple(_read(database, f"SELECT count(*) FROM {rows}") for rows in found)
