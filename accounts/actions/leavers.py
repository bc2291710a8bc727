"""Who leaves by a file that is everybody: those it does not name, but for whom nobody may let go by file."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from accounts import queries
from accounts.actions.log import audit_line, audit_many
from accounts.models import Membership, Organisation, RoleGrant, User
from accounts.permissions import Role

BATCH = 500


@dataclass(frozen=True)
class Leavers:
    """Who would go, who stays though the file does not name them, and out of how many."""

    going: tuple[Membership, ...] = ()
    staying: tuple[Membership, ...] = ()

    @property
    def mark(self) -> str:
        """Stands for exactly these people: what was agreed to is what is done."""
        keys = ",".join(str(one.pk) for one in sorted(self.going, key=lambda one: one.pk))
        return sha256(keys.encode()).hexdigest()[:16]


def leavers_of(
    organisation: Organisation,
    named: Collection[str],
    *,
    by: User | None,
    gives: frozenset[Role],
) -> Leavers:
    """Find who leaves. Whoever brings the file in stays, as do those with a role that they could not take away."""
    going: list[Membership] = []
    staying: list[Membership] = []
    for member in queries.members_to_leave(organisation.pk, named):
        roles = {grant.role for grant in member.role_grants.all()}
        stays = roles - gives or (by is not None and member.user_id == by.pk)
        (staying if stays else going).append(member)
    return Leavers(tuple(going), tuple(staying))


def end_memberships(
    members: Iterable[Membership], organisation: Organisation, *, by: User | None, at: datetime
) -> None:
    """Let many go at once, as `end_membership` does one."""
    going = list(members)
    audit_many(
        audit_line(
            "membership.ended",
            at=at,
            by=by,
            subject=one.user.email,
            organisation=organisation,
            roles=sorted({grant.role for grant in one.role_grants.all()}),
        )
        for one in going
    )
    keys = [one.pk for one in going]
    RoleGrant.objects.filter(membership__in=keys).delete()
    for start in range(0, len(going), BATCH):
        for one in (some := going[start : start + BATCH]):
            one.left_at, one.typed_name = at, one.name
        Membership.objects.bulk_update(some, ["left_at", "typed_name"])
