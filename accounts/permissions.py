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
    MANAGE_PEOPLE = "manage_people"
    RUN_CAMPAIGNS = "run_campaigns"
    EDIT_BANKS = "edit_banks"
    VIEW_RESULTS = "view_results"
    CONFIRM_PEOPLE = "confirm_people"
    """To confirm that people work there whom somebody brought in who also sees results."""
    RULE_SIGN_IN = "rule_sign_in"
    """To say how members have to show who they are."""
    RULE_RETENTION = "rule_retention"
    """To say what is kept for how long."""
    CONNECT_DIRECTORY = "connect_directory"
    """To connect the directory that brings people in, and say what its groups mean."""
    CONNECT_PROGRAMS = "connect_programs"
    """To say which programs speak for the organisation, and which systems the service tells."""
    VIEW_PROTECTION = "view_protection"
    """To see how results were kept confidential, but none of their figures."""


# No role gives sight of another person's answers, scores, notes or plans: there is no such permission.
ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.MANAGER: frozenset({Permission.ANSWER}),
    Role.HR_LEAD: frozenset(
        {
            Permission.MANAGE_PEOPLE,
            Permission.RUN_CAMPAIGNS,
            Permission.VIEW_RESULTS,
            Permission.VIEW_PROTECTION,
        }
    ),
    Role.BANK_EDITOR: frozenset({Permission.EDIT_BANKS}),
    Role.ADMINISTRATOR: frozenset(
        {
            Permission.MANAGE_PEOPLE,
            Permission.CONFIRM_PEOPLE,
            Permission.RULE_SIGN_IN,
            Permission.RULE_RETENTION,
            Permission.CONNECT_DIRECTORY,
            Permission.CONNECT_PROGRAMS,
            Permission.EDIT_BANKS,
            Permission.VIEW_PROTECTION,
        }
    ),
}

# Nobody can give more than this, nor take it away, nor let somebody go who holds more.
ROLES_GIVEN_BY: dict[Role, frozenset[Role]] = {
    Role.MANAGER: frozenset(),
    Role.HR_LEAD: frozenset({Role.MANAGER, Role.HR_LEAD}),
    Role.BANK_EDITOR: frozenset(),
    Role.ADMINISTRATOR: frozenset(Role),
}


def allows(roles: Iterable[str], permission: Permission) -> bool:
    """Tell whether any of the roles gives the permission; an unknown role gives none."""
    known = {role.value: role for role in Role}
    return any(permission in ROLE_PERMISSIONS[known[role]] for role in roles if role in known)


def roles_that_allow(permission: Permission) -> frozenset[Role]:
    """Return every role that gives the permission, for questions asked of the database."""
    return frozenset(role for role in Role if permission in ROLE_PERMISSIONS[role])


def bit_of(role: Role) -> int:
    """Return the bit that stands for a role where the database counts several into one number."""
    return int(1 << list(Role).index(role))


def roles_of_bits(bits: int) -> frozenset[Role]:
    """Return the roles whose bits are set."""
    return frozenset(role for role in Role if bits & bit_of(role))
