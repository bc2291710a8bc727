"""One's own account and signing out; the other pages of signing in are allauth's own."""

from allauth.account import views
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import queries
from accounts.http import MemberRequest


@require_safe
def account(request: MemberRequest) -> HttpResponse:
    return render(
        request, "accounts/account.html", {"memberships": queries.own_memberships(request.user)}
    )


@login_not_required
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out, and have the browser forget the pages it kept: the machine may be a shared one."""
    response: HttpResponse = views.logout(request)
    if request.method == "POST":
        response.headers["Clear-Site-Data"] = '"cache"'
    return response
