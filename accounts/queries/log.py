"""Reads of an organisation's log: what was done in it, but for what people do with what is theirs alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Left
from django.utils import timezone

from accounts.acts import SHOWN, WITHOUT_SUBJECT
from accounts.models import AuditEntry, Membership, shown_name
from accounts.queries.names import names_with
from documents.characters import search_pattern

# The log keeps as much of a subject.
SUBJECT_LENGTH = 200
BATCH = 5_000


@dataclass(frozen=True)
class LogSearch:
    """What is looked for in the log; empty parts are not asked about."""

    acts: frozenset[str] = frozenset()
    by: str = ""
    about: str = ""
    since: date | None = None
    until: date | None = None


def log_of(organisation_id: int, search: LogSearch) -> QuerySet[AuditEntry]:
    """Return what was done in an organisation, newest first."""
    # By the list of what may be shown: an act that is new and not in it yet stays out.
    acts = search.acts & SHOWN.keys() if search.acts else SHOWN.keys()
    entries = AuditEntry.objects.filter(organisation=organisation_id, act__in=sorted(acts))
    entries = entries.with_actors()
    for word in search.by.split():
        pattern = search_pattern(word)
        entries = entries.filter(Q(actor_name__iregex=pattern) | Q(actor__email__icontains=word))
    if search.about.strip():
        entries = entries.filter(_about(organisation_id, search.about.split()))
        entries = entries.exclude(act__in=WITHOUT_SUBJECT)
    if search.since:
        entries = entries.filter(at__gte=_midnight(search.since))
    if search.until:
        entries = entries.filter(at__lt=_midnight(search.until + timedelta(days=1)))
    return entries.order_by("-at", "-pk")


def newest_in_log(organisation_id: int) -> int:
    """Return the key of an organisation's newest line; lines are never changed, but for an erasure, which is one."""
    newest = AuditEntry.objects.filter(organisation=organisation_id).aggregate(key=Max("pk"))
    return newest["key"] or 0


def _about(organisation_id: int, words: Iterable[str]) -> Q:
    """Return what finds entries by what they are about: its own words, or a person by name."""
    said, people = Q(), Q(organisation=organisation_id)
    for word in words:
        said &= Q(subject__iregex=search_pattern(word))
        people &= names_with(word)
    addresses = Membership.objects.filter(people).values(
        address=Left("user__email", SUBJECT_LENGTH)
    )
    return said | Q(subject__in=addresses)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def names_of(organisation_id: int, entries: Iterable[AuditEntry]) -> dict[str, str]:
    """Return the names of the organisation's people whom the entries are about, by address."""
    subjects = sorted({entry.subject for entry in entries})
    names: dict[str, str] = {}
    # SQLite takes no more than some thousands of values in a query.
    for start in range(0, len(subjects), BATCH):
        people = Membership.objects.filter(
            organisation=organisation_id, user__email__in=subjects[start : start + BATCH]
        )
        names |= dict(people.values_list("user__email", shown_name()))
    return names
