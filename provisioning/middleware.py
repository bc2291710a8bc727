"""Every fault below /scim/ is told as SCIM has it, whoever found it: an address that is none, a body too large, a crash."""

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

BELOW: Final = "/scim/"
CONTENT_TYPE: Final = "application/scim+json"
ERROR: Final = "urn:ietf:params:scim:api:messages:2.0:Error"


def error_response(status: int, detail: str, scim_type: str | None = None) -> HttpResponse:
    """Return an error in the words of RFC 7644, 3.12."""
    said = {"schemas": [ERROR], "status": str(status), "detail": detail}
    if scim_type:
        said["scimType"] = scim_type
    return HttpResponse(json.dumps(said), status=status, content_type=CONTENT_TYPE)


class ScimFaultsMiddleware:
    """Puts a SCIM error in the place of a page that says so. It stands outside all that may refuse a request.

    Without HTTPS nothing is answered, nor led on: a directory that was set up so would send its token in the open
    each time, and nobody would notice.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(BELOW):
            return self.get_response(request)
        if settings.SECURE_SSL_REDIRECT and not request.is_secure():
            return error_response(HTTPStatus.FORBIDDEN, "Only over HTTPS.")
        response = self.get_response(request)
        if response.status_code < HTTPStatus.BAD_REQUEST or response.headers.get(
            "Content-Type", ""
        ).startswith(CONTENT_TYPE):
            return response
        told = error_response(response.status_code, HTTPStatus(response.status_code).phrase)
        for name, value in response.headers.items():
            if name not in {"Content-Type", "Content-Length"}:
                told.headers[name] = value
        return told
