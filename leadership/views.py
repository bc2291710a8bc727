"""Pages about the service itself, and what operators ask it."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_not_required
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "leadership/about.html")


@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "leadership/privacy.html")


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "leadership/accessibility.html")


@login_not_required
def brand_css(request: HttpRequest) -> HttpResponse:
    return HttpResponse("", content_type="text/css")


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def readyz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)
