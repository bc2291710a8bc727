"""The report's pages and files, each for its owner alone."""

from dataclasses import replace
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from accounts.access import may_answer
from accounts.http import MemberRequest, with_chart
from assessments.access import membership_to_answer
from assessments.models import Assessment
from banks.queries import instrument_of, library_areas, version_for
from documents.downloads import PDF, file_response
from leadership.instrument import Instrument
from plans.presenters.goals import PlanView, plan_view
from plans.queries import WholeGoal, goals_of, goals_of_member
from reports import pdf
from reports.access import UnfinishedError, own_finished
from reports.presenters.figures import radar_figure
from reports.presenters.my_data import MyData, as_json, present_my_data
from reports.presenters.report import report_of
from reports.queries import Finished, earlier_than, held_about

NO_COMPARISON = "none"


@require_safe
@gzip_page  # five times smaller; it pads its answers, so their length tells nobody anything
@never_cache
@with_chart
def report(request: MemberRequest, public_id: UUID) -> HttpResponse:
    try:
        assessment = own_finished(request.user, public_id)
    except UnfinishedError:
        return _carry_on(public_id)
    earlier, chosen = _earlier(request, assessment)
    found = replace(report_of(assessment, chosen), plan=plan_of(assessment))
    return render(
        request,
        "reports/report.html",
        {
            "report": found,
            "figure": radar_figure(found),
            "earlier": earlier,
            "chosen": chosen,
            "may_plan": may_answer(request.user),
            "library": assessment.member.organisation,
            "library_areas": library_areas(assessment.member.organisation, found.bank_code),
        },
    )


@require_safe
@never_cache
def report_pdf(request: MemberRequest, public_id: UUID) -> HttpResponse:
    try:
        assessment = own_finished(request.user, public_id)
    except UnfinishedError:
        return _carry_on(public_id)
    _, chosen = _earlier(request, assessment)
    found = replace(report_of(assessment, chosen), plan=plan_of(assessment))
    name = f"{slugify(found.title)}-{found.submitted_at:%Y-%m-%d}.pdf"
    return file_response(pdf.report_pdf(found), name, PDF)


@require_safe
@never_cache
def my_data(request: MemberRequest) -> HttpResponse:
    return render(request, "reports/my_data.html", {"data": _my_data(request)})


@require_safe
@never_cache
def my_data_json(request: MemberRequest) -> HttpResponse:
    return JsonResponse(
        as_json(_my_data(request)),
        json_dumps_params={"indent": 2, "ensure_ascii": False},
        headers={"Content-Disposition": 'attachment; filename="my-data.json"'},
    )


@require_safe
@never_cache
def my_data_pdf(request: MemberRequest) -> HttpResponse:
    return file_response(pdf.my_data_pdf(_my_data(request)), "my-data.pdf", PDF)


def _my_data(request: MemberRequest) -> MyData:
    held = held_about(request.user)
    versions = {one.version_id for one in held.assessments}
    instruments = {version: instrument_of(version) for version in versions}
    return present_my_data(held, instruments, at=timezone.now())


def plan_of(assessment: Assessment) -> PlanView:
    """Return, as it stands, the plan in the organisation for which an assessment was made."""
    return _plan(goals_of_member(assessment.member), instrument_of(assessment.version_id))


def _plan(goals: list[WholeGoal], otherwise: Instrument | None) -> PlanView:
    instruments = {one.goal.version_id: instrument_of(one.goal.version_id) for one in goals}
    return plan_view(goals, instruments, today=timezone.localdate(), otherwise=otherwise)


@require_safe
@never_cache
def plan_pdf(request: MemberRequest) -> HttpResponse:
    """Return the person's plan alone, as its page shows it: of all organisations that they are in."""
    member = membership_to_answer(request.user)
    version = version_for(member.organisation)
    found = _plan(goals_of(request.user), instrument_of(version.pk) if version else None)
    return file_response(pdf.plan_pdf(found, member, at=timezone.now()), "plan.pdf", PDF)


def _carry_on(public_id: UUID) -> HttpResponseRedirect:
    return redirect("assessments:resume", public_id=public_id)


def _earlier(
    request: MemberRequest, assessment: Assessment
) -> tuple[tuple[Finished, ...], Finished | None]:
    """Return the person's earlier assessments and the one to compare with: the newest unless chosen."""
    earlier = earlier_than(assessment, request.user)
    wish = request.GET.get("earlier", "")
    if wish == NO_COMPARISON or not earlier:
        return earlier, None
    if not wish:
        return earlier, earlier[0]
    chosen = next((one for one in earlier if str(one.public_id) == wish), None)
    if chosen is None:
        raise Http404
    return earlier, chosen
