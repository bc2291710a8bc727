"""The plan on the home page, which belongs to a lower app and so cannot ask for it itself."""

from django import template
from django.utils import timezone

from accounts.models import User
from banks.queries import instrument_of
from plans import queries
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
