"""Where one is signed in: the list, and the end of one, of all others, or of a member's."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access, actions, queries
from accounts.http import MemberRequest


# Confirmed anew, or whoever sits down at somebody's open session could shut its owner out of all others.
@reauthentication_required(enabled=lambda request: request.method == "POST")  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: MemberRequest) -> HttpResponse:
    if request.method != "POST":
        context = {"sessions": queries.sessions_of(request.user)}
        return render(request, "accounts/sessions.html", context)
    number, now = request.POST.get("session", ""), timezone.now()
    if number.isdecimal() and len(number) < 19:  # noqa: PLR2004 - fits a key
        actions.end_session(request.user, int(number), by=request.user, at=now)
    else:
        actions.end_sessions(request.user, by=request.user, at=now)
        actions.renew_session(request)
    messages.success(request, _("Signed out there."))
    return redirect("account_sessions")


@require_POST
def sign_out_member(request: MemberRequest, pk: int) -> HttpResponse:
    membership = access.member_to_sign_out(request.user, pk)
    actions.end_sessions(membership.user, by=request.user, at=timezone.now())
    words = _("%(name)s is signed out everywhere.") % {"name": membership.name}
    messages.success(request, words)
    return redirect("people:member", pk=pk)
