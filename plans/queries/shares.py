"""What is read of shared reports: one's own with their openings, and those shared with somebody."""

from datetime import date
from uuid import UUID

from django.db.models import Count, Max

from accounts.models import Membership, User, shown_name
from accounts.reading_order import ReadingOrder
from plans.models import Share, ShareOpening, ShareQuerySet


def shares_of(user: User) -> ShareQuerySet:
    """Return what the person has shared, newest first, with how often and when last it was opened."""
    return (
        Share.objects.owned_by(user)
        .select_related("reader__user", "assessment__version", "assessment__campaign")
        .defer("assessment__version__content")
        .annotate(times=Count("openings"), last_opened_at=Max("openings__at"))
        .order_by("-made_at", "-pk")
    )


def openings_of(share: Share) -> list[ShareOpening]:
    """Return each time that the reader opened it, newest first."""
    return list(ShareOpening.objects.filter(share=share).order_by("-at", "-pk"))


def share_to_read(user: User, public_id: UUID, day: date) -> Share | None:
    """Return a share that opens for this reader on this day."""
    return _to_read(user, day).filter(public_id=public_id).first()


def shares_to_read(user: User, day: date) -> ShareQuerySet:
    """Return the reports that others let the person read on this day."""
    return _to_read(user, day).order_by(ReadingOrder(shown_name("assessment__member")), "pk")


def plan_readers(user: User, day: date) -> ShareQuerySet:
    """Return the shares with which somebody reads the person's plan on this day."""
    shares = Share.objects.owned_by(user).standing_on(day).filter(with_plan=True)
    return shares.select_related("reader__user").order_by("expires_on", "pk")


def _to_read(user: User, day: date) -> ShareQuerySet:
    return (
        Share.objects.standing_on(day)
        .filter(reader__user=user)
        .select_related(
            "reader",
            "assessment__member__user",
            "assessment__member__organisation",
            "assessment__campaign",
            "assessment__version",
            "assessment__overall_score",
        )
    )


def standing_with(reader: Membership, assessment_id: int) -> ShareQuerySet:
    """Return what was shared of a report with somebody and not withdrawn, expired or not."""
    return Share.objects.filter(reader=reader, assessment=assessment_id, withdrawn_at=None)


def standing_shares_of(assessment_id: int, day: date) -> ShareQuerySet:
    """Return with whom a report is shared on this day."""
    standing = Share.objects.standing_on(day).filter(assessment=assessment_id)
    return standing.select_related("reader__user").order_by(
        ReadingOrder(shown_name("reader")), "pk"
    )
