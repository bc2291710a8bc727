"""Whether a time zone is one: asked when the service starts, with what was probably meant and not with all 600."""

from difflib import get_close_matches
from zoneinfo import available_timezones

from environs import ValidationError

HOW = "write a time zone as in Europe/London"


def is_time_zone(name: str) -> None:
    """Raise ValidationError where a name is none of the time zones that this machine knows."""
    known = available_timezones()
    if name not in known:
        near = get_close_matches(name, sorted(known), 1)
        advice = f": did you mean {near[0]}?" if near else ""
        raise ValidationError(f"{HOW}{advice}")
