"""Which goal of a plan says already what a new one would, so that nobody makes it twice without a word."""

from collections.abc import Iterable

from plans.models import Goal
from plans.presenters.goals import GoalView, PlanView
from plans.queries import WholeGoal


def goal_like(
    goals: Iterable[WholeGoal], *, goal: str = "", activity: str = "", action: str = ""
) -> Goal | None:
    """Return the newest goal, open or done, that has the same words, activity or action; none for one that was stopped.

    A goal does not remember what it was made from. It can be told as long as one of these is as it was proposed.
    """
    words, what = _bare(goal), _bare(action)
    found = (
        one.goal
        for one in reversed([*goals])
        if one.goal.status != Goal.Status.STOPPED
        and (
            (activity and one.goal.activity == activity)
            or (words and _bare(one.goal.goal) == words)
            or (what and any(_bare(done.what) == what for done in one.when_thens))
        )
    )
    return next(found, None)


def planned_like(plan: PlanView, *, goal: str, action: str) -> GoalView | None:
    """Return the newest goal of a plan, whatever became of it, that has the same words or the same action."""
    words, what = _bare(goal), _bare(action)
    found = (
        one
        for one in sorted(plan.goals, key=lambda one: one.number, reverse=True)
        if (words and _bare(one.goal) == words)
        or any(_bare(step.what) == what for step in one.when_thens)
    )
    return next(found, None)


def _bare(text: str) -> str:
    """Return what two texts have in common that differ by lines, capitals or a full stop alone."""
    return " ".join(text.split()).rstrip(".").casefold()
