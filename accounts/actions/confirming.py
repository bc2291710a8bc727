"""Confirming that people are there whom somebody brought in who can see results."""

from datetime import datetime

from django.db import transaction

from accounts import queries
from accounts.actions.log import audit_line, audit_many
from accounts.models import Membership, MembershipQuerySet, Organisation, User


@transaction.atomic
def confirm_members(
    waiting: MembershipQuerySet, *, organisation: Organisation, by: User, at: datetime
) -> int:
    """Confirm members who came through the door of those who may; return how many still waited.

    From then on their answers count in what is published later.
    """
    queries.lock_organisation(organisation.pk)
    people = list(waiting.select_related("user"))
    Membership.objects.filter(pk__in=[one.pk for one in people]).update(
        confirmed_by=by, confirmed_at=at
    )
    audit_many(
        audit_line(
            "membership.confirmed",
            at=at,
            by=by,
            subject=one.user.email,
            organisation=organisation,
        )
        for one in people
    )
    return len(people)
