"""The doors to goals, sets and shared reports: whoever they are not for cannot tell that they are there."""

from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.access import may_answer, membership_with, memberships_to_answer
from accounts.models import Membership, Organisation, User
from accounts.permissions import Permission
from assessments.access import own_assessment
from assessments.models import Assessment
from plans import queries
from plans.models import Goal, LearningSet, Meeting, Review, Share, WhenThen
from plans.queries import OwnSeat


def planning_membership(user: User, organisation: Organisation) -> Membership | None:
    """Return the membership whose plan somebody keeps in an organisation; None where they only look after others."""
    if not may_answer(user):
        return None
    return memberships_to_answer(user).filter(organisation=organisation).first()


def sees_plan(user: User) -> bool:
    """Tell whether the person has a plan to see: goals that somebody made while they led stay theirs."""
    return may_answer(user) or Goal.objects.owned_by(user).exists()


def memberships_to_plan(user: User) -> list[Membership]:
    """Return the memberships in which the person may add goals, the oldest first; 403 for who has no plan to see.

    None for who no longer leads anywhere: they go on with the goals that they have.
    """
    if not sees_plan(user):
        raise PermissionDenied
    return list(memberships_to_answer(user)) if may_answer(user) else []


def membership_of_plan(user: User) -> Membership:
    """Return the membership that stands on the person's plan as a document; 403 for who has no plan to see."""
    leading = memberships_to_plan(user)
    if leading:
        return leading[0]
    goals = Goal.objects.owned_by(user).select_related("plan__member__organisation")
    return goals.order_by("pk")[0].plan.member


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
    # Reviews are held in their order; a later one would leave a gap that no page shows.
    if review is None or (review.held_at is None and review != queries.coming_reviews(goal)[0]):
        raise Http404
    review.goal = goal
    return review


def own_when_then(user: User, public_id: UUID, number: int) -> WhenThen:
    """Return an action of the person's own goal; call it in a transaction."""
    goal = own_goal(user, public_id, lock=True)
    when_then = WhenThen.objects.filter(goal=goal, number=number).first()
    if when_then is None:
        raise Http404
    when_then.goal = goal
    return when_then


def report_to_plan_from(user: User, text: str) -> Assessment:
    """Return the person's own report that an address names, where they still answer and plan."""
    try:
        assessment = own_assessment(user, UUID(text))
    except ValueError:
        raise Http404 from None
    if assessment.submitted_at is None:
        raise Http404
    organisation = assessment.member.organisation_id
    # For its refusal only: 404 or 403 where the person may not answer there any more.
    membership_with(user, Permission.ANSWER, organisation_id=organisation)
    return assessment


# Action learning sets --------------------------------------------------------------------------


def set_to_see(user: User, public_id: UUID, *, lock: bool = False) -> OwnSeat:
    """Return the person's seat in a set that they are in or invited to; any other set is not found.

    With `lock`, call it in a transaction: nobody else changes the set until it ends.
    """
    own = set_to_leave(user, public_id, lock=lock)
    if not own.stands:
        raise Http404
    return own


def set_to_leave(user: User, public_id: UUID, *, lock: bool = False) -> OwnSeat:
    """Return the same also once the person has turned the seat down or left: what is sent twice is done once."""
    if lock:
        # Evaluated for the lock alone; whether the person has a seat is asked under it.
        LearningSet.objects.select_for_update().filter(public_id=public_id).first()
    own = queries.own_seat(user, public_id, given_up=True)
    if own is None:
        raise Http404
    return own


def set_to_organise(user: User, public_id: UUID, *, lock: bool = False) -> OwnSeat:
    """Return the organiser's seat; the others of the set are refused, and everybody once it has ended."""
    own = set_to_end(user, public_id, lock=lock)
    if not own.may_organise:
        raise PermissionDenied
    return own


def set_to_end(user: User, public_id: UUID, *, lock: bool = False) -> OwnSeat:
    """Return the same also of a set that has ended: what is sent twice is done once."""
    own = set_to_see(user, public_id, lock=lock)
    if not own.is_organiser:
        raise PermissionDenied
    return own


def meeting_to_change(
    user: User, public_id: UUID, pk: int, *, lock: bool = False
) -> tuple[OwnSeat, Meeting]:
    """Return a meeting that the person organises and that was not cancelled."""
    own, meeting = meeting_to_cancel(user, public_id, pk, lock=lock)
    if not own.may_organise:
        raise PermissionDenied
    if meeting.cancelled_at:
        raise Http404
    return own, meeting


def meeting_to_cancel(
    user: User, public_id: UUID, pk: int, *, lock: bool = False
) -> tuple[OwnSeat, Meeting]:
    """Return the same also once it is cancelled or the set has ended: what is sent twice is done once."""
    own = set_to_end(user, public_id, lock=lock)
    meeting = Meeting.objects.filter(learning_set=own.learning_set, pk=pk).first()
    if meeting is None:
        raise Http404
    return own, meeting


# Sharing ---------------------------------------------------------------------------------------


def report_to_share(user: User, public_id: UUID) -> Assessment:
    """Return the person's own finished assessment."""
    assessment = own_assessment(user, public_id)
    if assessment.submitted_at is None:
        raise Http404
    return assessment


def own_share(user: User, public_id: UUID) -> Share:
    """Return what the person has shared themselves."""
    share = queries.shares_of(user).filter(public_id=public_id).first()
    if share is None:
        raise Http404
    return share


def share_to_read(user: User, public_id: UUID, *, day: date) -> Share:
    """Return a report shared with the person; withdrawn or expired, or once either has left, it is not there."""
    share = queries.share_to_read(user, public_id, day)
    if share is None:
        raise Http404
    return share
