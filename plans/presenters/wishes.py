"""A goal to begin with: filled in from what somebody picked in a report or in the learning library."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from leadership.instrument import Activity, Instrument, LearningArea, Theme
from plans.models import LINE, TEXT
from plans.template import review_days, target_day, template_of

# Which kind of support an activity of a type brings with it; for the others, one's own manager.
SUPPORT = {"action_learning_set": "ALS", "coaching": "COACH", "mentoring": "MENTOR", "peer": "PEER"}
USUAL_SUPPORT = "MANAGER"


@dataclass(frozen=True)
class Pick:
    """What was picked, by codes: a next step of a theme, a learning area, or one of its activities."""

    theme: str = ""
    step: int = -1
    area: str = ""
    activity: str = ""


def beginning(instrument: Instrument, pick: Pick, *, band: str, today: date) -> dict[str, object]:
    """Return what a new goal's form shows at first; codes that the bank does not know are left out."""
    found = _days(today)
    theme = next((one for one in instrument.themes if one.code == pick.theme), None)
    if theme:
        found |= _of_theme(theme, band, pick.step)
    area, activity = _area_and_activity(instrument, pick)
    if area:
        found |= _of_area(instrument, area, activity)
    if "what_1" in found:
        found |= _usual(instrument, activity, today)
    return {name: _cut(name, value) for name, value in found.items()}


def _days(today: date) -> dict[str, object]:
    days = {f"review_{number}": day for number, day in enumerate(review_days(today), 1)}
    return {"start_date": today, "target_date": target_day(today), **days}


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


def _of_area(
    instrument: Instrument, area: LearningArea, activity: Activity | None
) -> dict[str, object]:
    links = [one for one in instrument.mapping if one.area == area.code]
    themes = [one.theme for one in links if one.strength == "primary"]
    chosen = activity or next(iter(area.activities), None)
    found: dict[str, object] = {
        "learning_area": area.code,
        "goal": area.outcomes[0] if area.outcomes else area.title,
        "what_1": chosen.title if chosen else area.title,
    }
    if themes:
        found["theme"] = themes[0]
    if chosen:
        found["activity"] = chosen.code
    return found


def _usual(instrument: Instrument, activity: Activity | None, today: date) -> dict[str, object]:
    offered = [one.code for one in template_of(instrument).plan.support_types]
    wanted = SUPPORT.get(activity.type, USUAL_SUPPORT) if activity else USUAL_SUPPORT
    return {
        "when_1": _("By %(day)s") % {"day": date_format(_end_of_next_week(today), "l j F")},
        "support_type": wanted if wanted in offered else offered[0],
        "measure": _("I will ask two people who would notice what is different."),
    }


def _end_of_next_week(today: date) -> date:
    """Return the Friday of next week: soon, and a day on which most people work."""
    return today + timedelta(days=11 - today.weekday())


def _cut(name: str, value: object) -> object:
    if not isinstance(value, str):
        return value
    return Truncator(value).chars(LINE if name == "when_1" else TEXT)
