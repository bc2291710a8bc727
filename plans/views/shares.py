"""Sharing a report: what its owner sees of it. The reader's page is with the reports."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import MemberRequest
from plans import access, actions, queries
from plans.forms.shares import ShareForm


@require_safe
@never_cache
def shares(request: MemberRequest) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "shares": queries.shares_of(request.user),
        "to_read": queries.shares_to_read(request.user, today),
        "today": today,
    }
    return render(request, "plans/shares/list.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def share(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Share the report of one assessment."""
    assessment = access.report_to_share(request.user, public_id)
    form = ShareForm(request.POST or None, today=timezone.localdate())
    if form.is_valid():
        try:
            made = actions.share_report(
                assessment, form.terms(), by=request.user, at=timezone.now()
            )
        except actions.ShareError as error:
            form.add_error("email", str(error))
        else:
            words = _(
                "Your report is shared with %(name)s. They get an e-mail, unless one about it went to them today."
            )
            messages.success(request, words % {"name": made.reader.name})
            return redirect("plans:shares")
    return render(request, "plans/shares/new.html", {"form": form, "assessment": assessment})


@require_http_methods(["GET", "POST"])
@never_cache
def shared(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """One share with each of its openings; posting takes it back."""
    found = access.own_share(request.user, public_id)
    if request.method == "POST":
        actions.withdraw_share(public_id, by=request.user, at=timezone.now())
        messages.success(request, _("It is no longer shared."))
        return redirect("plans:shares")
    context = {
        "share": found,
        "openings": queries.openings_of(found),
        "today": timezone.localdate(),
    }
    return render(request, "plans/shares/share.html", context)
