"""Campaigns that come again: as a draft that asks, is told of once, and opens only once somebody confirms it."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, Membership, Message, Organisation, User
from accounts.permissions import Role
from assessments import actions
from assessments.models import Campaign, CampaignRepeat
from tests.factories import CampaignFactory, MembershipFactory, TeamFactory, published

OPENS = datetime(2024, 3, 1, 9, tzinfo=UTC)
CLOSES = datetime(2024, 3, 22, 23, 59, tzinfo=UTC)
AFTER = datetime(2024, 3, 23, 9, tzinfo=UTC)
# Four weeks before 1 March 2025, when it comes again.
DUE = datetime(2025, 2, 1, 9, tzinfo=UTC)
PAGE = reverse("assessments:repeat", args=["spring"])


@pytest.fixture
def campaign(organisation: Organisation, ada_and_bo: list[Membership]) -> Campaign:
    return CampaignFactory(
        organisation=organisation, version=published(), name="Spring 2024", slug="spring",
        opens_at=OPENS, closes_at=CLOSES, published_at=AFTER, counted_at=AFTER,
        sends_mail=True, invitation_words="Do come.",
    )  # fmt: skip


@pytest.fixture
def lead(organisation: Organisation) -> Membership:
    return MembershipFactory(organisation=organisation, roles=[Role.HR_LEAD])


@pytest.fixture
def client(client_of, lead: Membership) -> Client:
    return client_of(lead.user)


@pytest.fixture
def draft(campaign: Campaign, lead: Membership) -> CampaignRepeat:
    """A draft that waits for somebody's word."""
    made = actions.set_repeat(campaign, months=12, by=lead.user, at=AFTER)
    actions.prepare_repeats(at=DUE)
    Message.objects.all().delete()
    made.refresh_from_db()
    return made


def at(moment: datetime) -> time_machine.travel:
    return time_machine.travel(moment, tick=False)


def confirm(client: Client, **changed: str) -> str:
    """Go the way from the draft to the end; return the words of the page that is left."""
    client.post(PAGE, {"then": "confirm"})
    when = client.get(reverse("assessments:new_campaign_when")).context["form"]
    typed = {name: when[name].value() for name in ("name", "opens", "closes", "reminders")}
    typed |= {"sends_mail": "on", "confirmed": "on"} | changed
    client.post(reverse("assessments:new_campaign_when"), typed)
    words = client.get(reverse("assessments:new_campaign_mail")).context["form"]
    client.post(
        reverse("assessments:new_campaign_mail"),
        {name: words[name].value() for name in ("invitation_words", "reminder_words")},
    )
    page = client.post(reverse("assessments:new_campaign_review"), follow=True)
    return page.content.decode()


def test_it_is_asked_for_on_its_page_and_said(client, campaign):
    with at(AFTER):
        answer = client.post(PAGE, {"months": "12"}, follow=True).content.decode()
        page = client.get(reverse("assessments:campaign", args=["spring"])).content.decode()

    said = (
        "Every 12 months; a draft of the next one, for 1 March 2025, is prepared on 1 February 2025"
    )
    assert said in answer
    assert said in page


@pytest.mark.parametrize(
    ("months", "words"),
    [
        ("0", "Enter a number of months from 1 to 36."),
        ("37", "Enter a number of months from 1 to 36."),
        ("a year", "Enter a number of months from 1 to 36."),
        ("1", "The next one would open on 1 April 2024, which is too early. Choose more months."),
    ],
)
def test_what_cannot_be_is_refused_and_given_back(client, campaign, months, words):
    with at(AFTER + timedelta(days=30)):
        page = client.post(PAGE, {"months": months})

    assert words in page.content.decode()
    assert page.context["form"]["months"].value() == months
    assert not CampaignRepeat.objects.exists()


def test_answers_from_a_file_are_not_asked_again(client, campaign, lead):
    Campaign.objects.update(is_imported=True)
    campaign.refresh_from_db()

    assert client.get(PAGE).status_code == 302
    with pytest.raises(actions.CampaignError, match="from a file"):
        actions.set_repeat(campaign, months=12, by=lead.user, at=AFTER)


def test_draft_is_prepared_on_its_day_told_once_and_opens_nothing(campaign, lead):
    MembershipFactory(organisation=campaign.organisation, roles=[Role.MANAGER])
    actions.set_repeat(campaign, months=12, by=lead.user, at=AFTER)

    early = actions.prepare_repeats(at=DUE - timedelta(days=1))
    with at(DUE):
        call_command("tick")
        call_command("tick")
    later = actions.prepare_repeats(at=DUE + timedelta(days=400))

    assert (early, later) == ([], [])
    (news,) = Message.objects.filter(kind="campaign_news")
    assert (news.to, news.leads_to) == (lead, PAGE)
    assert news.context == {"campaign": "Spring 2024", "event": "draft", "opens_on": "2025-03-01"}
    assert Campaign.objects.count() == 1
    assert not Message.objects.filter(kind="campaign_invitation").exists()


def test_who_switched_news_off_is_not_told(campaign, lead, organisation):
    actions.set_campaign_news(organisation, on=False, by=lead.user)
    actions.set_repeat(campaign, months=12, by=lead.user, at=AFTER)

    assert actions.prepare_repeats(at=DUE) == [campaign]
    assert not Message.objects.exists()


