"""Deleting a finished assessment with its report: what goes and what stays is said first."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.http import MemberRequest
from assessments.access import may_delete_finished
from assessments.actions import CampaignNotOpenError, counted_words
from plans.queries import standing_shares_of
from reports import actions
from reports.access import UnfinishedError, own_finished


@require_http_methods(["GET", "POST"])
@never_cache
def delete_finished(request: MemberRequest, public_id: UUID) -> HttpResponse:
    try:
        assessment = own_finished(request.user, public_id)
    except UnfinishedError:
        return redirect("assessments:delete", public_id)
    now = timezone.now()
    if not may_delete_finished(assessment, now):
        messages.warning(request, counted_words())
        return redirect("reports:report", public_id)
    if request.method == "POST":
        try:
            actions.delete_finished_assessment(public_id, by=request.user, at=now)
        except CampaignNotOpenError as error:
            messages.warning(request, str(error))
            return redirect("reports:report", public_id)
        messages.success(
            request, _("The assessment, its answers and its report have been deleted.")
        )
        return redirect("assessments:home")
    readers = standing_shares_of(assessment.pk, timezone.localdate(now))
    return render(request, "reports/delete.html", {"assessment": assessment, "readers": readers})
