"""What others said, for the person rated alone."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import MemberRequest
from observers import access, queries
from observers.presenters.pulses import pulse_seen
from observers.presenters.results import results_of, words_to_tell


@require_safe
@never_cache
def results(request: MemberRequest, public_id: UUID) -> HttpResponse:
    found = access.own_round(request.user, public_id)
    if found.published_at is None:
        return redirect("observers:round", public_id)
    seen, pulse = results_of(found), queries.pulse_of(found)
    context = {
        "round": found,
        "seen": seen,
        # Once they have been asked again, nobody promises to.
        "tell": words_to_tell(seen, asks_again=not (pulse and pulse.published_at)),
        "pulse": pulse_seen(pulse) if pulse and pulse.published_at else None,
    }
    return render(request, "observers/results.html", context)
