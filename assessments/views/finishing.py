"""Checking, finishing and deleting an assessment."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.http import MemberRequest
from assessments import access, actions, presenters, queries
from assessments.views.answering import already_finished
from banks.queries import instrument_of


@require_http_methods(["GET", "POST"])
@never_cache
def check(request: MemberRequest, public_id: UUID) -> HttpResponse:
    assessment = access.own_assessment(request.user, public_id)
    if request.method == "POST":
        actions.submit_assessment(public_id, by=request.user, at=timezone.now())
    if request.method == "POST" or assessment.submitted_at is not None:
        return redirect("reports:report", public_id)
    asked = queries.questionnaire_of(assessment)
    instrument = asked.instrument
    context = {
        "assessment": assessment,
        "instrument": instrument,
        "page": presenters.check(asked, queries.sheet(assessment), public_id),
        "back": presenters.address(asked.pages[-1], public_id),
        "insufficient": instrument.text("not_enough_answers"),
        "straight_line_prompt": instrument.text("straight_line_prompt"),
        "title": presenters.title_of(assessment, instrument),
    }
    return render(request, "assessments/check.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def delete_unfinished(request: MemberRequest, public_id: UUID) -> HttpResponse:
    assessment = access.own_assessment(request.user, public_id)
    if assessment.submitted_at is not None:
        return redirect("reports:report", public_id)
    if request.method == "POST":
        try:
            actions.delete_unfinished_assessment(public_id, by=request.user, at=timezone.now())
        except actions.AlreadySubmittedError:
            return already_finished(request, assessment)
        messages.success(request, _("The assessment and its answers have been deleted."))
        return redirect("assessments:home")
    instrument = instrument_of(assessment.version_id)
    context = {
        "assessment": assessment,
        "title": presenters.title_of(assessment, instrument),
        "progress": presenters.progress(instrument, queries.stored_answers(assessment)),
    }
    return render(request, "assessments/delete.html", context)
