"""What a directory does with its groups, and what an administrator says they mean here."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import Organisation, User
from accounts.people_file import PATH
from accounts.queries import lock_organisation, team_tree
from provisioning.actions.errors import TakenError, UnknownMemberError
from provisioning.actions.giving import BATCH, give_what_groups_give
from provisioning.directory_data import GroupData, MembersChange, key_of
from provisioning.models import (
    DirectoryGroup,
    DirectoryGroupPerson,
    DirectoryPerson,
    DirectoryToken,
)

Key = TypeVar("Key", int, UUID)


@dataclass(frozen=True)
class GroupMeaning:
    """What being in a group means here: a team, a role in the whole organisation, or nothing."""

    team_id: int | None = None
    role: str = ""


@transaction.atomic
def create_group(
    token: DirectoryToken, group: GroupData, members: MembersChange, *, at: datetime
) -> DirectoryGroup:
    """Keep a group, which means nothing until an administrator says so."""
    organisation = lock_organisation(token.organisation_id)
    row = DirectoryGroup(organisation=organisation, created_at=at)
    _write(row, group, at=at)
    _change_members(row, members)
    return row


@transaction.atomic
def change_group(
    token: DirectoryToken,
    row: DirectoryGroup,
    group: GroupData,
    members: MembersChange,
    *,
    at: datetime,
) -> DirectoryGroup:
    """Set a group's name and who is in it; those who came or left get or lose what it gives."""
    organisation = lock_organisation(token.organisation_id)
    row = DirectoryGroup.objects.select_for_update(of=("self",)).get(pk=row.pk)
    _write(row, group, at=at)
    touched = _change_members(row, members)
    if row.team_id or row.role:
        give_what_groups_give(touched, organisation=organisation, by=token.actor, at=at)
    return row


@transaction.atomic
def remove_group(token: DirectoryToken, row: DirectoryGroup, *, at: datetime) -> None:
    """Forget a group; what it gave is taken."""
    organisation = lock_organisation(token.organisation_id)
    touched = list(row.group_people.values_list("person", flat=True))
    row.delete()
    give_what_groups_give(touched, organisation=organisation, by=token.actor, at=at)


@transaction.atomic
def map_group(row: DirectoryGroup, meaning: GroupMeaning, *, by: User, at: datetime) -> None:
    """Say what a group means, for those who are in it now and from now on."""
    organisation = lock_organisation(row.organisation_id)
    row = DirectoryGroup.objects.select_for_update(of=("self",)).get(pk=row.pk)
    was = _words(row, organisation)
    row.team_id, row.role = meaning.team_id, meaning.role
    becomes = _words(row, organisation)
    if was == becomes:
        return
    row.save(update_fields=["team", "role"])
    audit(
        "directory.group_mapped",
        at=at,
        by=by,
        subject=row.name,
        organisation=organisation,
        changed={key: [was[key], becomes[key]] for key in was if was[key] != becomes[key]},
    )
    touched = row.group_people.values_list("person", flat=True)
    give_what_groups_give(touched, organisation=organisation, by=by, at=at)


def _words(row: DirectoryGroup, organisation: Organisation) -> dict[str, str]:
    parts = team_tree(organisation.pk).parts_of(row.team_id)
    return {"team": PATH.join(parts), "roles": row.role}


def _write(row: DirectoryGroup, group: GroupData, *, at: datetime) -> None:
    row.name = group.name
    row.name_key = key_of(group.name)
    row.external_id = group.external_id
    row.changed_at = at
    try:
        # Of its own, so that an id that is taken leaves the transaction as it was.
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise TakenError(_("There is a group with this externalId already.")) from None


def _change_members(row: DirectoryGroup, change: MembersChange) -> set[int]:
    """Carry a change out, and return the keys of those who came or left."""
    wanted = _keys(row.organisation_id, change.adds, all_known=True)
    there = set(row.group_people.values_list("person", flat=True))
    leaving = (
        there - wanted
        if change.replaces
        else there & _keys(row.organisation_id, change.removes, all_known=False)
    )
    coming = wanted - there
    for keys in _batches(sorted(leaving)):
        row.group_people.filter(person__in=keys).delete()
    DirectoryGroupPerson.objects.bulk_create(
        (DirectoryGroupPerson(group=row, person_id=key) for key in sorted(coming)),
        batch_size=BATCH,
    )
    return leaving | coming


def _keys(organisation_id: int, ids: Collection[str], *, all_known: bool) -> set[int]:
    """Return the keys of people by their ids; raises UnknownMemberError where some must be known and are not."""
    known = {_uuid(one) for one in ids}
    asked = [one for one in known if one is not None]
    people = DirectoryPerson.objects.filter(organisation=organisation_id)
    keys = {
        key
        for some in _batches(asked)
        for key in people.filter(public_id__in=some).values_list("pk", flat=True)
    }
    if all_known and len(keys) < len(known):
        raise UnknownMemberError(_("A member is nobody whom the directory has brought in."))
    return keys


def _batches(values: list[Key]) -> list[list[Key]]:
    return [values[start : start + BATCH] for start in range(0, len(values), BATCH)]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
