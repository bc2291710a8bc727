"""Accepting an organisation's invitation: from then on it sees the name of the account (decision 41)."""

from datetime import datetime

from django.db import transaction

from accounts.actions.log import audit
from accounts.models import Membership, User
from accounts.queries import known_elsewhere


@transaction.atomic
def accept_membership(membership: Membership, *, at: datetime) -> None:
    """Let an organisation call somebody as their account is called; doing it again changes nothing.

    An account that nobody has used yet is called as this organisation typed it.
    """
    membership = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("user", "organisation")
        .get(pk=membership.pk)
    )
    if membership.has_accepted or membership.left_at is not None:
        return
    person = membership.user
    if person.last_login is None and not person.memberships.accepted().exists():
        person.name = membership.typed_name
        person.save(update_fields=["name"])
    membership.typed_name = ""
    membership.save(update_fields=["typed_name"])
    audit(
        "membership.accepted",
        at=at,
        by=person,
        subject=person.email,
        organisation=membership.organisation,
    )


def accept_only_membership(user: User, *, at: datetime) -> None:
    """Accept for somebody who signs in and has never belonged anywhere else: there is nothing to keep apart."""
    own = list(user.memberships.all()[:2])
    if len(own) == 1:
        accept_membership(own[0], at=at)


def call(membership: Membership, name: str) -> None:
    """Call somebody otherwise; of an account whose person has accepted nothing here, the name is not touched."""
    if not membership.has_accepted:
        membership.typed_name = name
    elif membership.user.name != name:
        membership.user.name = name
        membership.user.save(update_fields=["name"])


def name_to_give(membership: Membership, name: str) -> str:
    """Return the name that an organisation may give a member: none of its own to whom another one knows as well."""
    is_shared = membership.has_accepted and known_elsewhere(membership)
    return membership.name if is_shared else name
