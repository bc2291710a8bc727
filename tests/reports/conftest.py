"""One published bank and the manager's finished assessment of it."""

import pytest

from accounts.models import User
from assessments.models import Assessment
from banks.models import BankVersion
from banks.queries import forget_instruments
from tests.building import DEFAULT, finished, person_1, published


@pytest.fixture
def version(db: None) -> BankVersion:
    forget_instruments()
    return published(DEFAULT)


@pytest.fixture
def assessment(manager: User, version: BankVersion) -> Assessment:
    return finished(manager, version, person_1(), notes={"ASP": "We <b>rewrote</b> it."})
