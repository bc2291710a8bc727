"""An organisation's log in words: one line an act, for the page and the file alike.

Of what an act has for details, only what is named here: numbers, roles, teams, and which fields were changed.
What somebody wrote into a field is in no line.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.acts import WITHOUT_SUBJECT, act_words
from accounts.models import AuditEntry, RoleGrant
from accounts.periods import KINDS, period_words
from accounts.presenters import FIELDS, value_words
from documents.tables import Rows

# What is said with the values, as they are roles and teams; of any other field that it was changed.
WITH_VALUES = ("team", "roles")
FIELD_WORDS = FIELDS | {
    "contact_email": gettext_lazy("contact address"),
    "contact_name": gettext_lazy("contact"),
    "logo_mark": gettext_lazy("logo"),
    "language": gettext_lazy("language"),
    "opens_at": gettext_lazy("opening"),
    "closes_at": gettext_lazy("close"),
    "smallest_group": gettext_lazy("smallest group"),
    "reminder_days": gettext_lazy("reminders"),
    "shows_overview": gettext_lazy("who sees the overview"),
}
NUMBERS = {
    "people": gettext_lazy("people: %(number)s"),
    "added": gettext_lazy("added: %(number)s"),
    "returned": gettext_lazy("brought back: %(number)s"),
    "changed": gettext_lazy("changed: %(number)s"),
    "left": gettext_lazy("left: %(number)s"),
    "assessments": gettext_lazy("assessments: %(number)s"),
    "recorded": gettext_lazy("recorded without sign-in: %(number)s"),
    "refused": gettext_lazy("refused: %(number)s"),
    "leavers": gettext_lazy("answers and plans of people who had left: %(number)s"),
    "erased": gettext_lazy("people erased: %(number)s"),
    "campaigns": gettext_lazy("campaigns whose answers went: %(number)s"),
    "lines": gettext_lazy("lines of the log: %(number)s"),
    "emails": gettext_lazy("e-mails: %(number)s"),
    "new_teams": gettext_lazy("new teams: %(number)s"),
}


@dataclass(frozen=True)
class LogLine:
    """One act: when, by whom, what, about whom or what."""

    at: datetime
    by: str
    act: str
    name: str
    subject: str
    details: tuple[str, ...]


def log_lines(entries: Iterable[AuditEntry], names: Mapping[str, str]) -> list[LogLine]:
    """Return the entries in words, the people they are about by name as far as `names` has them."""
    return [
        LogLine(
            at=entry.at,
            by=entry.actor_name or _("the service"),  # type: ignore[attr-defined]  # annotated by the query
            act=act_words(entry.act),
            name=names.get(entry.subject, ""),
            subject="" if entry.act in WITHOUT_SUBJECT else entry.subject,
            details=tuple(_details_of(entry)),
        )
        for entry in entries
    ]


def log_table(lines: Iterable[LogLine]) -> Rows:
    """Return the lines below their headings, for a file."""
    yield (_("When"), _("Who did it"), _("What was done"), _("Name"), _("About"), _("Details"))
    for line in lines:
        at = f"{timezone.localtime(line.at):%Y-%m-%d %H:%M:%S}"
        yield (at, line.by, line.act, line.name, line.subject, "; ".join(line.details))


def _details_of(entry: AuditEntry) -> Iterator[str]:
    is_periods = entry.act == "retention.changed"
    return _periods(entry.details) if is_periods else _details(entry.details)


def _details(details: Mapping[str, Any]) -> Iterator[str]:
    changed = details.get("changed")
    if isinstance(changed, dict):
        yield from map(_change, changed, changed.values())
    elif isinstance(details.get("roles"), list):
        words = dict(RoleGrant.ROLES)
        yield ", ".join(str(words[role]) for role in details["roles"] if role in words)
    elif isinstance(details.get("was"), str):
        # A team's path before, or an attribute's name.
        yield _("before: %(was)s") % {"was": details["was"]}
    for name, value in details.items():
        if name in NUMBERS and isinstance(value, int) and value:
            yield str(NUMBERS[name]) % {"number": value}
        elif name in FIELD_WORDS and isinstance(value, list) and name not in WITH_VALUES:
            yield _("%(field)s changed") % {"field": FIELD_WORDS[name]}


def _periods(details: Mapping[str, Any]) -> Iterator[str]:
    """Say how long things are kept now; by its act alone, for an attribute of somebody may be called so too."""
    changed = details.get("changed", {})
    for kind in KINDS:
        if kind.field in changed:
            yield _becomes(kind.title, *map(period_words, changed[kind.field]))


def _change(field: str, values: list[str]) -> str:
    words = FIELD_WORDS.get(field, field)
    if field not in WITH_VALUES:
        return _("%(field)s changed") % {"field": words}
    return _becomes(words, *(value_words(field, value) or "–" for value in values))


def _becomes(field: object, was: str, becomes: str) -> str:
    return _("%(field)s: %(was)s → %(becomes)s") % {"field": field, "was": was, "becomes": becomes}
