import pytest
from django.db import IntegrityError

from accounts.models import Membership, User
from tests.factories import MembershipFactory, UserFactory


def test_email_belongs_to_one_person_whatever_its_case(db: None) -> None:
    UserFactory(email="sam@council.example")

    with pytest.raises(IntegrityError):
        UserFactory(email="Sam@Council.example")


def test_create_user_keeps_address_in_lower_case(db: None) -> None:
    user = User.objects.create_user(" Sam@Council.Example ", name="Sam")

    assert user.email == "sam@council.example"
    assert not user.has_usable_password()


def test_person_is_once_in_an_organisation(manager: User) -> None:
    with pytest.raises(IntegrityError):
        MembershipFactory(user=manager, organisation=manager.memberships.get().organisation)


def test_current_leaves_out_who_has_left(manager: User, leaver: User) -> None:
    current = Membership.objects.current().values_list("user__name", flat=True)

    assert list(current) == [manager.name]
    assert leaver.memberships.count() == 1


def test_user_needs_an_address(db: None) -> None:
    with pytest.raises(ValueError, match="needs an e-mail address"):
        User.objects.create_user("", name="Sam")
