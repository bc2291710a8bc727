"""The audit log."""

from django.db import models

from accounts.models.people import Organisation, User


class AuditEntry(models.Model):
    """One privileged or personal act, written in the same transaction as the act; never changed."""

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
