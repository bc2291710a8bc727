"""Addresses of the API, below /api/."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, include, path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page

from api.operations.api import api
from api.views import oauth, openapi


def _answering_head(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Have HEAD answered as GET is (RFC 9110, 9.3.2); the server leaves the body out."""

    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        is_head = request.method == "HEAD"
        request.method = "GET" if is_head else request.method
        try:
            response = view(request, *args, **kwargs)
        finally:
            request.method = "HEAD" if is_head else request.method
        allowed = response.headers.get("Allow", "").split(", ")
        if "GET" in allowed:
            response.headers["Allow"] = ", ".join(sorted({*allowed, "HEAD"}))
        return response

    return answer


def _spoken() -> list[URLPattern]:
    """Return the operations' addresses, each once. They ask for a token themselves: no session is looked at."""
    found: dict[str, Any] = {}
    patterns: list[Any] = api.urls[0]
    for pattern in patterns:
        # One a method, all with the same view: the first says how it is called.
        if pattern.name == "api-root" or str(pattern.pattern) in found:
            continue
        # With no-store there would be no versions to compare; nobody but the program keeps it.
        versioned = conditional_page(pattern.callback)
        view = cache_control(private=True, no_cache=True)(_answering_head(versioned))
        view.csrf_exempt = True  # type: ignore[attr-defined]  # as csrf_exempt does
        pattern.callback = login_not_required(view)
        found[str(pattern.pattern)] = pattern
    return list(found.values())


urlpatterns = [
    path("v1/token", oauth.token, name="api_token"),
    path("v1/openapi.json", openapi.openapi, name="api_openapi"),
    path("v1/docs/", openapi.docs, name="api_docs"),
    path("v1/", include((_spoken(), "api"))),
]
