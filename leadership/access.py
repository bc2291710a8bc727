"""Doors to question banks, to keep, read and copy them, and to the learning library that comes of them."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.access import membership_with
from accounts.models import Organisation, User
from accounts.permissions import Permission
from accounts.queries import current_memberships, memberships_that_allow
from leadership import queries
from leadership.instrument import Instrument, Theme
from leadership.models import BankVersion, QuestionBank


def organisations_to_edit_for(user: User) -> list[Organisation]:
    """Return the organisations whose banks the person keeps; raise PermissionDenied without any."""
    memberships = memberships_that_allow(user, Permission.EDIT_BANKS)
    organisations = [membership.organisation for membership in memberships]
    if not organisations:
        raise PermissionDenied
    return organisations


def bank_to_read(user: User, bank_id: int) -> QuestionBank:
    """Return an organisation's bank to those who keep it, and the platform's to anyone who keeps banks."""
    bank = queries.bank(bank_id)
    if bank is None:
        raise Http404
    membership_with(user, Permission.EDIT_BANKS, organisation_id=bank.organisation_id)
    return bank


def version_to_read(user: User, version_id: int) -> BankVersion:
    """Return a version of a bank that may be read, with its bank and without its sections."""
    version = queries.version(version_id)
    if version is None:
        raise Http404
    organisation_id = version.bank.organisation_id
    membership_with(user, Permission.EDIT_BANKS, organisation_id=organisation_id)
    return version


def version_to_edit(user: User, version_id: int) -> BankVersion:
    """Return a version of an organisation's own bank; the platform's are changed by its operators."""
    version = version_to_read(user, version_id)
    if version.bank.organisation_id is None:
        raise PermissionDenied
    return version


def draft_to_edit(user: User, version_id: int) -> tuple[BankVersion, Instrument]:
    """Return a draft with what it holds now; anything that is no draft has no such pages: 404."""
    version = version_to_edit(user, version_id)
    if version.status != BankVersion.Status.DRAFT:
        raise Http404
    return version, queries.instrument_of(version.pk)


def theme_to_edit(user: User, version_id: int, code: str) -> tuple[BankVersion, Theme]:
    version, instrument = draft_to_edit(user, version_id)
    try:
        return version, instrument.theme(code)
    except KeyError:
        raise Http404 from None


def statement_to_edit(user: User, version_id: int, code: str) -> tuple[BankVersion, Theme]:
    """Return the draft and the theme that has the statement."""
    version, instrument = draft_to_edit(user, version_id)
    try:
        return version, instrument.theme_of(code)
    except KeyError:
        raise Http404 from None


def organisation_to_learn_in(
    user: User, organisation_slug: str = ""
) -> tuple[Organisation, tuple[Organisation, ...]]:
    """Return whose library a member of any role reads, the named or the oldest, and their others."""
    own = [membership.organisation for membership in current_memberships(user)]
    if not own:
        raise PermissionDenied
    chosen = own[0]
    if organisation_slug:
        named = [one for one in own if one.slug == organisation_slug]
        if not named:
            raise Http404
        chosen = named[0]
    return chosen, tuple(one for one in own if one != chosen)
