"""The page before a campaign is closed: its numbers, which have to be those that the close then goes by."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.models import Membership, Organisation, Team, User
from accounts.permissions import Role
from assessments.models import Assessment, Campaign
from banks.models import BankVersion
from results.actions import close_campaign
from results.models import Release
from results.queries.standing import standing_of
from tests.factories import AssessmentFactory, CampaignFactory, MembershipFactory, TeamFactory
from tests.results.published import CLOSES, OPENS, answered

NOW = CLOSES - timedelta(days=4)


@pytest.fixture
def campaign(organisation: Organisation, version: BankVersion) -> Campaign:
    return CampaignFactory(
        organisation=organisation,
        version=version,
        name="Spring",
        slug="spring",
        opens_at=OPENS,
        closes_at=CLOSES,
    )


def managers(organisation: Organisation, number: int, team: Team | None = None) -> list[Membership]:
    return [
        MembershipFactory(organisation=organisation, team=team, roles=[Role.MANAGER])
        for _one in range(number)
    ]


@pytest.fixture
def half_way(organisation: Organisation, campaign: Campaign) -> Campaign:
    """Care 3 and Night below it 5 finished, Streets 4 of 6; one began, one came late, one opened theirs again."""
    care = TeamFactory(organisation=organisation, name="Care")
    night = TeamFactory(organisation=organisation, name="Night", parent=care)
    streets = TeamFactory(organisation=organisation, name="Streets")
    TeamFactory(organisation=organisation, name="Nobody in it")
    day = OPENS + timedelta(days=3)
    finished = [*managers(organisation, 3, care), *managers(organisation, 5, night)]
    finished += managers(organisation, 4, streets)
    late = MembershipFactory(
        organisation=organisation, team=streets, roles=[Role.MANAGER], joined_at=day
    )
    sittings = [answered(member, campaign, 3, day) for member in [*finished, late]]
    Assessment.objects.create(
        member=finished[0],
        campaign=campaign,
        version=campaign.version,
        started_at=NOW,
        revises=sittings[0],
    )
    AssessmentFactory(member=managers(organisation, 1, streets)[0], campaign=campaign)
    return campaign


@pytest.fixture
def hr_lead(organisation: Organisation) -> User:
    return MembershipFactory(organisation=organisation, roles=[Role.HR_LEAD]).user


def test_standing_counts_what_the_close_then_goes_by(half_way):
    standing = standing_of(half_way, at=NOW)
    release = close_campaign(half_way, by=None, at=NOW)

    assert (standing.invited, standing.finished) == (14, 13)
    assert (standing.unfinished, standing.left_out.came_late) == (1, 1)
    # Streets has four who count, so it would not show; nor would Care, beside which they would be left over.
    assert (standing.teams, standing.teams_at_most) == (3, 0)
    assert not release.groups.filter(kind="team", cells__value__isnull=False).exists()
    assert (release.invited, release.submitted) == (standing.invited, standing.counted)


def test_page_gives_the_numbers_before_it_asks(client_of, hr_lead, half_way):
    with time_machine.travel(NOW, tick=False):
        page = client_of(hr_lead).get(reverse("results:close", args=["spring"])).content.decode()

    for words in (
        "13 of 14 invited have finished",
        "it would end 4 days early",
        "None of 3",
        "1 person; what they have answered would not count",
        "1 person finished who became a member after the campaign had opened",
    ):
        assert words in page
    # Who looks at their answers once more is theirs to know, and so is whether anybody did.
    assert "opened again" not in page.lower()


def test_page_says_when_nothing_would_be_published(client_of, hr_lead, organisation, campaign):
    for member in managers(organisation, 4):
        answered(member, campaign, 3, OPENS + timedelta(days=3))

    with time_machine.travel(NOW, tick=False):
        page = client_of(hr_lead).get(reverse("results:close", args=["spring"])).content.decode()

    assert "Nothing would be published: 4 count, and at least 5 are needed." in page
    assert "At most" not in page


def test_page_leads_on_where_there_is_nothing_to_close(client_of, hr_lead, half_way):
    client = client_of(hr_lead)
    url = reverse("results:close", args=["spring"])

    with time_machine.travel(OPENS - timedelta(days=1), tick=False):
        early = client_of(hr_lead).get(url, follow=True).content.decode()
    close_campaign(half_way, by=None, at=NOW)
    published = client.get(url)

    assert "This campaign has not opened yet." in early
    assert published.url == reverse("results:results", args=["spring"])
    assert Release.objects.count() == 1


def test_page_takes_the_same_queries_with_many_people(
    client_of, hr_lead, organisation, half_way, django_assert_num_queries
):
    url = reverse("results:close", args=["spring"])
    for team in organisation.teams.all():
        managers(organisation, 3, team)

    with time_machine.travel(NOW, tick=False):
        client = client_of(hr_lead)
        with django_assert_num_queries(17):
            client.get(url)
