import pytest

from accounts.permissions import Permission, Role, allows, roles_that_allow


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
