"""Every fault below /scim/ is told as SCIM has it, whoever found it: an address that is none, a body too large, a crash."""

import json
from typing import Final

from django.http import HttpResponse

from accounts.middleware import ToldFaultsMiddleware

CONTENT_TYPE: Final = "application/scim+json"
ERROR: Final = "urn:ietf:params:scim:api:messages:2.0:Error"


def error_response(status: int, detail: str, scim_type: str | None = None) -> HttpResponse:
    """Return an error in the words of RFC 7644, 3.12."""
    said = {"schemas": [ERROR], "status": str(status), "detail": detail}
    if scim_type:
        said["scimType"] = scim_type
    return HttpResponse(json.dumps(said), status=status, content_type=CONTENT_TYPE)


class ScimFaultsMiddleware(ToldFaultsMiddleware):
    """Puts a SCIM error in the place of a page that says so."""

    below = "/scim/"
    content_type = CONTENT_TYPE

    def fault(self, status: int, detail: str) -> HttpResponse:
        return error_response(status, detail)
