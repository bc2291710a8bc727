"""Banks that the tests of banks read."""

from pathlib import Path

import pytest

from leadership.files import parse
from leadership.instrument import Instrument

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
