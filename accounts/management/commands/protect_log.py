"""`manage.py protect_log`: writes the SQL that gives the log an owner of its own, on PostgreSQL."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils.text import slugify

from accounts.models import AuditEntry

# Whether the service could drop the log as the owner of its schema, which the owner of a database is of `public` since
# PostgreSQL 15; and whether that schema belongs to the log's owner by now.
SCHEMA = """
SELECT pg_has_role(nspowner, 'MEMBER'),
  nspowner = (SELECT relowner FROM pg_class WHERE oid = 'accounts_auditentry'::regclass)
FROM pg_namespace WHERE oid = current_schema()::regnamespace
"""
OWNED = (
    f"TABLE {AuditEntry._meta.db_table}",
    "TABLE accounts_log_opening",
    "FUNCTION accounts_log_guard()",
    "FUNCTION accounts_log_refusal()",
    "FUNCTION accounts_log_reword(bigint[], text, jsonb, bigint)",
    "FUNCTION accounts_log_forget(bigint[])",
)


class Command(BaseCommand):
    help = (
        "Write the SQL that makes another role the owner of the log, so that the service can read it and"
        " add to it and nothing else. An administrator of the database runs it, with psql. Changes nothing itself."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--role", default="leadership_log", help="the owner to be, made if it is missing"
        )
        parser.add_argument(
            "--undo", action="store_true", help="give it back, for an upgrade that alters the log"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError(
                "Only PostgreSQL knows a role that owns a table. SQLite has the triggers alone."
            )
        role = options["role"]
        if slugify(role).replace("-", "_") != role:
            raise CommandError(f"{role!r} is no name of a role: small letters, digits and _.")
        with connection.cursor() as cursor:
            cursor.execute("SELECT quote_ident(current_user), quote_ident(current_schema())")
            service, schema = cursor.fetchone()
            cursor.execute(SCHEMA)
            may_drop, is_given = cursor.fetchone()
        if options["undo"]:
            lines = _given_back(service, schema if is_given and not may_drop else "")
        else:
            lines = _given(role, service, schema, takes_schema=may_drop)
        self.stdout.write("\n".join(["BEGIN;", *lines, "COMMIT;"]))


def _given(role: str, service: str, schema: str, *, takes_schema: bool) -> list[str]:
    log, opening, *functions = OWNED
    schema_too = [
        f"ALTER SCHEMA {schema} OWNER TO {role};",
        f"GRANT USAGE, CREATE ON SCHEMA {schema} TO {service};",
    ]
    return [
        f"DO $$ BEGIN IF to_regrole('{role}') IS NULL THEN CREATE ROLE {role} NOLOGIN; END IF; END $$;",
        f"GRANT USAGE ON SCHEMA {schema} TO {role};",
        *(f"ALTER {one} OWNER TO {role};" for one in OWNED),
        f"REVOKE ALL ON {log}, {opening.removeprefix('TABLE ')} FROM PUBLIC, {service};",
        f"GRANT SELECT, INSERT ON {log} TO {service};",
        # For its backups: with the lines goes the number of the next one.
        f"GRANT SELECT ON SEQUENCE {AuditEntry._meta.db_table}_id_seq TO {service};",
        f"GRANT SELECT ON {opening} TO {service};",
        *(f"REVOKE ALL ON {one} FROM PUBLIC;" for one in functions),
        *(f"GRANT EXECUTE ON {one} TO {service};" for one in functions),
        *(schema_too if takes_schema else []),
    ]


def _given_back(service: str, schema: str) -> list[str]:
    # As it was, where nobody had changed it.
    owner = "pg_database_owner" if schema == "public" else service
    return [
        *(f"ALTER {one} OWNER TO {service};" for one in OWNED),
        *([f"ALTER SCHEMA {schema} OWNER TO {owner};"] if schema else []),
    ]
