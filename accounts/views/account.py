"""One's own account and signing out; the other pages of signing in are allauth's own."""

from allauth.account import views
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from accounts import actions, languages, queries
from accounts.http import MemberRequest
from accounts.models import User


@require_safe
def account(request: MemberRequest) -> HttpResponse:
    context = {
        "memberships": queries.own_memberships(request.user),
        "languages": languages.on_offer() if languages.is_choice() else [],
        "pending": queries.pending_address(request.user, at=timezone.now()),
    }
    return render(request, "accounts/account.html", context)


@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Read on in another language: kept in the browser, and of whoever is signed in for good."""
    chosen = languages.known(request.POST.get("language", ""))
    back = HttpResponseRedirect(_way_back(request))
    if not chosen:
        return back
    if isinstance(request.user, User):
        actions.choose_language(request.user, chosen)
    back.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=languages.YEAR,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return back


def _way_back(request: HttpRequest) -> str:
    """Return the page that the switch stood on; nothing leads away from the service."""
    place = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(place, {request.get_host()}, request.is_secure())
    return place if is_ours and place.startswith("/") else reverse("assessments:home")


@login_not_required
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out, and have the browser forget the pages it kept: the machine may be a shared one."""
    response: HttpResponse = views.logout(request)
    if request.method == "POST":
        response.headers["Clear-Site-Data"] = '"cache"'
    return response
