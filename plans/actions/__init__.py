"""What can happen to plans, sets and shared reports; one module a noun, all public names here."""

from accounts.errors import ChangedMeanwhileError
from plans.actions.deleting import delete_with_shares
from plans.actions.erasing import erase_plans, hold_sets_of
from plans.actions.goals import (
    GoalDetails,
    Intention,
    LookBack,
    TooManyGoalsError,
    Words,
    change_goal,
    delete_goal,
    details_of,
    hold_review,
    make_goal,
    mark_when_then,
    set_goal_status,
    set_reminders,
    too_many_words,
)
from plans.actions.reminders import (
    send_review_reminders,
)
from plans.actions.sets import (
    InvitationError,
    When,
    add_meeting,
    answer_invitation,
    cancel_meeting,
    change_meeting,
    end_set,
    invite_to_set,
    leave_set,
    start_set,
)
from plans.actions.shares import (
    ShareError,
    Terms,
    note_opening,
    share_report,
    withdraw_share,
)

__all__ = [
    "ChangedMeanwhileError",
    "GoalDetails",
    "Intention",
    "InvitationError",
    "LookBack",
    "ShareError",
    "Terms",
    "TooManyGoalsError",
    "When",
    "Words",
    "add_meeting",
    "answer_invitation",
    "cancel_meeting",
    "change_goal",
    "change_meeting",
    "delete_goal",
    "delete_with_shares",
    "details_of",
    "end_set",
    "erase_plans",
    "hold_review",
    "hold_sets_of",
    "invite_to_set",
    "leave_set",
    "make_goal",
    "mark_when_then",
    "note_opening",
    "send_review_reminders",
    "set_goal_status",
    "set_reminders",
    "share_report",
    "start_set",
    "too_many_words",
    "withdraw_share",
]
