from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.access import membership_with
from accounts.actions import end_membership
from accounts.models import Organisation, User
from accounts.permissions import Permission, Role
from tests.factories import MembershipFactory

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def test_manager_has_a_membership_that_lets_them_answer(
    manager: User, organisation: Organisation
) -> None:
    membership = membership_with(manager, Permission.ANSWER)

    assert membership == manager.memberships.get()
    assert membership_with(manager, Permission.ANSWER, organisation_id=organisation.pk) == (
        membership
    )


@pytest.mark.parametrize("role", [Role.HR_LEAD, Role.BANK_EDITOR, Role.ADMINISTRATOR])
def test_who_is_no_manager_may_not_answer(organisation: Organisation, role: Role) -> None:
    user = MembershipFactory(organisation=organisation, roles=[role]).user

    with pytest.raises(PermissionDenied):
        membership_with(user, Permission.ANSWER)
    with pytest.raises(PermissionDenied):
        membership_with(user, Permission.ANSWER, organisation_id=organisation.pk)


def test_stranger_finds_nothing(outsider: User, organisation: Organisation) -> None:
    with pytest.raises(Http404):
        membership_with(outsider, Permission.ANSWER, organisation_id=organisation.pk)


def test_who_has_left_finds_nothing(manager: User, organisation: Organisation) -> None:
    end_membership(manager.memberships.get(), by=None, at=NOW)

    with pytest.raises(Http404):
        membership_with(manager, Permission.ANSWER, organisation_id=organisation.pk)
    with pytest.raises(PermissionDenied):
        membership_with(manager, Permission.ANSWER)


def test_a_role_elsewhere_does_not_count_here(hr_lead: User, organisation: Organisation) -> None:
    elsewhere = MembershipFactory(user=hr_lead, roles=[Role.MANAGER])

    assert membership_with(hr_lead, Permission.ANSWER) == elsewhere
    with pytest.raises(PermissionDenied):
        membership_with(hr_lead, Permission.ANSWER, organisation_id=organisation.pk)


def test_the_oldest_of_several_places_is_taken(manager: User) -> None:
    MembershipFactory(user=manager, roles=[Role.MANAGER])

    assert membership_with(manager, Permission.ANSWER) == manager.memberships.order_by("pk")[0]


def test_the_door_asks_once(manager: User, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        assert membership_with(manager, Permission.ANSWER).organisation.slug == "ambleford"
