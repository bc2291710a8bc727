"""What can happen to organisations and to the people in them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.accepting import accept_membership, call
from accounts.actions.arrivals import CAME_IN, Arrival, arrival_in, come_in
from accounts.actions.invitations import invitation_to, worth_inviting
from accounts.actions.log import audit, audit_line, audit_many
from accounts.actions.outbox import queue_messages
from accounts.actions.session_rounds import end_sessions_of
from accounts.errors import AccountError, LastAdministratorError
from accounts.models import (
    NAME_MAX_LENGTH,
    Membership,
    Organisation,
    RoleGrant,
    User,
)
from accounts.people_file import MAX_ATTRIBUTES, role_words
from accounts.permissions import Role
from accounts.queries import (
    TeamTree,
    administrators_of,
    known_elsewhere,
    lock_organisation,
    team_tree,
)
from documents.characters import is_one_line


@transaction.atomic
def create_organisation(name: str, *, slug: str, by: User | None, at: datetime) -> Organisation:
    """Make a new organisation. Raises AccountError for a slug that is taken or no slug at all."""
    try:
        Organisation._meta.get_field("slug").run_validators(slug)
    except ValidationError:
        raise AccountError(
            f"{slug!r} cannot be a short name: use at most 60 letters, digits and hyphens."
        ) from None
    new = {"name": fit_name(name, _("A new organisation"))}
    organisation, is_new = Organisation.objects.get_or_create(slug=slug, defaults=new)
    # `get_or_create` and not a check before: two commands at once would both find it free.
    if not is_new:
        raise AccountError(f"There is an organisation {slug!r} already: {organisation.name}.")
    audit("organisation.created", at=at, by=by, subject=organisation, organisation=organisation)
    return organisation


@transaction.atomic
def invite_member(
    email: str,
    name: str,
    *,
    organisation: Organisation,
    by: User | None,
    at: datetime,
    roles: Collection[Role] = (),
    brought_by: User | None = None,
) -> Membership:
    """Give a person a membership with these roles, beside any they hold, and send word of it.

    Where a program does it, `brought_by` answers for it (`arrivals`). Someone the service does not know gets an account and a link for a first password; someone who had
    left comes back with these roles alone. The mail goes out once the change is committed; doing it
    again sends it again, five times a day. The name of an account stays as it is.
    """
    arrival = arrival_in(organisation, by=brought_by or by, at=at)
    membership = begin_membership(email, name, organisation, arrival)
    for role in roles:
        RoleGrant.objects.get_or_create(membership=membership, role=role.value, branch=None)
    audit(
        "membership.invited",
        at=at,
        by=by,
        subject=membership.user.email,
        organisation=organisation,
        roles=[role.value for role in roles],
    )
    invited = worth_inviting([membership], by=by, at=at)
    queue_messages(invitation_to(one, at=at) for one in invited)
    return membership


def begin_membership(
    email: str, name: str, organisation: Organisation, arrival: Arrival
) -> Membership:
    """Return a person's membership, begun or begun again without roles where it is no current one.

    Call it inside the transaction of the act that brings them in. Whom the service does not know gets an account.
    """
    person = _person(email, name)
    # Of an account that is known nothing is told by its name: here they are called as was typed (decision 41).
    typed = fit_name(name or person.email[:NAME_MAX_LENGTH], _("A person"))
    membership = _membership(person, organisation, arrival, typed)
    _let_sign_in(membership, typed, arrival)
    return membership


@transaction.atomic
def send_invitations(memberships: Iterable[Membership], *, by: User | None, at: datetime) -> int:
    """Send people the invitation, or send it again; return to how many. One a person and minute.

    Somebody without sign-in has never been invited, and is not by this: AccountError. Nor is anybody who was
    sent as many within a day as anybody needs, which is an error where nobody else is left.
    """
    memberships = list(memberships)
    if not all(membership.user.signs_in for membership in memberships):
        raise AccountError(_("This person has no sign-in. To give them one, add them by address."))
    memberships = worth_inviting(memberships, by=by, at=at)
    audit_many(
        audit_line(
            "membership.invited_again",
            at=at,
            by=by,
            subject=membership.user.email,
            organisation=membership.organisation,
        )
        for membership in memberships
    )
    queue_messages(invitation_to(membership, at=at) for membership in memberships)
    return len(memberships)


@transaction.atomic
def choose_first_password(membership: Membership, password: str, *, at: datetime) -> bool:
    """Set the password of somebody who has none, by the link of an invitation, which accepts it.

    False, and nothing done, where one was set meanwhile.
    """
    user = membership.user
    person = User.objects.select_for_update().get(pk=user.pk)
    if person.has_usable_password() or not person.is_active:
        return False
    user.set_password(password)
    user.save(update_fields=["password"])
    accept_membership(membership, at=at)
    return True


@transaction.atomic
def end_membership(membership: Membership, *, by: User | None, at: datetime) -> None:
    """Let a person go: they lose access and roles at once, and keep nothing but the past.

    Ending it twice changes nothing. Raises LastAdministratorError for the only administrator.
    """
    membership = _locked(membership)
    if membership.left_at is not None:
        return
    grants = membership.role_grants.all()
    keep_an_administrator(membership, grants)
    # For the log, before they are gone.
    roles = sorted({grant.role for grant in grants})
    grants.delete()
    membership.left_at = at
    # What they are called from now on, wherever they go, is nothing that this organisation learns.
    membership.typed_name = membership.name
    membership.save(update_fields=["left_at", "typed_name"])
    audit(
        "membership.ended",
        at=at,
        by=by,
        subject=membership.user.email,
        organisation=membership.organisation,
        roles=roles,
    )


@dataclass(frozen=True)
class MemberDetails:
    """What an organisation says about one of its members. Grants are (role, branch or None)."""

    name: str
    team_id: int | None
    grants: frozenset[tuple[str, int | None]]
    attributes: Mapping[str, str]


@transaction.atomic
def add_member(
    email: str,
    details: MemberDetails,
    *,
    organisation: Organisation,
    by: User | None,
    at: datetime,
    within: Collection[int] | None = None,
    brought_by: User | None = None,
) -> Membership:
    """Give a person a membership and send the invitation. What is not said of an old membership stays.

    Raises AccountError for who is a member already, and for a member or leaver of a team that is not
    `within` the teams that `by` looks after; None is all of them.
    """
    memberships = Membership.objects.filter(organisation=organisation).select_related("user")
    membership = memberships.filter(user__email=email.strip().lower()).first()
    if membership and within is not None and membership.team_id not in within:
        raise AccountError(cannot_be_added(email))
    if membership and membership.left_at is None and membership.user.signs_in:
        raise AccountError(_("%(email)s is a member already.") % {"email": email})
    membership = invite_member(
        email, details.name, organisation=organisation, by=by, at=at, brought_by=brought_by
    )
    details = replace(
        details,
        name=membership.name,
        team_id=details.team_id or membership.team_id,
        attributes={**membership.attributes, **details.attributes},
    )
    if len(details.attributes) > MAX_ATTRIBUTES:
        raise AccountError(
            _("A person can have at most %(most)s attributes.") % {"most": MAX_ATTRIBUTES}
        )
    return change_member(membership, details, by=by, at=at)


@transaction.atomic
def change_member(
    membership: Membership, details: MemberDetails, *, by: User | None, at: datetime
) -> Membership:
    """Set what the organisation says about a member; the log tells what was changed from what to what.

    Raises LastAdministratorError where nobody would be left who is an administrator.
    """
    membership = _locked(membership)
    if membership.left_at is not None:
        raise AccountError(_("This person has left. To bring them back, add them again."))
    if details.grants and not membership.user.signs_in:
        raise AccountError(
            _("Somebody without sign-in cannot hold a role. Add them by address first.")
        )
    tree = team_tree(membership.organisation_id)
    changed = _changes(membership, details, tree)
    if not changed:
        return membership
    if _set_grants(membership, details.grants) and (
        membership.has_accepted or not known_elsewhere(membership)
    ):
        # What somebody may do now, they do in a session that began with it. Those of who has accepted nothing
        # here began elsewhere, and giving roles must be no way to end them.
        end_sessions_of([membership.user_id])
    call(membership, fit_name(details.name, _("A person")))
    membership.team_id = details.team_id
    membership.attributes = dict(details.attributes)
    membership.save(update_fields=["team", "attributes", "typed_name"])
    audit(
        "membership.changed",
        at=at,
        by=by,
        subject=membership.user.email,
        organisation=membership.organisation,
        changed=changed,
    )
    return membership


def _changes(
    membership: Membership, details: MemberDetails, tree: TeamTree
) -> dict[str, list[str]]:
    """Return each field that differs, as it is and as it will be."""
    held = ((grant.role, tree.parts_of(grant.branch_id)) for grant in membership.role_grants.all())
    wanted = ((role, tree.parts_of(branch)) for role, branch in details.grants)
    now = {
        "name": (membership.name, details.name),
        "team": (tree.path(membership.team_id), tree.path(details.team_id)),
        "roles": (role_words(held), role_words(wanted)),
    }
    keys = sorted({*membership.attributes, *details.attributes})
    now |= {
        key: (membership.attributes.get(key, ""), details.attributes.get(key, "")) for key in keys
    }
    return {key: [was, becomes] for key, (was, becomes) in now.items() if was != becomes}


def _set_grants(membership: Membership, wanted: frozenset[tuple[str, int | None]]) -> bool:
    """Give and take roles until these are held; tell whether that changed anything."""
    grants = {(grant.role, grant.branch_id): grant for grant in membership.role_grants.all()}
    gone = [grant for key, grant in grants.items() if key not in wanted]
    keep_an_administrator(membership, gone)
    for grant in gone:
        grant.delete()
    for role, branch_id in wanted - grants.keys():
        RoleGrant.objects.create(membership=membership, role=role, branch_id=branch_id)
    return bool(gone or wanted - grants.keys())


def keep_an_administrator(membership: Membership, gone: Iterable[RoleGrant]) -> None:
    """Raise LastAdministratorError where nobody would be left who can give roles."""
    if not any(grant.role == Role.ADMINISTRATOR for grant in gone):
        return
    if administrators_of(membership.organisation) == {membership.user.email}:
        raise LastAdministratorError(
            _("%(name)s is the only administrator. Make somebody else one first.")
            % {"name": membership.name}
        )


def _locked(membership: Membership) -> Membership:
    """Return a membership that nobody else changes until this is done.

    The organisation first, as imports do: two who take the administrator's role from each other have to wait.
    """
    lock_organisation(membership.organisation_id)
    memberships = Membership.objects.select_for_update(of=("self",))
    return memberships.select_related("user", "organisation").get(pk=membership.pk)


def _person(email: str, name: str) -> User:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        words = _("“%(text)s” is not an e-mail address.")
        raise AccountError(words % {"text": email}) from None
    user = User.objects.filter(email=email).first()
    if user is None:
        new = {"name": fit_name(name, _("A new person")), "password": make_password(None)}
        # An unusable password: the first one is chosen by the link in the invitation.
        user, _is_new = User.objects.get_or_create(email=email, defaults=new)
    if user.signs_in and not user.is_active:
        raise AccountError(cannot_be_added(email))
    return user


def _let_sign_in(membership: Membership, name: str, arrival: Arrival) -> None:
    """Give a sign-in to somebody who came with answers."""
    user = membership.user
    if user.signs_in:
        return
    # Until now nobody could answer as this person, so that it is now that somebody brought them in.
    come_in(membership, arrival, name)
    membership.save(update_fields=CAME_IN)
    user.signs_in = user.is_active = True
    user.save(update_fields=["signs_in", "is_active"])


def cannot_be_added(email: str) -> str:
    """Say no more than that: why not may be the business of another organisation or branch."""
    return _(
        "%(email)s cannot be added here. Please ask an administrator, or whoever runs this service."
    ) % {"email": email}


def _membership(user: User, organisation: Organisation, arrival: Arrival, name: str) -> Membership:
    membership, _is_new = Membership.objects.select_for_update().get_or_create(
        user=user, organisation=organisation, defaults=vars(arrival) | {"typed_name": name}
    )
    if membership.left_at is not None:
        come_in(membership, arrival, name)
        membership.save(update_fields=CAME_IN)
        # Whoever comes back does not regain an old role by it.
        membership.role_grants.all().delete()
    return membership


def fit_name(name: str, whose: str) -> str:
    """Return a name fit to keep: some words on one line, of characters that can be shown or belong to a spelling."""
    name = name.strip()
    if not name:
        raise AccountError(_("%(whose)s needs a name.") % {"whose": whose})
    # A line break in a name would let it forge lines in e-mails and logs.
    if len(name) > NAME_MAX_LENGTH or not is_one_line(name):
        words = _("%(whose)s needs a name of at most %(most)s ordinary characters.")
        raise AccountError(words % {"whose": whose, "most": NAME_MAX_LENGTH})
    return name
