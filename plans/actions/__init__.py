"""What can happen to plans, sets and shared reports; one module a noun, all public names here."""

from plans.actions.goals import (
    AlreadyReviewedError,
    Details,
    Intention,
    LookBack,
    PlanError,
    TooManyGoalsError,
    Words,
    change_goal,
    delete_goal,
    hold_review,
    make_goal,
    mark_when_then,
    set_reminders,
    set_status,
    too_many_words,
)

__all__ = [
    "AlreadyReviewedError",
    "Details",
    "Intention",
    "LookBack",
    "PlanError",
    "TooManyGoalsError",
    "Words",
    "change_goal",
    "delete_goal",
    "hold_review",
    "make_goal",
    "mark_when_then",
    "set_reminders",
    "set_status",
    "too_many_words",
]
