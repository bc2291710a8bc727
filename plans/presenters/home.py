"""What the home page says of somebody's plan: what comes next, who has invited them, what they may read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from leadership.instrument import Instrument
from plans.models import Seat, Share
from plans.presenters.goals import PlanView, plan_view
from plans.queries import SetCard, WholeGoal


@dataclass(frozen=True)
class Glance:
    """A plan at a glance."""

    plan: PlanView
    invitations: tuple[SetCard, ...]
    sets: tuple[SetCard, ...]
    to_read: tuple[Share, ...]


def glance(
    goals: list[WholeGoal],
    instruments: Mapping[int, Instrument],
    sets: list[SetCard],
    to_read: list[Share],
    *,
    today: date,
) -> Glance:
    return Glance(
        plan=plan_view(goals, instruments, today=today),
        invitations=tuple(one for one in sets if one.seat.state == Seat.State.INVITED),
        sets=tuple(one for one in sets if one.seat.state == Seat.State.ACCEPTED),
        to_read=tuple(to_read),
    )
