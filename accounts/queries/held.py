"""What apps hold about a person beside what is theirs to use: how they sign in, their programs, what a directory says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.models import User


@dataclass(frozen=True)
class HeldBeside:
    """One thing of a `kind` that `reports.presenters.my_data` has a word for; nothing of it that is secret."""

    kind: str
    name: str
    since: datetime
    until: datetime | None = None
    used_at: datetime | None = None
    details: Mapping[str, object] = field(default_factory=dict)
    """Plain values, which may hold others."""


def held_beside(user: User) -> tuple[HeldBeside, ...]:
    """Read what each app that `settings.HELD_BESIDE` names holds; where somebody is signed in just now is not in it."""
    found = (import_string(path)(user) for path in settings.HELD_BESIDE)
    return tuple(chain.from_iterable(found))
