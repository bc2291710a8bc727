"""What a program is told when something cannot be done: problem details (RFC 9457)."""

import json
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpResponse

CONTENT_TYPE: Final = "application/problem+json"


class ProblemError(Exception):
    """Something that a request cannot have, in the words that the program is told."""

    def __init__(self, status: int, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status, self.detail, self.more = status, detail, more


def problem(status: int, detail: str, **more: Any) -> HttpResponse:
    """Return a problem; `more` are members of it such as the faults of single fields."""
    said = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    said |= {"detail": detail, **more}
    answer = HttpResponse(json.dumps(said), status=status, content_type=CONTENT_TYPE)
    answer.headers["Cache-Control"] = "private, no-store"
    if status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="api"'
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        answer.headers["Retry-After"] = "60"
    return answer
