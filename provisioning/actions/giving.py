"""What the groups of a directory give to those who are in them: one rule, asked for whenever either changes.

What a group gave is written down with the person. So leaving a group takes what it gave, and never what an
administrator gave by hand; nor what another of their groups gives as well.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.actions import Assignment, assign_members
from accounts.models import Organisation, User
from accounts.queries import lock_organisation
from provisioning.models import DirectoryGroup, DirectoryPerson

# SQLite takes no more than some thousands of values in a query.
BATCH = 2_000


@dataclass(frozen=True)
class _Gift:
    """What becomes of one person, and what is written down as given."""

    person: DirectoryPerson
    assignment: Assignment
    roles: frozenset[str]
    team_id: int | None


@transaction.atomic
def give_what_groups_give(
    people: Iterable[int], *, organisation: Organisation, by: User, at: datetime
) -> None:
    """Give some of the directory's people what their groups give, and take what those gave that they have left."""
    keys = sorted(set(people))
    lock_organisation(organisation.pk)
    for start in range(0, len(keys), BATCH):
        gifts = list(_gifts(organisation, keys[start : start + BATCH]))
        kept = assign_members(
            [gift.assignment for gift in gifts], organisation=organisation, by=by, at=at
        )
        for gift in gifts:
            # A last administrator keeps the role until somebody else has it: then it is taken at the next change.
            still = {role for pk, role in kept if pk == gift.person.membership_id}
            gift.person.given_roles = sorted(gift.roles | still)
            gift.person.given_team_id = gift.team_id
        DirectoryPerson.objects.bulk_update(
            [gift.person for gift in gifts], ["given_roles", "given_team"]
        )


def _gifts(organisation: Organisation, keys: list[int]) -> Iterator[_Gift]:
    people = DirectoryPerson.objects.filter(organisation=organisation, pk__in=keys)
    people = people.select_related("membership__user").prefetch_related(
        "membership__role_grants", "groups"
    )
    for person in people.order_by("pk"):
        groups = sorted(person.own_groups(), key=lambda group: group.pk)
        yield _gift(person, groups)


def _gift(person: DirectoryPerson, groups: list[DirectoryGroup]) -> _Gift:
    membership = person.membership
    if membership.left_at is not None:
        # Leaving took all roles.
        stays = Assignment(membership, membership.team_id)
        return _Gift(person, stays, frozenset(), person.given_team_id)
    given = frozenset(person.given_roles)
    wanted = frozenset(group.role for group in groups if group.role)
    grants = membership.role_grants.all()
    held = frozenset(grant.role for grant in grants if grant.branch_id is None)
    team_id, given_team_id = _team(person, [group.team_id for group in groups if group.team_id])
    assignment = Assignment(membership, team_id, gains=wanted - held, loses=(given - wanted) & held)
    return _Gift(person, assignment, (given & wanted & held) | (wanted - held), given_team_id)


def _team(person: DirectoryPerson, wanted: list[int]) -> tuple[int | None, int | None]:
    """Return which team they are in from now on, and which of these a group gave.

    Of several the one where they are already, so that moving from one group to another works in either order.
    """
    now, given = person.membership.team_id, person.given_team_id
    if now in wanted:
        return now, given if given == now else None
    if wanted:
        return wanted[0], wanted[0]
    return (None if given is not None and now == given else now), None
