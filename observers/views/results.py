"""What others said, for the person rated alone."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import MemberRequest
from observers import access
from observers.presenters.results import results_of


@require_safe
@never_cache
def results(request: MemberRequest, public_id: UUID) -> HttpResponse:
    found = access.own_round(request.user, public_id)
    if found.published_at is None:
        return redirect("observers:round", public_id)
    context = {"round": found, "seen": results_of(found)}
    return render(request, "observers/results.html", context)
