"""The audit log: lines are added, and the database refuses the rest but for two narrow ways (decision 42)."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import connection, models, transaction

from accounts.models.people import Organisation, User, name_in


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    """The two ways that the database leaves open; `update` and `delete` it refuses."""

    def with_actors(self) -> "AuditEntryQuerySet":
        """Bring along who did it, by the name that the organisation may call them: `actor_name`."""
        return self.annotate(actor_name=name_in("organisation", "actor"))

    @transaction.atomic
    def reword(
        self,
        *,
        subject: str | None = None,
        details: Mapping[str, Any] | None = None,
        actor: User | None = None,
    ) -> int:
        """Put something else in the place of what names a person, for erasing and a new address alone."""
        if connection.vendor == "postgresql":
            says = None if details is None else json.dumps(details)
            return self._by_function("reword", subject, says, actor.pk if actor else None)
        given = {"subject": subject, "details": details, "actor": actor}
        with _opened("reword"):
            return self.update(**{name: one for name, one in given.items() if one is not None})

    @transaction.atomic
    def forget(self) -> int:
        """Delete lines whose time is over, for retention alone."""
        if connection.vendor == "postgresql":
            return self._by_function("forget")
        with _opened("forget"):
            return self.delete()[0]

    def _by_function(self, name: str, *values: str | int | None) -> int:
        keys = list(self.order_by().values_list("pk", flat=True))
        marks = ", %s" * len(values)
        with connection.cursor() as cursor:
            # The functions run as the owner of the table, which the service's role need not be.
            cursor.execute(f"SELECT accounts_log_{name}(%s::bigint[]{marks})", [keys, *values])
            return int(cursor.fetchone()[0])


@contextmanager
def _opened(why: str) -> Iterator[None]:
    """Tell SQLite's triggers what is done; nobody else sees it, as its transactions take turns."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO accounts_log_opening VALUES (%s)", [why])
        yield
        cursor.execute("DELETE FROM accounts_log_opening")


class AuditEntry(models.Model):
    """One privileged or personal act, written in the same transaction as the act."""

    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="audited_acts"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="audit_entries"
    )
    act = models.CharField(max_length=60)
    # Words and no foreign key, so that the line outlives what it is about.
    subject = models.CharField(max_length=200)
    details = models.JSONField(default=dict, blank=True)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["organisation", "subject", "at"], name="audit_history_of_a_subject"
            ),
            models.Index(
                fields=["organisation", "-at", "-id"], name="audit_log_of_an_organisation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.act} {self.subject}"
