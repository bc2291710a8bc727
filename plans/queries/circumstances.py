"""What somebody has done already, so that no tip asks for it."""

from django.db.models import Exists, OuterRef

from accounts.models import Membership
from leadership.instrument import Circumstance
from plans.models import Goal, Seat, Share


def circumstances_of(member_id: int) -> frozenset[Circumstance]:
    """Return what holds of a membership, by which its plan and its reports go (one query)."""
    # One that is done needs no first step any more.
    goals = Goal.objects.open().filter(plan__member=OuterRef("pk"))
    # Over or not: whoever was shown a report can be asked about it. What was taken back was not wanted.
    shares = Share.objects.filter(assessment__member=OuterRef("pk"), withdrawn_at=None)
    seats = Seat.objects.filter(
        member=OuterRef("pk"), state=Seat.State.ACCEPTED, learning_set__ended_at=None
    )
    members = Membership.objects.filter(pk=member_id).annotate(
        has_goal=Exists(goals), has_shared=Exists(shares), in_set=Exists(seats)
    )
    named: tuple[Circumstance, ...] = ("has_goal", "has_shared", "in_set")
    found = members.values(*named).first() or {}
    return frozenset(one for one in named if found.get(one))
