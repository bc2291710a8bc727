"""What a plan asks, in a bank's own words or else in these; and when its reviews come round. Knows no Django."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from assessments.next_time import months_after
from leadership.instrument import Choice, Instrument, PlanField, PlanTemplate
from leadership.translation import gettext
from leadership.translation import gettext_noop as _

# One goal done well beats five on paper. A bank may ask for fewer.
MOST_GOALS = 3
WHEN_THENS = 3
REVIEWS = 3
# Nobody plans further ahead; a day beyond this is a slip of the keyboard.
FURTHEST = timedelta(days=3653)
# Time enough to see what came of a goal; later its reviews would be about another one.
AFTER_TARGET = timedelta(weeks=2)
SATURDAY = 5

_FIELDS = (
    PlanField("goal", _("What do you want to be different?"), max_length=300, required=True,
        help=_("Describe a change that customers or staff would notice."),
    ),
    PlanField("theme", _("Which theme does it belong to?")),
    PlanField("learning_area", _("Which learning area will help?")),
    PlanField("activity", _("Which learning activity will you do?")),
    PlanField("action_when", _("When will you act?"), max_length=200, required=True,
        help=_("Name a time or event. For example: when I chair the Monday meeting."),
    ),
    PlanField("action_what", _("What will you do?"), max_length=300, required=True,
        help=_("Name one clear action. For example: I will start with a customer’s story."),
    ),
    PlanField("support_type", _("Who will support you?"), required=True),
    PlanField("support_person", _("Name or group"), max_length=120,
        help=_("Ask them before you write their name here."),
    ),
    PlanField("measure", _("How will you know it has worked?"), max_length=300, required=True,
        help=_("Choose something you can see, count or ask about."),
    ),
    PlanField("baseline", _("Where are you now?"), max_length=200),
    PlanField("start_date", _("Start date")),
    PlanField("target_date", _("Target date"), required=True,
        help=_("Three to six months ahead often works well."),
    ),
    PlanField("review_date", _("First review date"), required=True,
        help=_("About six weeks after you start."),
    ),
    PlanField("obstacle", _("What may get in the way, and what will you do then?"), max_length=300
    ),
    PlanField("critical_mass", _("Who else is working on this with you?"), max_length=200,
        help=_("Change lasts longer when several people make it together."),
    ),
    PlanField("status", _("Status"), required=True),
    PlanField("review_notes", _("Review notes"), max_length=1000,
        help=_("What did you do? What happened? What next?"),
    ),
)  # fmt: skip
_SUPPORT = (
    Choice(
        "ALS", _("Action learning set"), _("A few people who meet regularly to help each other.")
    ),
    Choice(
        "COACH",
        _("Coach"),
        _("A trained person who helps you to think and act, through questions."),
    ),
    Choice("MENTOR", _("Mentor"), _("Someone with experience of what you want to do.")),
    Choice("MANAGER", _("Line manager"), _("Your own manager, through a regular talk.")),
    Choice("PEER", _("Buddy or peer"), _("A fellow manager who checks in with you.")),
    Choice("NETWORK", _("Change network"), _("A wider group of people who make the same change.")),
)
_REVIEW_QUESTIONS = (
    _("What did I do, and what did I put off?"),
    _("What did customers or staff notice?"),
    _("What helped, and what got in the way?"),
    _("What will I keep, change or stop?"),
)
_INTRO = _(
    "Learning lasts when you use it soon, with support, on real work. Make one to three goals."
)
_DEFAULT = PlanTemplate(fields=(), intro="", max_goals=MOST_GOALS)


@dataclass(frozen=True)
class Template:
    """A bank's plan with the gaps filled."""

    plan: PlanTemplate
    fields: dict[str, PlanField]

    def field(self, code: str) -> PlanField:
        return self.fields[code]

    def support(self, code: str) -> Choice:
        """Return a way of support; one that this version does not know is named by its code, and none by words."""
        if not code:
            return Choice(code, gettext("Nobody yet"))
        known = (one for one in self.plan.support_types if one.code == code)
        return next(known, Choice(code, code))

    @property
    def most_goals(self) -> int:
        # The shipped bank says 5: fewer may be asked for, more would be too many to keep up.
        return min(self.plan.max_goals, MOST_GOALS)


def template_of(instrument: Instrument) -> Template:
    """Return what the bank's plan asks; whatever it leaves out is asked in the default words."""
    own = instrument.embedding_plan or _DEFAULT
    plan = replace(
        own,
        intro=own.intro or gettext(_INTRO),
        support_types=own.support_types or tuple(map(_support, _SUPPORT)),
        review_questions=own.review_questions or tuple(map(gettext, _REVIEW_QUESTIONS)),
    )
    # A bank rewords questions; it cannot leave one out, because the form and the plan go by these codes.
    usual = {one.code: _field(one) for one in _FIELDS}
    fields = usual | {one.code: one for one in own.fields}
    return Template(plan, fields)


def _field(one: PlanField) -> PlanField:
    """Return a question in the language of whoever reads it."""
    return replace(one, label=gettext(one.label), help=one.help and gettext(one.help))


def _support(one: Choice) -> Choice:
    return replace(one, label=gettext(one.label), text=one.text and gettext(one.text))


def weekday(day: date) -> date:
    """Return the day itself or, at a weekend, when few people would look back, the Monday after it."""
    return day + timedelta(days=7 - day.weekday() if day.weekday() >= SATURDAY else 0)


def review_days(start: date) -> tuple[date, date, date]:
    """Return when to look back: about six weeks, three months and six months after the start."""
    days = (start + timedelta(weeks=6), months_after(start, 3), months_after(start, 6))
    first, second, third = (weekday(day) for day in days)
    return first, second, third


def reviews_by(target: date, days: Sequence[date]) -> tuple[date, ...]:
    """Return those of the days on which a goal can be looked back at: none is long after its target date.

    Where that leaves out some, and none is near the target date itself, there is one on that day.
    """
    kept = [day for day in days if day <= target + AFTER_TARGET]
    if len(kept) < len(days) and not any(day >= target - AFTER_TARGET for day in kept):
        kept.append(weekday(target))
    return tuple(kept)


def target_day(start: date) -> date:
    return weekday(months_after(start, 3))


@dataclass(frozen=True)
class DateFault:
    """A day that cannot be: which of the days of a goal, and why by a code."""

    field: str
    why: str


def date_faults(
    start: date | None, target: date | None, reviews: Sequence[date | None]
) -> list[DateFault]:
    """Name the days in the wrong order; days that are missing are nobody's fault here.

    Each review comes after the start and after the review before it; the target after the start.
    """
    faults = []
    if start and target and target <= start:
        faults.append(DateFault("target_date", "before_start"))
    before = start
    for number, due in enumerate(reviews, 1):
        if due is None:
            continue
        if before and due <= before:
            why = "before_start" if before == start else "before_review"
            faults.append(DateFault(f"review_{number}", why))
        before = max(due, before) if before else due
    return faults
