"""While an upgrade goes on, the old code runs on the new tables: no migration since the last release takes from it what it reads."""

import subprocess

import pytest
from django.db import connection
from django.db.models import Model
from django_migration_linter import MigrationLinter
from django_migration_linter.sql_analyser import PostgresqlAnalyser
from django_migration_linter.sql_analyser.analyser import analyse_sql_statements

from assessments.models import AreaScore, EvidenceNote, ReadinessScore, ThemeScore
from assessments.models.answers import Answer
from results.models import Cell, Roll
from tests.architecture.source import APPS, ROOT


def newest_release() -> str:
    words = ["git", "describe", "--tags", "--abbrev=0", "--match", "v[0-9]*"]
    run = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    return run.stdout.strip()


def linter() -> MigrationLinter:
    return MigrationLinter(
        str(ROOT), analyser_string=connection.vendor, no_cache=True, include_apps=list(APPS)
    )


# The linter leaves the pipe from git open.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.django_db
def test_migrations_since_the_release_leave_the_old_code_what_it_reads(capsys):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite makes a table anew for what PostgreSQL changes in place")
    release = newest_release()
    if not release:
        pytest.skip("nothing is released yet, so no old code has to run on new tables")
    found = linter()

    found.lint_all_migrations(git_commit_id=release)

    assert found.nb_erroneous == 0, capsys.readouterr().out


def test_a_column_that_is_taken_away_would_be_seen():
    sql = ['ALTER TABLE "accounts_user" DROP COLUMN "name" CASCADE;']

    errors, _ignored, _warnings = analyse_sql_statements(PostgresqlAnalyser, sql)

    assert [one.code for one in errors] == ["DROP_COLUMN"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "model", [Answer, EvidenceNote, ThemeScore, AreaScore, ReadinessScore, Roll, Cell]
)
def test_what_there_is_most_of_has_no_index_twice(model: type[Model]) -> None:
    """A unique rule that begins with a column finds rows by it; Django would add an index of it alone."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, model._meta.db_table).values()
    unique = [one["columns"] for one in found if one["unique"]]
    indexes = [one["columns"] for one in found if one["index"] and not one["unique"]]

    assert any(len(columns) > 1 for columns in unique)
    assert [ones for ones in indexes if any(c[: len(ones)] == ones for c in unique)] == []
