"""What several tests begin with: a bank to ask, and a manager with an assessment."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Membership, Organisation, User
from accounts.permissions import Role
from assessments.models import Assessment
from banks.models import BankVersion
from tests.factories import AssessmentFactory, MembershipFactory, published


@pytest.fixture
def version(db: None) -> BankVersion:
    return published()


@pytest.fixture
def member(manager: User, organisation: Organisation) -> Membership:
    return manager.memberships.get(organisation=organisation)


@pytest.fixture
def assessment(member: Membership) -> Assessment:
    return AssessmentFactory(member=member)


@pytest.fixture
def client(client_of: Callable[[User], Client], manager: User) -> Client:
    """The manager's browser."""
    return client_of(manager)


@pytest.fixture
def ada_and_bo(organisation: Organisation) -> list[Membership]:
    """Two managers to ask, at their addresses."""
    return [
        MembershipFactory(
            organisation=organisation,
            user__name=name,
            user__email=f"{name.lower()}@council.example",
            roles=[Role.MANAGER],
        )
        for name in ("Ada", "Bo")
    ]
