"""The two requests that everything else is compared with."""

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from bench.yardstick.models import Entry


def trivial(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


def session_and_upsert(request: HttpRequest) -> HttpResponse:
    """Read the session and its user, and save one value: the least that a signed-in autosave can do."""
    if not request.user.is_authenticated:
        return JsonResponse({}, status=401)
    body = json.loads(request.body)
    entry = Entry(
        person=request.user, item=body["item"], value=body["value"], saved_at=timezone.now()
    )
    Entry.objects.bulk_create(
        [entry],
        update_conflicts=True,
        unique_fields=["person", "item"],
        update_fields=["value", "saved_at"],
    )
    return JsonResponse({"saved": entry.item})
