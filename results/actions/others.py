"""How a campaign's people asked others is counted once, when their rounds are over, and published: of all of them together."""

import logging
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from accounts.actions import audit
from accounts.queries import lock_organisation
from assessments.models import Campaign
from banks.queries import instrument_of
from observers.queries import Rated, rated_in
from results import disclosure
from results.disclosure.cells import rounded
from results.models import OthersSummary
from results.queries.others import (
    GAP,
    LAID_BESIDE,
    campaigns_to_count,
    gaps_snapshot,
    whole_views,
)
from results.queries.snapshot import rules_of

logger = logging.getLogger(__name__)

FEWEST_FOR_GAPS: Final = 10
# The response is told to five per cent and never near an end: that all have answered would say so of each.
ROUNDED_TO, LOWEST, HIGHEST = 5, 10, 90


@task()
def count_rounds() -> None:
    """Count the rounds of every campaign whose time has come; one that fails does not keep the others waiting."""
    for campaign in campaigns_to_count(timezone.now()):
        try:
            count_rounds_of(campaign, at=timezone.now())
        except Exception:
            logger.exception("Counting the rounds of %s failed", campaign.slug)


def wake_to_count_rounds(*, at: datetime) -> int:
    """Wake the worker where rounds wait to be counted; return of how many campaigns."""
    waiting = len(campaigns_to_count(at))
    asked = DBTaskResult.objects.ready().filter(task_path=count_rounds.module_path)
    if waiting and not asked.exists():
        count_rounds.enqueue()
    return waiting


@transaction.atomic
def count_rounds_of(campaign: Campaign, *, at: datetime) -> OthersSummary:
    """Count and publish, once; a round that is published later is never added. Counts take turns, to know each other."""
    lock_organisation(campaign.organisation_id)
    there = OthersSummary.objects.filter(campaign=campaign).first()
    if there is not None:
        return there
    rated = rated_in(campaign)
    rules = rules_of(instrument_of(campaign.version_id), campaign.smallest_group)
    found = OthersSummary(campaign=campaign, published_at=at, smallest_group=rules.smallest)
    if len(rated) >= rules.smallest:
        found.rated, found.asked = len(rated), sum(one.asked for one in rated)
        found.answered, found.answered_bound = response_of(rated)
    _put_gaps(found, campaign, rated, rules, at)
    found.save()
    organisation = campaign.organisation
    audit("observers.counted", at=at, by=None, subject=campaign, organisation=organisation)
    return found


def response_of(rated: Sequence[Rated]) -> tuple[int, str]:
    """Return how many in a hundred answered, with whether that is an end beyond which nothing is told."""
    asked = sum(one.asked for one in rated)
    share = 100 * sum(one.answered for one in rated) / asked if asked else 0
    shown = int(ROUNDED_TO * rounded(share / ROUNDED_TO))
    if shown >= HIGHEST:
        return HIGHEST, "at_least"
    return (LOWEST, "at_most") if shown <= LOWEST else (shown, "")


def _put_gaps(
    found: OthersSummary,
    campaign: Campaign,
    rated: Sequence[Rated],
    rules: disclosure.Rules,
    at: datetime,
) -> None:
    """Put in the mean differences, where ten people or more have both views and the audit finds nothing."""
    those, least = whole_views(campaign, rated), max(FEWEST_FOR_GAPS, rules.smallest)
    if len(those) < least:
        found.reasons = ["too_few"]
        return
    snapshot = gaps_snapshot(campaign, those, at)
    release = disclosure.publish(snapshot, replace(rules, smallest=least))
    found.reasons = list(release.reasons)
    found.decisions = [asdict(one) for one in release.decisions]
    found.audit = asdict(release.audit)
    found.gaps = [asdict(cell) for cell in release.cells if cell.statistic == GAP]
    if release.publishable:
        found.people = [one.person for one in those]


def forget_whom_was_counted(*, at: datetime) -> int:
    """Forget on whom counts of more than a year ago rest; no later one is laid beside them any more."""
    old = OthersSummary.objects.filter(published_at__lte=at - LAID_BESIDE).exclude(people=[])
    return old.update(people=[])
