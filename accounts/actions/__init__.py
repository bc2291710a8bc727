"""What can happen to people, teams and organisations; one module a noun, all public names here."""

from accounts.actions.imports import Change, ImportReport, RefusedFileError, import_people
from accounts.actions.log import AccountError, LastAdministratorError, audit
from accounts.actions.people import (
    Details,
    add_member,
    change_member,
    end_membership,
    found_organisation,
    invite,
    send_invitation,
)
from accounts.actions.teams import TeamBook

__all__ = [
    "AccountError",
    "Change",
    "Details",
    "ImportReport",
    "LastAdministratorError",
    "RefusedFileError",
    "TeamBook",
    "add_member",
    "audit",
    "change_member",
    "end_membership",
    "found_organisation",
    "import_people",
    "invite",
    "send_invitation",
]
