"""Whom a campaign invites, and that everything else keeps to it."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from accounts.models import Membership, Organisation, Team
from accounts.permissions import Role
from assessments import queries
from assessments.models import Campaign
from assessments.queries import CampaignAudience
from results.actions import close_campaign
from tests.factories import (
    AssessmentFactory,
    CampaignFactory,
    MembershipFactory,
    TeamFactory,
    bank,
    published,
)

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
EVERYONE, BRANCHES, PEOPLE = Campaign.Audience.values


@pytest.fixture
def teams(organisation: Organisation) -> dict[str, Team]:
    care = TeamFactory(organisation=organisation, name="Care")
    east = TeamFactory(organisation=organisation, name="East", parent=care)
    night = TeamFactory(organisation=organisation, name="Night", parent=east)
    roads = TeamFactory(organisation=organisation, name="Roads")
    return {team.name: team for team in (care, east, night, roads)}


@pytest.fixture
def people(organisation: Organisation, teams: dict[str, Team]) -> dict[str, Membership]:
    """A manager of each team and one of none; and an HR lead of Night, who is no manager."""
    found = {
        name: MembershipFactory(
            organisation=organisation, team=team, user__name=name, roles=[Role.MANAGER]
        )
        for name, team in (teams | {"None": None}).items()
    }
    MembershipFactory(organisation=organisation, team=teams["Night"], roles=[Role.HR_LEAD])
    return found


def campaign_for(kind: str, *chosen: Team | Membership) -> Campaign:
    campaign = CampaignFactory(
        organisation=chosen[0].organisation, audience=kind, version=published()
    )
    (campaign.branches if kind == BRANCHES else campaign.people).set(chosen)
    return campaign


def names(memberships) -> set[str]:
    return {membership.user.name for membership in memberships}


def test_a_branch_is_its_team_with_all_below(teams, people):
    campaign = campaign_for(BRANCHES, teams["East"])

    assert names(queries.invited_to(campaign)) == {"East", "Night"}
    invited = {
        name for name, member in people.items() if queries.open_campaigns([member], NOW).exists()
    }
    assert invited == {"East", "Night"}


def test_two_branches_of_which_one_holds_the_other_count_nobody_twice(teams, people):
    campaign = campaign_for(BRANCHES, teams["Care"], teams["Night"])

    assert queries.invited_to(campaign).count() == 3
    assert queries.open_campaigns([people["Night"]], NOW).count() == 1


def test_a_list_is_who_is_on_it_and_a_manager_now(organisation, people):
    former = MembershipFactory(organisation=organisation)
    campaign = campaign_for(PEOPLE, people["Roads"], people["None"], former)

    assert names(queries.invited_to(campaign)) == {"Roads", "None"}
    assert [queries.is_invited(campaign, people[name]) for name in ("Roads", "Care")] == [
        True,
        False,
    ]


def test_what_is_planned_invites_as_the_campaign_will(organisation, teams, people):
    chosen = frozenset({people["Roads"].pk})
    found = {
        audience.kind: names(queries.invited_by(organisation, audience))
        for audience in (
            CampaignAudience(),
            CampaignAudience(BRANCHES, branches=frozenset({teams["Care"].pk})),
            CampaignAudience(PEOPLE, people=chosen),
        )
    }

    assert found == {
        EVERYONE: set(people),
        BRANCHES: {"Care", "East", "Night"},
        PEOPLE: {"Roads"},
    }


def test_who_is_not_invited_neither_finds_nor_starts_it(client_of, teams, people):
    campaign = campaign_for(BRANCHES, teams["Care"])
    start = reverse("assessments:start", args=[campaign.slug])
    inside, outside = client_of(people["East"].user), client_of(people["Roads"].user)

    assert [client.get(start).status_code for client in (inside, outside)] == [200, 403]
    assert [client.post(start).status_code for client in (inside, outside)] == [302, 403]
    assert campaign.name in inside.get("/").content.decode()
    assert campaign.name not in outside.get("/").content.decode()


def test_who_has_begun_stays_in_after_changing_teams(client_of, teams, people):
    campaign = campaign_for(BRANCHES, teams["Care"])
    begun = AssessmentFactory(member=people["East"], campaign=campaign)
    Membership.objects.filter(pk=people["East"].pk).update(team=teams["Roads"])

    page = client_of(people["East"].user).get(reverse("assessments:start", args=[campaign.slug]))

    assert page["Location"] == reverse("assessments:resume", args=[begun.public_id])


def test_response_and_close_count_the_audience_alone(teams, people):
    campaign = campaign_for(BRANCHES, teams["Care"])

    invited = {
        key: response.invited for key, response in queries.response_by_team(campaign).items()
    }

    assert invited == {teams[name].pk: 1 for name in ("Care", "East", "Night")}
    assert close_campaign(campaign, by=None, at=NOW).invited == 3


@pytest.mark.parametrize("kind", [EVERYONE, BRANCHES, PEOPLE])
def test_home_finds_its_campaigns_in_one_query(kind, teams, people, django_assert_num_queries):
    chosen = teams["Care"] if kind == BRANCHES else people["East"]
    campaign = campaign_for(kind, chosen)

    with django_assert_num_queries(1):
        found = list(queries.open_campaigns([people["East"], people["None"]], NOW))

    assert found == [campaign]


def test_attributes_in_use_are_told_with_their_values(organisation):
    for grade, place in (("G9", "Hall"), ("G10", "Depot"), ("G9", None)):
        attributes = {"grade": grade} | ({"place": place} if place else {})
        MembershipFactory(organisation=organisation, roles=[Role.MANAGER], attributes=attributes)

    found = queries.attributes_in_use(queries.managers_of(organisation.pk))

    assert [(one.name, one.values, one.people) for one in found] == [
        ("grade", ("G9", "G10"), 3),
        ("place", ("Depot", "Hall"), 2),
    ]


# Asked twice -----------------------------------------------------------------------------------


def test_overlap_counts_who_is_asked_the_same_bank_by_another_campaign(teams, people):
    east = campaign_for(BRANCHES, teams["East"])
    organisation, version = east.organisation, east.version
    campaign_for(BRANCHES, teams["Roads"])  # nobody of Care is in it
    asked = CampaignAudience(BRANCHES, branches=frozenset({teams["Care"].pk}))

    found = queries.overlaps_of(organisation, asked, version_id=version.pk, at=NOW)

    assert [(one.campaign, one.people) for one in found] == [(east, 2)]


def test_no_overlap_with_what_is_over_or_asks_another_bank_or_is_elsewhere(teams, people):
    over = campaign_for(BRANCHES, teams["East"])
    Campaign.objects.filter(pk=over.pk).update(closes_at=NOW)
    CampaignFactory(organisation=over.organisation, version=published(bank("small")))
    CampaignFactory(version=over.version)

    found = queries.overlaps_of(
        over.organisation, CampaignAudience(), version_id=over.version_id, at=NOW
    )

    assert found == []
