"""The log is only added to, whichever way it is tried; what names a person is reworded, what is old forgotten."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import Error, IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from accounts.actions import audit, erase_person
from accounts.migrations._append_only import DAYS
from accounts.models import AuditEntry, Membership, User
from banks.models import BankVersion, Question
from tests.factories import MembershipFactory, published

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2020, 3, 2, 9, tzinfo=UTC)
TABLE = "accounts_auditentry"
on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'")
on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'")


@pytest.fixture
def line(administrator: User, organisation) -> AuditEntry:
    audit("team.added", at=LONG_AGO, by=administrator, subject="Care", organisation=organisation)
    return AuditEntry.objects.get(act="team.added")


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def refused(change: Callable[[], object], *, by: type[Error] = IntegrityError) -> None:
    with pytest.raises(by), transaction.atomic():
        change()


def every_way_to_change(line: AuditEntry) -> list[Callable[[], object]]:
    this = AuditEntry.objects.filter(pk=line.pk)
    return [
        line.save,
        line.delete,
        this.delete,
        lambda: this._raw_delete(this.db),
        lambda: this.update(subject="Another"),
        lambda: AuditEntry.objects.bulk_update([line], ["details"]),
        lambda: sql(f"UPDATE {TABLE} SET at = at WHERE id = %s", line.pk),
        lambda: sql(f"DELETE FROM {TABLE}"),
    ]


def test_a_line_refuses_every_change_and_others_are_added(line, administrator):
    before = AuditEntry.objects.values().get(pk=line.pk)

    for change in every_way_to_change(line):
        refused(change)
    audit("team.added", at=LONG_AGO, by=administrator, subject="Parks")

    assert AuditEntry.objects.values().get(pk=line.pk) == before
    assert AuditEntry.objects.filter(subject="Parks").exists()


@on_postgresql
def test_the_whole_log_is_not_emptied_at_once(line):
    connection.check_constraints()
    refused(lambda: sql(f"TRUNCATE {TABLE}"))


@on_sqlite
def test_replacing_is_a_change_too(line):
    """Of rows that INSERT OR REPLACE deletes on its way, triggers hear only where the connection asks for it."""
    values = "SELECT id, at, 'x.y', subject, details, actor_id, organisation_id"
    columns = "(id, at, act, subject, details, actor_id, organisation_id)"
    again = f"INSERT OR REPLACE INTO {TABLE} {columns} {values} FROM {TABLE}"

    refused(lambda: sql(again))
    # Not even by a program that knows nothing of the pragma.
    sql("PRAGMA recursive_triggers=OFF")
    refused(lambda: sql(again))
    sql("PRAGMA recursive_triggers=ON")

    version = published()
    question = Question.objects.filter(version=version)[0]
    for row in (version, question):
        table = row._meta.db_table
        sql_of = f"REPLACE INTO {table} SELECT * FROM {table} WHERE id = %s"
        refused(lambda sql_of=sql_of, pk=row.pk: sql(sql_of, pk))
    assert BankVersion.objects.filter(pk=version.pk).exists()


def test_rewording_changes_what_names_somebody_and_nothing_else(line, manager):
    other = MembershipFactory().user
    this = AuditEntry.objects.filter(pk=line.pk)

    assert this.reword(subject="somebody") == 1
    assert this.reword(details={"was": "else"}, actor=other) == 1

    reworded = this.get()
    assert (reworded.subject, reworded.details, reworded.actor) == (
        "somebody",
        {"was": "else"},
        other,
    )
    assert (reworded.at, reworded.act) == (LONG_AGO, "team.added")
    # It is shut again, and no other way goes through while it is open.
    refused(lambda: this.update(subject="Another"))
    assert AuditEntry.objects.none().reword(subject="nobody") == 0


@pytest.mark.parametrize(
    "facts", ["act = 'team.deleted'", "at = '2021-01-01'", "organisation_id = NULL"]
)
def test_what_was_done_when_and_where_is_not_even_changed_by_rewording(line, facts):
    def change() -> None:
        sql("INSERT INTO accounts_log_opening VALUES ('reword')")
        sql(f"UPDATE {TABLE} SET {facts} WHERE id = %s", line.pk)

    refused(change)


def test_old_lines_are_forgotten_and_young_ones_are_kept(line, administrator):
    now = timezone.now()
    for days in (-1, 1):
        at = now - timedelta(days=DAYS + days)
        audit("team.added", at=at, by=administrator, subject=f"{days} days past a year")

    assert AuditEntry.objects.filter(subject="1 days past a year").forget() == 1
    refused(AuditEntry.objects.filter(subject="-1 days past a year").forget)
    assert AuditEntry.objects.filter(pk=line.pk).exists()


# An owner of its own ----------------------------------------------------------------------------


@contextmanager
def owned_by_another() -> Iterator[None]:
    """Be a service whose role is not the owner of the log, as the command has it; all of it is rolled back."""
    connection.check_constraints()
    sql("CREATE ROLE service_of_tests NOLOGIN")
    # As it is of `public` since PostgreSQL 15, where the service owns its database.
    sql("ALTER SCHEMA public OWNER TO service_of_tests")
    sql("GRANT ALL ON ALL TABLES IN SCHEMA public TO service_of_tests")
    sql("GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO service_of_tests")
    sql("SET LOCAL ROLE service_of_tests")
    out = StringIO()
    call_command("protect_log", "--role", "log_of_tests", stdout=out)
    sql("RESET ROLE")
    begin, *statements, commit = out.getvalue().strip().splitlines()
    assert (begin, commit) == ("BEGIN;", "COMMIT;")
    for statement in statements:
        sql(statement.replace("%", "%%"))
    sql("SET LOCAL ROLE service_of_tests")
    yield
    sql("RESET ROLE")


@on_postgresql
def test_service_that_is_not_the_owner_adds_erases_and_forgets_and_nothing_else(
    line, administrator, manager, organisation
):
    audit("membership.changed", at=LONG_AGO, by=administrator, subject=manager.email, changed={})
    with owned_by_another():
        for change in (
            *every_way_to_change(line),
            lambda: sql(f"TRUNCATE {TABLE}"),
            lambda: sql(f"ALTER TABLE {TABLE} DISABLE TRIGGER USER"),
            lambda: sql("INSERT INTO accounts_log_opening VALUES ('reword')"),
            lambda: sql(f"DROP TABLE {TABLE}"),
            lambda: sql("DROP SCHEMA public CASCADE"),
        ):
            refused(change, by=ProgrammingError)
        audit("team.added", at=LONG_AGO, by=administrator, subject="Parks")
        erase_person(manager, organisation=None, by=administrator, at=timezone.now())
        assert AuditEntry.objects.filter(pk=line.pk).forget() == 1

    assert not Membership.objects.filter(user=manager).exists()
    assert AuditEntry.objects.get(act="membership.changed").subject.startswith("erased-")
    assert AuditEntry.objects.filter(act="team.added").count() == 1


@on_postgresql
def test_service_that_is_not_the_owner_can_make_backups_and_tables(line):
    with owned_by_another():
        # What pg_dump asks of it beside its lines.
        sql(f"SELECT last_value FROM {TABLE}_id_seq")
        sql("CREATE TABLE of_the_next_version (id int)")


@on_postgresql
def test_command_gives_it_back():
    before = StringIO()
    call_command("protect_log", "--undo", stdout=before)
    with owned_by_another():
        after = StringIO()
        call_command("protect_log", "--undo", stdout=after)

    assert f"ALTER TABLE {TABLE} OWNER TO" in before.getvalue()
    assert "SCHEMA" not in before.getvalue()
    assert "ALTER SCHEMA public OWNER TO pg_database_owner;" in after.getvalue()


def test_command_refuses_what_cannot_be_done():
    role = ["--role", "x; DROP"] if connection.vendor == "postgresql" else []
    with pytest.raises(CommandError, match="role"):
        call_command("protect_log", *role)
