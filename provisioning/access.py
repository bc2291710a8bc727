"""The doors of a directory: its token for one organisation, and for pages the permission to connect one."""

from datetime import datetime
from uuid import UUID

from accounts.access import membership_with, row_with
from accounts.bearer import hash_of
from accounts.models import Organisation, User
from accounts.permissions import Permission
from provisioning import queries
from provisioning.models import DirectoryGroup, DirectoryPerson, DirectoryToken


def token_of(secret: str, *, at: datetime) -> DirectoryToken | None:
    """Return the token of a secret while it works; None for one that is revoked, has ended, or is none."""
    token = queries.token_with(hash_of(secret))
    return token if token and token.works(at) else None


def person_to_change(token: DirectoryToken, public_id: UUID) -> DirectoryPerson | None:
    """Return somebody whom the directory of this organisation has brought in; None for anybody else."""
    people = queries.with_groups(queries.people_of(token.organisation))
    return people.filter(public_id=public_id).first()


def group_to_change(token: DirectoryToken, public_id: UUID) -> DirectoryGroup | None:
    """Return a group of the directory of this organisation; None for any other."""
    return queries.groups_of(token.organisation).filter(public_id=public_id).first()


def organisation_to_connect(user: User) -> Organisation:
    """Return the organisation whose directory the person connects; 403 for anybody else."""
    return membership_with(user, Permission.CONNECT_DIRECTORY).organisation


def token_to_revoke(user: User, pk: int) -> DirectoryToken:
    """Return a token of the person's organisation; 404 for another's, 403 for the wrong role."""
    tokens = DirectoryToken.objects.select_related("organisation")
    return row_with(user, Permission.CONNECT_DIRECTORY, tokens.filter(pk=pk).first())


def group_to_map(user: User, public_id: UUID) -> DirectoryGroup:
    """Return a group of the directory of the person's organisation; 404 for another's, 403 for the wrong role."""
    groups = DirectoryGroup.objects.select_related("organisation")
    return row_with(user, Permission.CONNECT_DIRECTORY, groups.filter(public_id=public_id).first())
