"""Word by e-mail that a review has come round."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.actions import queue_message
from plans import queries
from plans.models import Review

# A reminder that could not be given for so long is no help any more.
LATE = timedelta(days=7)


def send_review_reminders(*, at: datetime) -> int:
    """Queue an e-mail for each review that is due, once, and return how many reviews are due."""
    today = timezone.localdate(at)
    due = [one for one in queries.reviews_due(today) if one.due_on > today - LATE]
    with transaction.atomic():
        for review in due:
            _queue(review, at)
    return len(due)


def _queue(review: Review, at: datetime) -> None:
    """The e-mail does not say what the goal is: others may see a mailbox."""
    goal = review.goal
    queue_message(
        to=goal.plan.member,
        kind="review_due",
        # By the day: a review that was moved is announced again on its new one.
        key=f"review_due:{goal.public_id}:{review.due_on.isoformat()}",
        template="plans/email/review_due",
        # It may arrive days later: a timer was away, or a mail server.
        context={"due_on": review.due_on.isoformat()},
        leads_to=reverse("plans:goal", args=[goal.public_id]),
        expires_at=at + LATE,
        at=at,
    )
