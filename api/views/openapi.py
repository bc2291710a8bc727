"""What can be asked, told to programs (the OpenAPI document) and to people (a page made of the same)."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from api.operations.api import BASE, document
from api.scopes import WORDS

Json = dict[str, Any]


@login_not_required
@require_safe
@conditional_page
@cache_control(public=True, max_age=300)
def openapi(request: HttpRequest) -> HttpResponse:
    return JsonResponse(document())


@login_not_required
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    context = {
        "base": BASE,
        "scopes": [(scope.value, words) for scope, words in WORDS.items()],
        "groups": _groups(document()),
    }
    return render(request, "api/docs.html", context)


def _groups(found: Json) -> dict[str, list[Json]]:
    """Return the operations by what they are about."""
    groups: dict[str, list[Json]] = {}
    for path, operations in found["paths"].items():
        for method, operation in operations.items():
            (needs, *_rest) = operation["security"]
            said = {
                "method": method.upper(),
                "path": path.removeprefix(BASE),
                "words": operation.get("description", ""),
                "needs": " ".join(needs["program"]),
                "parameters": [one["name"] for one in operation.get("parameters", [])],
                "fields": _fields(found, operation),
            }
            groups.setdefault(operation["tags"][0], []).append(said)
    return groups


def _fields(found: Json, operation: Json) -> list[tuple[str, bool]]:
    """Return the members of a body, each with whether it has to be there."""
    body = operation.get("requestBody")
    if body is None:
        return []
    name = body["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    schema = found["components"]["schemas"][name]
    return [(field, field in schema.get("required", [])) for field in schema["properties"]]
