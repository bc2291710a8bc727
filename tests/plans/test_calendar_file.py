"""The calendar file of reviews, read by a second, strict reader."""

from datetime import date, timedelta

from django.urls import reverse
from ical.calendar_stream import IcsCalendarStream

from tests.factories import GoalFactory

REVIEWS = reverse("plans:reviews_ics")


def test_reviews_are_whole_days_that_tell_no_goal(client, goal):
    for number, due in ((2, date(2027, 3, 28)), (3, date(2027, 10, 31))):  # clocks change
        goal.reviews.create(number=number, due_on=due)
    over = GoalFactory(plan=goal.plan, version=goal.version, status="DONE")
    assert over.reviews.exists()

    content = client.get(REVIEWS).content

    calendar = IcsCalendarStream.calendar_from_ics(content.decode())
    days = [date(2026, 10, 13), date(2027, 3, 28), date(2027, 10, 31)]
    assert [(one.start, one.end - one.start) for one in calendar.events] == [
        (day, timedelta(days=1)) for day in days
    ]
    assert len({one.uid for one in calendar.events}) == 3
    assert {one.classification for one in calendar.events} == {"PRIVATE"}
    assert goal.goal.encode() not in content


def test_file_is_as_the_standard_and_outlook_want_it(client, goal):
    lines = client.get(REVIEWS).content.split(b"\r\n")

    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[-2:] == [b"END:VCALENDAR", b""]
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
    for wanted in (b"VERSION:2.0", b"METHOD:PUBLISH", b"DTSTAMP:20261120T120000Z"):
        assert wanted in lines


def test_no_file_without_an_entry_is_sent_for_calendars_refuse_it(client, version, goal):
    plan = reverse("plans:plan")
    assert REVIEWS in client.get(plan).content.decode()

    goal.reviews.all().delete()

    assert REVIEWS not in client.get(plan).content.decode()
    answer = client.get(REVIEWS, follow=True)
    assert answer.redirect_chain == [(plan, 302)]
    assert "No review is to come." in answer.content.decode()
