"""What waits in the database to be done: counts and ages, of nobody."""

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.db import DatabaseError
from django.db.models import Case, Count, F, Min, QuerySet, When
from django_tasks_db.models import DBTaskResult

from accounts.models import Message
from documents.models import StoredDocument
from results.models import TICKED, Publishing


@dataclass(frozen=True)
class Figures:
    """How much waits, and in seconds for how long."""

    tasks: int
    oldest: float
    emails: dict[str, int]
    documents: dict[str, int]
    publishing: dict[str, int]
    ticked: float | None


def figures(at: datetime) -> Figures | None:
    """Return what waits at a moment, or nothing where the database does not answer."""
    try:
        return _figures(at)
    except DatabaseError:
        return None


def _figures(at: datetime) -> Figures:
    # What is tried again later waits since then, and not since it was asked for.
    is_due_again = When(run_after__gt=F("enqueued_at"), run_after__lte=at, then=F("run_after"))
    waits_since = Case(is_due_again, default=F("enqueued_at"))
    ready = DBTaskResult.objects.ready().aggregate(Count("pk"), oldest=Min(waits_since))
    oldest = ready["oldest"]
    ticked = cache.get(TICKED)
    unsent = Message.objects.exclude(status=Message.Status.SENT)
    return Figures(
        tasks=ready["pk__count"],
        oldest=(at - oldest).total_seconds() if oldest else 0,
        emails=_by(unsent, "status"),
        documents=_by(StoredDocument.objects.all(), "state"),
        publishing=_by(Publishing.objects.all(), "step"),
        ticked=None if ticked is None else at.timestamp() - ticked,
    )


def _by(rows: QuerySet, field: str) -> dict[str, int]:  # type: ignore[type-arg]  # of any model
    return dict(rows.order_by().values_list(field).annotate(Count("pk")))
