"""Plain rows for tests: one small factory a model, sequences instead of chance."""

from tests.factories.accounts import (
    PASSWORD,
    MembershipFactory,
    OrganisationFactory,
    TeamFactory,
    UserFactory,
)
from tests.factories.assessments import (
    AssessmentFactory,
    CampaignFactory,
    all_answers,
    answer,
    bank,
    published,
    with_own,
)
from tests.factories.plans import GoalFactory

__all__ = [
    "PASSWORD",
    "AssessmentFactory",
    "CampaignFactory",
    "GoalFactory",
    "MembershipFactory",
    "OrganisationFactory",
    "TeamFactory",
    "UserFactory",
    "all_answers",
    "answer",
    "bank",
    "published",
    "with_own",
]
