"""Who keeps banks, and a draft."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from accounts.models import Organisation, User
from banks.actions import store_draft
from banks.models import BankVersion
from tests.factories import bank
from tests.leadership.conftest import default, small

__all__ = ["default", "small"]


@pytest.fixture
def keeper(administrator: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(administrator)


@pytest.fixture
def version(organisation: Organisation) -> BankVersion:
    """A draft of the small bank."""
    at = datetime(2026, 11, 20, 9, tzinfo=UTC)
    return store_draft(bank("small"), organisation=organisation, by=None, at=at)
