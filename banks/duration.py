"""How long something takes, read from words such as "2 to 3 hours"; knows no Django."""

import re
from datetime import timedelta
from enum import IntEnum

# A working day, and what is fitted into one.
MINUTES = {"minute": 1, "hour": 60, "half-day": 240, "day": 480}
_AMOUNT = re.compile(r"(?:(\d+) to )?(\d+|half an?|an?)[ -](minute|hour|half-day|day)s?\b")
# Again and again, or so long that no day holds it.
_LONGER = re.compile(r"(?<!half )\b(?:a|per|each|every) (?:day|week|month)\b|\b(?:weeks?|months?|sessions|meetings|half-days)\b")  # fmt: skip

# A stretch of days or more: "6 half-days over 6 to 9 months".
_STRETCH = re.compile(r"(\d+)\s+(day|week|month)s?\b|\b(?:a|one)\s+(day|week|month|year)\b")
DAYS = {"day": 1, "week": 7, "month": 31, "year": 365}


class Time(IntEnum):
    """Steps that people choose between: the most that something takes, in minutes."""

    HOUR = 60
    HALF_DAY = 240
    DAY = 480
    LONGER = 10_000


def time_of(words: str) -> Time | None:
    """Return the step that a time belongs to: by its longest part, the upper end of "2 to 3"; None for no time."""
    said = words.casefold()
    if _LONGER.search(said):
        return Time.LONGER
    amounts = [_minutes(many, unit) for _from, many, unit in _AMOUNT.findall(said)]
    return next((time for time in Time if max(amounts) <= time), None) if amounts else None


def length_of(words: str) -> timedelta:
    """Return the longest stretch of days, weeks or months that the words name; none where they name none."""
    stretches = (
        int(count or 1) * DAYS[unit or only] for count, unit, only in _STRETCH.findall(words)
    )
    return timedelta(days=max(stretches, default=0))


def _minutes(many: str, unit: str) -> float:
    if many.startswith("half"):
        return MINUTES[unit] / 2
    return int(many) * MINUTES[unit] if many.isdecimal() else MINUTES[unit]
