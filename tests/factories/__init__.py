"""Plain rows for tests: one small factory a model, sequences instead of chance."""

from tests.factories.accounts import (
    PASSWORD,
    MembershipFactory,
    OrganisationFactory,
    TeamFactory,
    UserFactory,
)

__all__ = ["PASSWORD", "MembershipFactory", "OrganisationFactory", "TeamFactory", "UserFactory"]
