"""Bringing somebody in without asking them first, as an organisation's directory does."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.accepting import name_to_give
from accounts.actions.arrivals import arrival_in
from accounts.actions.invitations import invitation_to
from accounts.actions.log import audit
from accounts.actions.outbox import queue_messages
from accounts.actions.people import (
    MemberDetails,
    begin_membership,
    change_member,
)
from accounts.errors import AccountError
from accounts.models import Membership, Organisation, User
from accounts.people_file import MAX_ATTRIBUTES


@transaction.atomic
def bring_in_member(
    email: str,
    details: MemberDetails,
    *,
    organisation: Organisation,
    by: User,
    brought_by: User,
    at: datetime,
    invites: bool,
) -> Membership:
    """Give a person a membership, or take over the one they have: then its roles and team stay as they are.

    Who has left comes back with the roles of `details` alone. What is not said of an old membership stays, and so
    does a name that another organisation knows. `brought_by` answers for it where they read results (`arrivals`).
    """
    email = email.strip().lower()
    found = Membership.objects.filter(organisation=organisation, user__email=email)
    old = found.select_related("user").first()
    stays = old is not None and old.left_at is None and old.user.signs_in
    arrival = arrival_in(organisation, by=brought_by, at=at)
    membership = begin_membership(email, details.name, organisation, arrival)
    if not stays:
        audit(
            "membership.provisioned",
            at=at,
            by=by,
            subject=membership.user.email,
            organisation=organisation,
        )
    held = ((grant.role, grant.branch_id) for grant in membership.role_grants.all())
    details = replace(
        details,
        name=name_to_give(membership, details.name),
        team_id=details.team_id or membership.team_id,
        grants=frozenset(held) if stays else details.grants,
        attributes=_all_attributes(membership, details),
    )
    membership = change_member(membership, details, by=by, at=at)
    if invites and not stays:
        queue_messages([invitation_to(membership, at=at)])
    return membership


def _all_attributes(membership: Membership, details: MemberDetails) -> dict[str, str]:
    attributes = {**membership.attributes, **details.attributes}
    if len(attributes) > MAX_ATTRIBUTES:
        raise AccountError(
            _("A person can have at most %(most)s attributes.") % {"most": MAX_ATTRIBUTES}
        )
    return attributes
