"""Closes a campaign and publishes its results without waiting for the worker."""

import logging
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from assessments.models import Campaign
from results.actions import PublishingError, close_campaign
from results.models import Release

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Close a campaign, if it is still open, and publish its results: whole or not at all, once. "
        "With --due instead of a slug: every campaign that is past its end and not yet published."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("slug", metavar="SLUG", nargs="?", help="the campaign's slug")
        which.add_argument("--due", action="store_true", help="all that are past their end")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        if options["due"]:
            self._close_all(now)
            return
        campaign = Campaign.objects.filter(slug=options["slug"]).first()
        if campaign is None:
            raise CommandError(f"There is no campaign with the slug {options['slug']}.")
        try:
            self._close(campaign, now)
        except PublishingError as error:
            raise CommandError(f"{campaign.slug}: {error}") from error

    def _close_all(self, now: datetime) -> None:
        """Close what is due; one that cannot be published does not keep the others waiting for ever."""
        failed = []
        due = Campaign.objects.filter(closes_at__lte=now, release=None)
        for campaign in due.order_by("closes_at"):
            try:
                self._close(campaign, now)
            except Exception as error:
                logger.exception("Publishing %s failed", campaign.slug)
                failed.append(f"{campaign.slug}: {type(error).__name__}")
        if failed:
            raise CommandError("; ".join(failed))

    def _close(self, campaign: Campaign, now: datetime) -> None:
        release = close_campaign(campaign, by=None, at=now)
        self.stdout.write(f"{campaign.slug}: {_words(release)}")


def _words(release: Release) -> str:
    if not release.publishable:
        return f"closed; nothing can be published safely ({', '.join(release.reasons)})."
    audit = release.audit
    return (
        f"closed and published ({release.submitted} of {release.invited} took part; the audit ran "
        f"{audit['rounds']} time(s), examined {audit['sets_examined']} sets of people, "
        f"found {len(audit['found'])} ways in and hid them)."
    )
