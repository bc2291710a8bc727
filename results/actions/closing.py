"""A campaign is closed at once, and a worker makes its results: again where it must, until they are there.

A row of `Publishing` alone says what is to be done; the task that is queued with it only wakes the worker. So a task
too many or a worker too many does no harm, and a worker that is killed has left nothing half published.
"""

import logging
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from accounts.actions import audit, extend_messages, is_queued
from accounts.models import User
from assessments.models import Campaign
from results.actions.errors import PublishingError
from results.actions.releases import publish_results
from results.models import Publishing, Release

logger = logging.getLogger(__name__)

# After each failure a longer wait, and then as long again for ever: people wait for these results.
WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120)]
# A step of the largest council takes a minute or two, so a worker that was not heard of for so long is gone.
LOST_AFTER = timedelta(minutes=10)
# After e-mails and after what somebody waits for, before files that nobody has asked for yet.
PRIORITY = -15
Step = Publishing.Step


def begin_closing(campaign: Campaign, *, by: User | None, at: datetime) -> Campaign:
    """Close a campaign for good, if it is still open, and have its results made; once, however often it is asked.

    Whoever finishes waits for the campaign's lock: each assessment is counted, or finished afterwards.
    """
    with transaction.atomic():
        # As when it is published: what only points to the campaign is still written meanwhile.
        campaign = Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
        if campaign.counted_at is not None:
            return campaign
        if campaign.opens_at >= at:
            raise PublishingError(not_open_words())
        # Closed by hand it ends now; by the tick, which may come late, at the moment people were told.
        campaign.closes_at = min(campaign.closes_at, at)
        campaign.counted_at = at
        campaign.save(update_fields=["closes_at", "counted_at"])
        # Here it cuts them short: a reminder after the close would lead nowhere.
        extend_messages(campaign.topic, expires_at=campaign.closes_at)
        Publishing.objects.create(campaign=campaign, asked_by=by, queued_at=at, due_at=at)
        audit("campaign.closed", at=at, by=by, subject=campaign, organisation=campaign.organisation)
        _wake_worker()
    return campaign


def not_open_words() -> str:
    return _("This campaign has not opened yet.")


def close_campaign(campaign: Campaign, *, by: User | None, at: datetime) -> Release:
    """Close a campaign and make its results here and now, for a command that can wait; the way is the worker's."""
    campaign = begin_closing(campaign, by=by, at=at)
    rows = Publishing.objects.filter(campaign=campaign)
    try:
        return publish_results(campaign, at=at, tell=_teller(rows))
    except Exception:
        # Left to the worker, which then need not take this one for lost first.
        rows.update(step=Step.WAITING, claimed_at=None)
        raise


def close_what_is_over(*, at: datetime) -> list[Campaign]:
    """Close every campaign whose end has come, and have the results made; return those closed now."""
    due = Campaign.objects.filter(closes_at__lte=at, counted_at=None).order_by("closes_at", "pk")
    return [begin_closing(campaign, by=None, at=at) for campaign in due]


# The worker ------------------------------------------------------------------------------------


@task()
def publish_what_is_closed() -> None:
    """Make the results of every campaign that waits for them."""
    while row := _claim(timezone.now()):
        mine = Publishing.objects.filter(pk=row.pk)
        try:
            publish_results(row.campaign, at=timezone.now(), tell=_teller(mine))
        except Exception as error:  # noqa: BLE001 - whatever it is, people wait to be told
            _record_fault(row, error, at=timezone.now())


def _waiting() -> QuerySet[Publishing]:
    return Publishing.objects.filter(claimed_at=None)


def _claim(at: datetime) -> Publishing | None:
    """Take the next that is due, so that no other worker works on it too."""
    due = _waiting().filter(due_at__lte=at).order_by("due_at", "pk")
    while key := due.values_list("pk", flat=True).first():
        if _waiting().filter(pk=key).update(claimed_at=at, attempts=F("attempts") + 1):
            row = Publishing.objects.select_related("campaign").filter(pk=key).first()
            if row is not None:
                return row
    return None


def _teller(rows: QuerySet[Publishing]) -> Callable[[str], None]:
    """Return what writes down which step is begun, at once and for everybody to see; whoever says so works on it."""

    def tell(step: str) -> None:
        rows.update(step=step, claimed_at=timezone.now())

    return tell


def _record_fault(row: Publishing, error: Exception, *, at: datetime) -> None:
    """Write down which step failed and when it is tried again; the error's own words may quote what people wrote."""
    where = "".join(traceback.format_tb(error.__traceback__))
    logger.error("publishing %s failed: %s\n%s", row.pk, type(error).__name__, where)
    row.refresh_from_db()
    due_at = at + WAITS[min(row.attempts, len(WAITS)) - 1]
    Publishing.objects.filter(pk=row.pk).update(
        step=Step.WAITING, failed_step=row.step, failed_at=at, claimed_at=None, due_at=due_at
    )
    publish_what_is_closed.using(run_after=due_at, priority=PRIORITY).enqueue()


def _wake_worker() -> None:
    publish_what_is_closed.using(priority=PRIORITY).enqueue()


@transaction.atomic
def recover_publishing(*, at: datetime) -> int:
    """Put back what a killed worker held, and wake the worker for all that is due; return how many were lost."""
    lost = Publishing.objects.filter(claimed_at__lte=at - LOST_AFTER)
    number = lost.update(
        step=Step.WAITING, failed_step=F("step"), failed_at=at, claimed_at=None, due_at=at
    )
    if _waiting().filter(due_at__lte=at).exists() and not is_queued(publish_what_is_closed):
        _wake_worker()
    return number
