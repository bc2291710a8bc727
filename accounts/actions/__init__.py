"""What can happen to people, teams and organisations; one module a noun, all public names here."""

from accounts.actions.imports import Change, ImportReport, RefusedFileError, import_people
from accounts.actions.log import AccountError, audit
from accounts.actions.people import end_membership, found_organisation, invite, send_invitation
from accounts.actions.teams import TeamBook

__all__ = [
    "AccountError",
    "Change",
    "ImportReport",
    "RefusedFileError",
    "TeamBook",
    "audit",
    "end_membership",
    "found_organisation",
    "import_people",
    "invite",
    "send_invitation",
]
