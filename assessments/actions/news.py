"""How campaigns go, told to the HR leads who run them: it opened, is half-way, closed, is published; once each."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from django.urls import reverse

from accounts.actions import queue_messages
from accounts.models import Membership, Message, Organisation, User
from assessments import queries
from assessments.models import Campaign, CampaignRepeat, NewsSwitchedOff
from assessments.queries import Response

NEWS = "campaign_news"
OPENED, HALF_WAY, CLOSED, PUBLISHED = "opened", "half_way", "closed", "published"
DRAFT = "draft"
# What is older is no news: whoever becomes an HR lead later, or a clock that stood still, is not told of it.
FRESH = timedelta(days=1)
# Closing publishes as well, and one e-mail says both; of a close alone is told where the publishing did not work.
PUBLISHED_BY = timedelta(hours=1)


def tell_hr_leads(*, at: datetime) -> None:
    """Queue what is new of the campaigns that pages made; what was told before is not told again."""
    for campaign in queries.campaigns_with_news(at, within=FRESH):
        for event in _due(campaign, at):
            _tell(campaign, event, queries.response_to(campaign), at=at)


def _due(campaign: Campaign, at: datetime) -> Iterator[str]:
    # How long ago, and not when it is to be: one that closes in the year 9999 has no day after that.
    since = {
        OPENED: at - campaign.opens_at,
        HALF_WAY: at - campaign.half_way_at,
        CLOSED: at - campaign.closes_at - PUBLISHED_BY,
    }
    for event, passed in since.items():
        # One so short that its half-way morning comes after its end has none.
        is_in_time = event != HALF_WAY or campaign.half_way_at < campaign.closes_at
        if is_in_time and timedelta(0) <= passed < FRESH:
            yield event


def tell_published(campaign: Campaign, response: Response, *, at: datetime, shown: bool) -> None:
    """Tell that a campaign has closed and its results are there; call it inside the transaction of the close."""
    # A command's campaign sends no e-mails at all.
    if campaign.purpose_confirmed_at is not None:
        _tell(campaign, PUBLISHED, response, at=at, shown=shown)


def _tell(
    campaign: Campaign, event: str, response: Response, *, at: datetime, shown: bool = True
) -> None:
    page = "results:results" if event == PUBLISHED else "assessments:campaign"
    words = {
        "invited": response.invited,
        "submitted": response.submitted,
        "percent": response.percent,
        "shown": shown,
    }
    _queue(campaign, event, words, event=event, page=page, at=at)


def tell_draft(repeat: CampaignRepeat, *, at: datetime) -> None:
    """Tell that a draft of the next campaign waits for somebody's word; call it where it is prepared."""
    words = {"opens_on": repeat.opens_on.isoformat()}
    # Once for each time that it comes again, as it is of the same campaign where one was left out.
    once = f"{DRAFT}:{repeat.opens_on}"
    _queue(repeat.campaign, once, words, event=DRAFT, page="assessments:repeat", at=at)


def _queue(
    campaign: Campaign,
    once: str,
    words: Mapping[str, object],
    *,
    event: str,
    page: str,
    at: datetime,
) -> None:
    queue_messages(
        Message(
            to_id=member_id,
            kind=NEWS,
            # By this the outbox knows what it has had already.
            key=f"{campaign.news_topic}:{once}:{member_id}",
            template="assessments/email/news",
            context={"campaign": campaign.name, "event": event, **words},
            topic=campaign.news_topic,
            leads_to=reverse(page, args=[campaign.slug]),
            queued_at=at,
            due_at=at,
        )
        for member_id in queries.leads_to_tell(campaign.organisation_id).values_list(
            "pk", flat=True
        )
    )


def set_campaign_news(organisation: Organisation, *, on: bool, by: User) -> None:
    """Switch these e-mails on or off for one HR lead; the others get theirs as before."""
    member: Membership | None = queries.membership_as_lead(by, organisation)
    if member is None:
        return
    if on:
        NewsSwitchedOff.objects.filter(member=member).delete()
    else:
        NewsSwitchedOff.objects.get_or_create(member=member)
