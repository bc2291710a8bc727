"""Whose token it is, and what is theirs alone: their reports and their plan."""

from uuid import UUID

from django.http import HttpResponse
from ninja import Router

from api import access
from api.paging import PageQuery, page_of
from api.protocol import ApiRequest, asks, versioned
from api.schemas import (
    ActionOut,
    Me,
    OwnGoal,
    OwnPlan,
    OwnReport,
    OwnReportWhole,
    OwnReview,
    PageOf,
)
from api.scopes import Scope
from assessments.models import Assessment
from banks.queries import instrument_of
from plans.presenters.goals import GoalView
from reports.presenters.export import as_json
from reports.presenters.plan import plan_in
from reports.queries import facts_of, finished_in

router = Router(tags=["Oneself"])


@router.get("/me", response=Me, **asks(None))
def get_me(request: ApiRequest) -> Me:
    """Read whose token this is, and what it allows."""
    caller = request.auth
    return Me(
        organisation=caller.organisation.name,
        kind="program" if caller.program else "person",
        name=caller.program.name if caller.program else caller.user.name,
        scopes=sorted(caller.scopes),
    )


@router.get("/me/reports", response=PageOf[OwnReport], **asks(Scope.READ_OWN))
def list_own_reports(request: ApiRequest, paging: PageQuery) -> PageOf[OwnReport]:
    """List your own reports in this organisation, the newest first."""
    member = access.own_membership(request.auth)
    cut = page_of(request, paging, finished_in(member))
    return cut.told([_listed(one) for one in cut.rows])


@router.get("/me/reports/{report_id}", response=OwnReportWhole, **asks(Scope.READ_OWN))
def get_own_report(request: ApiRequest, response: HttpResponse, report_id: UUID) -> OwnReportWhole:
    """Read one of your own reports: the scores at full precision, and what the report names."""
    assessment = access.own_report(request.auth, report_id)
    instrument = instrument_of(assessment.version_id)
    whole = OwnReportWhole(
        **_listed(assessment).model_dump(), report=as_json(facts_of(assessment), instrument)
    )
    return versioned(response, whole)


def _listed(assessment: Assessment) -> OwnReport:
    return OwnReport.model_validate(
        {
            "id": assessment.public_id,
            "bank": assessment.version.title,
            "campaign": assessment.campaign.name if assessment.campaign else None,
            "submitted_at": assessment.submitted_at,
        }
    )


@router.get("/me/plan", response=OwnPlan, **asks(Scope.READ_OWN))
def get_own_plan(request: ApiRequest, response: HttpResponse) -> OwnPlan:
    """Read your own plan: goals, what to do when, reviews."""
    plan = plan_in(access.own_membership(request.auth))
    return versioned(response, OwnPlan(goals=[_goal(one) for one in plan.goals]))


def _goal(goal: GoalView) -> OwnGoal:
    return OwnGoal(
        id=goal.public_id,
        **{name: getattr(goal, name) for name in TOLD},
        actions=[
            ActionOut(when=one.when, what=one.what, done_at=one.done_at) for one in goal.when_thens
        ],
        reviews=[
            OwnReview(number=one.number, due_on=one.due_on, held_at=one.held_at, notes=one.notes)
            for one in goal.reviews
        ],
    )


TOLD = (
    *("goal", "theme", "area", "activity", "support", "support_person", "measure", "baseline"),
    *("obstacle", "start_on", "target_on", "status"),
)
