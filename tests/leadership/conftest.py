"""Banks that the tests of banks read."""

import pytest

from leadership.instrument import Instrument
from tests.factories import bank


@pytest.fixture(scope="session")
def default() -> Instrument:
    """The bank that comes with the product."""
    return bank()


@pytest.fixture(scope="session")
def small() -> Instrument:
    """A bank with only what must be there."""
    return bank("small")
