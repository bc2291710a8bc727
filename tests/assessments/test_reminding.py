"""Reminders by hand: how many, whom, asked first; and which a campaign's page lists."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from accounts.models import AuditEntry, Membership, Message, Organisation
from accounts.permissions import Role
from assessments import actions, presenters, queries
from assessments.models import Campaign
from banks.models import BankVersion
from tests.factories import AssessmentFactory, CampaignFactory, MembershipFactory, TeamFactory

LONDON = ZoneInfo("Europe/London")
OPENS = datetime(2026, 11, 2, 0, 0, tzinfo=LONDON)
CLOSES = datetime(2026, 11, 30, 23, 59, tzinfo=LONDON)
NOW = datetime(2026, 11, 12, 10, 0, tzinfo=LONDON)


@pytest.fixture
def campaign(organisation: Organisation, version: BankVersion) -> Campaign:
    """Two in Care, three in Night below it, one in Streets, one in no team; two have begun."""
    campaign = CampaignFactory(
        organisation=organisation,
        version=version,
        name="Spring",
        slug="spring",
        opens_at=OPENS,
        closes_at=CLOSES,
        sends_mail=True,
        reminder_days=[14, 7],
    )
    care = TeamFactory(organisation=organisation, name="Care")
    night = TeamFactory(organisation=organisation, name="Night", parent=care)
    streets = TeamFactory(organisation=organisation, name="Streets")
    TeamFactory(organisation=organisation, name="Empty")
    for number, team in enumerate([care, care, night, night, night, streets, None]):
        member = MembershipFactory(
            organisation=organisation,
            team=team,
            user__name=f"Person {number}",
            roles=[Role.MANAGER],
        )
        if number in {0, 2}:
            AssessmentFactory(member=member, campaign=campaign)
    return campaign


@pytest.fixture
def desk(client_of, hr_lead):
    with time_machine.travel(NOW, tick=False):
        yield client_of(hr_lead)


URL = "/campaigns/spring/remind/"


def had_one(campaign: Campaign, name: str, at: datetime = NOW) -> None:
    member = Membership.objects.get(user__name=name)
    Message.objects.create(
        to=member, key=name, topic=campaign.topic, kind="campaign_reminder", queued_at=at, due_at=at
    )


def test_page_says_how_many_get_one_and_sends_none_yet(desk, campaign):
    had_one(campaign, "Person 5")

    page = desk.get(URL)

    words = page.content.decode()
    assert "6 people would get a reminder by e-mail now." in words
    assert "1 more has not finished either" in words
    assert [label for _key, label in page.context["form"].fields["team"].choices] == [
        "Everybody who has not finished (6)",
        "Care (5)",
        "Care > Night (3)",
    ]
    assert Message.objects.count() == 1


def test_one_team_with_all_below_it_is_reminded_and_the_others_keep_theirs(desk, campaign):
    care = campaign.organisation.teams.get(name="Care")

    said = desk.post(URL, {"team": care.pk}, follow=True).content.decode()

    campaign.refresh_from_db()
    reminded = Message.objects.order_by("to__user__name").values_list("to__user__name", flat=True)
    assert "Reminders are on their way to 5 people." in said
    assert list(reminded) == [f"Person {number}" for number in range(5)]
    # Otherwise the clock would take this day's reminder to the others for done.
    assert campaign.reminded_on is None
    assert AuditEntry.objects.get(act="campaign.reminded").details == {"people": 5, "team": "Care"}
    history = desk.get(reverse("assessments:campaign_history", args=["spring"]))
    assert history.context["lines"][0].details == ["5 people", "Care"]


def test_everybody_is_reminded_once_a_day(desk, campaign):
    desk.post(URL)

    campaign.refresh_from_db()
    assert (Message.objects.count(), campaign.reminded_on) == (7, NOW.date())
    assert "There is nobody to remind" in desk.get(URL).content.decode()


def test_team_with_nobody_to_remind_is_refused_and_nothing_sent(desk, campaign):
    empty = campaign.organisation.teams.get(name="Empty")

    page = desk.post(URL, {"team": empty.pk})

    assert "Choose one of the teams." in page.content.decode()
    assert not Message.objects.exists()


@pytest.mark.parametrize("at", [OPENS - timedelta(days=1), CLOSES])
def test_page_of_a_campaign_that_is_not_open_leads_back(client_of, hr_lead, campaign, at):
    with time_machine.travel(at, tick=False):
        page = client_of(hr_lead).get(URL, follow=True)

    assert "is not open, so nobody can be reminded" in page.content.decode()


def test_page_takes_the_same_queries_with_many_people(
    desk, campaign, organisation, django_assert_num_queries
):
    for number in range(20):
        team = TeamFactory(organisation=organisation, name=f"Team {number}")
        MembershipFactory(organisation=organisation, team=team, roles=[Role.MANAGER])

    with django_assert_num_queries(8):
        desk.get(URL)


# What the page of a campaign lists -------------------------------------------------------------


def test_reminder_whose_day_went_by_is_not_listed(campaign, hr_lead):
    """Two weeks before the new end nobody was reminded: it was not the end then."""
    sent = datetime(2026, 11, 16, 9, 0, tzinfo=LONDON)
    had_one(campaign, "Person 5", sent)
    Message.objects.update(status="sent", sent_at=sent)
    later = datetime(2026, 12, 8, 23, 59, tzinfo=LONDON)
    now = datetime(2026, 11, 28, 9, 0, tzinfo=LONDON)
    campaign = actions.change_campaign(campaign, closes_at=later, by=hr_lead, at=now)

    words = presenters.sent_words(campaign, queries.days_reminded(campaign), now)

    assert words == (
        "Invitation, thanks; reminders sent on 16 November; reminders to come on 1 December"
    )


@pytest.mark.parametrize(
    ("reminded_on", "at", "words"),
    [
        (None, NOW, "reminders to come on 16 November, 23 November"),
        (
            None,
            datetime(2026, 11, 16, 9, 5, tzinfo=LONDON),
            "reminders to come on 16 November, 23 November",
        ),
        (
            date(2026, 11, 16),
            datetime(2026, 11, 16, 9, 5, tzinfo=LONDON),
            "reminders to come on 23 November",
        ),
        (None, datetime(2026, 11, 24, 9, 0, tzinfo=LONDON), "no reminders to come"),
    ],
)
def test_only_reminders_that_will_be_sent_are_to_come(campaign, reminded_on, at, words):
    campaign.reminded_on = reminded_on

    assert presenters.sent_words(campaign, [], at) == f"Invitation, thanks; {words}"


def test_closed_campaign_lists_what_left_and_nothing_to_come(campaign):
    assert presenters.sent_words(campaign, [], CLOSES) == "Invitation, thanks"
