"""Who speaks: a person by a token of theirs, or a program of an organisation; found by the secret of a request."""

from dataclasses import dataclass
from datetime import datetime

from accounts.bearer import hash_of
from accounts.models import Organisation, User
from accounts.queries import user_of_session
from api import queries
from api.actions import note_use
from api.actions.tokens import ACCESS, PERSONAL
from api.models import Program
from api.scopes import Scope, known
from identity.queries import has_second_step


@dataclass(frozen=True)
class Caller:
    """Who does what is asked, for which organisation, and what their token allows."""

    # In the log: the person, or the account of the program.
    user: User
    organisation: Organisation
    scopes: frozenset[Scope]
    # By which the holder of keys and limits is told from others.
    holder: str
    program: Program | None = None

    def allows(self, scope: Scope) -> bool:
        return scope in self.scopes

    @property
    def brings_in(self) -> User:
        """Who answers for people whom this brings in."""
        return self.program.made_by if self.program else self.user


def caller_of(secret: str, *, at: datetime) -> Caller | None:
    """Return who has a secret, while it works; None for one that is revoked, has ended, or is none."""
    if secret.startswith(ACCESS):
        return _program(secret, at)
    return _person(secret, at) if secret.startswith(PERSONAL) else None


def _program(secret: str, at: datetime) -> Caller | None:
    token = queries.access_token_with(hash_of(secret))
    if token is None or at >= token.ends_at or not token.program.works(at):
        return None
    program = token.program
    return Caller(
        user=program.actor,
        organisation=program.organisation,
        scopes=known(token.scopes),
        holder=f"program-{program.pk}",
        program=program,
    )


def _person(secret: str, at: datetime) -> Caller | None:
    token = queries.personal_token_with(hash_of(secret))
    if token is None or not token.works(at):
        return None
    # As a session's person: without leavers, and with the roles of now.
    person = user_of_session(token.person_id)
    if person is None or not person.is_active or not person.belongs:
        return None
    # Whoever took their second step away since stands outside, as on pages.
    if person.needs_second_step and not has_second_step(person):
        return None
    note_use(token, at=at)
    return Caller(
        user=person,
        organisation=token.organisation,
        scopes=known(token.scopes),
        holder=f"person-{person.pk}",
    )
