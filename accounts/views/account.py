"""One's own account and signing out; the other pages of signing in are allauth's own."""

from allauth.account import views
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import queries
from accounts.http import MemberRequest


@require_safe
def account(request: MemberRequest) -> HttpResponse:
    context = {
        "memberships": queries.own_memberships(request.user),
        "pending": queries.pending_address(request.user, at=timezone.now()),
    }
    return render(request, "accounts/account.html", context)


@login_not_required
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out, and have the browser forget the pages it kept: the machine may be a shared one."""
    response: HttpResponse = views.logout(request)
    if request.method == "POST":
        response.headers["Clear-Site-Data"] = '"cache"'
    return response
