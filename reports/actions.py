"""What is done with reports besides reading one's own."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.actions import audit
from accounts.models import User
from assessments.actions import hold_finished_to_delete
from assessments.models import Assessment
from observers.actions import delete_with_rounds


@transaction.atomic
def delete_finished_assessment(public_id: UUID, *, by: User, at: datetime) -> None:
    """Delete one's own finished assessment with its report; the log keeps no content.

    Here and not with what is unfinished, as goals, shares and rounds of others hang on it. Raises CampaignNotOpenError.
    """
    assessment = hold_finished_to_delete(public_id, by=by, at=at)
    organisation = assessment.member.organisation
    delete_with_rounds([assessment.pk])
    audit("assessment.finished_deleted", at=at, by=by, subject=public_id, organisation=organisation)


def log_person_export(user: User, *, file_format: str, reason: str, at: datetime) -> None:
    """Write down that whoever runs the service took out everything held about somebody; they can see the entries."""
    for membership in user.memberships.select_related("organisation").order_by("pk"):
        audit(
            "person.exported",
            at=at,
            by=None,
            subject=user.email,
            organisation=membership.organisation,
            format=file_format,
            reason=reason,
        )


def log_guest_export(*, reason: str, at: datetime) -> None:
    """Write down the same of somebody without an account, who is not named: no page shows them the log."""
    audit(
        "person.exported",
        at=at,
        by=None,
        subject="",
        organisation=None,
        format="json",
        reason=reason,
    )


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
