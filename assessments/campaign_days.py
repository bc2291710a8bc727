"""The first and the last moment of the days that are typed for a campaign or a round."""

from datetime import date, datetime, time
from typing import Final

from django.utils import timezone

LAST_MINUTE: Final = time(23, 59)
"""So that a page that shows the date of the end shows the day that people were told."""


def first_moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def last_moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, LAST_MINUTE))
