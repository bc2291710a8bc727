"""Which migrations a database has gone through, and which this version knows."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader


def applied() -> list[str]:
    """Return every migration that the database has gone through, as `app.name`."""
    return sorted(".".join(key) for key in MigrationLoader(connection).applied_migrations)


def unknown(named: list[str]) -> list[str]:
    """Return those that this version does not have: a newer one made them."""
    loader = MigrationLoader(None)
    keys = set(loader.disk_migrations)
    for migration in loader.disk_migrations.values():
        keys.update(migration.replaces)
    known = {".".join(key) for key in keys}
    return [one for one in named if one not in known]


def are_missing() -> bool:
    """Tell whether `migrate` has something to do."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
