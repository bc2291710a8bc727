"""What can happen to a campaign that is there: before it opens nearly everything, afterwards more time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit, extend_messages
from accounts.models import User
from accounts.queries import lock_organisation
from assessments import queries
from assessments.actions.campaigns import (
    CampaignError,
    check_days,
    smallest_group_words,
    taken_name_words,
)
from assessments.actions.messages import invite_new
from assessments.actions.repeats import move_repeat
from assessments.models import Campaign
from leadership import group_sizes


@dataclass(frozen=True)
class PlannedChange:
    """All that may be another in a campaign that is not open yet: nobody was promised anything of it."""

    name: str
    opens_at: datetime
    closes_at: datetime
    smallest_group: int
    shows_overview: bool
    reminder_days: tuple[int, ...] = ()


def change_planned_campaign(
    campaign: Campaign, wanted: PlannedChange, *, by: User, at: datetime
) -> Campaign:
    """Rename a campaign that is not open yet, and set other days; its address stays."""
    with transaction.atomic():
        # Before the campaign's own lock, as whoever sets up another of the same name waits here.
        lock_organisation(campaign.organisation_id)
        campaign = locked_while_planned(campaign, at=at)
        _check_planned(campaign, wanted, at=at)
        becomes = {
            "name": wanted.name,
            # One that opens today opens now: it has not been open since midnight.
            "opens_at": max(wanted.opens_at, at),
            "closes_at": wanted.closes_at,
            "smallest_group": wanted.smallest_group,
            "shows_overview": wanted.shows_overview,
            "reminder_days": sorted(wanted.reminder_days, reverse=True),
        }
        changes = {
            field: [getattr(campaign, field), value]
            for field, value in becomes.items()
            if getattr(campaign, field) != value
        }
        _store(campaign, changes, by=by, at=at)
        if "opens_at" in changes:
            move_repeat(campaign)
    # Afterwards, as when one is set up for today: nobody's answers wait meanwhile.
    if campaign.sends_mail and campaign.is_open_at(at):
        invite_new(campaign, at=at)
    return campaign


def _check_planned(campaign: Campaign, wanted: PlannedChange, *, at: datetime) -> None:
    same = queries.campaign_named(campaign.organisation, wanted.name)
    if same and same != campaign:
        raise CampaignError(taken_name_words())
    check_days(wanted.opens_at, wanted.closes_at, at=at)
    if not group_sizes.is_allowed(wanted.smallest_group):
        raise CampaignError(smallest_group_words())


def cancel_campaign(campaign: Campaign, *, by: User, at: datetime) -> None:
    """Delete a campaign that is not open yet; that it was planned stays in the log."""
    with transaction.atomic():
        campaign = locked_while_planned(campaign, at=at)
        audit(
            "campaign.cancelled",
            at=at,
            by=by,
            subject=campaign,
            organisation=campaign.organisation,
            opens_at=campaign.opens_at.isoformat(),
            closes_at=campaign.closes_at.isoformat(),
            audience=campaign.audience,
        )
        campaign.delete()


def locked_while_planned(campaign: Campaign, *, at: datetime) -> Campaign:
    """Return a campaign in a transaction, as long as it has not opened: until then nothing was promised."""
    # A second click, or the day it opens, may have come first.
    locked = Campaign.objects.select_for_update().filter(pk=campaign.pk).first()
    if locked is None:
        raise CampaignError(_("This campaign has been cancelled."))
    if locked.opens_at <= at:
        raise CampaignError(opened_words())
    return locked


def opened_words() -> str:
    return _(
        "This campaign has opened: people were asked, so it keeps its name and its first day, and it cannot "
        "be cancelled. You can extend it, or close it early."
    )


def change_campaign(
    campaign: Campaign,
    *,
    closes_at: datetime,
    reminder_days: Iterable[int] | None = None,
    by: User,
    at: datetime,
) -> Campaign:
    """Give people more time. After the close nothing changes any more: what is published stays as it is."""
    with transaction.atomic():
        # Wait for another change, or for the close, and see what it has left.
        campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
        if campaign.closes_at <= at:
            raise CampaignError(_("This campaign has closed, so it cannot be changed."))
        if closes_at < campaign.closes_at:
            # People plan by the day they were told.
            raise CampaignError(_("A campaign can be extended, not shortened."))
        changes: dict[str, list[Any]] = {}
        wanted = campaign.reminder_days
        if reminder_days is not None:
            wanted = sorted(reminder_days, reverse=True)
        if wanted != campaign.reminder_days:
            changes["reminder_days"] = [campaign.reminder_days, wanted]
        if closes_at > campaign.closes_at:
            changes["closes_at"] = [campaign.closes_at, closes_at]
            extend_messages(campaign.topic, expires_at=closes_at)
        _store(campaign, changes, by=by, at=at)
    return campaign


def stop_showing_overview(campaign: Campaign, *, by: User, at: datetime) -> Campaign:
    """Keep the overview from those who took part, at any time: who sees less than was said loses nothing."""
    with transaction.atomic():
        campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
        changes = {"shows_overview": [True, False]} if campaign.shows_overview else {}
        _store(campaign, changes, by=by, at=at)
    return campaign


def _store(campaign: Campaign, changes: dict[str, list[Any]], *, by: User, at: datetime) -> None:
    """Store what differs, and log it from what to what."""
    if not changes:
        return
    for field, (_was, becomes) in changes.items():
        setattr(campaign, field, becomes)
    campaign.save(update_fields=list(changes))
    logged = {field: [_logged(value) for value in pair] for field, pair in changes.items()}
    owner = campaign.organisation
    audit("campaign.changed", at=at, by=by, subject=campaign, organisation=owner, **logged)


def _logged(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
