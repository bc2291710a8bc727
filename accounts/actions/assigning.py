"""Moving many members and giving or taking their roles at once, as the groups of a directory say."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.actions.log import audit_line, audit_many
from accounts.actions.session_rounds import end_sessions_of
from accounts.models import AuditEntry, Membership, Organisation, RoleGrant, User
from accounts.people_file import role_words
from accounts.permissions import Role
from accounts.queries import TeamTree, administrators_of, lock_organisation, team_tree

Kept = tuple[int, str]


@dataclass(frozen=True)
class Assignment:
    """What becomes of one member: their team, and which roles in the whole organisation they get and lose."""

    membership: Membership
    team_id: int | None
    gains: frozenset[str] = frozenset()
    loses: frozenset[str] = frozenset()

    @property
    def changes(self) -> bool:
        return bool(self.gains or self.loses or self.team_id != self.membership.team_id)


@transaction.atomic
def assign_members(
    assignments: Iterable[Assignment], *, organisation: Organisation, by: User, at: datetime
) -> set[Kept]:
    """Carry assignments out, each with its line in the log; return (membership, role) that nobody else would hold.

    The memberships bring their users and grants along. Of the last administrators one keeps the role.
    """
    wanted = [one for one in assignments if one.changes]
    if not wanted:
        return set()
    organisation = lock_organisation(organisation.pk)
    tree = team_tree(organisation.pk)
    kept = _last_administrator(wanted, organisation)
    rows = [one for one in wanted if not (one.loses and _is_all_kept(one, kept))]
    lines = [_line(one, tree, kept, organisation, by=by, at=at) for one in rows]
    for one in rows:
        one.membership.team_id = one.team_id
    Membership.objects.bulk_update([one.membership for one in rows], ["team"])
    gone = [
        grant.pk
        for one in rows
        for grant in one.membership.role_grants.all()
        if grant.branch_id is None
        and grant.role in one.loses
        and (one.membership.pk, grant.role) not in kept
    ]
    RoleGrant.objects.filter(pk__in=gone).delete()
    RoleGrant.objects.bulk_create(
        (RoleGrant(membership=one.membership, role=role) for one in rows for role in one.gains),
        ignore_conflicts=True,
    )
    # What somebody may do now, they do in a session that began with it.
    end_sessions_of(one.membership.user_id for one in rows if one.gains or one.loses)
    audit_many(lines)
    return kept


def _last_administrator(wanted: list[Assignment], organisation: Organisation) -> set[Kept]:
    losing = [one for one in wanted if Role.ADMINISTRATOR in one.loses]
    if not losing:
        return set()
    left = administrators_of(organisation) - {one.membership.user.email for one in losing}
    if left or any(Role.ADMINISTRATOR in one.gains for one in wanted):
        return set()
    first = min(losing, key=lambda one: one.membership.pk)
    return {(first.membership.pk, Role.ADMINISTRATOR.value)}


def _is_all_kept(one: Assignment, kept: set[Kept]) -> bool:
    rest = {role for role in one.loses if (one.membership.pk, role) not in kept}
    return not (rest or one.gains or one.team_id != one.membership.team_id)


def _line(
    one: Assignment,
    tree: TeamTree,
    kept: set[Kept],
    organisation: Organisation,
    *,
    by: User,
    at: datetime,
) -> AuditEntry:
    grants = [(grant.role, grant.branch_id) for grant in one.membership.role_grants.all()]
    loses = {(role, None) for role in one.loses if (one.membership.pk, role) not in kept}
    becomes = {*grants, *((role, None) for role in one.gains)} - loses
    was_team, team = tree.path(one.membership.team_id), tree.path(one.team_id)
    was_roles, roles = (
        role_words((role, tree.parts_of(branch)) for role, branch in held)
        for held in (grants, becomes)
    )
    changed = {"team": [was_team, team], "roles": [was_roles, roles]}
    return audit_line(
        "membership.changed",
        at=at,
        by=by,
        subject=one.membership.user.email,
        organisation=organisation,
        changed={key: pair for key, pair in changed.items() if pair[0] != pair[1]},
    )
