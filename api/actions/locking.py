"""Writes of programs take turns with everybody else's."""

from collections.abc import Iterator
from contextlib import contextmanager

from accounts import actions
from accounts.models import Organisation
from assessments.models import Campaign


@contextmanager
def in_turn(organisation: Organisation, *, campaign: str = "") -> Iterator[None]:
    """Have nobody else change the organisation's people, teams or a campaign from the reading of it on to the change.

    What is looked at, and what a body leaves out and is filled in, are then as they are when it is stored.
    """
    with actions.in_turn(organisation.pk):
        if campaign:
            ours = Campaign.objects.filter(organisation=organisation, slug=campaign)
            ours.select_for_update().first()
        yield
