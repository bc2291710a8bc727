"""What can happen to organisations and to the people in them."""

from collections.abc import Collection
from datetime import datetime
from functools import partial

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from accounts import mail
from accounts.actions.log import AccountError, audit
from accounts.models import NAME_MAX_LENGTH, Membership, Organisation, RoleGrant, User
from accounts.permissions import Role


@transaction.atomic
def found_organisation(name: str, *, slug: str, by: User | None, at: datetime) -> Organisation:
    """Make a new organisation. Raises AccountError for a slug that is taken or no slug at all."""
    try:
        Organisation._meta.get_field("slug").run_validators(slug)
    except ValidationError:
        raise AccountError(
            f"{slug!r} cannot be a short name: use at most 60 letters, digits and hyphens."
        ) from None
    new = {"name": _words(name, "A new organisation")}
    organisation, is_new = Organisation.objects.get_or_create(slug=slug, defaults=new)
    if not is_new:
        raise AccountError(f"There is an organisation {slug!r} already: {organisation.name}.")
    audit("organisation.founded", at=at, by=by, subject=organisation, organisation=organisation)
    return organisation


@transaction.atomic
def invite(
    email: str,
    name: str,
    *,
    organisation: Organisation,
    roles: Collection[Role],
    by: User | None,
    at: datetime,
) -> Membership:
    """Give a person a place with these roles, beside any they hold, and send word of it.

    Someone the service does not know gets an account and a link for a first password; someone who had
    left comes back with these roles alone. The mail goes out once the change is committed; doing it
    again sends it again. The name of a person who has an account stays as it is.
    """
    user = _person(email, name)
    membership = _place(user, organisation)
    for role in roles:
        RoleGrant.objects.get_or_create(membership=membership, role=role.value, branch=None)
    audit(
        "membership.invited",
        at=at,
        by=by,
        subject=user.email,
        organisation=organisation,
        roles=[role.value for role in roles],
    )
    transaction.on_commit(partial(mail.send_invitation, membership))
    return membership


@transaction.atomic
def send_invitation(membership: Membership, *, by: User | None, at: datetime) -> None:
    """Send the invitation again. Raises OSError where the mail cannot be handed over."""
    audit(
        "membership.invited_again",
        at=at,
        by=by,
        subject=membership.user.email,
        organisation=membership.organisation,
    )
    mail.send_invitation(membership)


@transaction.atomic
def end_membership(membership: Membership, *, by: User | None, at: datetime) -> None:
    """Let a person go: they lose access and roles at once, and keep nothing but the past.

    Ending it twice changes nothing.
    """
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    if membership.left_at is not None:
        return
    grants = membership.role_grants.all()
    roles = sorted({grant.role for grant in grants})
    grants.delete()
    membership.left_at = at
    membership.save(update_fields=["left_at"])
    audit(
        "membership.ended",
        at=at,
        by=by,
        subject=membership.user.email,
        organisation=membership.organisation,
        roles=roles,
    )


def _person(email: str, name: str) -> User:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise AccountError(f"{email!r} is not an e-mail address.") from None
    user = User.objects.filter(email=email).first()
    if user is None:
        new = {"name": _words(name, "A new person"), "password": make_password(None)}
        user, _ = User.objects.get_or_create(email=email, defaults=new)
    if not user.is_active:
        raise AccountError(f"The account {email} is closed.")
    return user


def _place(user: User, organisation: Organisation) -> Membership:
    membership, _ = Membership.objects.select_for_update().get_or_create(
        user=user, organisation=organisation
    )
    if membership.left_at is not None:
        membership.left_at = None
        membership.save(update_fields=["left_at"])
        membership.role_grants.all().delete()
    return membership


def _words(name: str, whose: str) -> str:
    """Return a name fit to keep: some words on one line, of characters that can be shown."""
    name = name.strip()
    if not name:
        raise AccountError(f"{whose} needs a name.")
    if len(name) > NAME_MAX_LENGTH or not name.isprintable():
        raise AccountError(
            f"{whose} needs a name of at most {NAME_MAX_LENGTH} ordinary characters."
        )
    return name
