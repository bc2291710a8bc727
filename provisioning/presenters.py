"""What an administrator reads about the directory: its tokens and its groups."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import RoleGrant
from accounts.queries import TeamTree
from provisioning.models import DirectoryGroup, DirectoryToken


@dataclass(frozen=True)
class TokenRow:
    """A token as its page has it: never the token itself."""

    pk: int
    name: str
    made_at: datetime
    made_by: str
    ends_at: datetime
    last_used_at: datetime | None
    state: str
    works: bool


@dataclass(frozen=True)
class MeaningRow:
    """A group of the directory, and what it means here in words."""

    public_id: UUID
    name: str
    people: int
    meaning: str


def token_rows(tokens: Iterable[DirectoryToken], *, at: datetime) -> list[TokenRow]:
    """Return tokens in words, the newest first."""
    return [
        TokenRow(
            pk=token.pk,
            name=token.name,
            made_at=token.made_at,
            made_by=token.made_by_name,  # type: ignore[attr-defined]  # annotated by the query
            ends_at=token.ends_at,
            last_used_at=token.last_used_at,
            state=_state(token, at),
            works=token.works(at),
        )
        for token in tokens
    ]


def _state(token: DirectoryToken, at: datetime) -> str:
    if token.revoked_at is not None:
        return _("Revoked")
    return _("Works") if token.works(at) else _("Has ended")


def group_rows(groups: Iterable[DirectoryGroup], tree: TeamTree) -> list[MeaningRow]:
    """Return groups with how many of their people are here (`number`), and what they mean."""
    return [
        MeaningRow(
            public_id=group.public_id,
            name=group.name,
            people=group.number,  # type: ignore[attr-defined]  # annotated by the query
            meaning=_meaning(group, tree),
        )
        for group in groups
    ]


def _meaning(group: DirectoryGroup, tree: TeamTree) -> str:
    if group.team_id:
        return _("Team: %(team)s") % {"team": tree.path(group.team_id)}
    if group.role:
        return _("Role: %(role)s") % {"role": dict(RoleGrant.ROLES)[group.role]}
    return _("Nothing yet")
