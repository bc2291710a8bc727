"""The tree and the people that tests of looking after people are about."""

import pytest

from accounts.models import Membership, Organisation, Team, User
from accounts.permissions import Role
from tests.factories import MembershipFactory, TeamFactory


@pytest.fixture
def care(organisation: Organisation) -> Team:
    return TeamFactory(organisation=organisation, name="Care")


@pytest.fixture
def east(organisation: Organisation, care: Team) -> Team:
    return TeamFactory(organisation=organisation, name="East", parent=care)


@pytest.fixture
def roads(organisation: Organisation) -> Team:
    return TeamFactory(organisation=organisation, name="Roads")


@pytest.fixture
def branch_lead(organisation: Organisation, care: Team) -> User:
    """The HR lead of Care and what is below it, and of nothing else."""
    membership = MembershipFactory(organisation=organisation, user__name="Bay Branch", team=care)
    membership.role_grants.create(role=Role.HR_LEAD, branch=care)
    return membership.user


@pytest.fixture
def in_east(organisation: Organisation, east: Team) -> Membership:
    return MembershipFactory(
        organisation=organisation,
        team=east,
        user__name="Ed East",
        attributes={"grade": "G9"},
        roles=[Role.MANAGER],
    )


@pytest.fixture
def in_roads(organisation: Organisation, roads: Team) -> Membership:
    return MembershipFactory(
        organisation=organisation, team=roads, user__name="Ro Roads", roles=[Role.MANAGER]
    )
