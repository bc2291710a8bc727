"""What can happen to people, teams and organisations; one module a noun, all public names here."""

from accounts.actions.bulk import Newcomer, make_places, new_user
from accounts.actions.imports import (
    Change,
    ImportReport,
    RefusedFileError,
    confirm_import,
    import_people,
    keep_import,
    look_at_import,
)
from accounts.actions.log import AccountError, LastAdministratorError, audit
from accounts.actions.people import (
    Details,
    add_member,
    change_member,
    end_membership,
    found_organisation,
    invite,
    send_invitations,
)
from accounts.actions.post import (
    deliver_post_to,
    drop_messages,
    extend_messages,
    queue_message,
    queue_messages,
    recover_post,
    send_again,
)
from accounts.actions.teams import (
    TeamBook,
    TeamDepthError,
    TeamInUseError,
    TeamLoopError,
    TeamNameError,
    add_team,
    change_team,
    delete_team,
)

__all__ = [
    "AccountError",
    "Change",
    "Details",
    "ImportReport",
    "LastAdministratorError",
    "Newcomer",
    "RefusedFileError",
    "TeamBook",
    "TeamDepthError",
    "TeamInUseError",
    "TeamLoopError",
    "TeamNameError",
    "add_member",
    "add_team",
    "audit",
    "change_member",
    "change_team",
    "confirm_import",
    "delete_team",
    "deliver_post_to",
    "drop_messages",
    "end_membership",
    "extend_messages",
    "found_organisation",
    "import_people",
    "invite",
    "keep_import",
    "look_at_import",
    "make_places",
    "new_user",
    "queue_message",
    "queue_messages",
    "recover_post",
    "send_again",
    "send_invitations",
]
