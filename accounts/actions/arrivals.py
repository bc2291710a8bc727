"""When people came into an organisation, and who brought them in; on that rests whether they count in results."""

from dataclasses import dataclass, fields
from datetime import datetime

from accounts.models import Membership, Organisation, User
from accounts.permissions import Permission
from accounts.queries import membership_for

# What an arrival says of a membership.
CAME_IN = (
    "left_at", "joined_at", "added_by", "added_by_reader", "confirmed_by", "confirmed_at", "typed_name",
)  # fmt: skip


@dataclass(frozen=True)
class Arrival:
    """What is stored of a membership that begins, or begins again, with a name; nobody has confirmed it yet."""

    joined_at: datetime
    added_by: User | None
    added_by_reader: bool
    left_at: None = None
    confirmed_by: None = None
    confirmed_at: None = None


def arrival_in(organisation: Organisation, *, by: User | None, at: datetime) -> Arrival:
    """Return what it is to be brought in now (at most one query)."""
    return Arrival(joined_at=at, added_by=by, added_by_reader=_reads_results(by, organisation))


def come_in(membership: Membership, arrival: Arrival, name: str) -> None:
    """Say so of a membership; nothing is stored. They are called as was typed until they accept.

    Somebody who comes back with a password of their own is who they were: otherwise ending and bringing back
    somebody would be a way to choose who counts.
    """
    membership.typed_name = name
    if membership.pk and membership.left_at and membership.user.has_usable_password():
        membership.left_at = None
        return
    for field in fields(arrival):
        setattr(membership, field.name, getattr(arrival, field.name))


def _reads_results(user: User | None, organisation: Organisation) -> bool:
    if user is None:
        return False
    found, may = membership_for(user, Permission.VIEW_RESULTS, organisation_id=organisation.pk)
    return found is not None and may
