"""The stage that every visitor of every address stands on."""

import pytest

from accounts.models import Organisation, User
from tests.architecture.access import Stage


@pytest.fixture
def stage(
    organisation: Organisation,
    manager: User,
    colleague: User,
    hr_lead: User,
    administrator: User,
    outsider: User,
) -> Stage:
    return Stage(organisation, manager, colleague, hr_lead, administrator, outsider)
