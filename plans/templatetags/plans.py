"""The plan on home, on the account's page, in the learning library and beside what readiness suggests, which belong to lower apps and so cannot ask for it themselves."""

from dataclasses import dataclass

from django import template
from django.utils import timezone

from accounts.models import Organisation, User
from assessments.presenters import Tips
from banks.queries import instrument_of
from leadership.instrument import Instrument
from plans import access, actions, queries
from plans.presenters import tips as presented
from plans.presenters.home import Glance, glance

register = template.Library()


@register.simple_tag
def plan_at_a_glance(user: User) -> Glance:
    """Read what the person's home page says of their plan (three queries, two more with goals)."""
    now = timezone.now()
    goals = queries.goals_of(user)
    instruments = {one.goal.version_id: instrument_of(one.goal.version_id) for one in goals}
    today = timezone.localdate(now)
    sets = queries.sets_of(user, at=now)
    return glance(goals, instruments, sets, list(queries.shares_to_read(user, today)), today=today)


@register.inclusion_tag("plans/_own_reminders.html")
def own_reminders(user: User) -> dict[str, object]:
    """Say whether reviews come back by e-mail, and where to change that (one query)."""
    plans = queries.plans_with_goals(user)
    return {"has_goals": bool(plans), "reminds": all(one.reminds for one in plans)}


@register.simple_tag
def own_tips(tips: Tips, member_id: int) -> Tips:
    """Return tips on readiness that ask for nothing the person has done (one query at most)."""
    return presented.own_tips(tips, member_id)


@dataclass(frozen=True)
class Room:
    """Whether a plan takes another goal; where it is full, the words for that."""

    may_add: bool = False
    too_many: str = ""


@register.simple_tag
def room_for_goal(user: User, organisation: Organisation, instrument: Instrument) -> Room:
    """Tell whether the person may add a goal to their plan in an organisation (two queries at most)."""
    member = access.planning_membership(user, organisation)
    if member is None:
        return Room()
    too_many = actions.too_many_words(queries.open_goals(member), instrument)
    return Room(may_add=not too_many, too_many=too_many)
