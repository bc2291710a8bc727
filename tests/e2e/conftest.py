"""What every journey needs: the marker, the browser, and a live server that may touch the database."""

import os
from pathlib import Path

import pytest

from tests.e2e import browser

HERE = Path(__file__).parent

# Playwright runs an event loop in the test's thread, which Django would take for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("e2e")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, **browser.launch_options()}


@pytest.fixture
def context(live_server, context):
    """Open the browser after the database and close it before: the other way round SQLite crashes."""
    return context
