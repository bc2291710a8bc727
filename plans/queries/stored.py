"""What tells one state of a plan from every other, as it is stored: of documents that show it."""

from collections.abc import Sequence
from datetime import date

from django.db import connection

# Plain SQL, because each download of a ready PDF asks for it (reports/queries/stored.py). The calendar alone
# changes what is past its day and what is due.
_GOALS = """
SELECT goal.*, goal.target_on < %s FROM plans_goal goal
JOIN plans_plan plan ON plan.id = goal.plan_id
WHERE plan.member_id IN ({members}) ORDER BY goal.id
"""
_WHEN_THENS = """
SELECT one.* FROM plans_whenthen one JOIN plans_goal goal ON goal.id = one.goal_id
JOIN plans_plan plan ON plan.id = goal.plan_id
WHERE plan.member_id IN ({members}) ORDER BY one.id
"""
_REVIEWS = """
SELECT one.*, one.due_on <= %s FROM plans_review one JOIN plans_goal goal ON goal.id = one.goal_id
JOIN plans_plan plan ON plan.id = goal.plan_id
WHERE plan.member_id IN ({members}) ORDER BY one.id
"""


def stored_plans(members: Sequence[int], *, today: date) -> list[object]:
    """Return the goals of memberships with all that a document shows of them (three queries; one without a goal)."""
    places = ", ".join(["%s"] * len(members)) or "NULL"
    with connection.cursor() as cursor:
        cursor.execute(_GOALS.format(members=places), [today, *members])
        goals = cursor.fetchall()
        if not goals:
            return []
        cursor.execute(_WHEN_THENS.format(members=places), members)
        when_thens = cursor.fetchall()
        cursor.execute(_REVIEWS.format(members=places), [today, *members])
        return [goals, when_thens, cursor.fetchall()]
