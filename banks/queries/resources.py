"""Reads the links and books beside learning areas."""

from django.db.models import QuerySet

from accounts.models import Organisation
from banks.models import Resource


def resources_of(organisation: Organisation, *, area: str = "") -> QuerySet[Resource]:
    """Return an organisation's links and books, of one area or of all, oldest first."""
    resources = Resource.objects.filter(organisation=organisation)
    if area:
        resources = resources.filter(area=area)
    return resources.order_by("added_at", "pk")


def resource(pk: int) -> Resource | None:
    return Resource.objects.select_related("organisation").filter(pk=pk).first()
