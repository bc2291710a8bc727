"""Making the memberships of many new people at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from secrets import token_hex

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.actions.log import audit, audit_line, audit_many
from accounts.models import NO_ADDRESS, Membership, Organisation, RoleGrant, User
from accounts.permissions import Role


@transaction.atomic
def note_download(people: int, *, organisation: Organisation, by: User, at: datetime) -> None:
    """Write down that somebody took a list of people away, and how many."""
    audit(
        "people.downloaded",
        at=at,
        by=by,
        subject=organisation,
        organisation=organisation,
        people=people,
    )


@dataclass(frozen=True)
class Newcomer:
    """Somebody whom the service does not know yet, or one it knows who gets a membership here."""

    user: User
    # As it was typed; '' for whoever comes of their own accord, and is called as their account is.
    name: str = ""
    team_id: int | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    roles: tuple[Role, ...] = ()


def new_user(email: str, name: str, *, signs_in: bool = True) -> User:
    """Return a person, not stored yet, who has no password."""
    password = make_password(None)
    return User(email=email, name=name, password=password, signs_in=signs_in, is_active=signs_in)


def new_actor(kind: str, name: str) -> User:
    """Store an account that stands in the log for what a program does; nobody can sign in with it."""
    actor = new_user(f"{kind}-{token_hex(8)}@{kind}{NO_ADDRESS}", name, signs_in=False)
    actor.save()
    return actor


def create_memberships(
    newcomers: Iterable[Newcomer], *, organisation: Organisation, act: str, at: datetime
) -> list[Membership]:
    """Store people who are new, and the membership of each, in the order given; nobody is sent anything."""
    people = list(newcomers)
    User.objects.bulk_create(one.user for one in people if one.user._state.adding)
    memberships = Membership.objects.bulk_create(
        Membership(
            user=one.user,
            organisation=organisation,
            team_id=one.team_id,
            attributes=dict(one.attributes),
            joined_at=at,
            typed_name=one.name,
        )
        for one in people
    )
    RoleGrant.objects.bulk_create(
        RoleGrant(membership=membership, role=role.value)
        for one, membership in zip(people, memberships, strict=True)
        for role in one.roles
    )
    audit_many(
        audit_line(act, at=at, by=None, subject=one.user.email, organisation=organisation)
        for one in people
    )
    return memberships
