"""Programs and the tokens by which they speak to the service: made, used, revoked."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit, new_actor
from accounts.bearer import hash_of, is_to_note, new_secret
from accounts.errors import AccountError
from accounts.models import Organisation, User
from accounts.queries import lock_organisation
from api.models import AccessToken, PersonalToken, Program, RequestCount
from api.scopes import NOT_TOGETHER, Scope

# By these whoever finds one can tell what it is, and a scan for secrets finds it.
PROGRAM, ACCESS, PERSONAL = "lsa-program-", "lsa-access-", "lsa-personal-"
MOST_PROGRAMS: Final = 20
MOST_PERSONAL: Final = 10
# So short that one that was copied by somebody is soon of no use.
TOKEN_LASTS: Final = timedelta(hours=1)


@dataclass(frozen=True)
class SecretDetails:
    """What is said of a new token: what for, what it allows, until when."""

    name: str
    scopes: frozenset[Scope]
    ends_at: datetime


class ProgramDetails(SecretDetails):
    """The same of a program."""


@transaction.atomic
def make_program(
    organisation: Organisation, details: ProgramDetails, *, by: User, at: datetime
) -> tuple[Program, str]:
    """Make a program and return it with its secret, which is nowhere from then on."""
    organisation = lock_organisation(organisation.pk)
    if details.scopes >= NOT_TOGETHER:
        raise AccountError(together_words())
    working = organisation.programs.filter(revoked_at=None, ends_at__gt=at)
    if working.count() >= MOST_PROGRAMS:
        raise AccountError(_too_many(MOST_PROGRAMS))
    secret = new_secret(PROGRAM)
    program = Program.objects.create(
        organisation=organisation,
        actor=new_actor("program", _("Program (%(name)s)") % {"name": details.name}),
        made_by=by,
        **_stored(details, secret, at),
    )
    _log(program, "program.made", by=by, at=at, scopes=program.scopes)
    return program, secret


def together_words() -> str:
    return _(
        "A program that adds people cannot read results as well: whoever reads results must not be able to make"
        " people up. Make two programs."
    )


def _too_many(most: int) -> str:
    return _("There are %(most)s already. Revoke one that is not used first.") % {"most": most}


def _stored(details: SecretDetails, secret: str, at: datetime) -> dict[str, object]:
    return {
        "name": details.name,
        "scopes": sorted(scope.value for scope in details.scopes),
        "hashed": hash_of(secret),
        "made_at": at,
        "ends_at": details.ends_at,
    }


@transaction.atomic
def revoke_program(program: Program, *, by: User, at: datetime) -> None:
    """Let a program open nothing any more, from the next request; doing it again changes nothing."""
    program = Program.objects.select_for_update(of=("self",)).get(pk=program.pk)
    if program.revoked_at is None:
        program.revoked_at = at
        program.save(update_fields=["revoked_at"])
        AccessToken.objects.filter(program=program).delete()
        _log(program, "program.revoked", by=by, at=at)


def grant_access(
    program: Program, scopes: frozenset[Scope], *, at: datetime
) -> tuple[AccessToken, str]:
    """Give a program that has shown its secret a token for an hour, and never beyond its own end."""
    secret = new_secret(ACCESS)
    token = AccessToken.objects.create(
        program=program,
        hashed=hash_of(secret),
        scopes=sorted(scope.value for scope in scopes),
        ends_at=min(at + TOKEN_LASTS, program.ends_at),
    )
    note_use(program, at=at)
    return token, secret


@transaction.atomic
def make_personal_token(
    person: User, organisation: Organisation, details: SecretDetails, *, at: datetime
) -> tuple[PersonalToken, str]:
    """Make somebody a token of their own and return it with its secret, which is nowhere from then on."""
    # A second click waits here, and then counts what the first has made.
    User.objects.select_for_update().get(pk=person.pk)
    working = person.personal_tokens.filter(revoked_at=None, ends_at__gt=at)
    if working.count() >= MOST_PERSONAL:
        raise AccountError(_too_many(MOST_PERSONAL))
    secret = new_secret(PERSONAL)
    token = PersonalToken.objects.create(
        person=person, organisation=organisation, **_stored(details, secret, at)
    )
    _log_own(token, "personal_token.made", by=person, at=at, scopes=token.scopes)
    return token, secret


@transaction.atomic
def revoke_personal_token(token: PersonalToken, *, by: User | None, at: datetime) -> None:
    """Let a token open nothing any more, from the next request; doing it again changes nothing."""
    tokens = PersonalToken.objects.select_for_update(of=("self",))
    token = tokens.select_related("organisation", "person").get(pk=token.pk)
    if token.revoked_at is None:
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        _log_own(token, "personal_token.revoked", by=by, at=at)


def count_request(holder: str, *, at: datetime) -> int:
    """Count a request of a program, and return the how many-th of this minute it is."""
    return RequestCount.objects.count_one(holder, at)


def note_use(token: Program | PersonalToken, *, at: datetime) -> None:
    """Write down that a token was used just now."""
    if is_to_note(token.last_used_at, at):
        type(token).objects.filter(pk=token.pk).update(last_used_at=at)


def _log(program: Program, act: str, *, by: User | None, at: datetime, **details: object) -> None:
    audit(act, at=at, by=by, subject=program, organisation=program.organisation, **details)


def _log_own(
    token: PersonalToken, act: str, *, by: User | None, at: datetime, **details: object
) -> None:
    """Log by whose it is, as erasing finds it, and by its number: what somebody calls it is theirs."""
    details |= {"token": token.pk}
    whose = token.person.email
    audit(act, at=at, by=by, subject=whose, organisation=token.organisation, **details)
