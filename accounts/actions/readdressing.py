"""Another name or e-mail address for somebody; the address changes only once its new mailbox has answered."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from hashlib import sha256

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import queries
from accounts.actions.accepting import accept_only_membership
from accounts.actions.arrivals import arrival_in
from accounts.actions.log import audit
from accounts.actions.outbox import queue_message
from accounts.actions.people import fit_name, send_invitations
from accounts.errors import AccountError
from accounts.models import AuditEntry, Membership, Message, Organisation, User
from accounts.queries import NEW_ADDRESS

ADDRESS_TOLD = "address_told"


@transaction.atomic
def rename_person(user: User, name: str, *, by: User, at: datetime) -> None:
    """Give somebody another name, in all organisations: for the person themselves."""
    person = User.objects.select_for_update().get(pk=user.pk)
    accept_only_membership(person, at=at)
    was, becomes = person.name, fit_name(name, _("A person"))
    if was == becomes:
        return
    person.name = becomes
    person.save(update_fields=["name"])
    for one in queries.current_memberships(person).accepted():
        _log(one, "membership.changed", by=by, at=at, changed={"name": [was, becomes]})


def choose_language(user: User, code: str) -> None:
    """Have pages, e-mails and documents speak a language to somebody; no log tells it, and nobody else sees it."""
    User.objects.filter(pk=user.pk).update(language=code)


@transaction.atomic
def ask_for_address(
    membership: Membership,
    address: str,
    *,
    by: User,
    at: datetime,
    brought_by: User | None = None,
) -> None:
    """Send a link to a new address and word to the one they have; nothing changes until the link is followed.

    An address that somebody has already is treated alike, but for what the e-mail to it says: whom the
    service knows is told to nobody but who reads mail there. `brought_by` is who answers for it, where `by` is
    nobody who could read results: a directory.
    """
    # The person first, as whoever confirms an address does.
    person = User.objects.select_for_update().get(pk=membership.user_id)
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    address = address.strip().lower()
    if address == person.email:
        raise AccountError(_("This is the address they have."))
    if by.pk != person.pk and (reason := why_not_to_readdress(membership)):
        raise AccountError(reason)
    if by.pk != person.pk and not person.has_usable_password():
        _bring_in(membership, by=brought_by or by, at=at)
    withdraw_address(person, at=at)
    _write_to_both(person, membership, address, by=by, at=at)
    for one in _told_of_address(membership):
        _log(one, "membership.address_asked", by=by, at=at, asked=address)


def _write_to_both(
    person: User, membership: Membership, address: str, *, by: User, at: datetime
) -> None:
    """Queue the link to the new address and word to the old one."""
    queue_message(
        to=membership,
        kind=NEW_ADDRESS,
        # Asked twice in a minute it is sent once; the address is not for a key that is shown.
        key=f"{NEW_ADDRESS}:{person.pk}:{at:%Y-%m-%dT%H:%M}:{_mark(address)}",
        template="accounts/email/new_address",
        address=address,
        context={"is_taken": User.objects.filter(email=address).exists()},
        expires_at=at + timedelta(days=settings.LINK_DAYS),
        at=at,
    )
    queue_message(
        to=membership,
        kind=ADDRESS_TOLD,
        key=f"{ADDRESS_TOLD}:{person.pk}:{at:%Y-%m-%dT%H:%M}:{_mark(address)}",
        template="accounts/email/old_address",
        address=person.email,
        context={"new": address}
        | (
            {}
            if by.pk == person.pk
            else {"by": queries.called_in(membership.organisation_id, by), "by_key": by.pk}
        ),
        leads_to=reverse("account"),
        at=at,
    )


def forget_who_asked(user: User, organisations: Iterable[Organisation]) -> None:
    """Take somebody's name out of the e-mails that told others who had asked for their new address."""
    told = Message.objects.filter(
        kind=ADDRESS_TOLD, to__organisation__in=list(organisations), context__by_key=user.pk
    )
    for message in told:
        message.context |= {"by": _("Erased person"), "by_key": None}
        message.save(update_fields=["context"])


