"""Who may do what: the roles, the permissions, and the one table that joins them. Knows no Django."""

from collections.abc import Iterable
from enum import StrEnum


class Role(StrEnum):
    """What a member of an organisation is there to do; one person may hold several."""

    MANAGER = "manager"
    HR_LEAD = "hr_lead"
    BANK_EDITOR = "bank_editor"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """One thing a role may allow."""

    ANSWER = "answer"


# No role gives sight of another person's answers, scores, notes or plans: there is no such permission.
ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.MANAGER: frozenset({Permission.ANSWER}),
    Role.HR_LEAD: frozenset(),
    Role.BANK_EDITOR: frozenset(),
    Role.ADMINISTRATOR: frozenset(),
}


def allows(roles: Iterable[str], permission: Permission) -> bool:
    """Tell whether any of the roles gives the permission; an unknown role gives none."""
    known = {role.value: role for role in Role}
    return any(permission in ROLE_PERMISSIONS[known[role]] for role in roles if role in known)


def roles_that_allow(permission: Permission) -> frozenset[Role]:
    """Return every role that gives the permission, for questions asked of the database."""
    return frozenset(role for role in Role if permission in ROLE_PERMISSIONS[role])
