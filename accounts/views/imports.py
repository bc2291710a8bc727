"""Bringing people in from a file: first what it would change, then, when confirmed, the change."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import access, actions, presenters
from accounts.forms.people import FileForm
from accounts.http import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: MemberRequest) -> HttpResponse:
    reach = access.whole_organisation_to_manage(request.user)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FileForm(*sent)
    if form.is_valid():
        file = form.cleaned_data["file"]
        pending = actions.keep_import(
            file.read(),
            file.name,
            organisation=reach.membership.organisation,
            by=request.user,
            at=timezone.now(),
        )
        return redirect("people:confirm_import", public_id=pending.public_id)
    return render(request, "accounts/people/import.html", {"reach": reach, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: MemberRequest, public_id: UUID) -> HttpResponse:
    at = timezone.now()
    reach, pending = access.import_to_confirm(request.user, public_id, at=at)
    error = ""
    if request.method == "POST":
        try:
            report = actions.confirm_import(
                pending,
                gives=reach.gives,
                by=request.user,
                at=at,
                invites="invite" in request.POST,
            )
        except actions.AccountError as refused:
            error = str(refused)
        else:
            words = _("%(people)s people are read in: %(added)s are new.")
            if "invite" in request.POST:
                words = _(
                    "%(people)s people are read in: %(added)s are new. Invitations are on their way."
                )
            messages.success(request, words % {"people": report.people, "added": report.added})
            return redirect("people:people")
    report = actions.look_at_import(pending, gives=reach.gives, at=at)
    context = {
        "pending": pending,
        "report": report,
        "changes": presenters.import_lines(report),
        "more_faults": report.fault_count - len(report.faults),
        "error": error,
    }
    return render(request, "accounts/people/confirm_import.html", context)
