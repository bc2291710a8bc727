"""The doors of membership: a stranger to an organisation gets 404, a member whose role may not gets 403."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts import links, queries
from accounts.models import (
    Membership,
    MembershipQuerySet,
    Message,
    Organisation,
    PendingImport,
    Team,
    User,
    name_in,
    shown_name,
)
from accounts.permissions import ROLES_GIVEN_BY, Permission, Role, allows, roles_that_allow
from accounts.reading_order import ReadingOrder


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


class OfOrganisation(Protocol):
    """What belongs to an organisation or, with none, to all of them."""

    @property
    def organisation_id(self) -> int | None: ...


Row = TypeVar("Row", bound=OfOrganisation)


def row_with(user: User, permission: Permission, row: Row | None) -> Row:
    """Return a row that was looked up by its key; 404 for none and for another organisation's, 403 for the wrong role."""
    if row is None:
        raise Http404
    membership_with(user, permission, organisation_id=row.organisation_id)
    return row


def memberships_to_answer(user: User) -> MembershipQuerySet:
    """Return the memberships in which the person answers and plans, the oldest first; perhaps none."""
    return queries.memberships_that_allow(user, Permission.ANSWER)


def may_answer(user: User) -> bool:
    """Tell, without a query, whether the person may answer and plan anywhere."""
    return allows(user.held_roles, Permission.ANSWER)


@dataclass(frozen=True)
class PeopleReach:
    """How far somebody may look after people in one organisation: all of it, or some branches."""

    membership: Membership
    tree: queries.TeamTree
    team_ids: frozenset[int] | None  # None is everybody, those without a team included
    gives: frozenset[Role]
    confirms: bool  # may confirm people whom somebody who sees results has brought in
    sees_results: bool  # so that whom they bring in has to be confirmed

    @property
    def is_whole(self) -> bool:
        return self.team_ids is None

    def covers(self, team_id: int | None) -> bool:
        return self.team_ids is None or team_id in self.team_ids

    def may_give(self, role: str, branch_id: int | None) -> bool:
        """Tell whether they may give this role, or take it away."""
        return role in self.gives and (role != Role.HR_LEAD or self.covers(branch_id))

    def may_change(self, team: Team) -> bool:
        """Tell whether they may rename, move or delete a team; the top of one's own branch not."""
        return self.is_whole or (team.parent_id is not None and self.covers(team.parent_id))

    def may_end(self, membership: Membership) -> bool:
        """Tell whether they may let somebody go: not themselves, and nobody who holds more."""
        return membership.pk != self.membership.pk and all(
            self.may_give(grant.role, grant.branch_id) for grant in membership.role_grants.all()
        )


def people_to_manage(user: User, *, organisation_id: int | None = None) -> PeopleReach:
    """Return how far the person may look after people; 403 where not at all."""
    membership = membership_with(user, Permission.MANAGE_PEOPLE, organisation_id=organisation_id)
    tree = queries.team_tree(membership.organisation_id)
    allowing = roles_that_allow(Permission.MANAGE_PEOPLE)
    grants = queries.grants_of(membership)
    roles = {grant.role for grant in grants if grant.role in allowing}
    return PeopleReach(
        membership=membership,
        tree=tree,
        team_ids=tree.within(queries.branches_of(grants, Permission.MANAGE_PEOPLE)),
        gives=frozenset(given for role in roles for given in ROLES_GIVEN_BY[Role(role)]),
        confirms=allows(roles, Permission.CONFIRM_PEOPLE),
        sees_results=allows(roles, Permission.VIEW_RESULTS),
    )


def whole_organisation_to_manage(user: User) -> PeopleReach:
    """Return the reach of somebody who looks after the whole organisation; 403 for a branch alone."""
    reach = people_to_manage(user)
    if not reach.is_whole:
        raise PermissionDenied
    return reach


def attribute_to_change(user: User, name: str) -> tuple[PeopleReach, dict[str, int]]:
    """Return how many people have which value of an attribute; 404 for one that nobody of their organisation has."""
    reach = whole_organisation_to_manage(user)
    counts = queries.attribute_counts(reach.membership.organisation_id).get(name)
    if counts is None:
        raise Http404
    return reach, counts


def members_to_confirm(user: User) -> tuple[Organisation, MembershipQuerySet]:
    """Return whose answers count once this administrator says that they are there, by name: nobody they brought in."""
    organisation = membership_with(user, Permission.CONFIRM_PEOPLE).organisation
    waiting = organisation.memberships.current().unconfirmed().exclude(added_by=user)
    return organisation, (
        waiting.select_related("user")
        .annotate(added_by_name=name_in("organisation", "added_by"))
        .order_by(ReadingOrder(shown_name()), "pk")
    )


def number_waiting(reach: PeopleReach) -> int:
    """Count who waits to be confirmed: by this person, if they may; 0 for those who look after a branch alone."""
    if not reach.is_whole:
        return 0
    own = reach.membership
    waiting = Membership.objects.current().unconfirmed().filter(organisation=own.organisation_id)
    return (waiting.exclude(added_by=own.user_id) if reach.confirms else waiting).count()


def logo_to_see(user: User, organisation_id: int) -> bytes:
    """Return the logo of an organisation that the person is a member of; 404 for any other, and without one."""
    is_member = queries.current_memberships(user).filter(organisation=organisation_id).exists()
    png = queries.logo_of(organisation_id) if is_member else None
    if png is None:
        raise Http404
    return png


def member_to_manage(user: User, pk: int) -> tuple[PeopleReach, Membership]:
    """Return a member and the reach in which they are; 404 for one of another branch."""
    membership = queries.member(pk)
    if membership is None:
        raise Http404
    reach = people_to_manage(user, organisation_id=membership.organisation_id)
    if not reach.covers(membership.team_id):
        raise Http404
    return reach, membership


