"""What the pages of a campaign show: its state, and who has answered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import AuditEntry, Message
from accounts.presenters import MESSAGES
from assessments.actions import CampaignPlan
from assessments.models import Campaign
from assessments.parts import PARTS


@dataclass(frozen=True)
class CampaignState:
    """Whether a campaign can be answered, in words and with the look of their tag."""

    code: str
    words: str

    @property
    def tint(self) -> str:
        return {"open": "progress", "closing": "progress", "closed": "done"}.get(self.code, "")


def state_of(campaign: Campaign, at: datetime) -> CampaignState:
    if at < campaign.opens_at:
        return CampaignState("scheduled", _("Not open yet"))
    if campaign.is_open_at(at):
        return CampaignState("open", _("Open"))
    if campaign.is_closing:
        return CampaignState("closing", _("Closed, results being made"))
    return CampaignState("closed", _("Closed"))


def parts_words(asked: CampaignPlan | Campaign) -> str:
    """Return what a campaign asks, the themes and the parts beside them."""
    return ", ".join(_(part.name) for part in PARTS if part.kind in asked.parts)


def audience_words(kind: str, invited: int) -> str:
    """Return whom a campaign invites, and how many they are today."""
    words = {
        Campaign.Audience.EVERYONE: ngettext(
            "Everybody with the role of a manager: %(invited)s person today",
            "Everybody with the role of a manager: %(invited)s people today",
            invited,
        ),
        Campaign.Audience.BRANCHES: ngettext(
            "The managers of some teams: %(invited)s person today",
            "The managers of some teams: %(invited)s people today",
            invited,
        ),
        Campaign.Audience.PEOPLE: ngettext(
            "A list of managers: %(invited)s person today",
            "A list of managers: %(invited)s people today",
            invited,
        ),
    }
    return words[Campaign.Audience(kind)] % {"invited": invited}


def overview_words(asked: CampaignPlan | Campaign) -> str:
    """Return who sees the overview of the whole organisation's results."""
    if asked.shows_overview:
        return _("HR leads, and everybody whose answers count")
    return _("HR leads only")


def mail_words(asked: CampaignPlan | Campaign) -> str:
    """Return which e-mails a campaign sends."""
    if not asked.sends_mail:
        return _("None are sent")
    planned = Campaign(
        opens_at=asked.opens_at, closes_at=asked.closes_at, reminder_days=asked.reminder_days
    )
    days = ", ".join(date_format(moment, "j F") for moment in planned.reminders_at)
    if not days:
        return _("Invitation and thanks, no reminders")
    return _("Invitation, thanks, and reminders on %(days)s") % {"days": days}


ACTS = {
    "campaign.created": gettext_lazy("Set up"),
    "campaign.changed": gettext_lazy("Changed"),
    "campaign.words_changed": gettext_lazy("Own words in its e-mails changed"),
    "campaign.joined": gettext_lazy("Small teams joined in the results"),
    "campaign.parted": gettext_lazy("Joined teams parted again"),
    "campaign.invited": gettext_lazy("Invitations sent"),
    "campaign.reminded": gettext_lazy("Reminders sent"),
    "campaign.closed": gettext_lazy("Closed"),
    "campaign.published": gettext_lazy("Results published"),
    "campaign.repeat_set": gettext_lazy("To be repeated"),
    "campaign.repeat_prepared": gettext_lazy("Draft of the next one prepared"),
    "campaign.repeat_skipped": gettext_lazy("Repetition left out once"),
    "campaign.repeat_ended": gettext_lazy("No longer repeated"),
    "campaign.test_sent": gettext_lazy("Test e-mail sent to oneself"),
    "campaign.goals_published": gettext_lazy("Goals in plans counted, figures published"),
}
FIELDS = {
    "name": gettext_lazy("name"),
    "opens_at": gettext_lazy("opens"),
    "closes_at": gettext_lazy("closes"),
    "smallest_group": gettext_lazy("smallest group"),
    "reminder_days": gettext_lazy("reminders, days before"),
    "shows_overview": gettext_lazy("overview shown to those who take part"),
    "months": gettext_lazy("months until the next"),
}


def sent_words(campaign: Campaign, reminded: Sequence[date], at: datetime) -> str:
    """Return which e-mails a campaign sends, its reminders as those that left and those still to come.

    Of a reminder whose day went by without it, or was moved by a later end, nothing is said: nobody got it.
    """
    if not campaign.sends_mail:
        return _("None are sent")
    words = [_("Invitation, thanks")]
    if reminded:
        days = ", ".join(date_format(day, "j F") for day in reminded)
        words.append(_("reminders sent on %(days)s") % {"days": days})
    coming = ", ".join(date_format(day, "j F") for day in _reminders_to_come(campaign, at))
    if coming:
        words.append(_("reminders to come on %(days)s") % {"days": coming})
    elif campaign.closes_at > at:
        words.append(_("no reminders to come"))
    return "; ".join(words)


def _reminders_to_come(campaign: Campaign, at: datetime) -> list[date]:
    today = timezone.localdate(at)
    if campaign.closes_at <= at:
        return []
    return [
        day
        for day in map(timezone.localdate, campaign.reminders_at)
        # One of today is sent by the next tick, unless somebody has reminded everybody today.
        if day > today or (day == today and campaign.reminded_on != today)
    ]


@dataclass(frozen=True)
class CampaignEvent:
    """One act of a campaign's history, in words."""

    at: datetime
    act: str
    by: str
    details: list[str]


def campaign_history(entries: Iterable[AuditEntry]) -> list[CampaignEvent]:
    """Return a line an act; e-mails that were queued in batches are one."""
    acts = groupby(entries, lambda one: (one.at, one.act, _by(one)))
    return [
        CampaignEvent(at, str(ACTS.get(act, act)), by, _details(list(batch)))
        for (at, act, by), batch in acts
    ]


def _by(entry: AuditEntry) -> str:
    return entry.actor_name or _("the service")  # type: ignore[attr-defined]  # annotated by the query


def _details(entries: Sequence[AuditEntry]) -> list[str]:
    people = sum(one.details.get("people", 0) for one in entries)
    if people:
        said = ngettext("%(people)s person", "%(people)s people", people) % {"people": people}
        return [
            said,
            *dict.fromkeys(one.details["team"] for one in entries if "team" in one.details),
        ]
    return [
        _("%(field)s: %(was)s → %(becomes)s")
        % {
            "field": words,
            "was": _value_words(field, one.details[field][0]),
            "becomes": _value_words(field, one.details[field][1]),
        }
        for one in entries
        for field, words in FIELDS.items()
        if isinstance(one.details.get(field), list)
    ]


def _value_words(field: str, value: Any) -> str:
    if field in {"opens_at", "closes_at"}:
        return date_format(timezone.localtime(datetime.fromisoformat(value)), "j F Y, H:i")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "–"
    return "–" if value is None else str(value)


@dataclass(frozen=True)
class DeliveryLine:
    """How the e-mails of one kind fared."""

    kind: str
    sent: int
    waiting: int
    failed: int


def delivery_lines(counts: Mapping[tuple[str, str], int]) -> list[DeliveryLine]:
    """Return a line for each kind that there is, in the order in which people get them."""
    kinds = {kind for kind, _status in counts}
    status = Message.Status
    return [
        DeliveryLine(
            kind=str(MESSAGES[kind]),
            sent=counts.get((kind, status.SENT), 0),
            waiting=counts.get((kind, status.QUEUED), 0) + counts.get((kind, status.SENDING), 0),
            failed=counts.get((kind, status.FAILED), 0),
        )
        for kind in MESSAGES
        if kind in kinds
    ]
