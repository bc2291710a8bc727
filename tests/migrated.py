"""The SQLite database that tests begin with: migrated once, and copied by every run until a migration is another.

Migrating takes seconds for each worker of each run. `pytest --create-db` migrates all the same, as does PostgreSQL, whose
server lives no longer than the run.
"""

import fcntl
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import django
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from pytest_django import DjangoDbBlocker


@pytest.fixture(scope="session")
def migrated(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Path | None:
    """Return an SQLite database with all tables and no rows, to be copied; None on PostgreSQL or without pytest's cache."""
    cache = getattr(request.config, "cache", None)
    if connection.vendor != "sqlite" or cache is None:
        return None
    file = Path(cache.mkdir("migrated")) / f"{_migrations()}.sqlite3"
    with _locked(file.parent), django_db_blocker.unblock():
        if not file.exists():
            _migrate(file)
    return file


@pytest.fixture(scope="session")
def django_db_keepdb(
    migrated: Path | None,
    django_db_keepdb: bool,
    django_db_createdb: bool,
    django_db_modify_db_settings: None,
) -> Iterator[bool]:
    """Put a copy where pytest-django would make the database, and have it kept as it is."""
    if migrated is None or django_db_createdb:
        yield django_db_keepdb
        return
    file = Path(connection.settings_dict["TEST"]["NAME"])
    shutil.copyfile(migrated, file)
    # Nothing is left to migrate.
    connection.settings_dict["TEST"]["MIGRATE"] = False
    yield True
    connection.close()
    for one in file.parent.glob(f"{file.name}*"):
        one.unlink()


def _migrations() -> str:
    """Return what is another where the database would be: by the migrations of all apps and what applies them."""
    digest = sha256(f"{django.VERSION} {sqlite3.sqlite_version}".encode())
    for app in apps.get_app_configs():
        for file in sorted(Path(app.path, "migrations").glob("*.py")):
            digest.update(f"{app.label}/{file.name}".encode() + file.read_bytes())
    return digest.hexdigest()


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Let one process migrate while the others wait for what it makes."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate(migrated: Path) -> None:
    for old in migrated.parent.glob("*.sqlite3*"):
        old.unlink()
    unfinished, name = migrated.with_suffix(".sqlite3-new"), connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = str(unfinished)
    call_command("migrate", verbosity=0)
    connection.close()
    connection.settings_dict["NAME"] = name
    unfinished.rename(migrated)
