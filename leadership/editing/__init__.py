"""Edits of a draft, each a function from one Instrument to the next. Knows no Django."""

from leadership.concurrency import Change
from leadership.editing.edits import (
    Changes,
    Edited,
    add,
    copy,
    delete,
    edit,
    free_code,
    move,
    place_of,
    recoded,
)
from leadership.editing.patches import (
    Patch,
    StalePatchError,
    between,
    joined,
    reverted,
    unnumbered,
)
from leadership.editing.places import Path, changed, entries, found, identity
from leadership.editing.values import (
    YES,
    Kind,
    Shape,
    fewest_and_most,
    required,
    shape_of,
    texts,
    with_texts,
)

__all__ = [
    "YES",
    "Change",
    "Changes",
    "Edited",
    "Kind",
    "Patch",
    "Path",
    "Shape",
    "StalePatchError",
    "add",
    "between",
    "changed",
    "copy",
    "delete",
    "edit",
    "entries",
    "fewest_and_most",
    "found",
    "free_code",
    "identity",
    "joined",
    "move",
    "place_of",
    "recoded",
    "required",
    "reverted",
    "shape_of",
    "texts",
    "unnumbered",
    "with_texts",
]
