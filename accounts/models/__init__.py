"""People, organisations, teams, memberships with their roles, the e-mails to them, and the audit log."""

from accounts.models.log import AuditEntry
from accounts.models.messages import Message, MessageQuerySet
from accounts.models.people import (
    NAME_MAX_LENGTH,
    NO_ADDRESS,
    Brand,
    Contact,
    Logo,
    Membership,
    MembershipQuerySet,
    Organisation,
    PendingImport,
    RoleGrant,
    Team,
    User,
    UserManager,
    logo_address,
    name_in,
    shown_name,
)
from accounts.models.retention import RetentionRule
from accounts.models.signing_in import SignInPause

__all__ = [
    "NAME_MAX_LENGTH",
    "NO_ADDRESS",
    "AuditEntry",
    "Brand",
    "Contact",
    "Logo",
    "Membership",
    "MembershipQuerySet",
    "Message",
    "MessageQuerySet",
    "Organisation",
    "PendingImport",
    "RetentionRule",
    "RoleGrant",
    "SignInPause",
    "Team",
    "User",
    "UserManager",
    "logo_address",
    "name_in",
    "shown_name",
]
