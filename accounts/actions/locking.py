"""Writes that rest on what was read before take turns with everybody else's."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from accounts.queries import lock_organisation


@contextmanager
def in_turn(organisation_id: int) -> Iterator[None]:
    """Have nobody else change the organisation's people and teams from the reading of it on to the change."""
    with transaction.atomic():
        lock_organisation(organisation_id)
        yield
