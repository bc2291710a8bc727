"""Whoever comes from a provider: who that is here, whether they may come in, and with which roles.

A person is found by issuer and subject. An address decides in two cases alone: somebody unknown becomes a member, and
somebody who was invited and has never signed in is taken for who they are.
"""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import queries
from accounts.actions import (
    MemberDetails,
    Newcomer,
    accept_membership,
    accept_only_membership,
    audit,
    change_member,
    create_memberships,
    new_user,
    queue_message,
)
from accounts.errors import DomainError, LastAdministratorError
from accounts.models import NAME_MAX_LENGTH, Membership, User
from accounts.permissions import Role
from documents.characters import is_one_line
from identity.claims import Visitor
from identity.models import Provider, ProviderLink

CONNECTED, DISCONNECTED = "sign_in_connected", "sign_in_disconnected"


class NotHereError(DomainError):
    """Nobody here is whoever came from a provider. No words: they would tell who else has an account."""


class ConnectedError(DomainError):
    """What cannot be connected, in a line for people."""


@transaction.atomic
def let_in(provider: Provider, who: Visitor, *, at: datetime) -> User:
    """Return the account of whoever came, with the roles that the provider says they have."""
    queries.lock_organisation(provider.organisation_id)
    link = _link_of(provider, who) or _meet(provider, who, at)
    membership = _membership(link)
    accept_only_membership(membership.user, at=at)
    membership.refresh_from_db(fields=["typed_name"])
    # Their address is one organisation's word. It is not enough for an account that another one relies on as well.
    if link.by_address and queries.belongs_elsewhere(membership):
        raise NotHereError
    link.used_at = at
    link.save(update_fields=["used_at"])
    if who.roles is not None:
        _set_roles(membership, who.roles, provider, at)
    return User.objects.get(pk=link.user_id)


@transaction.atomic
def connect_person(provider: Provider, who: Visitor, *, by: User, at: datetime) -> None:
    """Have somebody who is signed in sign in by their provider from now on."""
    queries.lock_organisation(provider.organisation_id)
    _connect(provider, who, by, at)


@transaction.atomic
def connect_invited(provider: Provider, who: Visitor, invited: User, *, at: datetime) -> User:
    """Connect somebody who came by the link of their invitation and has no password, in place of choosing one."""
    queries.lock_organisation(provider.organisation_id)
    person = User.objects.select_for_update().get(pk=invited.pk)
    if person.has_usable_password():
        raise ConnectedError(_("A password was chosen meanwhile. Sign in with it."))
    _connect(provider, who, person, at)
    return let_in(provider, who, at=at)


@transaction.atomic
def disconnect_person(provider: Provider, *, by: User, at: datetime) -> None:
    """Take the connection away. Raises ConnectedError for who has no password: they would be shut out."""
    if not by.has_usable_password():
        raise ConnectedError(
            _("You have no password yet. Ask for a link to choose one on the sign-in page first.")
        )
    if ProviderLink.objects.filter(provider=provider, user=by).delete()[0]:
        _log("sign_in.disconnected", provider, by, at)
        _tell(DISCONNECTED, provider, by, at)


def _connect(provider: Provider, who: Visitor, person: User, at: datetime) -> None:
    own = queries.current_memberships(person).filter(organisation=provider.organisation_id).first()
    if own is None or not person.is_active:
        raise ConnectedError(_("You are no member of this organisation."))
    found = _link_of(provider, who)
    if found is not None and found.user_id != person.pk:
        raise ConnectedError(
            _("This account of your organisation is connected to another account here.")
        )
    ProviderLink.objects.update_or_create(
        provider=provider,
        user=person,
        defaults={
            "issuer": who.issuer,
            "subject": who.subject,
            "by_address": False,
            "linked_at": at,
            "used_at": at,
        },
    )
    # Who connects their account there by themselves wants to be known there.
    accept_membership(own, at=at)
    _log("sign_in.connected", provider, person, at)
    _tell(CONNECTED, provider, person, at)


