"""A plan as people read it: on the page, in the PDF, and where its owner shares it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from leadership.instrument import Instrument, PlanTemplate
from plans.models import Goal, GoalEvent, Review
from plans.presenters.wishes import ask_about
from plans.queries import WholeGoal
from plans.template import REVIEWS, Template, template_of


@dataclass(frozen=True)
class IntentionView:
    """A when-then pair, and whether it was done."""

    number: int
    when: str
    what: str
    done_at: datetime | None

    @property
    def sentence(self) -> str:
        """Return both as one, as they were written: "When I ..., I will ..."."""
        return f"{self.when.rstrip(' .,:;')}, {self.what}"


@dataclass(frozen=True)
class ReviewView:
    """A review to come or one that was held."""

    number: int
    title: str
    due_on: date
    held_at: datetime | None
    notes: str
    is_due: bool


@dataclass(frozen=True)
class GoalView:
    """A goal in words."""

    public_id: UUID
    number: int
    organisation: str
    goal: str
    theme: str
    area: str
    activity: str
    activity_how: str
    support: str
    support_person: str
    measure: str
    baseline: str
    obstacle: str
    critical_mass: str
    start_on: date
    target_on: date
    status: str
    status_words: str
    is_open: bool
    is_past_target: bool
    when_thens: tuple[IntentionView, ...]
    reviews: tuple[ReviewView, ...]
    ask: str
    """What somebody could ask about the statement that it was made from; '' where that cannot be told."""

    @property
    def tint(self) -> str:
        """The look of the status's tag."""
        looks = {Goal.Status.IN_PROGRESS: "progress", Goal.Status.DONE: "done"}
        return looks.get(Goal.Status(self.status), "")

    @property
    def next_review(self) -> ReviewView | None:
        if not self.is_open:
            return None
        return next((one for one in self.reviews if one.held_at is None), None)

    @property
    def next_action(self) -> IntentionView | None:
        if not self.is_open:
            return None
        return next((one for one in self.when_thens if one.done_at is None), None)

    @property
    def coming(self) -> tuple[ReviewView, ...]:
        return tuple(one for one in self.reviews if one.held_at is None)

    @property
    def held(self) -> tuple[ReviewView, ...]:
        return tuple(one for one in self.reviews if one.held_at is not None)

    @property
    def all_acted(self) -> bool:
        """Whether everything that was to be done is done, though the goal is still open."""
        return self.is_open and self.next_action is None

    @property
    def reviewed_at(self) -> datetime | None:
        """When the reviews that a goal has were over; none while one of them is to come."""
        held = self.held
        return held[-1].held_at if len(held) >= REVIEWS or (held and not self.next_review) else None


@dataclass(frozen=True)
class PlanView:
    """Somebody's plan: the goals that are worked on, and those that are over."""

    open: tuple[GoalView, ...]
    over: tuple[GoalView, ...]
    template: PlanTemplate | None
    organisations: tuple[str, ...]

    @property
    def names_organisation(self) -> bool:
        """Whether a reader has to be told to which of several memberships each goal belongs."""
        return len(self.organisations) > 1

    @property
    def goals(self) -> tuple[GoalView, ...]:
        return (*self.open, *self.over)

    @property
    def past_target(self) -> tuple[GoalView, ...]:
        """The goals that are still worked on though their target date has passed."""
        return tuple(one for one in self.open if one.is_past_target)

    @property
    def next_review(self) -> tuple[GoalView, ReviewView] | None:
        """The review that comes first, with its goal."""
        coming = [(one, one.next_review) for one in self.open if one.next_review]
        return min(coming, key=lambda pair: pair[1].due_on) if coming else None

    @property
    def next_action(self) -> tuple[GoalView, IntentionView] | None:
        """The first action that is not done, of the oldest goal that has one."""
        return next(((one, one.next_action) for one in self.open if one.next_action), None)


def plan_view(
    goals: Iterable[WholeGoal],
    instruments: Mapping[int, Instrument],
    *,
    today: date,
    otherwise: Instrument | None = None,
) -> PlanView:
    """Put words to goals; `instruments` holds the bank version of each, `otherwise` that of a first one."""
    found = list(goals)
    views = [goal_view(one, instruments[one.goal.version_id], today=today) for one in found]
    newest = instruments[found[-1].goal.version_id] if found else otherwise
    return PlanView(
        open=tuple(one for one in views if one.is_open),
        over=tuple(one for one in views if not one.is_open),
        template=template_of(newest).plan if newest else None,
        organisations=tuple(dict.fromkeys(one.organisation for one in views)),
    )


def goal_view(whole: WholeGoal, instrument: Instrument, *, today: date) -> GoalView:
    goal, template = whole.goal, template_of(instrument)
    area = next((one for one in instrument.learning_areas if one.code == goal.learning_area), None)
    activity, how = _activity(goal, instrument)
    return GoalView(
        public_id=goal.public_id,
        number=goal.pk,
        organisation=goal.plan.member.organisation.name,
        goal=goal.goal,
        theme=next((one.title for one in instrument.themes if one.code == goal.theme), ""),
        area=area.title if area else "",
        activity=activity,
        activity_how=how,
        support=template.support(goal.support_type).label,
        support_person=goal.support_person,
        measure=goal.measure,
        baseline=goal.baseline,
        obstacle=goal.obstacle,
        critical_mass=goal.critical_mass,
        start_on=goal.start_on,
        target_on=goal.target_on,
        status=goal.status,
        status_words=_status_words(goal.status, template),
        is_open=goal.is_open,
        is_past_target=goal.is_open and goal.target_on < today,
        when_thens=tuple(
            IntentionView(one.number, one.when, one.what, one.done_at) for one in whole.when_thens
        ),
        reviews=tuple(_review(one, goal, today) for one in whole.reviews),
        ask=ask_about(instrument, goal.goal),
    )


def _review(review: Review, goal: Goal, today: date) -> ReviewView:
    return ReviewView(
        number=review.number,
        title=review.title,
        due_on=review.due_on,
        held_at=review.held_at,
        notes=review.notes,
        is_due=review.held_at is None and goal.is_open and review.due_on <= today,
    )


def _activity(goal: Goal, instrument: Instrument) -> tuple[str, str]:
    """Return the activity's title and how to go about it."""
    for area in instrument.learning_areas:
        for one in area.activities:
            if goal.activity and one.code == goal.activity:
                return one.title, one.how or ""
    return goal.own_activity, ""


def _status_words(status: str, template: Template) -> str:
    own = (one.label for one in template.plan.statuses if one.code == status)
    return next(own, str(Goal.Status(status).label))


@dataclass(frozen=True)
class GoalEventLine:
    """What happened to a goal, and how it stood then."""

    at: datetime
    act: str
    status: str


def history(events: Iterable[GoalEvent], instrument: Instrument) -> list[GoalEventLine]:
    template = template_of(instrument)
    return [
        GoalEventLine(one.at, str(one.get_act_display()), _status_words(one.status, template))
        for one in events
    ]
