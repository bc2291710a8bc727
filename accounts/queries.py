"""Reads about people and where they belong."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import Membership, MembershipQuerySet, RoleGrant, User
from accounts.permissions import Permission, roles_that_allow

# SQL as it is, because every request of a signed-in person asks this, and building the same query anew
# takes Django eight times as long as the rest of it: about a sixth of an autosave's processor time.
_USER_OF_SESSION = """
SELECT accounts_user.*, EXISTS (
    SELECT 1 FROM accounts_membership
    WHERE accounts_membership.user_id = accounts_user.id AND accounts_membership.left_at IS NULL
) AS belongs
FROM accounts_user WHERE accounts_user.id = %s
"""


def user_of_session(user_id: int) -> User | None:
    """Return the person of a session with `belongs`, in the one query that every request makes anyway."""
    return next(iter(User.objects.raw(_USER_OF_SESSION, [user_id])), None)


def current_memberships(user: User) -> MembershipQuerySet:
    """Return the person's places, oldest first, with organisation and team, without those they left."""
    return (
        Membership.objects.current()
        .filter(user=user)
        .select_related("organisation", "team")
        .order_by("pk")
    )


@dataclass(frozen=True)
class Place:
    """Where a person belongs and what they are there to do, in words for them."""

    organisation: str
    team: str
    roles: list[str]


def places_of(user: User) -> list[Place]:
    """Return the person's current places, oldest first."""
    return [
        Place(
            organisation=membership.organisation.name,
            team=membership.team.name if membership.team else "",
            roles=sorted({grant.get_role_display() for grant in membership.role_grants.all()}),
        )
        for membership in current_memberships(user).prefetch_related("role_grants")
    ]


def memberships_that_allow(user: User, permission: Permission) -> MembershipQuerySet:
    """Keep of the current memberships those with a role that gives the permission."""
    return current_memberships(user).filter(_granted(permission))


def membership_for(
    user: User, permission: Permission, *, organisation_id: int | None = None
) -> tuple[Membership | None, bool]:
    """Return a current membership and whether it gives the permission: one that does, if there is any."""
    memberships: QuerySet[Membership] = current_memberships(user)
    if organisation_id is not None:
        memberships = memberships.filter(organisation_id=organisation_id)
    best = memberships.annotate(permitted=_granted(permission)).order_by("-permitted", "pk").first()
    return best, bool(best and best.permitted)


def _granted(permission: Permission) -> Exists:
    roles = roles_that_allow(permission)
    return Exists(RoleGrant.objects.filter(membership=OuterRef("pk"), role__in=roles))
