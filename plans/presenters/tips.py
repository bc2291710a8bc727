"""Tips on readiness for the person themselves."""

from assessments.presenters import Tips
from plans.queries import circumstances_of


def own_tips(tips: Tips, member_id: int) -> Tips:
    """Return tips that ask for nothing the person has done (one query; none where that changes no tip).

    For their own pages and files alone: whom they share a report with would learn what else they have done.
    """
    return tips.when(circumstances_of(member_id)) if tips.may_differ else tips
