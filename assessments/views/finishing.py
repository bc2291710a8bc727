"""Checking, finishing, opening again and deleting an assessment."""

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
from assessments.models import Assessment
from assessments.views.answering import already_finished
from banks.queries import instrument_of


@require_http_methods(["GET", "POST"])
@never_cache
def check(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Show all answers, and finish: at once, or after a second question where statements are missing.

    What was opened again is finished under the address of what it revises, which stays: so doing it twice
    does no harm.
    """
    assessment = access.assessment_to_answer(request.user, public_id)
    answered = assessment.in_hand
    if answered is None:
        return redirect("reports:report", public_id)
    if answered != assessment and request.method == "GET":
        return redirect("assessments:check", answered.public_id)
    asked = queries.questionnaire_of(answered)
    page = presenters.check(asked, queries.sheet(answered), answered.public_id)
    if request.method == "POST" and (page.gaps == 0 or "sure" in request.POST):
        finished = actions.submit_assessment(public_id, by=request.user, at=timezone.now())
        return redirect("reports:report", finished.public_id)
    instrument = asked.instrument
    context = _finishing(answered) | {
        "instrument": instrument,
        "page": page,
        "back": presenters.address(asked.pages[-1], answered.public_id),
        "insufficient": instrument.text("not_enough_answers"),
        "straight_line_prompt": instrument.text("straight_line_prompt"),
        "reversed_marker": instrument.text("reversed_marker"),
        "role_fit_note": instrument.text("role_fit_note"),
        "title": presenters.title_of(answered, instrument),
    }
    is_question = request.method == "POST"
    return render(request, f"assessments/{'finish' if is_question else 'check'}.html", context)


def _finishing(assessment: Assessment) -> dict[str, object]:
    """What finishing means depends on the campaign and on whether it is open."""
    campaign = assessment.campaign
    return {
        "assessment": assessment,
        "finished_before": assessment.revises,
        "campaign": campaign,
        "counts": campaign is not None and access.is_open_to(campaign, timezone.now()),
        "came_late": campaign is not None and queries.came_late(campaign, assessment.member),
    }


@require_http_methods(["GET", "POST"])
@never_cache
def reopen(request: MemberRequest, public_id: UUID) -> HttpResponse:
    assessment = access.own_assessment(request.user, public_id)
    if assessment.in_hand is not None:
        return redirect("assessments:resume", assessment.in_hand.public_id)
    now = timezone.now()
    if request.method == "POST":
        try:
            revision = actions.reopen_assessment(public_id, by=request.user, at=now)
        except actions.CampaignNotOpenError as error:
            messages.warning(request, str(error))
            return redirect("reports:report", public_id)
        return redirect("assessments:resume", revision.public_id)
    if not access.may_reopen(assessment, now):
        return redirect("reports:report", public_id)
    instrument = instrument_of(assessment.version_id)
    context = {"assessment": assessment, "title": presenters.title_of(assessment, instrument)}
    return render(request, "assessments/reopen.html", context)


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
        messages.success(request, _deleted_words(assessment))
        return redirect("assessments:home")
    instrument = instrument_of(assessment.version_id)
    context = {
        "assessment": assessment,
        "title": presenters.title_of(assessment, instrument),
        "progress": presenters.progress(instrument, queries.stored_answers(assessment)),
    }
    return render(request, "assessments/delete.html", context)


def _deleted_words(assessment: Assessment) -> str:
    if assessment.revises:
        return _("Your changes have been deleted. Your answers are as you had finished them.")
    return _("The assessment and its answers have been deleted.")
