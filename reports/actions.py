"""What is done with reports besides reading one's own."""

from datetime import datetime

from accounts.actions import audit
from accounts.models import User
from assessments.models import Assessment


def log_export(
    assessment: Assessment, *, file_format: str, reason: str, by: User | None, at: datetime
) -> None:
    """Write down that somebody other than its owner took a report out; the owner can see the entry."""
    audit(
        "report.exported",
        at=at,
        by=by,
        subject=assessment.public_id,
        organisation=assessment.member.organisation,
        format=file_format,
        reason=reason,
    )
