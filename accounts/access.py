"""The doors of membership: a stranger to an organisation gets 404, a member whose role may not gets 403."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts import queries
from accounts.models import Membership, User
from accounts.permissions import Permission


def membership_with(
    user: User, permission: Permission, *, organisation_id: int | None = None
) -> Membership:
    """Return the person's membership that gives the permission, with its organisation.

    Without `organisation_id` any current membership will do, the oldest first, and to have none is to
    be refused. With it, someone who is not a current member there is told that nothing was found.
    """
    membership, permitted = queries.membership_for(
        user, permission, organisation_id=organisation_id
    )
    if membership is None and organisation_id is not None:
        raise Http404
    if membership is None or not permitted:
        raise PermissionDenied
    return membership
