"""Asking others as a part of a campaign: switched on by its HR leads, offered to those who finish, over by one day."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, User
from accounts.permissions import Role
from assessments.campaign_days import last_moment
from assessments.models import Campaign
from observers import actions, queries
from observers.models import Approval, CampaignRounds, ObserverRule, Round
from tests.factories import CampaignFactory, bank, published
from tests.observers.conftest import DAYS, LAST, NOON


@pytest.fixture
def campaign(organisation, assessment) -> Campaign:
    made = CampaignFactory(
        organisation=organisation, version=assessment.version, name="Spring", slug="spring",
        opens_at=NOON - timedelta(days=5), closes_at=NOON + timedelta(days=10),
    )  # fmt: skip
    assessment.campaign = made
    assessment.save(update_fields=["campaign"])
    return made


def offer_url(campaign: Campaign) -> str:
    return reverse("observers:offer", args=[campaign.slug])


@pytest.fixture
def offered(campaign, hr_lead) -> CampaignRounds:
    actions.offer_in_campaign(campaign, days_after=14, by=hr_lead, at=NOON)
    return CampaignRounds.objects.select_related("campaign").get()


def test_an_hr_lead_switches_it_on_from_the_campaign_and_off_again(campaign, client_of, hr_lead):
    client = client_of(hr_lead)
    page = reverse("assessments:campaign", args=[campaign.slug])
    assert offer_url(campaign) in client.get(page).content.decode()

    client.post(offer_url(campaign), {"is_offered": "yes", "days_after": "14"})
    assert CampaignRounds.objects.get().days_after == 14
    assert "rounds end on 14 December 2026" in client.get(page).content.decode()
    client.post(offer_url(campaign), {"is_offered": "no", "days_after": "14"})
    assert not CampaignRounds.objects.exists()
    assert AuditEntry.objects.filter(act__startswith="observers.offer").count() == 2


@pytest.mark.parametrize("month", [3, 10])
def test_its_last_day_is_the_one_that_is_told_also_where_the_clocks_change(campaign, month):
    campaign.closes_at = last_moment(date(2027, month, 20))
    offer = CampaignRounds(campaign=campaign, days_after=14)

    assert offer.closes_at == last_moment(date(2027, month, 20) + timedelta(days=14))


def test_too_many_days_are_refused_where_they_were_written(campaign, client_of, hr_lead):
    answer = client_of(hr_lead).post(offer_url(campaign), {"is_offered": "yes", "days_after": "93"})

    assert "enter 92 or less" in answer.content.decode()
    assert not CampaignRounds.objects.exists()


def test_a_manager_may_not(campaign, client_of, manager):
    assert client_of(manager).get(offer_url(campaign)).status_code == 403


def test_what_a_campaign_offers_stays_once_it_is_over(offered, hr_lead, client_of):
    late = offered.campaign.closes_at
    with pytest.raises(actions.RoundError, match="is over"):
        actions.end_offer_in_campaign(offered.campaign, by=hr_lead, at=late)
    with pytest.raises(actions.RoundError, match="is over"):
        actions.offer_in_campaign(offered.campaign, days_after=0, by=hr_lead, at=late)


def test_no_campaign_offers_what_the_organisation_has_switched_off(
    campaign, hr_lead, client_of, manager, assessment
):
    ObserverRule.objects.create(organisation=campaign.organisation, approval=Approval.OFF)
    with pytest.raises(actions.RoundError, match="switched off"):
        actions.offer_in_campaign(campaign, days_after=7, by=hr_lead, at=NOON)
    assert "switched off" in client_of(hr_lead).get(offer_url(campaign)).content.decode()
    # Nor does a report, whether it is of a campaign or not.
    report = reverse("reports:report", args=[assessment.public_id])
    assert "Ask others" not in client_of(manager).get(report).content.decode()
    ObserverRule.objects.update(approval=Approval.NOBODY)
    assert "Ask others" in client_of(manager).get(report).content.decode()


def test_who_has_finished_is_offered_it_on_home_until_they_ask_or_it_is_over(
    offered, client_of, manager, assessment, clock
):
    client, home = client_of(manager), reverse("assessments:home")
    start = reverse("observers:new", args=[assessment.public_id])
    assert start in client.get(home).content.decode()

    made = actions.begin_round(assessment, DAYS, by=manager, at=NOON)
    assert start not in client.get(home).content.decode()
    actions.give_up_round(made, by=manager, at=NOON)
    assert start in client.get(home).content.decode()
    clock.move_to(offered.closes_at)
    assert start not in client_of(manager).get(home).content.decode()


def test_nobody_is_offered_it_who_has_not_finished_or_left_or_where_it_is_off(
    offered, colleague, manager, organisation
):
    assert queries.offers_to(colleague, NOON) == []
    assert len(queries.offers_to(manager, NOON)) == 1
    ObserverRule.objects.create(organisation=organisation, approval=Approval.OFF)
    assert queries.offers_to(manager, NOON) == []


def test_nobody_is_led_to_it_who_leads_no_more(offered, client_of, manager, assessment):
    assert queries.offers_to(manager, NOON) != []
    manager.memberships.get().role_grants.update(role=Role.HR_LEAD)
    client = client_of(User.objects.get(pk=manager.pk))

    start = reverse("observers:new", args=[assessment.public_id])
    assert client.get(start).status_code == 403
    for address in (
        reverse("assessments:home"),
        reverse("observers:rounds"),
        reverse("reports:report", args=[assessment.public_id]),
    ):
        page = client.get(address)
        assert page.status_code == 200
        assert start not in page.content.decode()
    assert (
        "Ask people how you come across"
        not in client.get(reverse("assessments:home")).content.decode()
    )


def test_a_campaign_offers_it_only_where_its_bank_has_words_for_others(campaign, hr_lead):
    campaign.version = published(bank("small"))
    campaign.save()

    with pytest.raises(actions.RoundError, match="no statements for others"):
        actions.offer_in_campaign(campaign, days_after=7, by=hr_lead, at=NOON)


def test_home_and_the_page_of_rounds_say_where_ones_own_round_stands(
    client_of, manager, assessment
):
    client, home = client_of(manager), reverse("assessments:home")
    start = reverse("observers:new", args=[assessment.public_id])
    assert start in client.get(reverse("observers:rounds")).content.decode()

    made = actions.begin_round(assessment, DAYS, by=manager, at=NOON)

    assert start not in client.get(reverse("observers:rounds")).content.decode()
    page = client.get(home).content.decode()
    assert "Being prepared" in page
    assert reverse("observers:round", args=[made.public_id]) in page


def test_rounds_of_a_campaign_end_on_its_day_or_before(offered, client_of, manager, assessment):
    client = client_of(manager)
    start = reverse("observers:new", args=[assessment.public_id])
    last = timezone.localdate(offered.closes_at)
    page = client.get(start)
    assert page.context["form"].initial["closes"] == last
    late = client.post(start, {"opens": "2026-11-20", "closes": str(last + timedelta(days=1))})
    assert "All rounds of your campaign end on 14 December 2026" in late.content.decode()
    client.post(start, {"opens": "2026-11-20", "closes": str(last)})

    assert timezone.localdate(Round.objects.get().closes_at) == last


def test_they_follow_a_campaign_that_is_extended(offered, campaign):
    Campaign.objects.filter(pk=campaign.pk).update(closes_at=LAST)
    campaign.refresh_from_db()

    over = last_moment(timezone.localdate(LAST) + timedelta(days=14))
    assert queries.offer_in(campaign).closes_at == over
    assert queries.counted_from(campaign) == over
