import pytest

from accounts.permissions import (
    ROLES_GIVEN_BY,
    Permission,
    Role,
    allows,
    bit_of,
    roles_of_bits,
    roles_that_allow,
)


@pytest.mark.parametrize(
    ("roles", "answers"),
    [
        ([], False),
        (["manager"], True),
        (["hr_lead"], False),
        (["bank_editor"], False),
        (["administrator"], False),
        (["hr_lead", "manager"], True),
        (["emperor"], False),
    ],
)
def test_only_managers_answer(roles: list[str], answers: bool) -> None:
    assert allows(roles, Permission.ANSWER) is answers


def test_roles_that_allow_says_the_same_as_allows() -> None:
    for permission in Permission:
        one_by_one = {role for role in Role if allows([role], permission)}

        assert roles_that_allow(permission) == one_by_one


def test_nobody_gives_a_role_that_lets_more_people_be_managed_than_they_may() -> None:
    assert ROLES_GIVEN_BY[Role.ADMINISTRATOR] == set(Role)
    assert ROLES_GIVEN_BY[Role.HR_LEAD] == {Role.MANAGER, Role.HR_LEAD}
    assert roles_that_allow(Permission.MANAGE_PEOPLE) == {Role.HR_LEAD, Role.ADMINISTRATOR}


def test_bits_stand_for_roles_and_back() -> None:
    assert len({bit_of(role) for role in Role}) == len(Role)
    assert roles_of_bits(bit_of(Role.MANAGER) | bit_of(Role.ADMINISTRATOR)) == {
        Role.MANAGER,
        Role.ADMINISTRATOR,
    }
    assert roles_of_bits(0) == set()
