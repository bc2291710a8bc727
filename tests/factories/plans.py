"""Plans. `GoalFactory(plan__member=...)` makes a goal with one action and one review, which is due."""

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from accounts.permissions import Role
from plans.models import Goal, Plan
from tests.factories.accounts import MembershipFactory
from tests.factories.assessments import published

MADE = datetime(2026, 9, 1, 9, tzinfo=UTC)
REVIEW_ON = date(2026, 10, 13)


class PlanFactory(DjangoModelFactory[Plan]):
    class Meta:
        model = Plan
        django_get_or_create = ("member",)

    member = factory.SubFactory(MembershipFactory, roles=[Role.MANAGER])
    started_at = MADE


class GoalFactory(DjangoModelFactory[Goal]):
    class Meta:
        model = Goal
        skip_postgeneration_save = True

    plan = factory.SubFactory(PlanFactory)
    version = factory.LazyFunction(published)
    goal = factory.Sequence(lambda n: f"Customers notice change {n}.")
    theme = "LCF"
    learning_area = "LA2"
    support_type = "ALS"
    measure = "Two people say so."
    start_on = MADE.date()
    target_on = date(2026, 12, 1)
    made_at = MADE

    @factory.post_generation
    def parts(self: Goal, create: bool, extracted: object) -> None:
        self.when_thens.create(number=1, when="On Mondays", what="I ask a customer.")
        self.reviews.create(number=1, due_on=REVIEW_ON)
