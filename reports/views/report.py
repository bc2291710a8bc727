"""The report's pages and files, each for its owner alone."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from accounts.access import may_answer
from accounts.http import MemberRequest, with_chart
from assessments.access import may_delete_finished, may_reopen
from assessments.models import Assessment
from banks.queries import instrument_of, library_areas
from documents.views import hand_out
from observers.access import may_ask_others
from plans.access import membership_of_plan
from plans.actions import too_many_words
from plans.presenters.goals import PlanView
from reports.access import UnfinishedError, own_finished, own_finished_bare
from reports.documents import NO_COMPARISON, ReportKind, my_data_spec, plan_spec, report_spec
from reports.presenters.figures import radar_figure
from reports.presenters.my_data import as_json, my_data_of
from reports.presenters.others import others_of
from reports.presenters.plan import plan_of
from reports.presenters.readers import readers_of
from reports.presenters.report import for_owner, report_of, with_plan
from reports.queries import Finished, earlier_than


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
    found = replace(
        with_plan(for_owner(report_of(assessment, chosen), assessment), plan_of(assessment)),
        others=others_of(assessment),
        readers=readers_of(assessment, on=timezone.localdate()),
    )
    return render(
        request,
        "reports/report.html",
        {
            "report": found,
            "figure": radar_figure(found),
            "earlier": earlier,
            "chosen": chosen,
            "compared": _compared(earlier, chosen),
            "assessment": assessment,
            "may_reopen": may_reopen(assessment, timezone.now()),
            "may_delete": may_delete_finished(assessment, timezone.now()),
            **_goals(request, assessment, found.plan),
            "asks_others": may_ask_others(request.user, assessment),
            "library": assessment.member.organisation,
            "library_areas": library_areas(assessment.member.organisation, found.bank_code),
        },
    )


def _compared(earlier: Sequence[Finished], chosen: Finished | None) -> str:
    """Return what the addresses of files say of the comparison that the page shows."""
    if chosen:
        return f"?earlier={chosen.public_id}"
    return f"?earlier={NO_COMPARISON}" if earlier else ""


def _goals(
    request: MemberRequest, assessment: Assessment, plan: PlanView | None
) -> dict[str, object]:
    """Return whether the report leads to a plan, and whether that has room for a goal of it."""
    if not may_answer(request.user):
        # What somebody planned while they led stays theirs, and takes no more.
        return {"may_plan": bool(plan and plan.goals)}
    held = len(plan.open) if plan else 0
    too_many = too_many_words(held, instrument_of(assessment.version_id))
    return {"may_plan": True, "may_add_goal": not too_many, "too_many": too_many}


@require_safe
@never_cache
def report_pdf(request: MemberRequest, public_id: UUID) -> HttpResponse:
    return _hand_out(request, public_id)


@require_safe
@never_cache
def summary_pdf(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Return the one page that somebody may take to a one-to-one."""
    return _hand_out(request, public_id, kind="summary")


@require_safe
@never_cache
def talk_pdf(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Return the sheet for a one-to-one alone, which says nothing of the scores."""
    return _hand_out(request, public_id, kind="talk")


def _hand_out(
    request: MemberRequest, public_id: UUID, *, kind: ReportKind = "report"
) -> HttpResponse:
    try:
        assessment = own_finished_bare(request.user, public_id)
    except UnfinishedError:
        return _carry_on(public_id)
    earlier, chosen = _earlier(request, assessment)
    spec = report_spec(assessment, request.user, earlier, chosen, kind=kind)
    return hand_out(request, spec, back=reverse("reports:report", args=[public_id]))


@require_safe
@never_cache
def my_data(request: MemberRequest) -> HttpResponse:
    return render(request, "reports/my_data.html", {"data": my_data_of(request.user)})


@require_safe
@never_cache
def my_data_json(request: MemberRequest) -> HttpResponse:
    return JsonResponse(
        as_json(my_data_of(request.user)),
        json_dumps_params={"indent": 2, "ensure_ascii": False},
        headers={"Content-Disposition": 'attachment; filename="my-data.json"'},
    )


@require_safe
@never_cache
def my_data_pdf(request: MemberRequest) -> HttpResponse:
    return hand_out(request, my_data_spec(request.user), back=reverse("reports:my_data"))


@require_safe
@never_cache
def plan_pdf(request: MemberRequest) -> HttpResponse:
    """Return the person's plan alone, as its page shows it: of all organisations that they are in."""
    member = membership_of_plan(request.user)
    return hand_out(request, plan_spec(member), back=reverse("plans:plan"))


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
