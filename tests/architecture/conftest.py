"""The stage that every visitor of every address stands on."""

from copy import deepcopy

import pytest

from accounts.permissions import Role
from tests.architecture.access import Stage
from tests.conftest import member_called
from tests.factories import OrganisationFactory


@pytest.fixture(scope="module")
def _empty_stage(standing: None) -> Stage:
    """Let the visitors come in once for the hundreds of tests of a module."""
    ours = OrganisationFactory(name="Ambleford Borough Council", slug="ambleford")
    stage = Stage(
        ours,
        owner=member_called("Morgan Manager", ours, Role.MANAGER),
        colleague=member_called("Casey Colleague", ours, Role.MANAGER),
        hr_lead=member_called("Harper Lead", ours, Role.HR_LEAD),
        administrator=member_called("Addison Administrator", ours, Role.ADMINISTRATOR),
        outsider=member_called("Oakley Outsider", OrganisationFactory(), Role.MANAGER),
    )
    stage.sign_in_the_cast()
    return stage


@pytest.fixture
def stage(_empty_stage: Stage, db: None) -> Stage:
    """Return a stage of the test's own: what it adds and changes is undone after it."""
    return deepcopy(_empty_stage)
