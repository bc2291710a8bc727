"""How a document that was made ahead is handed out, and what is shown until it is there.

No address of its own: each app's view lets people in by its own door, and then asks for its document here.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from allauth.core.internal.ratelimit import consume, respond_429
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.actions import DocumentProgress, Found, find_or_queue
from documents.downloads import PDF, XLSX, file_response
from documents.spec import DocumentSpec

# With it in the address a page is wanted even when the file is ready, to say so and to begin the download.
WAITING = "waiting"
SLOW_AFTER = timedelta(minutes=1)
STATUS = {DocumentProgress.READY: 200, DocumentProgress.WAITING: 202, DocumentProgress.FAILED: 503}


def hand_out(
    request: HttpRequest,
    spec: DocumentSpec,
    *,
    back: str,
    note: Callable[[], None] | None = None,
) -> HttpResponse:
    """Answer with the document, or with a page that waits for it; `back` is where the person came from.

    `note` writes down that it was taken away, and is called when it is.
    """
    now = timezone.now()
    found = find_or_queue(spec, at=now, may_queue=lambda: _may_queue(request))
    if found.progress == DocumentProgress.REFUSED:
        return HttpResponse(status=202) if request.method == "HEAD" else respond_429(request)
    if request.method == "HEAD" and found.progress == DocumentProgress.WAITING:
        return HttpResponse(status=202)
    if found.progress == DocumentProgress.READY and WAITING not in request.GET:
        if note is not None and request.method == "GET":
            note()
        return file_response(found.content, spec.name, spec.content_type)
    query = request.GET.copy()
    query.pop(WAITING, None)
    download = f"{request.path}?{query.urlencode()}".rstrip("?")
    query[WAITING] = "yes"
    page = {
        "what": _what(spec),
        "progress": found.progress.value,
        "is_slow": _is_slow(found, now),
        "download": download,
        "waiting": f"{request.path}?{query.urlencode()}",
        "back": back,
    }
    return render(request, "documents/waiting.html", page, status=STATUS[found.progress])


def _may_queue(request: HttpRequest) -> bool:
    """Who only asks whether it is there has nothing made; nor has anybody more in an hour than anybody needs."""
    if request.method == "HEAD":
        return False
    # The limit lets a GET be by itself.
    return bool(consume(request, app="allauth.account", action="document", limit_get=True))


def _what(spec: DocumentSpec) -> str:
    return {PDF: _("PDF"), XLSX: _("spreadsheet")}.get(spec.content_type, _("file"))


def _is_slow(found: Found, now: datetime) -> bool:
    return found.queued_at is not None and now - found.queued_at >= SLOW_AFTER
