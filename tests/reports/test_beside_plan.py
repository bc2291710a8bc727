"""What the first page advises beside its owner's plan: nothing that was a goal before."""

from datetime import date

import pytest
from django.urls import reverse

from plans.models import Goal
from plans.presenters.goals import PlanView, plan_view
from plans.queries import goals_of_member
from reports.presenters.report import present, with_plan
from tests.building import DEFAULT, facts_of, person_1
from tests.factories import GoalFactory

pytestmark = pytest.mark.django_db
REPORT = present(DEFAULT, facts_of(DEFAULT, person_1()))
FIRST, SECOND, *_ = REPORT.first_page.suggestions
IS_PLANNED = "It is a goal of your plan."


@pytest.fixture
def plan_with(manager, version):
    """The manager's plan with one goal."""

    def make(**goal: object) -> PlanView:
        member = manager.memberships.get()
        GoalFactory(plan__member=member, version=version, **goal)
        known = {version.pk: DEFAULT}
        return plan_view(goals_of_member(member), known, today=date(2026, 11, 20))

    return make


def test_what_is_worked_on_is_still_the_thing_to_try_and_said_to_be_planned(plan_with):
    page = with_plan(REPORT, plan_with(goal=FIRST.goal)).first_page

    assert page.attempt == FIRST
    assert page.planned.goal == FIRST.goal


@pytest.mark.parametrize("status", [Goal.Status.DONE, Goal.Status.STOPPED])
def test_what_is_over_gives_way_to_the_next(plan_with, status):
    page = with_plan(REPORT, plan_with(goal=FIRST.goal.upper(), status=status)).first_page

    assert (page.attempt, page.planned) == (SECOND, None)


def test_a_goal_reworded_is_known_by_its_first_step(plan_with, manager):
    plan_with(goal="In my own words")
    Goal.objects.get().when_thens.update(what=FIRST.then)
    plan = plan_view(
        goals_of_member(manager.memberships.get()),
        {Goal.objects.get().version_id: DEFAULT},
        today=date(2026, 11, 20),
    )

    assert with_plan(REPORT, plan).first_page.planned.goal == "In my own words"


def test_where_all_was_tried_it_says_what_it_said(plan_with):
    over = plan_with(goal="Something else", status=Goal.Status.DONE)

    assert with_plan(REPORT, over).first_page == REPORT.first_page


def test_page_home_and_paper_say_so(client_of, manager, assessment):
    GoalFactory(plan__member=assessment.member, version=assessment.version, goal=FIRST.goal)
    client = client_of(manager)
    address = reverse("reports:report", args=[assessment.public_id])

    for page in (client.get(address), client.get("/")):
        assert IS_PLANNED in page.content.decode()
    Goal.objects.update(status=Goal.Status.DONE)
    for page in (client.get(address), client.get("/")):
        assert IS_PLANNED not in page.content.decode()
        assert SECOND.then in page.content.decode()
