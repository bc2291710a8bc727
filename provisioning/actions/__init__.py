"""What a directory does here, and what an administrator says it may; all public names here."""

from provisioning.actions.errors import TakenError, UnknownMemberError
from provisioning.actions.giving import give_what_groups_give
from provisioning.actions.groups import (
    GroupMeaning,
    change_group,
    create_group,
    map_group,
    remove_group,
)
from provisioning.actions.people import (
    change_person,
    create_person,
    erase_directory_people,
    remove_person,
)
from provisioning.actions.tokens import (
    TokenDetails,
    make_token,
    note_use,
    revoke_token,
)

__all__ = [
    "GroupMeaning",
    "TakenError",
    "TokenDetails",
    "UnknownMemberError",
    "change_group",
    "change_person",
    "create_group",
    "create_person",
    "erase_directory_people",
    "give_what_groups_give",
    "make_token",
    "map_group",
    "note_use",
    "remove_group",
    "remove_person",
    "revoke_token",
]
