"""Doors to question banks, to keep, read and copy them, and to the learning library that comes of them."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.access import membership_with, row_with
from accounts.models import Organisation, User
from accounts.permissions import Permission, allows
from accounts.queries import current_memberships, memberships_that_allow
from banks import queries
from banks.models import BankVersion, QuestionBank, Resource
from leadership.addressing import Node, found
from leadership.editing.sections import (
    OPTIONAL_PARTS,
    SECTIONS,
    Keys,
    OptionalPart,
    Section,
    container_of,
    keys_from,
)
from leadership.instrument import Instrument


def organisations_to_edit_for(user: User) -> list[Organisation]:
    """Return the organisations whose banks the person keeps; raise PermissionDenied without any."""
    memberships = memberships_that_allow(user, Permission.EDIT_BANKS)
    organisations = [membership.organisation for membership in memberships]
    if not organisations:
        raise PermissionDenied
    return organisations


def keeps_banks(user: User) -> bool:
    """Tell whether the person keeps banks of any organisation."""
    return allows(user.held_roles, Permission.EDIT_BANKS)


def organisation_to_edit_for(user: User, bank: QuestionBank, organisation_id: str) -> Organisation:
    """Return whose bank an edit makes: its own organisation's or, of the platform's bank, the named one's."""
    own = {str(one.pk): one for one in organisations_to_edit_for(user)}
    organisation = bank.organisation or own.get(organisation_id)
    if organisation is None:
        raise PermissionDenied
    return organisation


def bank_to_read(user: User, bank_id: int) -> QuestionBank:
    """Return an organisation's bank to those who keep it, and the platform's to anyone who keeps banks."""
    return row_with(user, Permission.EDIT_BANKS, queries.bank(bank_id))


def bank_to_choose(
    user: User, bank_id: int, organisation_id: str
) -> tuple[QuestionBank, Organisation]:
    """Return a bank, and the organisation whose members are to read it: the bank's own, or one they keep."""
    bank = bank_to_read(user, bank_id)
    return bank, organisation_to_edit_for(user, bank, organisation_id)


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


def may_edit(version: BankVersion) -> bool:
    """Tell whether a version that somebody may read can be edited by them: a draft of their organisation's."""
    return version.bank.organisation_id is not None and version.status == BankVersion.Status.DRAFT


def may_offer(version: BankVersion) -> bool:
    """Tell whether those who may read a version say in which languages people answer it."""
    return version.bank.organisation_id is not None and version.status != BankVersion.Status.DRAFT


def draft_to_edit(user: User, version_id: int) -> tuple[BankVersion, Instrument]:
    """Return a draft with what it holds now; anything that is no draft has no such pages: 404."""
    version = version_to_edit(user, version_id)
    if version.status != BankVersion.Status.DRAFT:
        raise Http404
    try:
        return version, queries.source_of(version.pk)
    except BankVersion.DoesNotExist:
        # Discarded since it was looked up. What it holds is one document, so it is never read half-changed.
        raise Http404 from None


@dataclass(frozen=True)
class DraftItem:
    """A thing of a draft, or a list of things: what it is, and the draft that it belongs to."""

    version: BankVersion
    instrument: Instrument
    section: Section
    keys: Keys
    item: Node = None


def thing_to_edit(user: User, version_id: int, name: str, keys: str) -> DraftItem:
    """Return one thing of a draft by its section and the codes that lead to it."""
    version, instrument = draft_to_edit(user, version_id)
    try:
        section = SECTIONS[name]
        found_keys = keys_from(section, keys)
        item = found(instrument, section.address(found_keys))
    except KeyError:
        raise Http404 from None
    if item is None:
        raise Http404
    return DraftItem(version, instrument, section, found_keys, item)


def list_to_edit(user: User, version_id: int, name: str, parent: str) -> DraftItem:
    """Return the list of things of one section, as far as the bank has that part: its keys are the parent's."""
    version, instrument = draft_to_edit(user, version_id)
    try:
        section = SECTIONS[name]
        keys = keys_from(section, parent, depth=section.depth - 1)
        container = container_of(instrument, section, keys) if section.is_list else None
    except KeyError:
        raise Http404 from None
    if container is None:
        raise Http404
    return DraftItem(version, instrument, section, keys)


def list_to_add_to(user: User, version_id: int, name: str, parent: str) -> DraftItem:
    """Return the same; 403 where nothing may be added to it."""
    opened = list_to_edit(user, version_id, name, parent)
    if not opened.section.allows.adds:
        raise PermissionDenied
    return opened


def part_to_edit(
    user: User, version_id: int, name: str
) -> tuple[BankVersion, Instrument, OptionalPart]:
    """Return a draft with one of the parts that a bank may do without, be it there or not."""
    version, instrument = draft_to_edit(user, version_id)
    if name not in OPTIONAL_PARTS:
        raise Http404
    return version, instrument, OPTIONAL_PARTS[name]


def organisation_to_add_to(user: User, organisation_slug: str = "") -> Organisation:
    """Return the organisation whose library is read, to those who keep its banks; 403 for its others."""
    organisation, _others = organisation_to_learn_in(user, organisation_slug)
    membership_with(user, Permission.EDIT_BANKS, organisation_id=organisation.pk)
    return organisation


def may_add_to(user: User, organisation: Organisation) -> bool:
    """Tell whether the person puts links and books into an organisation's library."""
    if not allows(user.held_roles, Permission.EDIT_BANKS):
        return False  # without a query, as for almost everybody
    kept = memberships_that_allow(user, Permission.EDIT_BANKS)
    return kept.filter(organisation=organisation).exists()


def resource_to_change(user: User, pk: int) -> Resource:
    """Return a link or book of an organisation whose banks the person keeps; 404 for strangers."""
    return row_with(user, Permission.EDIT_BANKS, queries.resource(pk))


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
