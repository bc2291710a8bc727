"""What can happen to people, teams and organisations; one module a noun, all public names here."""

from accounts.actions.attributes import (
    AttributeInUseError,
    remove_attribute,
    rename_attribute,
    rename_value,
)
from accounts.actions.bulk import Newcomer, create_memberships, new_user, note_download
from accounts.actions.confirming import confirm_members
from accounts.actions.erasing import Erasure, erase_person
from accounts.actions.imports import (
    ImportChoices,
    ImportReport,
    PersonChange,
    RefusedFileError,
    confirm_import,
    import_people,
    keep_import,
    look_at_import,
)
from accounts.actions.layouts import begin_table, look_at_columns, match_columns
from accounts.actions.leavers import Leavers
from accounts.actions.log import AccountError, LastAdministratorError, audit, hide_details
from accounts.actions.organisations import OrganisationDetails, change_organisation
from accounts.actions.outbox import (
    deliver_messages_to,
    drop_messages,
    extend_messages,
    queue_message,
    queue_messages,
    recover_outbox,
    replace_invitations,
    send_message_again,
)
from accounts.actions.people import (
    MemberDetails,
    add_member,
    change_member,
    choose_first_password,
    create_organisation,
    end_membership,
    invite_member,
    send_invitations,
)
from accounts.actions.readdressing import (
    ask_for_address,
    confirm_address,
    rename_person,
    why_not_to_readdress,
    withdraw_address,
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
    "AttributeInUseError",
    "Erasure",
    "ImportChoices",
    "ImportReport",
    "LastAdministratorError",
    "Leavers",
    "MemberDetails",
    "Newcomer",
    "OrganisationDetails",
    "PersonChange",
    "RefusedFileError",
    "TeamBook",
    "TeamDepthError",
    "TeamInUseError",
    "TeamLoopError",
    "TeamNameError",
    "add_member",
    "add_team",
    "ask_for_address",
    "audit",
    "begin_table",
    "change_member",
    "change_organisation",
    "change_team",
    "choose_first_password",
    "confirm_address",
    "confirm_import",
    "confirm_members",
    "create_memberships",
    "create_organisation",
    "delete_team",
    "deliver_messages_to",
    "drop_messages",
    "end_membership",
    "erase_person",
    "extend_messages",
    "hide_details",
    "import_people",
    "invite_member",
    "keep_import",
    "look_at_columns",
    "look_at_import",
    "match_columns",
    "new_user",
    "note_download",
    "queue_message",
    "queue_messages",
    "recover_outbox",
    "remove_attribute",
    "rename_attribute",
    "rename_person",
    "rename_value",
    "replace_invitations",
    "send_invitations",
    "send_message_again",
    "why_not_to_readdress",
    "withdraw_address",
]
