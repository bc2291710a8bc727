"""What can happen to a goal: it is made, changed, acted on, reviewed or deleted; only by its owner."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import ngettext

from accounts.actions import audit
from accounts.errors import ChangedMeanwhileError, DomainError
from accounts.models import Membership, User
from assessments.models import Assessment
from banks.models import BankVersion
from banks.queries import instrument_of
from documents.actions import make_again_later
from leadership.instrument import Instrument
from plans import access, queries
from plans.models import Goal, GoalEvent, Plan, Review, WhenThen
from plans.queries import WholeGoal
from plans.template import template_of

# The documents that a plan stands in, as `settings.DOCUMENT_MAKERS` calls them.
SHOWN_IN = ("plan", "report", "summary")


class PlanError(DomainError):
    """Something that cannot be done to a plan; its words are for people."""


class TooManyGoalsError(PlanError):
    """The plan has as many open goals as it may have."""


@dataclass(frozen=True)
class Intention:
    """A when-then pair."""

    when: str
    what: str


@dataclass(frozen=True)
class Words:
    """What a goal says about itself."""

    goal: str
    support_type: str
    measure: str
    start_on: date
    target_on: date
    theme: str = ""
    learning_area: str = ""
    activity: str = ""
    own_activity: str = ""
    support_person: str = ""
    baseline: str = ""
    obstacle: str = ""
    critical_mass: str = ""


@dataclass(frozen=True)
class GoalDetails:
    """A goal with its actions, and the days of the reviews that are still to come."""

    words: Words
    when_thens: tuple[Intention, ...]
    reviews: tuple[date, ...]


def details_of(whole: WholeGoal) -> GoalDetails:
    """Return a stored goal as it would be written again."""
    return GoalDetails(
        words=Words(**{one.name: getattr(whole.goal, one.name) for one in fields(Words)}),
        when_thens=tuple(_intention(one) for one in whole.when_thens),
        reviews=tuple(one.due_on for one in whole.coming),
    )


def _intention(stored: WhenThen) -> Intention:
    return Intention(stored.when, stored.what)


def make_goal(
    details: GoalDetails,
    *,
    member: Membership,
    version: BankVersion,
    assessment: Assessment | None,
    at: datetime,
) -> Goal:
    """Add a goal to the member's plan; raise TooManyGoalsError where there is no room.

    The same goal sent twice, by a button pressed twice, is made once.
    """
    with transaction.atomic():
        # A second goal at the same moment waits here, and then finds the first one.
        Membership.objects.select_for_update(no_key=True).get(pk=member.pk)
        for one in queries.goals_of_member(member):
            # Compared by content, as a form that was sent twice carries no mark of its own.
            if one.goal.is_open and details_of(one) == details:
                return one.goal
        _refuse_too_many(member, version.pk)
        # A second plan, in another organisation, reminds no more than the first one does.
        new = {"started_at": at, "reminds": queries.wants_reminders(member.user)}
        plan, _new = Plan.objects.get_or_create(member=member, defaults=new)
        goal = Goal.objects.create(
            plan=plan, version=version, assessment=assessment, made_at=at, **asdict(details.words)
        )
        _write_parts(goal, details)
        _note(goal, GoalEvent.Act.MADE, at)
    return goal


def _refuse_too_many(member: Membership, version_id: int) -> None:
    # Another goal at the same moment waits here.
    Membership.objects.select_for_update(no_key=True).get(pk=member.pk)
    if words := too_many_words(queries.open_goals(member), instrument_of(version_id)):
        raise TooManyGoalsError(words)


def too_many_words(held: int, instrument: Instrument) -> str:
    """Say that a plan with so many open goals has room for no other; '' where it has."""
    most = template_of(instrument).most_goals
    if held < most:
        return ""
    return ngettext(
        "Your plan has %(most)s goal already. Finish or stop it before you add another.",
        "Your plan has %(most)s goals already. Finish or stop one before you add another.",
        most,
    ) % {"most": most}


def change_goal(
    public_id: UUID, details: GoalDetails, *, was: GoalDetails, by: User, at: datetime
) -> Goal:
    """Write a goal's words, actions and coming reviews anew; what was done and held stays.

    Raise ChangedMeanwhileError where it is no longer stored as the person read it (`was`).
    """
    with transaction.atomic():
        goal = access.own_goal(by, public_id, lock=True)
        if details_of(queries.whole_goal(goal)) != was:
            raise ChangedMeanwhileError
        if details != was:
            for name, value in asdict(details.words).items():
                setattr(goal, name, value)
            goal.save()
            _write_parts(goal, details)
            _note(goal, GoalEvent.Act.CHANGED, at)
    return goal


def _write_parts(goal: Goal, details: GoalDetails) -> None:
    rows = WhenThen.objects.filter(goal=goal)
    had = list(rows.order_by("number"))
    # All anew: by number alone, an action that moved up would take over the tick of the one above.
    rows.delete()
    WhenThen.objects.bulk_create(
        WhenThen(
            goal=goal,
            number=number,
            when=one.when,
            what=one.what,
            done_at=_done_at(number, details.when_thens, had),
        )
        for number, one in enumerate(details.when_thens, 1)
    )
    queries.coming_reviews(goal).delete()
    Review.objects.bulk_create(
        Review(goal=goal, number=number, due_on=due)
        for number, due in enumerate(details.reviews, queries.last_number(goal) + 1)
    )


def _done_at(number: int, now: Sequence[Intention], had: Sequence[WhenThen]) -> datetime | None:
    """Return when an action was done: the same one, or one at its place that is half reworded."""
    intention = now[number - 1]
    same = (one for one in had if _intention(one) == intention)
    half = (
        one
        for one in had
        if one.number == number
        and (one.when == intention.when or one.what == intention.what)
        and _intention(one) not in now  # else it has moved, and this is another one
    )
    found = next(same, None) or next(half, None)
    return found.done_at if found else None


def set_goal_status(public_id: UUID, status: str, *, by: User, at: datetime) -> Goal:
    """Say how a goal stands. One that is taken up again needs room in the plan."""
    with transaction.atomic():
        goal = access.own_goal(by, public_id, lock=True)
        if goal.status != status:
            _set_status(goal, status)
            _note(goal, GoalEvent.Act.STATUS, at)
    return goal


def _set_status(goal: Goal, status: str) -> None:
    # Taking a stopped goal up again counts like a new one.
    if status in Goal.OPEN and not goal.is_open:
        _refuse_too_many(goal.plan.member, goal.version_id)
    goal.status = status
    goal.save(update_fields=["status"])


def mark_when_then(public_id: UUID, number: int, *, done: bool, by: User, at: datetime) -> Goal:
    """Tick an action off, or take the tick away; the first one done starts the goal."""
    with transaction.atomic():
        when_then = access.own_when_then(by, public_id, number)
        goal = when_then.goal
        if done != bool(when_then.done_at):
            when_then.done_at = at if done else None
            when_then.save(update_fields=["done_at"])
            # Nobody should have to say twice that they have begun.
            if done and goal.status == Goal.Status.NOT_STARTED:
                _set_status(goal, Goal.Status.IN_PROGRESS)
            if done:
                _note(goal, GoalEvent.Act.ACTED, at)
            else:
                _show(goal.plan, at)
    return goal


@dataclass(frozen=True)
class LookBack:
    """What was found at a review, and when the next one is; None for no further one.

    `replaces` holds the notes that the person knows to be there already, and means to replace.
    """

    notes: str
    status: str
    next_on: date | None
    replaces: str = ""


def hold_review(
    public_id: UUID, number: int, look_back: LookBack, *, by: User, at: datetime
) -> Review:
    """Write a review down. Raise ChangedMeanwhileError where other notes are there than the person knows."""
    with transaction.atomic():
        review = access.own_review(by, public_id, number, lock=True)
        # Two tabs: what was noted in the other one is not overwritten unread.
        if review.notes != look_back.replaces:
            raise ChangedMeanwhileError
        _set_status(review.goal, look_back.status)
        review.held_at, review.notes = at, look_back.notes
        review.save(update_fields=["held_at", "notes"])
        _set_next(review.goal, look_back.next_on)
        _note(review.goal, GoalEvent.Act.REVIEWED, at)
    return review


def _set_next(goal: Goal, next_on: date | None) -> None:
    """Move the review that comes next, or add one; without a day it is dropped, with all after it."""
    coming = queries.coming_reviews(goal)
    following = coming.first()
    if next_on is None:
        coming.delete()
    elif following is None:
        number = queries.last_number(goal) + 1
        Review.objects.create(goal=goal, number=number, due_on=next_on)
    else:
        following.due_on = next_on
        following.save(update_fields=["due_on"])
        # Those that would now come before it have been overtaken.
        coming.filter(number__gt=following.number, due_on__lte=next_on).delete()


def delete_goal(public_id: UUID, *, by: User, at: datetime) -> None:
    """Delete a goal with its actions, reviews and history; the log keeps no content."""
    with transaction.atomic():
        goal = access.own_goal(by, public_id, lock=True)
        organisation, plan = goal.plan.member.organisation, goal.plan
        goal.delete()
        _show(plan, at)
        audit("goal.deleted", at=at, by=by, subject=public_id, organisation=organisation)


def set_reminders(*, on: bool, by: User) -> None:
    """Switch the e-mail that brings reviews back on or off, in all of the person's plans."""
    Plan.objects.filter(member__user=by, member__left_at=None).update(reminds=on)


def _note(goal: Goal, act: GoalEvent.Act, at: datetime) -> None:
    GoalEvent.objects.create(goal=goal, at=at, act=act, status=goal.status)
    _show(goal.plan, at)


def _show(plan: Plan, at: datetime) -> None:
    make_again_later(plan.member.user_id, SHOWN_IN, at=at)
