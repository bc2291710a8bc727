"""A campaign that is to come again: asked for, prepared as a draft, left out once, or no more.

Nothing here opens a campaign. The draft is confirmed as a new campaign is, through its steps (`run_campaign`).
"""

from datetime import datetime
from itertools import count

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import User
from assessments import queries
from assessments.actions.campaigns import CampaignError
from assessments.actions.news import tell_draft
from assessments.models import Campaign, CampaignRepeat
from assessments.next_time import months_after


@transaction.atomic
def set_repeat(campaign: Campaign, *, months: int, by: User, at: datetime) -> CampaignRepeat:
    """Have a campaign come again so many months after it opened; said anew it moves."""
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if campaign.is_imported:
        raise CampaignError(imported_words())
    opened = timezone.localdate(campaign.opens_at)
    opens_on = months_after(opened, months)
    last = max(timezone.localdate(campaign.closes_at), timezone.localdate(at))
    if opens_on <= last:
        words = _("The next one would open on %(day)s, which is too early. Choose more months.")
        raise CampaignError(words % {"day": date_format(opens_on, "j F Y")})
    was = queries.lock_repeat(campaign)
    if was and (was.months, was.opens_on, was.prepared_at) == (months, opens_on, None):
        return was
    repeat, _is_new = CampaignRepeat.objects.update_or_create(
        campaign=campaign,
        defaults={"months": months, "opens_on": opens_on, "prepared_at": None, "asked_by": by},
    )
    _log(campaign, "campaign.repeat_set", by, at, months=[was.months if was else None, months])
    return repeat


def imported_words() -> str:
    return _("Answers that were brought in from a file cannot be asked again.")


def move_repeat(campaign: Campaign) -> None:
    """Have what comes again keep its distance to a campaign that opens on another day; call it in a transaction."""
    repeat = queries.lock_repeat(campaign)
    if repeat is not None:
        repeat.opens_on = months_after(timezone.localdate(campaign.opens_at), repeat.months)
        repeat.save(update_fields=["opens_on"])


@transaction.atomic
def skip_repeat(campaign: Campaign, *, by: User, at: datetime) -> CampaignRepeat:
    """Leave a draft out this time, and ask again after as many months as ever."""
    repeat = queries.lock_repeat(campaign)
    if repeat is None or repeat.prepared_at is None:
        raise CampaignError(gone_words())
    # Also of one that lay about for years: what is over already is not asked about any more. Counted from the
    # campaign's own first day, or a 31st would become a 28th for good.
    first = timezone.localdate(campaign.opens_at)
    last = max(repeat.opens_on, timezone.localdate(at))
    every = (months_after(first, repeat.months * times) for times in count(1))
    repeat.opens_on, repeat.prepared_at = next(day for day in every if day > last), None
    repeat.save(update_fields=["opens_on", "prepared_at"])
    _log(campaign, "campaign.repeat_skipped", by, at)
    return repeat


@transaction.atomic
def end_repeat(campaign: Campaign, *, by: User, at: datetime) -> None:
    """Repeat a campaign no more; a draft of it goes too. What was made of earlier ones stays."""
    gone, _rows = CampaignRepeat.objects.filter(campaign=campaign).delete()
    if gone:
        _log(campaign, "campaign.repeat_ended", by, at)


def gone_words() -> str:
    return _("This draft is not there any more: somebody has confirmed it or left it out.")


def prepare_repeats(*, at: datetime) -> list[Campaign]:
    """Prepare the drafts that are due and tell the HR leads of each, once; return the campaigns they are of."""
    due = queries.repeats_to_prepare(timezone.localdate(at))
    return [repeat.campaign for repeat in due if _prepare(repeat, at)]


@transaction.atomic
def _prepare(repeat: CampaignRepeat, at: datetime) -> bool:
    # By the row itself, so that a second tick at the same moment finds nothing to do.
    waiting = CampaignRepeat.objects.filter(
        pk=repeat.pk, prepared_at=None, opens_on=repeat.opens_on
    )
    if not waiting.update(prepared_at=at):
        return False
    _log(repeat.campaign, "campaign.repeat_prepared", None, at)
    tell_draft(repeat, at=at)
    return True


def _log(campaign: Campaign, act: str, by: User | None, at: datetime, **details: object) -> None:
    audit(act, at=at, by=by, subject=campaign, organisation=campaign.organisation, **details)
