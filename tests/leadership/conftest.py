"""Banks that the tests of this app read."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client

from accounts.models import Organisation, User
from leadership.actions import store_draft
from leadership.bank_file import parse
from leadership.instrument import Instrument
from leadership.models import BankVersion
from tests.factories import bank

BANKS = Path(__file__).parent / "banks"
DEFAULT = Path("fixtures/customer-focused-leadership.yaml")


@pytest.fixture(scope="session")
def default() -> Instrument:
    """The bank that comes with the product."""
    return parse(DEFAULT.read_bytes()).instrument


@pytest.fixture(scope="session")
def small() -> Instrument:
    """A bank with only what must be there."""
    return parse((BANKS / "small.yaml").read_bytes()).instrument


@pytest.fixture
def keeper(administrator: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(administrator)


@pytest.fixture
def version(organisation: Organisation) -> BankVersion:
    """A draft of the small bank."""
    at = datetime(2026, 11, 20, 9, tzinfo=UTC)
    return store_draft(bank("small"), organisation=organisation, by=None, at=at)
