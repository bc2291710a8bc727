"""The door to item statistics."""

from dataclasses import dataclass

from django.http import Http404

from accounts.models import Organisation, User
from banks.access import organisations_to_edit_for, version_to_read
from banks.models import BankVersion


@dataclass(frozen=True)
class StatisticsScope:
    """A version whose item statistics somebody may see, and over whose people."""

    version: BankVersion
    organisation: Organisation
    others: tuple[Organisation, ...]


def statistics_to_read(user: User, version_id: int, organisation_slug: str = "") -> StatisticsScope:
    """Return a version that could have been answered, to those who keep banks, for their own organisation.

    Of a shared bank they see what their own people say; a bank of another organisation is not found.
    """
    version = version_to_read(user, version_id)
    if version.status == BankVersion.Status.DRAFT:
        raise Http404
    own = organisations_to_edit_for(user)
    if version.bank.organisation_id is not None:
        own = [one for one in own if one.pk == version.bank.organisation_id]
    chosen = [one for one in own if organisation_slug in {"", one.slug}]
    if not chosen:
        raise Http404
    return StatisticsScope(version, chosen[0], tuple(one for one in own if one != chosen[0]))
