"""Addresses that directories ask, below /scim/v2/; without a slash at the end, as the standard has them."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt


def _spoken(name: str) -> Callable[..., HttpResponse]:
    """Return a view of `views.scim`, loaded with the first request: what reads SCIM takes a second and 20 MB.

    It asks for a token itself. No session is looked at and no cookie counts, so there is nothing that another site
    could make a browser do.
    """

    @csrf_exempt
    @login_not_required
    def view(request: HttpRequest, **parts: Any) -> HttpResponse:
        answer: HttpResponse = import_string(f"provisioning.views.scim.{name}")(request, **parts)
        return answer

    return view


app_name = "scim"
urlpatterns = [
    path("Users", _spoken("people"), name="users"),
    path("Users/<uuid:public_id>", _spoken("person"), name="user"),
    path("Groups", _spoken("groups"), name="groups"),
    path("Groups/<uuid:public_id>", _spoken("group"), name="group"),
    path("ServiceProviderConfig", _spoken("service_configuration"), name="configuration"),
    path("Schemas", _spoken("all_schemas"), name="schemas"),
    path("Schemas/<str:name>", _spoken("schema"), name="schema"),
    path("ResourceTypes", _spoken("all_resource_types"), name="resource_types"),
    path("ResourceTypes/<str:name>", _spoken("resource_type"), name="resource_type"),
    path("Bulk", _spoken("not_here"), name="bulk"),
    path("Me", _spoken("not_here"), name="me"),
    path(".search", _spoken("not_here"), name="search"),
]