def member_to_end(user: User, pk: int) -> tuple[PeopleReach, Membership]:
    """Return a member whom the person may let go; 403 for one with roles they could not give."""
    reach, membership = member_to_manage(user, pk)
    if not reach.may_end(membership):
        raise PermissionDenied
    return reach, membership


def member_to_sign_out(user: User, pk: int) -> Membership:
    """Return a member whom the person may sign out everywhere: as letting go, once they have accepted."""
    _reach, membership = member_to_end(user, pk)
    if not membership.has_accepted:
        raise PermissionDenied
    return membership


def membership_to_accept(user: User, pk: int) -> Membership:
    """Return one's own current membership, accepted or not; 404 for anybody else's."""
    membership = queries.current_memberships(user).filter(pk=pk).first()
    if membership is None:
        raise Http404
    return membership


def memberships_to_accept(user: User) -> list[Membership]:
    """Return one's memberships whose invitation was not accepted yet; no query where there can be none."""
    if not user.is_invited:
        return []
    return list(queries.current_memberships(user).exclude(typed_name=""))


def own_membership(user: User) -> Membership:
    """Return the membership in whose name something is sent to the person: the oldest."""
    membership = queries.current_memberships(user).first()
    if membership is None:
        raise PermissionDenied
    return membership


def member_to_readdress(user: User, pk: int) -> tuple[PeopleReach, Membership]:
    """Return a member whose address the person may correct: as letting go, 403 for who holds more."""
    return member_to_end(user, pk)


def address_to_confirm(user: User | AnonymousUser, token: str) -> Message | None:
    """Return the e-mail to a new address whose link this is, if this visitor may confirm it; None otherwise.

    The link shows that they read mail there, signing in that the account is theirs. Without a password there is
    nothing yet that anybody could sign in to.
    """
    message = message_of_link(token)
    if message is None or message.kind != queries.NEW_ADDRESS or message.context["is_taken"]:
        return None
    is_theirs = user.pk == message.to.user_id or not message.to.user.has_usable_password()
    return message if is_theirs else None


def rules_sign_in(user: User) -> bool:
    """Tell, without a query, whether the person says how members of an organisation have to sign in."""
    return allows(user.held_roles, Permission.RULE_SIGN_IN)


def connects_directory(user: User) -> bool:
    """Tell, without a query, whether the person says which directory brings people in."""
    return allows(user.held_roles, Permission.CONNECT_DIRECTORY)


def connects_programs(user: User) -> bool:
    """Tell, without a query, whether the person says which programs speak for an organisation."""
    return allows(user.held_roles, Permission.CONNECT_PROGRAMS)


def organisation_to_rule_sign_in(user: User) -> Organisation:
    """Return the organisation of whose signing in the person decides; 403 for anybody else."""
    return membership_with(user, Permission.RULE_SIGN_IN).organisation


def rules_retention(user: User) -> bool:
    """Tell, without a query, whether the person says how long an organisation keeps what."""
    return allows(user.held_roles, Permission.RULE_RETENTION)


def organisation_to_rule_retention(user: User) -> Organisation:
    """Return the organisation of whose periods the person decides; 403 for anybody else."""
    return membership_with(user, Permission.RULE_RETENTION).organisation


def member_to_help_sign_in(user: User, pk: int) -> Membership:
    """Return a current member whose second step of signing in the person may take away: not their own."""
    _reach, membership = member_to_end(user, pk)
    ours = membership_with(
        user, Permission.RULE_SIGN_IN, organisation_id=membership.organisation_id
    )
    if membership.left_at is not None or ours.pk == membership.pk:
        raise Http404
    # Whether there is a second step to take away is not told of an account that is not theirs to know.
    if not membership.has_accepted:
        raise PermissionDenied
    return membership


def member_to_erase(user: User, pk: int) -> tuple[PeopleReach, Membership]:
    """Return a member or leaver whom the person may erase; 403 for who looks after a branch alone."""
    reach, membership = member_to_end(user, pk)
    if not reach.is_whole:
        raise PermissionDenied
    return reach, membership


def message_to_send_again(user: User, pk: int) -> tuple[PeopleReach, Message]:
    """Return an e-mail about the membership of somebody within reach; 404 for any other."""
    message = queries.message(pk)
    if message is None or message.kind not in queries.MEMBERSHIP_KINDS:
        raise Http404
    reach, _membership = member_to_manage(user, message.to_id)
    return reach, message


def message_of_link(token: str) -> Message | None:
    """Return the e-mail whose link this is, if its person may still follow it; None for any other.

    Not for who has left, whose account is closed or whose address has changed since.
    """
    number = links.message_number(token)
    message = queries.message(number) if number is not None else None
    if message is None or not links.is_token_of(token, message):
        return None
    return message if message.to.left_at is None and message.to.user.is_active else None


def team_to_change(user: User, pk: int) -> tuple[PeopleReach, Team]:
    """Return a team; 404 for one of another branch, 403 for the top of one's own."""
    team = queries.team(pk)
    if team is None:
        raise Http404
    reach = people_to_manage(user, organisation_id=team.organisation_id)
    if not reach.covers(team.pk):
        raise Http404
    if not reach.may_change(team):
        raise PermissionDenied
    return reach, team


def import_to_confirm(
    user: User, public_id: UUID, *, at: datetime
) -> tuple[PeopleReach, PendingImport]:
    """Return one's own file that waits to be brought in; 404 for anybody else's and for an old one."""
    pending = queries.pending_import(user, public_id, at=at)
    if pending is None:
        raise Http404
    reach = people_to_manage(user, organisation_id=pending.organisation_id)
    if not reach.is_whole:
        raise PermissionDenied
    return reach, pending
