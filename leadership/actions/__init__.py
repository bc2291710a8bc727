"""What can happen to banks: a version is stored as a draft, edited, published and retired."""

from leadership.actions.drafts import (
    add_statement,
    begin_draft,
    copy_statement,
    delete_statement,
    edit_statement,
    edit_theme,
    move_statement,
)
from leadership.actions.versions import (
    BankError,
    DraftChangedError,
    NotUsableError,
    VersionFixedError,
    VersionInUseError,
    publish,
    retire,
    store_draft,
)

__all__ = [
    "BankError",
    "DraftChangedError",
    "NotUsableError",
    "VersionFixedError",
    "VersionInUseError",
    "add_statement",
    "begin_draft",
    "copy_statement",
    "delete_statement",
    "edit_statement",
    "edit_theme",
    "move_statement",
    "publish",
    "retire",
    "store_draft",
]
