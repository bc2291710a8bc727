"""What operators' probes ask of the database."""

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor


def what_is_missing() -> str:
    """Say in a line what keeps the service from its work; nothing if it can work."""
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return "migrations are not applied"
    except DatabaseError:
        return "the database does not answer"
    try:
        cache.get("ready")
    except DatabaseError:
        return "the cache table is missing: run createcachetable"
    return ""
