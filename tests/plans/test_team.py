"""The words for a team hold the goal, the next action, the sign and a day to come back on, and nothing else."""

import html
import re
from datetime import date

import pytest
from django.urls import reverse

from banks.queries import instrument_of
from plans import queries
from plans.models import Goal
from plans.presenters.goals import goal_view
from plans.presenters.team import team_words
from tests.factories import GoalFactory
from tests.plans.conftest import NOON

TODAY = NOON.date()
LATER = date(2027, 1, 15)


def told(goal: Goal) -> list[str]:
    whole = queries.whole_goal(Goal.objects.get(pk=goal.pk))
    view = goal_view(whole, instrument_of(goal.version_id), today=TODAY)
    return team_words(view, today=TODAY).splitlines()


def page_of(goal: Goal) -> str:
    return reverse("plans:goal", args=[goal.public_id])


def test_a_goal_is_told_in_five_sentences(goal):
    goal.reviews.update(due_on=LATER)
    Goal.objects.update(goal="Customers notice\nthat we answer.")

    assert told(goal) == [
        "Over the next few months I am working on one thing in how I lead. "
        "My goal is: “Customers notice that we answer.”",
        "You may see me try this first: “On Mondays, I ask a customer.”",
        "I will know that it is working by this: “Two people say so.”",
        "If you notice it happen, or notice me slip, I would like to hear it from you.",
        "I will tell you on 15 January 2027 how it is going.",
    ]


@pytest.mark.parametrize(
    ("change", "gone"),
    [
        (lambda goal: goal.when_thens.update(done_at=NOON), "You may see me try this first"),
        (lambda goal: Goal.objects.update(measure=" "), "I will know that it is working"),
        (lambda goal: goal.reviews.all().delete(), "I will tell you on"),
        (lambda goal: goal.reviews.update(held_at=NOON), "I will tell you on"),
        (lambda goal: goal.reviews.update(due_on=date(2026, 11, 19)), "I will tell you on"),
    ],
)
def test_a_sentence_that_nothing_fills_is_left_out(goal, change, gone):
    goal.reviews.update(due_on=LATER)
    whole = told(goal)

    change(goal)

    assert told(goal) == [one for one in whole if not one.startswith(gone)]
    assert len(told(goal)) == 4


def test_the_first_action_that_is_not_done_and_the_first_review_to_come_are_told(goal):
    goal.when_thens.update(done_at=NOON)
    goal.when_thens.create(number=2, when="When I next chair the team meeting.", what="I listen.")
    goal.reviews.update(held_at=NOON)
    goal.reviews.create(number=2, due_on=LATER)

    text = "\n".join(told(goal))

    assert "“When I next chair the team meeting, I listen.”" in text
    assert "15 January 2027" in text


def test_nothing_else_of_the_goal_and_nobody_is_named(goal):
    Goal.objects.update(
        support_person="PLANTED name",
        baseline="PLANTED baseline",
        obstacle="PLANTED obstacle",
        critical_mass="PLANTED others",
    )
    instrument = instrument_of(goal.version_id)

    text = "\n".join(told(goal))

    assert "PLANTED" not in text
    assert not any(theme.title in text for theme in instrument.themes)
    assert not any(area.title in text for area in instrument.learning_areas)
    assert not any(band.label in text for band in instrument.bands)


def test_the_page_has_them_folded_to_copy_and_no_form_sends_them(client, goal):
    page = client.get(page_of(goal)).content.decode()

    (area,) = re.findall(r"<textarea[^>]*>", page)
    assert "name=" not in area
    folded = page[page.index("Tell my team") :]
    assert folded.index("<details>") < folded.index("<textarea") < folded.index("</details>")
    assert "You decide whether to send it." in folded


def test_what_was_written_is_escaped_in_them(client, member, version):
    hostile = "</textarea><script>x()</script> 100% %(sign)s"
    goal = GoalFactory(plan__member=member, version=version, goal=hostile, measure=hostile)

    page = client.get(page_of(goal)).content.decode()

    assert "<script>x()" not in page
    (words,) = re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.S)
    assert html.unescape(words).count(f"“{hostile}”") == 2


@pytest.mark.parametrize("status", [Goal.Status.DONE, Goal.Status.STOPPED])
def test_a_goal_that_is_over_is_told_no_more(client, goal, status):
    Goal.objects.update(status=status)

    assert "Tell my team" not in client.get(page_of(goal)).content.decode()
