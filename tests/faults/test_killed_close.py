"""The job that closes a campaign is killed on its way, or runs twice: published whole or not at all, and once."""

import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.faults.conftest import BANK, ROOT, Service

SLUG = "load-1-load"
NOTHING = (0, 0, 0)


@pytest.fixture
def over(tmp_path: Path) -> Service:
    """A service with a campaign that is over and that everybody has answered."""
    made = Service(tmp_path)
    made.manage("migrate", "--no-input", "-v", "0")
    made.manage("import_bank", BANK, "--publish")
    made.manage("seed_load", "--people", "60", "--force", "--themes-only")
    return made


def test_a_killed_close_leaves_nothing_and_the_next_two_at_once_publish_once(over, tmp_path):
    database = tmp_path / "service.sqlite3"

    found = []
    for seconds in (0, 0.02, 0.1, 0.3):
        _kill_while_writing(over, database, seconds)
        found.append(_stored(database))
        if any(found[-1]):
            break  # a quick machine was done before the kill: then it has to be whole
    jobs = [_start_closing(over) for _ in range(2)]
    assert [job.wait() for job in jobs] == [0, 0]
    whole = _stored(database)
    over.manage("close_campaign", SLUG)

    assert set(found) <= {NOTHING, whole}
    assert found[0] == NOTHING
    assert _stored(database) == whole
    assert whole[0] == 1
    assert whole[2] > 100


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
    over.manage("db_worker", "--batch")
    whole = _stored(database)
    over.manage("close_campaign", SLUG)

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


def _kill_while_writing(service: Service, database: Path, seconds: float) -> None:
    """Start to close, and kill it when it has had the database to itself for some seconds."""
    job = _start_closing(service)
    while not _is_locked(database):
        assert job.poll() is None, "it was never seen to write"
        time.sleep(0.005)
    time.sleep(seconds)
    job.kill()
    job.wait()


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


def _is_locked(database: Path) -> bool:
    link = sqlite3.connect(database, timeout=0, isolation_level=None)
    try:
        link.execute("BEGIN IMMEDIATE")
        link.execute("ROLLBACK")
    except sqlite3.OperationalError:
        return True
    finally:
        link.close()
    return False


def _stored(database: Path) -> tuple[int, int, int]:
    """Count releases, their groups and their cells, from outside the service."""
    tables = ("results_release", "results_releasegroup", "results_cell")
    link = sqlite3.connect(database)
    found = [link.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]
    link.close()
    return tuple(found)
