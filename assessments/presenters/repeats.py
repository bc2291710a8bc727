"""What is said of a campaign that comes again, and of the draft that waits for somebody's word."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import Campaign, CampaignRepeat
from assessments.next_time import next_name

LONGEST_NAME = Campaign._meta.get_field("name").max_length


@dataclass(frozen=True)
class NextCampaign:
    """The next campaign as its draft proposes it: all of it can be changed before it is confirmed."""

    earlier: Campaign
    name: str
    opens: date
    closes: date
    is_late: bool
    """Whether the day on which it was to open has gone by."""


def next_campaign(repeat: CampaignRepeat, *, today: date) -> NextCampaign:
    """Return the draft: the day that was said or, where that is over, today; and as long as the earlier one."""
    earlier = repeat.campaign
    opens = max(repeat.opens_on, today)
    days = timezone.localdate(earlier.closes_at) - repeat.opened_on
    name = next_name(
        earlier.name,
        opened=repeat.opened_on,
        opens=opens,
        when=date_format(opens, "F Y"),
    )
    return NextCampaign(
        earlier=earlier,
        name=name[:LONGEST_NAME],
        opens=opens,
        closes=opens + max(days, timedelta(days=1)),
        is_late=repeat.opens_on < today,
    )


def repeat_words(repeat: CampaignRepeat | None) -> str:
    """Return whether a campaign comes again, and when it is asked about."""
    if repeat is None:
        return _("No")
    every = ngettext("Every month", "Every %(months)s months", repeat.months) % {
        "months": repeat.months
    }
    if repeat.prepared_at is not None:
        return _("%(every)s; a draft of the next one waits for your word") % {"every": every}
    words = _("%(every)s; a draft of the next one, for %(opens)s, is prepared on %(draft)s")
    days = {"opens": repeat.opens_on, "draft": max(repeat.draft_on, timezone.localdate())}
    said = {name: date_format(day, "j F Y") for name, day in days.items()}
    return words % {"every": every, **said}
