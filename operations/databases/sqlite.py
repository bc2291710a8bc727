"""SQLite: the copy by its online backup, the restored file in place of the old one with nothing left beside it."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from django.db import connection

from operations.databases import TELLING
from operations.errors import OperationsError

# What SQLite keeps beside a database. Left over, they are played into whatever file has the name.
BESIDE = ("-wal", "-shm", "-journal")


def database_path() -> Path:
    return Path(connection.settings_dict["NAME"]).absolute()


def snapshot(copy: Path) -> dict[str, int]:
    """Copy the database as it is now, while it is in use; return how many rows each table has."""
    path = database_path()
    if not path.is_file():
        raise OperationsError(f"There is no database at {path}.")
    with (
        closing(sqlite3.connect(path, timeout=20)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        # In one step: in a write-ahead log a reader keeps no writer waiting.
        source.backup(target)
        # One file, with no log beside it.
        target.execute("PRAGMA journal_mode=DELETE")
        _check(target)
        return _rows(target)


def is_empty() -> bool:
    """Tell whether there is nothing that a restore would take away: no tables, or nobody and no bank in them."""
    path = database_path()
    if not path.exists() or path.stat().st_size == 0:
        return True
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as database:
            rows = _rows(database)
    except sqlite3.DatabaseError:
        # Something that cannot be read may still be somebody's.
        return False
    return not any(rows.get(table) for table in TELLING)


def restore(copy: Path, rows: dict[str, int]) -> None:
    """Put a copy in the place of the database: the old one until the last step, the new one after it."""
    connection.close()
    path = database_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(copy)) as database:
        _check(database)
        if _rows(database) != rows:
            raise OperationsError("Its database does not have the rows that its manifest names.")
    new = path.with_name(f"{path.name}.restoring")
    try:
        _copy(copy, new)
        with _nobody_uses(path):
            for end in BESIDE:
                path.with_name(path.name + end).unlink(missing_ok=True)
            new.replace(path)
            _sync(path.parent)
    finally:
        new.unlink(missing_ok=True)


@contextmanager
def _nobody_uses(path: Path) -> Iterator[None]:
    """Hold a database alone, its log played in and gone; refuse where somebody else has it open."""
    if not path.exists():
        yield
        return
    with closing(sqlite3.connect(path, timeout=1, isolation_level=None)) as database:
        # What is no database any more is in nobody's use.
        with suppress(sqlite3.DatabaseError):
            try:
                # Leaving the write-ahead log needs to be the only one who has it open.
                database.execute("PRAGMA journal_mode=DELETE")
                database.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError as error:
                if "locked" in str(error):
                    raise OperationsError(
                        "The service is using the database: stop the service, its worker and its timer first."
                    ) from error
                raise
        yield


def _check(database: sqlite3.Connection) -> None:
    try:
        found = database.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise OperationsError(f"The database is damaged: {error}.") from error
    if found != "ok":
        raise OperationsError(f"The database is damaged: {found}.")


def _rows(database: sqlite3.Connection) -> dict[str, int]:
    names = database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    ).fetchall()
    # The names come from the database itself.
    counting = 'SELECT count(*) FROM "{}"'
    return {
        name: database.execute(counting.format(name.replace('"', '""'))).fetchone()[0]
        for (name,) in sorted(names)
    }


def _copy(copy: Path, new: Path) -> None:
    """Copy within the target's file system, readable for the service alone, and have it on the disk."""
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as target, copy.open("rb") as source:
        while block := source.read(1 << 20):
            target.write(block)
        target.flush()
        os.fsync(target.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
