"""The tokens by which directories speak to the service: made, used, revoked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit, new_actor
from accounts.bearer import hash_of, is_to_note, new_secret
from accounts.errors import AccountError
from accounts.models import Organisation, User
from accounts.queries import lock_organisation
from provisioning.models import DirectoryToken

# So that whoever finds one in a file or a log can tell what it is.
PREFIX: Final = "lsa-directory-"
MOST_TOKENS: Final = 5


@dataclass(frozen=True)
class TokenDetails:
    """What is said of a new token: what for, until when, and what becomes of people who are new by it."""

    name: str
    ends_at: datetime
    makes_managers: bool = True
    invites: bool = False


@transaction.atomic
def make_token(
    organisation: Organisation, details: TokenDetails, *, by: User, at: datetime
) -> tuple[DirectoryToken, str]:
    """Make a token and return it with its secret, which is nowhere from then on."""
    organisation = lock_organisation(organisation.pk)
    working = organisation.directory_tokens.filter(revoked_at=None, ends_at__gt=at)
    if working.count() >= MOST_TOKENS:
        raise AccountError(
            _("There are %(most)s tokens already. Revoke one that is not used first.")
            % {"most": MOST_TOKENS}
        )
    secret = new_secret(PREFIX)
    actor = new_actor("directory", _("Directory (%(name)s)") % {"name": details.name})
    token = DirectoryToken.objects.create(
        organisation=organisation,
        name=details.name,
        hashed=hash_of(secret),
        actor=actor,
        made_by=by,
        made_at=at,
        ends_at=details.ends_at,
        makes_managers=details.makes_managers,
        invites=details.invites,
    )
    audit("directory.token_made", at=at, by=by, subject=token, organisation=organisation)
    return token, secret


@transaction.atomic
def revoke_token(token: DirectoryToken, *, by: User, at: datetime) -> None:
    """Let a token open nothing any more, from the next request; doing it again changes nothing."""
    token = DirectoryToken.objects.select_for_update(of=("self",)).get(pk=token.pk)
    if token.revoked_at is not None:
        return
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    audit("directory.token_revoked", at=at, by=by, subject=token, organisation=token.organisation)


def note_use(token: DirectoryToken, *, at: datetime) -> None:
    """Write down that a token was used just now."""
    if is_to_note(token.last_used_at, at):
        DirectoryToken.objects.filter(pk=token.pk).update(last_used_at=at)
