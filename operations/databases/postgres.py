"""PostgreSQL: the copy by pg_dump, and restored by pg_restore in one transaction, as the service's own role."""

import os
import shutil
import subprocess
from contextlib import suppress
from itertools import islice
from pathlib import Path
from subprocess import PIPE, Popen
from tempfile import TemporaryFile
from typing import IO

from django.db import connection, transaction
from django.db.backends.postgresql.client import DatabaseClient

from operations.databases import TELLING
from operations.errors import OperationsError

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"

# Among the first lines of every script since pg_restore 17; an older server stops at it.
NEWER = b"SET transaction_timeout"

# Also what a newer version made and the backup does not know; not what belongs to an extension.
CLEAR = """
SET LOCAL client_min_messages = warning;
SET LOCAL lock_timeout = '10s';
DO $$ DECLARE one record; BEGIN
  FOR one IN SELECT format('DROP TABLE IF EXISTS %I.%I CASCADE', schemaname, tablename) AS line
    FROM pg_tables WHERE schemaname = current_schema() LOOP EXECUTE one.line; END LOOP;
  FOR one IN SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', p.oid::regprocedure) AS line
    FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace AND NOT EXISTS
    (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') LOOP EXECUTE one.line; END LOOP;
END $$;
"""


def snapshot(copy: Path) -> dict[str, int]:
    """Dump the database as it is now, while it is in use; return how many rows each table has in the dump."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        # The dump and what is counted here see the same moment.
        cursor.execute("SELECT pg_export_snapshot()")
        moment = cursor.fetchone()[0]
        # Not compressed: the whole backup is.
        words = ("--format=custom", "--compress=0", f"--snapshot={moment}", f"--file={copy}")
        command, environment = _command("pg_dump", *words)
        with TemporaryFile() as said:
            run = subprocess.run(command, env=environment, stderr=said, check=False)  # noqa: S603 - our own words
            if run.returncode:
                raise OperationsError(_reason("pg_dump", said))
        return _rows()


def is_empty() -> bool:
    """Tell whether there is nothing that a restore would take away: no tables, or nobody and no bank in them."""
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in there.intersection(TELLING):
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {connection.ops.quote_name(table)})")  # noqa: S608 - ours
            if cursor.fetchone()[0]:
                return False
    return True


def restore(copy: Path, rows: dict[str, int]) -> None:
    """Put a dump in the place of everything in the service's schema: all of it, or nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = cursor.fetchone()[0]
    connection.close()
    # By the service's own role and without the owners of the dump: so everything is the service's.
    reading, _ = _command(
        "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--file=-", connects=False
    )
    writing, environment = _command("psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1")
    with TemporaryFile() as said, TemporaryFile() as unread:
        with (
            subprocess.Popen([*reading, copy], stdout=PIPE, stderr=unread) as reader,  # noqa: S603 - our own words
            subprocess.Popen(  # noqa: S603 - our own words
                writing, env=environment, stdin=PIPE, stdout=subprocess.DEVNULL, stderr=said
            ) as writer,
        ):
            _pass_on(reader, writer, _counting(schema, rows))
        if reader.returncode > 0:
            raise OperationsError(_reason("pg_restore", unread))
        if writer.returncode:
            raise OperationsError(_reason("psql", said))


def _pass_on(reader: Popen[bytes], writer: Popen[bytes], counting: str) -> None:
    """Give what one writes to the other in one transaction, which ends well only if both do."""
    if reader.stdout is None or writer.stdin is None:
        raise TypeError("Both are to be started with a pipe.")
    # It breaks off where psql has stopped; what psql says of that is the reason.
    with suppress(BrokenPipeError), writer.stdin as lines:
        lines.write(f"BEGIN;\n{CLEAR}".encode())
        lines.writelines(line for line in islice(reader.stdout, 40) if NEWER not in line)
        shutil.copyfileobj(reader.stdout, lines, 1 << 20)
        # Without the last word, what came before is rolled back.
        if reader.wait() == 0:
            lines.write(f"{counting}COMMIT;\n".encode())
    # One that is no longer listened to ends as well.
    reader.stdout.close()


def _counting(schema: str, rows: dict[str, int]) -> str:
    """Return SQL that breaks off where a table has other rows than the manifest says."""
    blocks = []
    for table, count in rows.items():
        quoted = f"{connection.ops.quote_name(schema)}.{connection.ops.quote_name(table)}"
        blocks.append(
            f"IF (SELECT count(*) FROM {quoted}) <> {int(count)} THEN"  # noqa: S608 - names from the catalogue
            f" RAISE EXCEPTION 'not the rows that its manifest names'; END IF;"
        )
    return "DO $$ BEGIN " + "\n".join(blocks) + " END $$;\n"


def _rows() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        names = [name for (name,) in cursor.fetchall()]
        counts = {}
        for name in names:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608 - from the catalogue
            counts[name] = cursor.fetchone()[0]
    return counts


def _command(
    program: str, *words: str, connects: bool = True
) -> tuple[list[str], dict[str, str] | None]:
    """Return a program of PostgreSQL's with its words, and the environment with the password: never a word of it."""
    if not shutil.which(program):
        raise OperationsError(
            f"{program} is missing: install the client of PostgreSQL (postgresql-client), of the server's version or newer."
        )
    if not connects:
        return [program, *words], None
    (_, *where), extra = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, words)
    # Nobody is there to be asked for a password.
    return [program, "--no-password", *where], {**os.environ, **(extra or {})}


def _reason(program: str, said: IO[bytes]) -> str:
    """Return the line that says what was wrong, of all that a program has said."""
    said.seek(0)
    lines = [line.strip() for line in said.read().decode(errors="replace").splitlines()]
    telling = [line for line in lines if "error" in line.lower()] or lines or ["it gave no reason"]
    return f"{program}: {telling[0].removeprefix(f'{program}: ').removeprefix('error: ')}"