def _link_of(provider: Provider, who: Visitor) -> ProviderLink | None:
    found = ProviderLink.objects.filter(issuer=who.issuer, subject=who.subject)
    return found.filter(provider=provider).first()


def _membership(link: ProviderLink) -> Membership:
    """Return the membership by which they may come in; none for a leaver, nor for a closed account."""
    found = Membership.objects.current().filter(
        user=link.user_id, organisation=link.provider.organisation_id, user__is_active=True
    )
    membership = found.select_related("user", "organisation").first()
    if membership is None:
        raise NotHereError
    return membership


def _is_member(provider: Provider, person: User) -> bool:
    found = queries.current_memberships(person).filter(organisation=provider.organisation_id)
    return person.is_active and found.exists()


def _meet(provider: Provider, who: Visitor, at: datetime) -> ProviderLink:
    """Return the link of somebody who comes for the first time and whose address the organisation takes."""
    if who.address.rpartition("@")[2] not in provider.domains or not who.address.isprintable():
        raise NotHereError
    known = User.objects.filter(email=who.address).first()
    if known is not None and not _waits_for_them(provider, known):
        raise NotHereError
    person = known or _join(provider, who, at)
    link = ProviderLink.objects.create(
        provider=provider,
        user=person,
        issuer=who.issuer,
        subject=who.subject,
        by_address=True,
        linked_at=at,
    )
    _log("sign_in.connected", provider, person, at)
    if known is not None:
        _tell(CONNECTED, provider, known, at)
    return link


def _join(provider: Provider, who: Visitor, at: datetime) -> User:
    name = who.name if is_one_line(who.name) else ""
    roles = tuple(who.roles) if who.roles is not None else (Role.MANAGER,)
    newcomer = Newcomer(new_user(who.address, (name or who.address)[:NAME_MAX_LENGTH]), roles=roles)
    create_memberships(
        [newcomer], organisation=provider.organisation, act="membership.joined", at=at
    )
    return newcomer.user


def _waits_for_them(provider: Provider, person: User) -> bool:
    """Tell whether an account was made for an address and never used: nobody's but whoever has the address.

    Of one that has a password, has signed in, or is known to another organisation, its owner has to show that it
    is theirs: by connecting it, signed in.
    """
    return (
        not person.has_usable_password()
        and person.last_login is None
        and not ProviderLink.objects.filter(user=person).exists()
        and _is_member(provider, person)
        and queries.current_memberships(person).count() == 1
    )


def _set_roles(
    membership: Membership, roles: frozenset[Role], provider: Provider, at: datetime
) -> None:
    """Give and take those roles that the organisation has named values for; all others stay, with their branches."""
    managed = set(provider.roles.values())
    held = {(grant.role, grant.branch_id) for grant in membership.role_grants.all()}
    wanted = {grant for grant in held if grant[0] not in managed or grant[0] in roles}
    wanted |= {(role.value, None) for role in roles if role not in {one for one, _at in wanted}}
    try:
        _give(membership, wanted, at)
    except LastAdministratorError:
        _give(membership, wanted | {one for one in held if one[0] == Role.ADMINISTRATOR}, at)


def _give(membership: Membership, grants: set[tuple[str, int | None]], at: datetime) -> None:
    details = MemberDetails(
        name=membership.name,
        team_id=membership.team_id,
        grants=frozenset(grants),
        attributes=membership.attributes,
    )
    change_member(membership, details, by=None, at=at)


def _tell(kind: str, provider: Provider, person: User, at: datetime) -> None:
    """Tell the owner of an account by e-mail that another way into it is open, or closed: it may not have been them."""
    own = queries.current_memberships(person).filter(organisation=provider.organisation_id)
    queue_message(
        to=own.get(),
        kind=kind,
        key=f"{kind}:{person.pk}:{provider.pk}:{at:%Y-%m-%dT%H:%M:%S}",
        template=f"identity/email/{kind}",
        context={"label": provider.label},
        leads_to=reverse("account"),
        at=at,
    )


def _log(act: str, provider: Provider, person: User, at: datetime) -> None:
    audit(act, at=at, by=person, subject=person.email, organisation=provider.organisation)
