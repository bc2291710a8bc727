"""How long an organisation keeps what: the choices it has for each kind, and moments so many months back. Knows no database."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

# From the confirmation to the first removal: time to see what it says, and to take it back.
DAYS_BEFORE_THE_FIRST = 7


@dataclass(frozen=True)
class Kept:
    """One kind of what is kept: its field of the rule, the months that can be chosen, and the proposal."""

    field: str
    title: Promise
    help_text: Promise
    months: tuple[int, ...]
    proposed: int


KINDS: Final = (
    Kept(
        "leavers",
        _("What people who have left answered and planned"),
        _(
            "Counted from the day they left. Their answers, notes, scores, reports, plans and shares go. Who they were "
            "is kept for as long as the log, which names them."
        ),
        (3, 6, 12, 24, 36),
        12,
    ),
    Kept(
        "campaigns",
        _("What people answered in campaigns"),
        _(
            "Counted from the close, and never less than two years: the next campaign reads it to tell what has changed. "
            "Reports of it go too, for those who still work here as well. Published results stay."
        ),
        (24, 36, 48, 60, 72),
        36,
    ),
    Kept(
        "log",
        _("The log"),
        _("Counted from each line, and never less than a year."),
        (12, 24, 36, 72),
        72,
    ),
    Kept(
        "mails",
        _("Which e-mails were sent to whom"),
        _("Counted from when each left. Their words are never kept."),
        (3, 6, 12, 24),
        6,
    ),
)


def months_before(at: datetime, months: int) -> datetime:
    """Return the same moment so many months earlier, on the last day of a shorter month."""
    year, month = divmod(at.year * 12 + at.month - 1 - months, 12)
    last = monthrange(year, month + 1)[1]
    return at.replace(year=year, month=month + 1, day=min(at.day, last))


def months_after(at: datetime, months: int) -> datetime:
    return months_before(at, -months)


def period_words(months: int | None) -> str:
    """Return a period as people say it."""
    if months is None:
        return gettext("as long as it is wanted")
    if months % 12:
        return ngettext("%(months)s month", "%(months)s months", months) % {"months": months}
    years = months // 12
    return ngettext("%(years)s year", "%(years)s years", years) % {"years": years}
