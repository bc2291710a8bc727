"""Two who change the same thing at once: one way to tell, and one wording.

A page sends what it wants stored beside what it knew to be stored. Nobody is kept out meanwhile; a change
that meets something else is not made, and both texts are shown.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

from leadership.translation import gettext as _

Value = TypeVar("Value")
Intended = TypeVar("Intended")
Stored = TypeVar("Stored")


@dataclass(frozen=True)
class ValueChange(Generic[Value]):
    """What a page knew to be stored, and what it wants stored."""

    was: Value
    new: Value

    def is_made(self, stored: Value) -> bool:
        """Tell whether nothing is left to do: it was no change, or somebody made the same one."""
        return self.new in (self.was, stored)

    def expects(self, stored: Value) -> bool:
        return stored == self.was


class Outcome(Enum):
    """What becomes of a change."""

    MADE = "made"
    WRITE = "write"
    CONFLICT = "conflict"


def decide(
    changes: Mapping[str, Intended],
    stored: Mapping[str, Stored],
    *,
    is_made: Callable[[Intended, Stored], bool],
    expects: Callable[[Intended, Stored], bool],
) -> dict[str, Outcome]:
    """Return what becomes of each change; `stored` holds what each of them meets."""
    outcomes = {}
    for name, change in changes.items():
        met = stored[name]
        if is_made(change, met):
            outcomes[name] = Outcome.MADE
        else:
            outcomes[name] = Outcome.WRITE if expects(change, met) else Outcome.CONFLICT
    return outcomes


def decide_texts(
    changes: Mapping[str, ValueChange[Value]], stored: Mapping[str, Value]
) -> dict[str, Outcome]:
    """Do so where what is stored has no history: it is what the page knew, or it is not."""
    return decide(
        changes,
        stored,
        is_made=lambda change, met: change.is_made(met),
        expects=lambda change, met: change.expects(met),
    )


def with_outcome(outcomes: Mapping[str, Outcome], wanted: Outcome) -> list[str]:
    return [name for name, outcome in outcomes.items() if outcome is wanted]


def own_conflict_words(stored: str) -> str:
    """Say so of what is one person's alone: it can only have been themselves."""
    return _("You changed this in another tab or on another device. %(both)s") % {
        "both": _both_words(stored)
    }


def shared_conflict_words(stored: str) -> str:
    """Say so of what several people keep."""
    return _("Somebody else has changed this since you opened the page. %(both)s") % {
        "both": _both_words(stored)
    }


def _both_words(stored: str) -> str:
    return _(
        "What is saved now: “%(stored)s” What you have written here is not saved yet. "
        "To keep it instead, save again."
    ) % {"stored": stored or _("(empty)")}
