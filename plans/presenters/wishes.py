"""A goal to begin with: filled in from what somebody picked in a report or in the learning library."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from banks.duration import length_of
from leadership.instrument import Activity, Instrument, LearningArea, Question, Theme
from plans.models import LINE, TEXT
from plans.template import review_days, reviews_by, weekday

# Time to arrange what takes two hours, and to use something of it.
LEAST_TIME = timedelta(weeks=4)
# What a report proposes to try is for the next two weeks.
SOON = timedelta(weeks=2)


@dataclass(frozen=True)
class Pick:
    """What was picked, by codes: a statement, a next step of a theme, a learning area, or one of its activities."""

    question: str = ""
    theme: str = ""
    step: int = -1
    area: str = ""
    activity: str = ""
    soon: bool = False
    """Whether it was proposed for the next two weeks."""


def beginning(instrument: Instrument, pick: Pick, *, band: str, today: date) -> dict[str, object]:
    """Return what a new goal's form shows at first; codes that the bank does not know are left out.

    Only what was picked is filled in: by when, where that does not say it, and who helps, the person says. The days
    of reviews follow.
    """
    found: dict[str, object] = {"start_date": today}
    question = next((one for one in instrument.questions() if one.code == pick.question), None)
    theme = next((one for one in instrument.themes if one.code == pick.theme), None)
    area, activity = _area_and_activity(instrument, pick)
    if question:
        found |= _of_question(instrument.theme_of(question.code), question)
    elif theme:
        found |= _of_theme(theme, band, pick.step)
    if pick.soon:
        found["target_date"] = weekday(today + SOON)
    if area:
        activity = activity or next(iter(area.activities), None)
        length = max(LEAST_TIME, _length_in(instrument, area, activity))
        found |= _of_area(area, activity, weekday(today + length))
    found |= _review_days(today, found.get("target_date"))
    return {name: _cut(name, value) for name, value in found.items()}


def _review_days(today: date, target: object) -> dict[str, object]:
    usual = review_days(today)
    days = reviews_by(target, usual) if isinstance(target, date) else usual
    return {f"review_{number}": day for number, day in enumerate(days, 1)}


def _of_question(theme: Theme, question: Question) -> dict[str, object]:
    given = question.to_try
    found = {
        "goal": question.goal,
        "when_1": given.when if given else None,
        "what_1": given.then if given else None,
        "measure": question.sign,
    }
    return {"theme": theme.code, **{name: text for name, text in found.items() if text}}


def ask_about(instrument: Instrument, goal: str) -> str:
    """Return what somebody could ask about the statement that a goal was made from; '' where that cannot be told.

    A goal does not remember its statement. It can be told as long as the goal has the words that the form began with,
    and no two statements have them.
    """
    asks = [
        one.ask or ""
        for one in instrument.questions()
        # In the language that is read now, or in the authors' own.
        if goal and goal in (one.goal, instrument.source.question(one.code).goal)
    ]
    return asks[0] if len(asks) == 1 else ""


def _of_theme(theme: Theme, band: str, step: int) -> dict[str, object]:
    """The step is what to do; what good looks like is what it may lead to."""
    feedback = theme.feedback.get(band)
    steps = feedback.next_steps if feedback else ()
    if not 0 <= step < len(steps):
        return {"theme": theme.code}
    aim = theme.good[step % len(theme.good)] if theme.good else steps[step]
    return {"theme": theme.code, "goal": aim, "what_1": steps[step]}


def _area_and_activity(
    instrument: Instrument, pick: Pick
) -> tuple[LearningArea | None, Activity | None]:
    for area in instrument.learning_areas:
        for activity in area.activities:
            if pick.activity and activity.code == pick.activity:
                return area, activity
    return next((one for one in instrument.learning_areas if one.code == pick.area), None), None


def _length_in(instrument: Instrument, area: LearningArea, activity: Activity | None) -> timedelta:
    """Return how long an activity takes, which its authors' words say, whatever language they are shown in."""
    own = instrument.source.area(area.code).activities if activity else ()
    found = next((one for one in own if activity and one.code == activity.code), None)
    return length_of(found.duration or "") if found else timedelta()


def _of_area(area: LearningArea, activity: Activity | None, done: date) -> dict[str, object]:
    title = activity.title if activity else area.title
    found: dict[str, object] = {
        "learning_area": area.code,
        "goal": _("Try “%(activity)s” and use one thing from it") % {"activity": title},
    }
    if activity:
        found["activity"] = activity.code
        found["target_date"] = done
    return found


def _cut(name: str, value: object) -> object:
    if not isinstance(value, str):
        return value
    return Truncator(value).chars(LINE if name == "when_1" else TEXT)
