"""People and organisations. `MembershipFactory(roles=[...])` makes the person and the place with it."""

from collections.abc import Iterable
from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from accounts.models import Membership, Organisation, Team, User

PASSWORD = "correct horse battery staple"


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@council.example")
    name = factory.Sequence(lambda n: f"Person {n}")
    password = factory.django.Password(PASSWORD)


class OrganisationFactory(DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Council {n}")
    slug = factory.Sequence(lambda n: f"council-{n}")


class TeamFactory(DjangoModelFactory[Team]):
    class Meta:
        model = Team

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda n: f"Team {n}")


class MembershipFactory(DjangoModelFactory[Membership]):
    class Meta:
        model = Membership
        skip_postgeneration_save = True

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    # Before any campaign of the tests opens: who comes later does not count in its figures.
    joined_at = datetime(2020, 1, 1, tzinfo=UTC)

    @factory.post_generation
    def roles(self: Membership, create: bool, extracted: Iterable[str] | None) -> None:
        for role in extracted or []:
            self.role_grants.create(role=role)
