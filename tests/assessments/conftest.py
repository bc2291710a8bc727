"""What several tests of campaigns begin with."""

import pytest

from leadership.models import BankVersion
from tests.factories import published


@pytest.fixture
def version(db: None) -> BankVersion:
    return published()
