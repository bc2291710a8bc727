"""Everything that is held of one person's plans, sets and shares, also where they have left."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch

from accounts.models import User
from plans.models import Goal, GoalEvent, Plan, Review, Seat, Share, ShareOpening, WhenThen

# What a goal says about itself, by the names that the bank's plan gives it.
GOAL_FIELDS = (
    *("goal", "theme", "learning_area", "activity", "own_activity", "support_type"),
    *("support_person", "measure", "baseline", "obstacle", "critical_mass", "status"),
)


@dataclass(frozen=True)
class HeldGoal:
    """One goal with all that belongs to it, as plain values."""

    organisation: str
    words: Mapping[str, str]
    start_on: date
    target_on: date
    made_at: datetime
    actions: tuple[Mapping[str, object], ...]
    reviews: tuple[Mapping[str, object], ...]
    history: tuple[Mapping[str, object], ...]


@dataclass(frozen=True)
class HeldSeat:
    """A seat in an action learning set."""

    name: str
    state: str
    invited_at: datetime
    answered_at: datetime | None


@dataclass(frozen=True)
class HeldShare:
    """A report that the person shared, or that was shared with them (`by_you` false)."""

    by_you: bool
    other: str
    role: str
    with_plan: bool
    with_notes: bool
    made_at: datetime
    expires_on: date
    withdrawn_at: datetime | None
    openings: tuple[datetime, ...]


@dataclass(frozen=True)
class HeldPlans:
    """What is kept beside the assessments; `reminds` is none without a plan."""

    reminds: bool | None
    goals: tuple[HeldGoal, ...]
    sets: tuple[HeldSeat, ...]
    shares: tuple[HeldShare, ...]


def plans_held_about(user: User) -> HeldPlans:
    """Read it all (nine queries)."""
    plan = Plan.objects.filter(member__user=user).order_by("pk").first()
    seats = Seat.objects.filter(member__user=user).select_related("learning_set")
    return HeldPlans(
        reminds=plan.reminds if plan else None,
        goals=_goals(user),
        sets=tuple(
            HeldSeat(one.learning_set.name, one.state, one.invited_at, one.answered_at)
            for one in seats.order_by("pk")
        ),
        shares=(*_shares(user, by_you=True), *_shares(user, by_you=False)),
    )


def _goals(user: User) -> tuple[HeldGoal, ...]:
    goals = (
        Goal.objects.filter(plan__member__user=user)
        .select_related("plan__member__organisation")
        .prefetch_related(
            Prefetch("when_thens", WhenThen.objects.order_by("number")),
            Prefetch("reviews", Review.objects.order_by("number")),
            Prefetch("events", GoalEvent.objects.order_by("at", "pk")),
        )
        .order_by("made_at", "pk")
    )
    return tuple(_goal(one) for one in goals)


def _goal(goal: Goal) -> HeldGoal:
    return HeldGoal(
        organisation=goal.plan.member.organisation.name,
        words={name: getattr(goal, name) for name in GOAL_FIELDS},
        start_on=goal.start_on,
        target_on=goal.target_on,
        made_at=goal.made_at,
        actions=tuple(
            {"when": one.when, "what": one.what, "done_at": one.done_at}
            for one in goal.when_thens.all()
        ),
        reviews=tuple(
            {"due_on": one.due_on, "held_at": one.held_at, "notes": one.notes}
            for one in goal.reviews.all()
        ),
        history=tuple(
            {"at": one.at, "act": one.act, "status": one.status} for one in goal.events.all()
        ),
    )


def _shares(user: User, *, by_you: bool) -> tuple[HeldShare, ...]:
    mine = {"assessment__member__user": user} if by_you else {"reader__user": user}
    shares = (
        Share.objects.filter(**mine)
        .select_related("reader__user", "assessment__member__user")
        .prefetch_related(Prefetch("openings", ShareOpening.objects.order_by("at", "pk")))
        .order_by("made_at", "pk")
    )
    return tuple(
        HeldShare(
            by_you=by_you,
            other=(one.reader if by_you else one.assessment.member).name,
            role=one.role,
            with_plan=one.with_plan,
            with_notes=one.with_notes,
            made_at=one.made_at,
            expires_on=one.expires_on,
            withdrawn_at=one.withdrawn_at,
            openings=tuple(opening.at for opening in one.openings.all()),
        )
        for one in shares
    )
