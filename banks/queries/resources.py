"""Reads the links and books beside learning areas."""

from django.db.models import QuerySet

from accounts.models import Organisation
from banks.models import Resource


def resources_of(organisation: Organisation) -> QuerySet[Resource]:
    """Return an organisation's links and books, oldest first."""
    return Resource.objects.filter(organisation=organisation).order_by("added_at", "pk")


def resource(pk: int) -> Resource | None:
    return Resource.objects.select_related("organisation").filter(pk=pk).first()