def _bring_in(membership: Membership, *, by: User, at: datetime) -> None:
    """Have a member confirmed anew where somebody who reads results names their mailbox.

    Without a password, whoever reads mail there is this person from then on.
    """
    arrival = arrival_in(membership.organisation, by=by, at=at)
    if arrival.added_by_reader:
        membership.added_by, membership.added_by_reader = by, True
        membership.confirmed_by = membership.confirmed_at = None
        membership.save(
            update_fields=["added_by", "added_by_reader", "confirmed_by", "confirmed_at"]
        )


def why_not_to_readdress(membership: Membership) -> str:
    """Say why nobody but the person may ask for another address; '' where somebody else may too.

    Whoever has a password confirms with it, so that nobody can take an account over. Without one the new
    mailbox alone would be enough, so there must be nothing in the account that is not this organisation's to give.
    """
    if membership.left_at is not None:
        return _("This person has left. To bring them back, add them again.")
    if not membership.user.signs_in:
        return _("This person has no sign-in. To give them one, add them by address.")
    if membership.user.has_usable_password():
        return ""
    # In the same words, for either may be the business of another organisation.
    if queries.belongs_elsewhere(membership) or queries.came_with_answers(membership.user):
        return _(
            "Only they can change their address, once they have chosen a password. If they cannot, please ask"
            " whoever runs this service."
        )
    return ""


@transaction.atomic
def withdraw_address(user: User, *, at: datetime) -> None:
    """Have nothing wait for confirmation any more; links that were sent for it are dead."""
    Message.objects.filter(to__user=user, kind=NEW_ADDRESS, expires_at__gt=at).update(expires_at=at)


@transaction.atomic
def confirm_address(message: Message, *, at: datetime) -> User:
    """Put the new address of a message in the place of the old one.

    What the log says of the old address goes on under the new one: the old may become a colleague's. Raises
    AccountError where it is no longer wanted, or is somebody's by now.
    """
    person = User.objects.select_for_update().get(pk=message.to.user_id)
    pending = queries.pending_address(person, at=at)
    if pending is None or pending.pk != message.pk:
        raise AccountError(_("This address is no longer waited for."))
    was, becomes = person.email, message.address
    told = _told_of_address(message.to)
    if User.objects.filter(email=becomes).exists():
        raise AccountError(_("This address cannot be used. Please ask for another one."))
    person.email = becomes
    person.save(update_fields=["email"])
    # Where it has noted the old one, allauth would go on sending new passwords there.
    EmailAddress.objects.filter(user=person).delete()
    _leave_the_old(person, was, [one.pk for one in told])
    # Those that they left, too: the history there stands under the address they have.
    known = list(person.memberships.values_list("organisation", flat=True))
    lines = AuditEntry.objects.filter(Q(organisation__in=known) | Q(organisation=None))
    lines.filter(subject=was[:200]).reword(subject=becomes[:200])
    Organisation.objects.filter(pk__in=known, contact_email=was).update(contact_email=becomes)
    for one in told:
        changed = {"email": [was, becomes]}
        _log(one, "membership.address_changed", by=person, at=at, changed=changed)
    if not person.has_usable_password():
        # Whoever confirmed them confirmed somebody with another address.
        person.memberships.update(confirmed_by=None, confirmed_at=None)
        send_invitations([message.to], by=None, at=at)
    return person


def _told_of_address(membership: Membership) -> list[Membership]:
    """Return the memberships whose organisations learn of another address: accepted, or the one it is asked from."""
    own = queries.current_memberships(membership.user)
    return list(own.filter(Q(typed_name="") | Q(pk=membership.pk)))


def _leave_the_old(person: User, address: str, told: Collection[int]) -> None:
    """Give invitations that were never accepted an account of their own, under the address that they were sent to.

    It is what their organisations typed: that its owner has another one by now is not theirs to learn.
    """
    left = person.memberships.exclude(pk__in=told).exclude(typed_name="").filter(left_at=None)
    for membership in left:
        stranger, _is_new = User.objects.get_or_create(
            email=address,
            defaults={"name": membership.typed_name, "password": make_password(None)},
        )
        membership.user = stranger
        membership.save(update_fields=["user"])


def _log(membership: Membership, act: str, *, by: User, at: datetime, **details: object) -> None:
    audit(
        act,
        at=at,
        by=by,
        subject=membership.user.email,
        organisation=membership.organisation,
        **details,
    )


def _mark(address: str) -> str:
    return sha256(address.encode()).hexdigest()[:16]
