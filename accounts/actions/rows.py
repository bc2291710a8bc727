"""What becomes of a row of a file of people: whom it is about, what it changes, and what is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from accounts.actions.bulk import new_user
from accounts.actions.people import cannot_be_added
from accounts.actions.team_twins import folded
from accounts.actions.teams import TeamBook
from accounts.models import Membership, Organisation, RoleGrant, User
from accounts.people_file import MAX_ATTRIBUTES, PATH, PersonRow, TeamPath, role_words
from accounts.permissions import Role
from accounts.queries import KnownPeople
from accounts.table_faults import RowFault

Held = frozenset[tuple[str, TeamPath]]


@dataclass(frozen=True)
class RowPlan:
    """What becomes of one row."""

    row: PersonRow
    user: User
    membership: Membership
    kind: str
    # What they are called here from now on.
    name: str
    team: tuple[str, str] | None
    grants: list[RoleGrant]
    held: Held
    wanted: Held

    @property
    def ends_sessions(self) -> bool:
        """Whether somebody who has accepted may do other things now."""
        stays = self.kind == "changed" and self.membership.has_accepted
        return stays and self.wanted != self.held

    @property
    def account_name(self) -> str:
        """The name of the account: the file's for those alone who have accepted, and stay."""
        stays = self.kind == "changed" and self.membership.has_accepted
        return self.name if stays else self.user.name

    @property
    def attributes(self) -> dict[str, str]:
        return {**self.membership.attributes, **dict(self.row.attributes)}

    @cached_property
    def fields(self) -> tuple[tuple[str, str, str], ...]:
        """Return each field that changes, as it is and as it will be."""
        fields = []
        if self.kind != "added" and self.name != self.membership.name:
            fields.append(("name", self.membership.name, self.name))
        if self.team:
            fields.append(("team", *self.team))
        if self.held != self.wanted:
            fields.append(("roles", role_words(self.held), role_words(self.wanted)))
        had = self.membership.attributes
        return (
            *fields,
            *((k, had.get(k, ""), v) for k, v in self.row.attributes if had.get(k) != v),
        )

    def faults(self, *, gives: frozenset[Role]) -> Iterator[RowFault]:
        """Say what is wrong with it; `gives` are the roles that may be given or taken away."""
        line = self.row.line
        if not self.name:
            yield RowFault(line, "name", _("a new person needs a name."))
        if self.user.signs_in and not self.user.is_active:
            yield RowFault(line, "email", cannot_be_added(self.row.email))
        # Both ways: nobody takes away a role that they may not give.
        forbidden = {role for role, _path in self.held ^ self.wanted} - gives
        if forbidden:
            message = _("you cannot give or take away this role: %(roles)s. An administrator can.")
            yield RowFault(line, "roles", message % {"roles": ", ".join(sorted(forbidden))})
        if len(self.attributes) > MAX_ATTRIBUTES:
            message = _("this person would have more than %(most)s attributes.")
            yield RowFault(line, "", message % {"most": MAX_ATTRIBUTES})


def plan_row(
    row: PersonRow, known: KnownPeople, book: TeamBook, organisation: Organisation
) -> RowPlan:
    """Return what becomes of a row, whose person is among those `known` if the service knows them."""
    user = known.users.get(row.email) or new_user(row.email, row.name)
    membership = known.memberships.get(row.email) or Membership(
        user=user, organisation=organisation
    )
    is_added = is_unsaved(membership) or not user.signs_in
    is_new = is_added or membership.left_at is not None
    grants = [] if is_unsaved(membership) else list(membership.role_grants.all())
    held = frozenset((grant.role, book.path(grant.branch_id)) for grant in grants)
    # An empty cell says nothing, so that a file of roles alone does not empty all teams.
    stays = not row.team or book.same(row.team, membership.team_id)
    return RowPlan(
        row=row,
        user=user,
        membership=membership,
        kind=("added" if is_added else "returned") if is_new else "changed",
        name=_name(row, membership, is_new=is_new, is_shared=user.pk in known.elsewhere),
        team=None if stays else (book.words(membership.team_id), PATH.join(row.team)),
        grants=grants,
        held=held,
        wanted=_wanted(row, held, is_new=is_new),
    )


def _name(row: PersonRow, membership: Membership, *, is_new: bool, is_shared: bool) -> str:
    if is_unsaved(membership):
        return row.name
    # A name that another organisation sees too is not one organisation's to change.
    is_fixed = is_shared and membership.has_accepted and not is_new
    return row.name if row.name and not is_fixed else membership.name


def _wanted(row: PersonRow, held: Held, *, is_new: bool) -> Held:
    """Return the roles that a row asks for, branches written as they are known."""
    if not row.roles:
        # Most files name no roles, and most people in them are managers who are to answer.
        return frozenset({(Role.MANAGER.value, ())}) if is_new else held
    known = {(role, folded(path)): (role, path) for role, path in held}
    asked = ((role.value, path) for role, path in row.roles)
    return frozenset(known.get((role, folded(path)), (role, path)) for role, path in asked)


def is_unsaved(row: User | Membership) -> bool:
    return row._state.adding
