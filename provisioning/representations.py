"""What the directory is told of its people and groups."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from scim2_models import Group, Meta, Reference, User

from provisioning.bodies import person_of
from provisioning.models import DirectoryGroup, DirectoryPerson
from provisioning.resources import GroupOfPerson, PersonOfGroup, ScimGroup, ScimPerson


def address_of(name: str, public_id: UUID | None = None) -> str:
    """Return the whole address of something, never built from what a request says its host is."""
    path = reverse(f"scim:{name}", args=[public_id] if public_id else [])
    return f"{settings.SITE_URL}{path}"


def scim_person(row: DirectoryPerson) -> ScimPerson:
    """Return somebody as the directory is told of them: what it said itself, and whether they are here.

    Nothing comes from the account, whose name another organisation may have given.
    """
    person = person_of(row.content)
    person.id = str(row.public_id)
    person.active = row.membership.left_at is None
    person.groups = [
        GroupOfPerson(
            value=str(group.public_id),
            ref=Reference[Group](address_of("group", group.public_id)),
            display=group.name,
        )
        for group in row.own_groups()
    ] or None
    person.meta = Meta(
        resource_type="User",
        created=row.created_at,
        last_modified=row.changed_at,
        location=address_of("user", row.public_id),
    )
    said = person.model_dump_json(exclude={"meta"})
    person.meta.version = _version(said)
    return person


def scim_group(row: DirectoryGroup, members: Iterable[UUID] | None) -> ScimGroup:
    """Return a group as the directory is told of it; with None nothing is said of its members."""
    meta = Meta(
        resource_type="Group",
        created=row.created_at,
        last_modified=row.changed_at,
        location=address_of("group", row.public_id),
        version=_version(row.changed_at.isoformat()),
    )
    people = [
        PersonOfGroup.model_construct(
            value=str(one), ref=Reference[User[Any]](address_of("user", one))
        )
        for one in members or ()
    ]
    return ScimGroup(
        id=str(row.public_id),
        external_id=row.external_id or None,
        display_name=row.name,
        members=people or None,
        meta=meta,
    )


def _version(said: str) -> str:
    return f'W/"{sha256(said.encode()).hexdigest()[:16]}"'
