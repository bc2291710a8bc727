"""A person's plan beside their report, and by itself."""

from django.utils import timezone

from accounts.models import Membership
from assessments.models import Assessment
from banks.queries import instrument_of, version_for
from leadership.instrument import Instrument
from plans.presenters.goals import PlanView, plan_view
from plans.queries import WholeGoal, goals_of, goals_of_member


def plan_of(assessment: Assessment) -> PlanView:
    """Return, as it stands, the plan in the organisation for which an assessment was made."""
    return _plan(goals_of_member(assessment.member), instrument_of(assessment.version_id))


def plan_alone(member: Membership) -> PlanView:
    """Return a person's plan as its page shows it: of all organisations that they are in."""
    version = version_for(member.organisation)
    return _plan(goals_of(member.user), instrument_of(version.pk) if version else None)


def plan_in(member: Membership) -> PlanView:
    """Return a person's plan in one organisation, for a program that may read there alone."""
    return _plan(goals_of_member(member), None)


def _plan(goals: list[WholeGoal], otherwise: Instrument | None) -> PlanView:
    instruments = {one.goal.version_id: instrument_of(one.goal.version_id) for one in goals}
    return plan_view(goals, instruments, today=timezone.localdate(), otherwise=otherwise)
