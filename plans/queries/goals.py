"""What is read of plans: goals with their actions and reviews, what is due, and facts for the close of a campaign."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, QuerySet, Sum

from accounts.models import AuditEntry, Membership, User
from assessments.models import Assessment, ThemeScore
from plans.models import Goal, GoalEvent, GoalQuerySet, Plan, Review, WhenThen


@dataclass(frozen=True)
class WholeGoal:
    """A goal with its actions and its reviews, in their order."""

    goal: Goal
    when_thens: tuple[WhenThen, ...]
    reviews: tuple[Review, ...]

    @property
    def coming(self) -> tuple[Review, ...]:
        """The reviews that are still to be held."""
        return tuple(one for one in self.reviews if one.held_at is None)

    @property
    def held(self) -> tuple[Review, ...]:
        return tuple(one for one in self.reviews if one.held_at is not None)


def goals_of(user: User) -> list[WholeGoal]:
    """Return the person's goals, oldest first (three queries)."""
    return _whole(Goal.objects.owned_by(user))


def goals_of_member(member: Membership) -> list[WholeGoal]:
    """Return the goals of one membership (three queries)."""
    return _whole(Goal.objects.filter(plan__member=member))


def whole_goal(goal: Goal) -> WholeGoal:
    """Return a goal that came through a door, complete (three queries)."""
    return _whole(Goal.objects.filter(pk=goal.pk))[0]


def _whole(goals: GoalQuerySet) -> list[WholeGoal]:
    found = (
        goals.select_related("plan__member__organisation")
        .prefetch_related(
            Prefetch("when_thens", WhenThen.objects.order_by("number")),
            Prefetch("reviews", Review.objects.order_by("number")),
        )
        .order_by("made_at", "pk")
    )
    return [WholeGoal(one, tuple(one.when_thens.all()), tuple(one.reviews.all())) for one in found]


def has_deleted(user: User, public_id: UUID) -> bool:
    """Tell whether the person has deleted a goal, of which the log alone knows any more."""
    deleted = AuditEntry.objects.filter(actor=user, act="goal.deleted", subject=str(public_id))
    return deleted.exists()


def history_of(goal: Goal) -> QuerySet[GoalEvent]:
    """Return what happened to a goal, newest first."""
    return GoalEvent.objects.filter(goal=goal).order_by("-at", "-pk")


def coming_reviews(goal: Goal) -> QuerySet[Review]:
    """Return the reviews that are still to be held, the next one first."""
    return Review.objects.filter(goal=goal, held_at=None).order_by("number")


def last_number(goal: Goal) -> int:
    """Return the number of a goal's last review; 0 without any."""
    found = Review.objects.filter(goal=goal).aggregate(last=Max("number"))["last"]
    return found or 0


def last_answered_at(user: User) -> datetime | None:
    """Return when the person last finished a self-assessment."""
    found: datetime | None = Assessment.objects.filter(member__user=user).aggregate(
        last=Max("submitted_at")
    )["last"]
    return found


def wants_reminders(user: User) -> bool:
    """Return whether reviews come back by e-mail: a person switches that for all of their plans."""
    plans = Plan.objects.filter(member__user=user, member__left_at=None)
    # Somebody without a plan yet is reminded: a review that nobody recalls is not held.
    return not plans.filter(reminds=False).exists()


def plans_with_goals(user: User) -> list[Plan]:
    """Return the person's plans that hold a goal, open or over (one query)."""
    plans = Plan.objects.filter(member__user=user, member__left_at=None)
    return list(plans.filter(Exists(Goal.objects.filter(plan=OuterRef("pk")))).order_by("pk"))


def open_goals(member: Membership) -> int:
    return Goal.objects.open().filter(plan__member=member).count()


def band_of(assessment_id: int, theme: str) -> str:
    """Return the code of the band that was stored for a theme on submit; '' without one."""
    bands = ThemeScore.objects.filter(assessment=assessment_id, theme__code=theme)
    return bands.values_list("band", flat=True).first() or ""


def reviews_due(day: date) -> QuerySet[Review]:
    """Return the reviews that fall on a day or before it, of open goals of people who want word."""
    return (
        Review.objects.filter(
            held_at=None,
            due_on__lte=day,
            goal__status__in=Goal.OPEN,
            goal__plan__reminds=True,
            goal__plan__member__left_at=None,
            # Who cannot sign in could not open what the e-mail leads to.
            goal__plan__member__user__is_active=True,
        )
        .select_related("goal__plan__member__user", "goal__plan__member__organisation")
        .order_by("pk")
    )


# For HR ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PlanFacts:
    """What a group's figures may count of one person's plan: never its words."""

    member_id: int
    areas: frozenset[str]
    support: frozenset[str]


def plan_facts(
    members: Iterable[int] | QuerySet[Any],
    *,
    bank_id: int,
    after: datetime | None,
    until: datetime,
) -> list[PlanFacts]:
    """Return, of each member with a goal that was not given up, its learning areas and kinds of support.

    Counted are goals in the terms of one bank that were made after one moment and until another.
    These are single people's: only disclosure control may read them, and only groups may come of it.
    """
    goals = _goals_to_count(members, bank_id=bank_id, after=after, until=until)
    rows = goals.values_list("plan__member", "learning_area", "support_type")
    areas: dict[int, set[str]] = {}
    support: dict[int, set[str]] = {}
    for member, area, kind in rows:
        # The member is counted even where no goal names an area, or a kind of support.
        areas.setdefault(member, set()).update({area} - {""})
        support.setdefault(member, set()).update({kind} - {""})
    return [
        PlanFacts(member, frozenset(areas[member]), frozenset(support[member]))
        for member in sorted(areas)
    ]


def goals_to_count(
    members: Iterable[int] | QuerySet[Any],
    *,
    bank_id: int,
    after: datetime | None,
    until: datetime,
) -> tuple[int, int]:
    """Return how many goals `plan_facts` goes by, and the sum of their keys: quick to lay beside an earlier look."""
    goals = _goals_to_count(members, bank_id=bank_id, after=after, until=until)
    found = goals.aggregate(number=Count("pk"), total=Sum("pk"))
    return found["number"], found["total"] or 0


def _goals_to_count(
    members: Iterable[int] | QuerySet[Any],
    *,
    bank_id: int,
    after: datetime | None,
    until: datetime,
) -> QuerySet[Goal]:
    goals = Goal.objects.kept().filter(
        plan__member__in=members, version__bank=bank_id, made_at__lte=until
    )
    return goals if after is None else goals.filter(made_at__gt=after)
