"""What can happen to the links and books that an organisation puts beside a learning area."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.errors import DomainError
from accounts.models import Organisation, User
from accounts.queries import lock_organisation
from banks.models import Resource

MOST_IN_AN_AREA = 30


class ResourceError(DomainError):
    """Something that cannot be put beside an area, in words for people."""


@transaction.atomic
def add_resource(
    details: Mapping[str, str], *, area: str, organisation: Organisation, by: User, at: datetime
) -> Resource:
    """Put a link or a book beside an area. Raises ResourceError where there are too many to read."""
    lock_organisation(organisation.pk)
    if Resource.objects.filter(organisation=organisation, area=area).count() >= MOST_IN_AN_AREA:
        raise ResourceError(
            _("There are %(most)s here already. Delete one that people need less.")
            % {"most": MOST_IN_AN_AREA}
        )
    made = Resource.objects.create(organisation=organisation, area=area, added_at=at, **details)
    _log("resource.added", made, by=by, at=at)
    return made


@transaction.atomic
def change_resource(
    resource: Resource, details: Mapping[str, str], *, by: User, at: datetime
) -> None:
    for name, value in details.items():
        setattr(resource, name, value)
    resource.save(update_fields=list(details))
    _log("resource.changed", resource, by=by, at=at)


@transaction.atomic
def delete_resource(resource: Resource, *, by: User, at: datetime) -> None:
    _log("resource.deleted", resource, by=by, at=at)
    resource.delete()


def _log(act: str, resource: Resource, *, by: User, at: datetime) -> None:
    audit(
        act,
        at=at,
        by=by,
        subject=resource.title,
        organisation=resource.organisation,
        area=resource.area,
        address=resource.url,
    )
