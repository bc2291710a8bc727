"""The overview for those who took part: said before they answer, without a team, and only to those who count."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from assessments import actions
from assessments.models import Campaign
from results.models import Release
from tests.factories import CampaignFactory, MembershipFactory, TeamFactory
from tests.results.published import CLOSES, LATER, OPENS, answered, held

TEAMS = ("Housing", "Streets")


@pytest.fixture
def people(organisation):
    """Twelve in each of two teams."""
    teams = [TeamFactory(organisation=organisation, name=name) for name in TEAMS]
    return [MembershipFactory(organisation=organisation, team=teams[n % 2]) for n in range(24)]


@pytest.fixture
def release(organisation, version, people) -> Release:
    return held(organisation, version, people, slug="spring")


def overview(slug: str = "spring") -> str:
    return reverse("results:shared_overview", args=[slug])


def test_who_took_part_reads_the_organisations_overview_and_no_team(release, people, client_of):
    client = client_of(people[0].user)

    home = client.get("/").content.decode()
    page = client.get(overview()).content.decode()

    assert f'href="{overview()}"' in home
    assert "The answers suggest" in page
    assert "24 of 24 invited took part (100%)" in page
    # Neither by name nor as a way to it.
    assert not [name for name in TEAMS if name in page]
    assert "/teams/" not in page
    assert ".pdf" not in page
    # Nor anything else of the results.
    assert client.get(reverse("results:results", args=["spring"])).status_code == 403
    assert client.get(reverse("results:themes", args=["spring"])).status_code == 403


def test_the_overview_names_no_team_that_lies_lower(release, people, client_of, hr_lead):
    """Of whom the HR lead's own page says so."""
    housing = release.groups.get(name="Housing")
    housing.cells.filter(statistic="theme_mean", value__isnull=False).update(value=1)

    theirs = client_of(hr_lead).get(reverse("results:results", args=["spring"])).content.decode()
    shared = client_of(people[0].user).get(overview()).content.decode()

    assert "Housing</a>: clearly lower" in theirs
    assert "Housing" not in shared
    assert "lower than the organisation" not in shared


def test_who_does_not_count_gets_no_overview(release, organisation, version, people, client_of):
    late = MembershipFactory(organisation=organisation)
    late.joined_at = OPENS + timedelta(days=3)
    late.save()
    answered(late, release.campaign, 3, OPENS + timedelta(days=4))
    after = answered(
        MembershipFactory(organisation=organisation),
        release.campaign,
        3,
        CLOSES + timedelta(days=9),
    )
    stranger = MembershipFactory()

    for member, status in ((late, 403), (after.member, 403), (stranger, 404)):
        client = client_of(member.user)
        assert client.get(overview()).status_code == status
        assert overview() not in client.get("/").content.decode()


def test_overview_that_is_not_shown_is_not_there_for_anybody(
    organisation, version, people, client_of, hr_lead
):
    held(organisation, version, people, slug="spring", shows=False)

    assert client_of(people[0].user).get(overview()).status_code == 404
    assert client_of(hr_lead).get(overview()).status_code == 404
    assert overview() not in client_of(people[0].user).get("/").content.decode()


def test_nothing_is_shown_before_it_is_published(organisation, version, people, client_of):
    campaign = CampaignFactory(
        organisation=organisation, version=version, slug="spring", shows_overview=True
    )
    answered(people[0], campaign, 3, campaign.opens_at)

    client = client_of(people[0].user)

    assert client.get(overview()).status_code == 404
    assert overview() not in client.get("/").content.decode()


@pytest.mark.parametrize("both", [True, False])
def test_change_is_told_where_those_of_the_earlier_campaign_were_told_too(
    organisation, version, people, client_of, both
):
    held(organisation, version, people, slug="spring", shows=both)
    held(organisation, version, people, slug="autumn", half_years=1)

    page = client_of(people[0].user).get(overview("autumn")).content.decode()

    assert ("Since “Spring”" in page) == both
    assert ("Spring" in page) == both
    assert "no earlier campaign" not in page


def test_hr_stops_showing_it_and_cannot_show_it_again(release, people, client_of, hr_lead):
    client, url = client_of(hr_lead), reverse("assessments:hide_overview", args=["spring"])
    campaign = reverse("assessments:campaign", args=["spring"])

    assert url in client.get(campaign).content.decode()
    assert "cannot be switched on again" in client.get(url).content.decode()
    said = client.post(url, follow=True).content.decode()

    assert "do not see the overview any more" in said
    assert url not in said
    assert "HR leads only" in said
    assert client_of(people[0].user).get(overview()).status_code == 404
    entry = AuditEntry.objects.get(act="campaign.changed")
    assert (entry.actor, entry.details) == (hr_lead, {"shows_overview": [True, False]})
    # Asked for once more it changes nothing, and nothing is logged.
    client.post(url)
    assert AuditEntry.objects.filter(act="campaign.changed").count() == 1
    history = client.get(reverse("assessments:campaign_history", args=["spring"]))
    assert "overview shown to those who take part: yes → no" in history.content.decode()


@pytest.mark.parametrize("shows", [True, False])
def test_it_is_said_before_anybody_answers(organisation, version, manager, client_of, shows):
    campaign = CampaignFactory(
        organisation=organisation, version=version, slug="spring", shows_overview=shows
    )

    page = client_of(manager).get(reverse("assessments:start", args=[campaign.slug]))

    assert page.status_code == 200
    said = "everybody whose answers count in them can read the overview of Ambleford"
    assert (said in page.content.decode()) == shows


def test_open_campaign_cannot_begin_to_show_it(organisation, version, client_of, hr_lead):
    """Not by the page for more time, whatever is sent to it."""
    campaign = CampaignFactory(organisation=organisation, version=version, slug="spring")
    url = reverse("assessments:change_campaign", args=["spring"])
    closes = campaign.closes_at + timedelta(days=2)

    client_of(hr_lead).post(url, {"closes": closes.date().isoformat(), "shows_overview": "on"})

    assert not Campaign.objects.get().shows_overview


def test_planned_campaign_takes_either(organisation, version, hr_lead):
    opens = LATER + timedelta(days=30)
    campaign = CampaignFactory(
        organisation=organisation, version=version, name="Spring",
        opens_at=opens, closes_at=opens + timedelta(days=9),
    )  # fmt: skip
    for shows in (True, False):
        wanted = actions.PlannedChange(
            name="Spring",
            opens_at=campaign.opens_at,
            closes_at=campaign.closes_at,
            smallest_group=campaign.smallest_group,
            shows_overview=shows,
        )
        actions.change_planned_campaign(campaign, wanted, by=hr_lead, at=LATER)
        assert Campaign.objects.get().shows_overview == shows
