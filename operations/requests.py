"""Each request has an id, is counted and timed; with JSON logs it leaves a line that names its page and nobody."""

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from operations.metrics import REQUESTS, SECONDS
from operations.request_id import META, request_id

HEADER = "X-Request-ID"
# One that the web server in front has given, and no more than an id.
GIVEN = re.compile(r"[A-Za-z0-9-]{8,64}")
SAVE = "assessments:save"
# Asked all the time by machines, and told of nowhere.
PROBES = {"healthz", "readyz", "metrics"}

logger = logging.getLogger(__name__)


class RequestMiddleware:
    """The outermost: what it times is all that the service does for a request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        is_given = settings.TRUST_PROXY_HEADERS and GIVEN.fullmatch(given)
        request.META[META] = given if is_given else uuid.uuid4().hex
        token = request_id.set(request.META[META])
        began = time.perf_counter()
        try:
            response = self.get_response(request)
            self._note(request, response, time.perf_counter() - began)
            response.headers[HEADER] = request_id.get()
            return response
        finally:
            request_id.reset(token)

    def _note(self, request: HttpRequest, response: HttpResponse, seconds: float) -> None:
        # By its name: an address may hold a name or the token of a link.
        page = request.resolver_match.view_name if request.resolver_match else "none"
        if page in PROBES:
            return
        # A method that somebody made up would be a series of its own.
        method = request.method if request.method in {"GET", "HEAD", "POST"} else "other"
        REQUESTS.labels(page, method, str(response.status_code)).inc()
        SECONDS.labels("save" if page == SAVE else "page").observe(seconds)
        if settings.LOG_FORMAT == "json":
            told = {"page": page, "status": response.status_code, "ms": round(seconds * 1000)}
            logger.info("%s %s", method, page, extra={"told": told})
