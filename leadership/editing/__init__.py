"""Edits of a draft, each a function from one Instrument to the next. Knows no Django."""

from leadership.editing.edits import (
    Edited,
    FieldChange,
    FieldChanges,
    add,
    copy,
    delete,
    edit,
    free_code,
    move,
    position_of,
    recoded,
)
from leadership.editing.patches import (
    Patch,
    StalePatchError,
    applied,
    between,
    joined,
    reverted,
    unnumbered,
)
from leadership.editing.values import YES, texts, with_texts

__all__ = [
    "YES",
    "Edited",
    "FieldChange",
    "FieldChanges",
    "Patch",
    "StalePatchError",
    "add",
    "applied",
    "between",
    "copy",
    "delete",
    "edit",
    "free_code",
    "joined",
    "move",
    "position_of",
    "recoded",
    "reverted",
    "texts",
    "unnumbered",
    "with_texts",
]
