"""Dropping an index while people save: by name, since altering the field would have SQLite copy the whole table."""

from django.db import migrations


def drop_index(index: str, table: str, column: str) -> migrations.RunPython:
    """Drop an index; the migration must not be atomic, so that on PostgreSQL nobody waits for it."""
    return migrations.RunPython(
        _executing(f"DROP INDEX {{}} IF EXISTS {index}"),
        _executing(f"CREATE INDEX {{}} IF NOT EXISTS {index} ON {table} ({column})"),
    )


def _executing(sql: str):
    def execute(apps, schema_editor):
        is_postgresql = schema_editor.connection.vendor == "postgresql"
        schema_editor.execute(sql.format("CONCURRENTLY" if is_postgresql else ""))

    return execute
