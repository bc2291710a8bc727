"""Every fault below /api/ is told as problem details, whoever found it: an address that is none, a crash."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from accounts.middleware import ToldFaultsMiddleware
from api.problems import CONTENT_TYPE, problem

# What it answers has its own form (RFC 6749, 5.2).
TOKEN_ENDPOINT = "/api/v1/token"  # noqa: S105 - an address


class ApiFaultsMiddleware(ToldFaultsMiddleware):
    """Puts a problem in the place of a page that says so."""

    below = "/api/"
    content_type = CONTENT_TYPE

    def fault(self, status: int, detail: str) -> HttpResponse:
        return problem(status, detail)

    def is_told(self, request: HttpRequest, response: HttpResponseBase) -> bool:
        is_oauth = (
            request.path_info == TOKEN_ENDPOINT
            and response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR
            and response.headers.get("Content-Type") == "application/json"
        )
        return is_oauth or super().is_told(request, response)
