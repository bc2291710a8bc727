"""How a campaign's people asked others is counted once, when their rounds are over, and published: of all of them together."""

import logging
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from accounts.actions import audit, is_queued
from accounts.queries import lock_organisation
from assessments.models import Campaign
from banks.queries import instrument_of
from observers.queries import Rated, rated_in
from results import disclosure
from results.disclosure import Hidden
from results.disclosure.cells import rounded
from results.models import OthersSummary
from results.queries.others import (
    GAP,
    LAID_BESIDE,
    campaigns_to_count,
    fewest_for_gaps,
    gap_snapshot,
    themes_asked,
)
from results.queries.snapshot import rules_of

logger = logging.getLogger(__name__)

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
    if waiting and not is_queued(count_rounds):
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
    """Put in the mean difference of each theme of which ten people or more have both views and the audit finds nothing."""
    least = fewest_for_gaps(rules.smallest)
    if len(rated) < least:
        found.reasons = ["too_few"]
        return
    rules, audits, people = replace(rules, smallest=least), {}, []
    for code, title in themes_asked(campaign).items():
        those = [one for one in rated if code in one.gaps]
        if len(those) < least:
            found.gaps.append(_row(code, title, hidden=Hidden.TOO_FEW))
            continue
        release = disclosure.publish(gap_snapshot(campaign, (code, title), those, at), rules)
        audits[code] = asdict(release.audit)
        found.gaps.append(_row_of(code, title, release))
        if not found.gaps[-1]["hidden"]:
            people.append({"theme": code, "people": [one.person for one in those]})
    found.audit, found.people = audits, people


def _row_of(code: str, title: str, release: disclosure.Release) -> dict[str, object]:
    cells = [cell for cell in release.cells if cell.statistic == GAP]
    if not cells:
        lately = "like_a_recent_release" in release.reasons
        return _row(code, title, hidden=Hidden.LIKE_LATELY if lately else Hidden.BOUNDED)
    return _row(code, title, cells[0].value, cells[0].bound, cells[0].hidden)


def _row(
    code: str,
    title: str,
    value: float | None = None,
    bound: str | None = None,
    hidden: Hidden | None = None,
) -> dict[str, object]:
    # By its code the theme is named to each reader in their language.
    return {
        "theme": code,
        "label": title,
        "value": value,
        "bound": bound or "",
        "hidden": hidden or "",
    }


def forget_whom_was_counted(*, at: datetime) -> int:
    """Forget on whom counts of more than a year ago rest; no later one is laid beside them any more."""
    old = OthersSummary.objects.filter(published_at__lte=at - LAID_BESIDE).exclude(people=[])
    return old.update(people=[])
