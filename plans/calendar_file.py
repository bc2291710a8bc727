"""Calendar files (iCalendar, RFC 5545) of reviews and of meetings, for Outlook, Google and Apple calendars."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from plans.models import LearningSet, Meeting
from plans.presenters.goals import GoalView, PlanView, ReviewView

A_DAY = timedelta(days=1)
AT_NINE = timedelta(hours=9)


def reviews_file(plan: PlanView, *, at: datetime) -> bytes:
    """Return the reviews to come as whole days; other people may see a calendar, so no goal is told."""
    return _file(
        _review(goal, review, at)
        for goal in plan.open
        for review in goal.reviews
        if review.held_at is None
    )


def _review(goal: GoalView, review: ReviewView, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"review-{goal.public_id}-{review.number}@{_host()}")
    event.add("dtstamp", at.astimezone(UTC))
    event.add("summary", _("Look back at my plan"))
    # A day without a time is the same day wherever and whenever it is read.
    event.add("dtstart", review.due_on)
    event.add("dtend", review.due_on + A_DAY)
    event.add("description", f"{settings.SITE_URL}{reverse('plans:goal', args=[goal.public_id])}")
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _("Look back at my plan"))
    alarm.add("trigger", AT_NINE)
    event.add_component(alarm)
    return event


def meetings_file(learning_set: LearningSet, meetings: Iterable[Meeting]) -> bytes:
    """Return a set's meetings, those that were cancelled as cancelled."""
    return _file(_meeting(learning_set, one) for one in meetings)


def _meeting(learning_set: LearningSet, meeting: Meeting) -> Event:
    event = Event()
    event.add("uid", f"meeting-{meeting.uid}@{_host()}")
    event.add("dtstamp", meeting.changed_at.astimezone(UTC))
    event.add("sequence", meeting.sequence)
    event.add("summary", learning_set.name)
    # In universal time every calendar shows the right hour of its own, on either side of a clock change.
    event.add("dtstart", meeting.starts_at.astimezone(UTC))
    event.add("dtend", meeting.ends_at.astimezone(UTC))
    if meeting.where:
        event.add("location", meeting.where)
    address = reverse("plans:set", args=[learning_set.public_id])
    event.add("description", f"{settings.SITE_URL}{address}")
    event.add("status", "CANCELLED" if meeting.cancelled_at else "CONFIRMED")
    return event


def _file(events: Iterable[Event]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.PRODUCT_NAME}//{_host()}//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    for event in events:
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"
