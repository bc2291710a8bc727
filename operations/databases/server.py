"""What a database has to be for the service to keep people's answers in it."""

import sqlite3
import stat
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.cache import cache
from django.db import DatabaseError, Error, connection, connections
from django.utils import timezone

from operations.databases import sqlite

LEAST_POSTGRES = 14_00_00
LARGEST_SKEW = 5
STANDING = """
SELECT pg_is_in_recovery(), EXISTS (SELECT FROM pg_stat_wal_receiver),
  pg_wal_lsn_diff(%s::pg_lsn, pg_last_wal_replay_lsn())
"""
# By their owners' tables alone; those of an extension are not ours to mind, and the log may have an owner of its own (`protect_log`).
NOT_OURS = """
SELECT count(*) FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'S', 'v')
  AND NOT pg_has_role(c.relowner, 'MEMBER')
  AND c.relname NOT IN ('accounts_auditentry', 'accounts_auditentry_id_seq', 'accounts_log_opening')
  AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
"""


def faults() -> Iterator[tuple[str, str]]:
    """Say what keeps the database from being used, and what to do; the first thing is enough where none can be asked."""
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        reason = str(error).strip().splitlines()
        yield (
            f"The database of DATABASE_URL does not answer: {reason[0] if reason else 'no reason given'}",
            "Is the server running, and are host, port, name, user and password right? Special characters in a password are written as %XX.",
        )
        return
    if connection.vendor == "postgresql":
        yield from _faults_of_postgres()


def _faults_of_postgres() -> Iterator[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_encoding")
        encoding = cursor.fetchone()[0]
        cursor.execute("SELECT has_schema_privilege(current_schema(), 'CREATE')")
        may_create = cursor.fetchone()[0]
        cursor.execute(NOT_OURS)
        others = cursor.fetchone()[0]
    if connection.pg_version < LEAST_POSTGRES:  # type: ignore[attr-defined]  # of this backend alone
        yield ("PostgreSQL is older than 14.", "Use a newer server.")
    if encoding != "UTF8":
        yield (
            f"The database is in {encoding}, which cannot hold every name.",
            "Make it anew: createdb --encoding UTF8 --template template0.",
        )
    if not may_create:
        yield (
            "The role of DATABASE_URL may not make tables.",
            "Make it the owner of the database: createdb --owner.",
        )
    if others:
        yield (
            f"{others} tables belong to another role than that of DATABASE_URL.",
            "They were restored by somebody else: REASSIGN OWNED, or restore with manage.py restore.",
        )


def remarks() -> Iterator[tuple[str, str]]:
    """Say what works and had better be otherwise."""
    if connection.vendor == "sqlite":
        path = sqlite.database_path()
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO):
            yield (
                f"Others on this machine may read {path}.",
                f"chmod 600 {path}, and 700 its folder.",
            )
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone()[0]:
            yield (
                "The role of DATABASE_URL is a superuser.",
                "Give the service a role of its own.",
            )
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        skew = abs(float(cursor.fetchone()[0]) - timezone.now().timestamp())
        if skew > LARGEST_SKEW:
            yield (
                f"The clocks of this machine and of the database are {skew:.0f} s apart.",
                "Have both set by the network (systemd-timesyncd, chrony).",
            )


@dataclass(frozen=True)
class Follower:
    """How a replica stands; of one that does not answer only why."""

    trouble: str = ""
    is_replica: bool = False
    follows: bool = False
    bytes_behind: int = 0


def follower(name: str) -> Follower:
    """Ask a replica how it stands to what the primary has written by now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_lsn()::text")
        written = cursor.fetchone()
    try:
        with connections[name].cursor() as cursor:
            cursor.execute(STANDING, written)
            is_replica, follows, behind = cursor.fetchone()
    except Error as error:
        return Follower(next(iter(str(error).strip().splitlines()), "no reason given"))
    return Follower("", is_replica, follows, max(0, int(behind or 0)))


def counts_limits() -> bool:
    """Tell whether the table of limits on requests is there."""
    try:
        cache.get("")
    except DatabaseError:
        return False
    return True


def name() -> str:
    """Return in a few words what the database is."""
    if connection.vendor == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}, {sqlite.database_path()}"
    number = connection.pg_version  # type: ignore[attr-defined]  # of this backend alone
    return f"PostgreSQL {number // 10000}.{number % 10000}, as {connection.settings_dict['USER']}"
