"""What HR leads are told of their campaigns: each event once, to those who want it, and nothing of answers."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from accounts.mail import compose
from accounts.models import Message, Organisation
from accounts.permissions import Role
from assessments import actions
from assessments.models import Campaign
from banks.models import BankVersion
from results.actions import close_campaign
from tests.factories import (
    AssessmentFactory,
    CampaignFactory,
    MembershipFactory,
    OrganisationFactory,
    TeamFactory,
)

LONDON = ZoneInfo("Europe/London")
OPENS = datetime(2026, 11, 2, 0, 0, tzinfo=LONDON)
CLOSES = datetime(2026, 11, 30, 23, 59, tzinfo=LONDON)
HALF_WAY = datetime(2026, 11, 17, 9, 0, tzinfo=LONDON)


@pytest.fixture
def campaign(organisation: Organisation, version: BankVersion, hr_lead) -> Campaign:
    campaign = CampaignFactory(
        organisation=organisation,
        version=version,
        name="Spring",
        opens_at=OPENS,
        closes_at=CLOSES,
        purpose_confirmed_by=hr_lead,
        purpose_confirmed_at=OPENS,
    )
    for number in range(4):
        member = MembershipFactory(organisation=organisation, roles=[Role.MANAGER])
        if not number:
            AssessmentFactory(member=member, campaign=campaign)
    return campaign


def told() -> list[tuple[str, str]]:
    news = Message.objects.filter(kind="campaign_news").order_by("pk")
    return [(one.context["event"], one.to.user.name) for one in news]


def test_each_event_is_told_once(campaign):
    moments = [OPENS, OPENS, HALF_WAY - timedelta(minutes=1), HALF_WAY, HALF_WAY]
    for at in [*moments, CLOSES, CLOSES + timedelta(hours=2), CLOSES + timedelta(hours=3)]:
        actions.tell_hr_leads(at=at)

    assert told() == [(event, "Harper Lead") for event in ("opened", "half_way", "closed")]


def test_close_that_publishes_is_one_email_with_the_way_to_the_results(campaign):
    close_campaign(campaign, by=None, at=CLOSES)
    close_campaign(campaign, by=None, at=CLOSES)
    actions.tell_hr_leads(at=CLOSES + timedelta(hours=2))

    assert told() == [("published", "Harper Lead")]
    letter = Message.objects.get(kind="campaign_news")
    assert letter.leads_to == reverse("results:results", args=[campaign.slug])
    assert "too few for any figure" in compose(letter).body


def test_a_close_far_away_keeps_nobody_from_being_told(campaign):
    Campaign.objects.filter(pk=campaign.pk).update(
        closes_at=datetime(9999, 12, 31, 23, tzinfo=LONDON)
    )

    actions.tell_hr_leads(at=OPENS)

    assert told() == [("opened", "Harper Lead")]


def test_half_way_says_the_response(campaign):
    actions.tell_hr_leads(at=HALF_WAY)

    letter = compose(Message.objects.get(kind="campaign_news"))
    assert letter.subject == "Half-way, 0% finished: Spring"
    assert "“Spring” is half-way: 0 of 4 have finished (0%)" in " ".join(letter.body.split())


def test_nobody_but_the_leads_of_the_whole_organisation_is_told(campaign, organisation, version):
    branch = MembershipFactory(organisation=organisation)
    branch.role_grants.create(role=Role.HR_LEAD, branch=TeamFactory(organisation=organisation))
    MembershipFactory(organisation=organisation, roles=[Role.ADMINISTRATOR])
    MembershipFactory(organisation=OrganisationFactory(), roles=[Role.HR_LEAD])

    actions.tell_hr_leads(at=OPENS)

    assert told() == [("opened", "Harper Lead")]


def test_old_news_is_none_and_a_commands_campaign_has_none(campaign, organisation, version):
    CampaignFactory(organisation=organisation, version=version, opens_at=OPENS, closes_at=CLOSES)

    actions.tell_hr_leads(at=OPENS + timedelta(days=2))
    Campaign.objects.update(purpose_confirmed_by=None, purpose_confirmed_at=None)
    actions.tell_hr_leads(at=OPENS)

    assert told() == []


def test_extending_past_half_way_tells_no_second_half(campaign, hr_lead):
    actions.tell_hr_leads(at=HALF_WAY)
    later = CLOSES + timedelta(days=10)
    actions.change_campaign(campaign, closes_at=later, by=hr_lead, at=HALF_WAY)
    campaign.refresh_from_db()
    actions.tell_hr_leads(at=campaign.half_way_at)

    assert told() == [("half_way", "Harper Lead")]


def test_campaign_of_a_day_is_never_half_way(campaign):
    Campaign.objects.update(closes_at=OPENS + timedelta(hours=8))

    actions.tell_hr_leads(at=OPENS + timedelta(hours=9))

    assert ("half_way", "Harper Lead") not in told()


def test_each_lead_switches_them_off_alone(client_of, hr_lead, campaign, organisation):
    other = MembershipFactory(
        organisation=organisation, user__name="Other Lead", roles=[Role.HR_LEAD]
    )
    client = client_of(hr_lead)
    url, listed = reverse("assessments:campaign_news"), reverse("assessments:campaigns")

    off = client.post(url, {"news": "no"}, follow=True).content.decode()
    client.post(url, {"news": "no"})
    actions.tell_hr_leads(at=OPENS)
    on = client.post(url, {"news": "yes"}, follow=True).content.decode()
    actions.tell_hr_leads(at=HALF_WAY)

    assert "You get no e-mails on how campaigns go." in off
    assert "Switch these e-mails off" in on
    assert "Switch these e-mails off" in client_of(other.user).get(listed).content.decode()
    assert sorted(told()) == [
        ("half_way", "Harper Lead"),
        ("half_way", "Other Lead"),
        ("opened", "Other Lead"),
    ]


def test_news_keeps_no_lead_who_is_a_manager_too_from_their_reminder(campaign, hr_lead):
    lead = hr_lead.memberships.get()
    lead.role_grants.create(role=Role.MANAGER)
    actions.tell_hr_leads(at=HALF_WAY)

    actions.remind_unfinished_people(campaign, by=hr_lead, at=HALF_WAY)

    assert Message.objects.filter(kind="campaign_reminder", to=lead).exists()
