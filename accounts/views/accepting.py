"""Accepting the invitation of an organisation, for who has an account already."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import access, actions
from accounts.http import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: MemberRequest, pk: int) -> HttpResponse:
    membership = access.membership_to_accept(request.user, pk)
    message = access.message_of_link(request.POST.get("link", ""))
    is_theirs = message is not None and message.to_id == membership.pk
    there = (message.leads_to if message and is_theirs else "") or resolve_url("assessments:home")
    if request.method == "POST":
        actions.accept_membership(membership, at=timezone.now())
        words = _("You have accepted the invitation of %(organisation)s.")
        messages.success(request, words % {"organisation": membership.organisation})
        return redirect(there)
    return render(request, "accounts/accept.html", {"membership": membership, "there": there})
