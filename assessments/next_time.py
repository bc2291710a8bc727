"""When a campaign comes again, and what the next one is called. Knows no Django."""

import re
from calendar import monthrange
from datetime import date


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def next_name(name: str, *, opened: date, opens: date, when: str) -> str:
    """Return a name to begin with: the year in it moved on, or put after it when the next one opens, in words."""
    was, becomes = str(opened.year), str(opens.year)
    # Of a year that spans two, as 2026/27, one half alone would move.
    spans_two = re.search(rf"{was}\s*[/–-]\s*\d|\d\s*[/–-]\s*{was}", name)
    if was != becomes and name.count(was) == 1 and not spans_two:
        return name.replace(was, becomes)
    return f"{name} ({when})"
