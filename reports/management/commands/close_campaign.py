"""Closes a campaign and publishes its results; a timer runs it for those whose time has come."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from assessments.models import Campaign
from reports.actions import PublishingError, close_campaign
from reports.models import Release


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
            campaigns = list(
                Campaign.objects.filter(closes_at__lte=now, release=None).order_by("closes_at")
            )
        else:
            campaigns = list(Campaign.objects.filter(slug=options["slug"]))
            if not campaigns:
                raise CommandError(f"There is no campaign with the slug {options['slug']}.")
        for campaign in campaigns:
            try:
                release = close_campaign(campaign, by=None, at=now)
            except PublishingError as error:
                raise CommandError(f"{campaign.slug}: {error}") from error
            self.stdout.write(f"{campaign.slug}: {_words(release)}")


def _words(release: Release) -> str:
    if not release.publishable:
        return f"closed; nothing can be published safely ({', '.join(release.reasons)})."
    audit = release.audit
    return (
        f"closed and published ({release.submitted} of {release.invited} took part; the audit ran "
        f"{audit['rounds']} rounds, examined {audit['sets_examined']} sets of people, "
        f"found {len(audit['found'])} ways in and hid them)."
    )
