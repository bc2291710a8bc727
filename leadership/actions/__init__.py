"""What can happen to banks: a version is stored as a draft, edited, published and retired."""

from leadership.actions.drafts import (
    StillUsedError,
    Target,
    add,
    begin_draft,
    copy,
    edit,
    move,
    move_by,
    take_out,
    undo,
)
from leadership.actions.optional import begin_part, take_part_out
from leadership.actions.versions import (
    BankError,
    DraftChangedError,
    NotUsableError,
    UnmarkedCodesError,
    VersionFixedError,
    VersionInUseError,
    own_codes_words,
    publish,
    retire,
    store_draft,
    too_early_words,
)

__all__ = [
    "BankError",
    "DraftChangedError",
    "NotUsableError",
    "StillUsedError",
    "Target",
    "UnmarkedCodesError",
    "VersionFixedError",
    "VersionInUseError",
    "add",
    "begin_draft",
    "begin_part",
    "copy",
    "edit",
    "move",
    "move_by",
    "own_codes_words",
    "publish",
    "retire",
    "store_draft",
    "take_out",
    "take_part_out",
    "too_early_words",
    "undo",
]
