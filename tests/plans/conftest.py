"""The day of these tests, and what a goal's form sends."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from accounts.models import Membership, Organisation, User
from banks.models import BankVersion
from plans.models import Goal
from tests.factories import GoalFactory, published

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _the_day():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def version(organisation: Organisation) -> BankVersion:
    return published()


@pytest.fixture
def member(manager: User) -> Membership:
    return manager.memberships.get()


@pytest.fixture
def goal(member: Membership, version: BankVersion) -> Goal:
    return GoalFactory(plan__member=member, version=version)


@pytest.fixture
def client(client_of: Callable[[User], Client], manager: User) -> Client:
    return client_of(manager)


@pytest.fixture
def typed() -> dict[str, str]:
    """A goal as its form sends it, complete and in order."""
    return {
        "goal": "Tenants help to choose\r\nthe new repairs service.",
        "theme": "LCF",
        "learning_area": "LA2",
        "activity": "LA2-A2",
        "when_1": "Before the project group meets",
        "what_1": "I will talk with three tenants.",
        "support_type": "ALS",
        "support_person": "Housing set",
        "measure": "Two decisions come from tenants.",
        "start_date": "2026-11-20",
        "target_date": "2027-02-20",
        "review_1": "1/1/2027",
        "review_2": "2027-02-20",
    }
