"""Pages about the service itself, and what operators ask it."""

import sys

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts import queries
from accounts.queries.availability import is_away, leave_if_replaced
from operations import health
from operations.metrics import exposition


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "config/about.html")


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    # Whose periods and contacts are theirs; of who is signed out nothing is known.
    own = queries.memberships_to_tell(request.user) if request.user.is_authenticated else ()
    return render(request, "config/privacy.html", {"memberships": own})


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "config/accessibility.html")


@login_not_required
@require_safe
@cache_control(public=True, max_age=31536000, immutable=True)
def brand_css(request: HttpRequest) -> HttpResponse:
    """The settings' colour; pages link to it with the colour in the address, so it may be kept for ever."""
    return HttpResponse(
        f":root{{--accent:{settings.ACCENT_COLOUR}}}\n", content_type="text/css; charset=utf-8"
    )


@login_not_required
@require_safe
@cache_control(no_store=True)
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether the process answers; asks nobody else."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
@cache_control(no_store=True)
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether it can serve people now: the database answers and has what this version needs."""
    missing = health.what_is_missing()
    if missing:
        return HttpResponse(f"{missing}\n", content_type="text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
@cache_control(no_store=True)
def metrics(request: HttpRequest) -> HttpResponse:
    """What monitoring asks for; nothing of it is there for anybody without the token."""
    wanted = f"Bearer {settings.METRICS_TOKEN}"
    given = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not constant_time_compare(given, wanted):
        raise Http404
    return HttpResponse(exposition(), content_type="text/plain; version=0.0.4; charset=utf-8")


# Long enough for a database to restart, short enough to wait for.
RETRY_AFTER = 5


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that something went wrong; where the database was away, that it is worth trying again: 503."""
    error = sys.exc_info()[1]
    may_come_back = is_away(error)
    leave_if_replaced(error)
    if request.content_type == "application/json":
        words = _(
            "The service cannot save at the moment. Your answers stay here and are sent again."
        )
        response: HttpResponse = JsonResponse({"error": words})
    else:
        # With nothing of the request: what a page is given may need the database too.
        response = HttpResponse(render_to_string("503.html" if may_come_back else "500.html"))
    response.status_code = 503 if may_come_back else 500
    if may_come_back:
        response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a page was open for too long; to a script in its own words."""
    if request.content_type == "application/json":
        words = _("This page was open for too long. Load it again.")
        return JsonResponse({"error": words}, status=403)
    return render(request, "403_csrf.html", status=403)