def test_draft_waits_at_home_and_in_the_list_for_who_runs_campaigns(
    client, client_of, draft, organisation
):
    branch = MembershipFactory(organisation=organisation)
    branch.role_grants.create(role=Role.HR_LEAD, branch=TeamFactory(organisation=organisation))
    manager = MembershipFactory(organisation=organisation, roles=[Role.MANAGER])
    found = {}
    with at(DUE):
        for name in ("home", "campaigns"):
            url = reverse(f"assessments:{name}")
            found[name] = PAGE in client.get(url).content.decode()
            assert PAGE not in client_of(branch.user).get(url).content.decode()
        assert PAGE not in client_of(manager.user).get("/").content.decode()

    assert found == {"home": True, "campaigns": True}


def test_draft_says_what_it_would_be(client, draft, organisation):
    CampaignFactory(
        organisation=organisation, version=draft.campaign.version, name="Winter",
        opens_at=DUE, closes_at=DUE + timedelta(days=40),
    )  # fmt: skip
    with at(DUE):
        page = client.get(PAGE).content.decode()

    for words in (
        "Ask again: “Spring 2025”?",
        "1 March 2025 to 22 March 2025",
        "Everybody with the role of a manager: 2 people today",
        "2 of these 2 by “Winter”",
    ):
        assert words in page


def test_confirmed_it_is_the_next_campaign_and_comes_again_itself(client, draft, lead):
    with at(DUE):
        page = confirm(client)
        twice = client.post(reverse("assessments:new_campaign_review"), follow=True)

    made = Campaign.objects.get(name="Spring 2025")
    draft.refresh_from_db()
    assert "The campaign is planned." in page
    assert twice.status_code == 200
    assert made.opens_at.date() == date(2025, 3, 1)
    assert (made.purpose_confirmed_by, made.invitation_words) == (lead.user, "Do come.")
    assert (draft.campaign, draft.opens_on, draft.prepared_at) == (made, date(2026, 3, 1), None)
    assert CampaignRepeat.objects.count() == 1


def test_its_days_can_be_others(client, draft):
    with at(DUE):
        confirm(client, opens="2025-04-03", closes="2025-04-24", name="April")

    draft.refresh_from_db()
    assert draft.campaign.name == "April"
    assert draft.opens_on == date(2026, 4, 3)


def test_two_who_confirm_one_draft_make_one_campaign(client, client_of, draft, organisation):
    other = client_of(MembershipFactory(organisation=organisation, roles=[Role.HR_LEAD]).user)
    with at(DUE):
        other.post(PAGE, {"then": "confirm"})
        confirm(client)
        page = confirm(other, name="Another name")
        gone = other.post(PAGE, {"then": "confirm"}, follow=True).content.decode()

    assert "maybe by somebody else. Nothing was set up." in page
    assert "This draft is not there any more" in gone
    assert Campaign.objects.count() == 2


def test_left_out_in_february_a_campaign_of_the_31st_comes_back_on_the_31st(campaign, lead):
    Campaign.objects.filter(pk=campaign.pk).update(
        opens_at=datetime(2023, 8, 31, 9, tzinfo=UTC), closes_at=datetime(2023, 9, 20, tzinfo=UTC)
    )
    campaign.refresh_from_db()
    repeat = actions.set_repeat(campaign, months=6, by=lead.user, at=AFTER - timedelta(days=90))
    in_february = repeat.opens_on
    actions.prepare_repeats(at=DUE)

    again = actions.skip_repeat(campaign, by=lead.user, at=datetime(2024, 2, 10, tzinfo=UTC))

    assert (in_february, again.opens_on) == (date(2024, 2, 29), date(2024, 8, 31))


def test_left_out_it_is_asked_about_again_later(client, draft, lead):
    with at(DUE):
        page = client.post(PAGE, {"then": "skip"}, follow=True).content.decode()
        again = client.post(PAGE, {"then": "skip"}, follow=True).content.decode()
    draft.refresh_from_db()
    prepared = actions.prepare_repeats(at=datetime(2026, 2, 1, 9, tzinfo=UTC))

    assert "Left out this time." in page
    assert "This draft is not there any more" in again
    assert draft.opens_on == date(2026, 3, 1)
    assert prepared == [draft.campaign]
    # Told of this one too, although it is of the same campaign.
    assert Message.objects.filter(kind="campaign_news", to=lead).count() == 1
    assert Campaign.objects.count() == 1


def test_switched_off_it_is_over(client, draft):
    with at(DUE):
        client.post(PAGE, {"then": "stop"})
        page = client.get(reverse("assessments:campaigns")).content.decode()

    assert not CampaignRepeat.objects.exists()
    assert PAGE not in page
    acts = AuditEntry.objects.filter(act__startswith="campaign.repeat").order_by("pk")
    assert [one.act.partition("_")[2] for one in acts] == ["set", "prepared", "ended"]


def test_draft_that_lay_about_begins_today(client, draft):
    with at(datetime(2025, 6, 1, 9, tzinfo=UTC)):
        page = client.get(PAGE).content.decode()
        client.post(PAGE, {"then": "skip"})
    draft.refresh_from_db()

    assert "It was to open on 1 March 2025, which has gone by." in page
    assert "1 June 2025 to 22 June 2025" in page
    assert draft.opens_on == date(2026, 3, 1)


def test_page_takes_the_same_queries_with_many_people(
    client, draft, organisation, django_assert_num_queries
):
    with at(DUE):
        client.get(PAGE)
        for _number in range(20):
            MembershipFactory(organisation=organisation, roles=[Role.MANAGER])

        with django_assert_num_queries(10):
            client.get(PAGE)


def test_another_organisation_sees_nothing_of_it(client_of, draft):
    outsider: User = MembershipFactory(roles=[Role.HR_LEAD]).user

    assert client_of(outsider).post(PAGE, {"then": "stop"}).status_code == 404
    assert CampaignRepeat.objects.exists()
