"""The doors to goals, sets and shared reports: whoever they are not for cannot tell that they are there."""

from uuid import UUID

from django.http import Http404

from accounts.models import User
from plans import queries
from plans.models import Goal, Review, WhenThen


def own_goal(user: User, public_id: UUID, *, lock: bool = False) -> Goal:
    """Return the person's own goal; anyone else's is not found.

    With `lock`, call it in a transaction: nobody else changes the goal until it ends.
    """
    goals = Goal.objects.owned_by(user).select_related("plan__member__organisation")
    if lock:
        goals = goals.select_for_update(of=("self",))
    goal = goals.filter(public_id=public_id).first()
    if goal is None:
        raise Http404
    return goal


def own_review(user: User, public_id: UUID, number: int, *, lock: bool = False) -> Review:
    """Return a review of the person's own goal that was held, or is next; a later one is not found."""
    goal = own_goal(user, public_id, lock=lock)
    review = Review.objects.filter(goal=goal, number=number).first()
    if review is None or (review.held_at is None and review != queries.coming_reviews(goal)[0]):
        raise Http404
    review.goal = goal
    return review


def own_when_then(user: User, public_id: UUID, number: int) -> WhenThen:
    """Return an action of the person's own goal; call it in a transaction."""
    goal = own_goal(user, public_id, lock=True)
    found = WhenThen.objects.filter(goal=goal, number=number).first()
    if found is None:
        raise Http404
    found.goal = goal
    return found
