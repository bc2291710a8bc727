"""The audit log: a line for each act, written in its transaction."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.models import AuditEntry, Organisation, User


def audit(
    act: str,
    *,
    at: datetime,
    by: User | None,
    subject: object,
    organisation: Organisation | None = None,
    **details: Any,
) -> None:
    """Write one line of the audit log; call it inside the transaction of the act itself."""
    line = audit_line(act, at=at, by=by, subject=subject, organisation=organisation, **details)
    line.save(force_insert=True)
    _follow([line])


def audit_many(lines: Iterable[AuditEntry]) -> None:
    """Write the lines of acts on many people at once, in the transaction of these."""
    written = AuditEntry.objects.bulk_create(lines, batch_size=500)
    _follow(written)


def _follow(lines: Sequence[AuditEntry]) -> None:
    """Let the apps above do what follows from an act, in its transaction: they tell other programs of it."""
    for name in settings.ACT_FOLLOWERS:
        import_string(name)(lines)


def audit_line(
    act: str,
    *,
    at: datetime,
    by: User | None,
    subject: object,
    organisation: Organisation | None = None,
    **details: Any,
) -> AuditEntry:
    """Return a line of the audit log that is not written yet, for acts on many people at once."""
    return AuditEntry(
        act=act,
        at=at,
        actor=by,
        subject=str(subject)[:200],
        organisation=organisation,
        details=details,
    )


def hide_details(subjects: Iterable[object]) -> None:
    """Take out of the log what it says of things that are erased; that something was done to them stays."""
    AuditEntry.objects.filter(subject__in=[str(one)[:200] for one in subjects]).reword(details={})
