"""What is said before a campaign opens of what it would show: by the rules that its results are published by."""

from datetime import timedelta

import numpy as np
import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from assessments.queries import invited_to
from results.disclosure import Rules, forecast, publish
from results.disclosure.forecast import count_shown
from results.queries.forecast import forecast_of
from tests.factories import CampaignFactory, MembershipFactory, TeamFactory
from tests.results.councils import scores, snapshot, staff, varied

EVERYBODY = (1.0,)


@pytest.mark.parametrize(
    ("sizes", "direct", "teams"),
    [
        ({"A": 6, "B": 5}, 0, 2),
        ({"A": 6, "B": 4}, 0, 0),  # four would be left over beside A
        ({"A": 6, "B": 4}, 1, 1),
        ({"A": 4, "B": 4}, 0, 0),
    ],
)
def test_forecast_goes_by_what_a_release_shows(sizes, direct, teams):
    tree, homes = staff(sizes, direct)
    release = publish(snapshot(tree, homes, scores(varied(len(homes)))))
    means = [c for c in release.cells if c.statistic == "theme_mean" and c.hidden is None]

    [expected] = forecast(snapshot(tree, homes), Rules(), EVERYBODY)

    assert (expected.people, expected.teams) == (len(homes), teams)
    assert len(means) == 1 + teams


def test_forecast_hides_of_the_breakdown_what_overlaps_too_closely():
    """Three of a team of nine are in another grade: with both shown their total would follow."""
    tree, homes = staff({"A": 9, "B": 12})
    grades = ["G1"] * 6 + ["G2"] * 15

    both = snapshot(tree, homes, attribute=("G1", "G2"), attribute_of=tuple(grades))

    assert count_shown(both, Rules()) != (2, 2)
    assert count_shown(snapshot(tree, homes), Rules()) == (2, 0)


def test_forecast_is_what_happens_in_the_middle_and_the_same_each_time():
    """Of forty teams of eight, a half that answers leaves few with five; nearly all leave most."""
    tree, homes = staff({f"T{number:02}": 8 for number in range(40)}, direct=10)
    found = forecast(snapshot(tree, homes), Rules(), (0.5, 0.7, 0.9))
    rng = np.random.default_rng(3)
    often = []
    for _time in range(60):
        answer = rng.permutation(len(homes))[: found[1].people]
        some = tuple(homes[place] for place in sorted(answer))
        often.append(count_shown(snapshot(tree, some), Rules())[0])

    assert found[0].teams < found[1].teams < found[2].teams
    assert np.quantile(often, 0.1) <= found[1].teams <= np.quantile(often, 0.9)
    assert found == forecast(snapshot(tree, homes), Rules(), (0.5, 0.7, 0.9))


# On the pages -----------------------------------------------------------------------------------


@pytest.fixture
def campaign(organisation, version):
    """To open tomorrow: ten in Housing, four in Digital, one in it who would not count."""
    opens = timezone.now() + timedelta(days=1)
    planned = CampaignFactory(
        organisation=organisation, version=version, slug="spring", name="Spring",
        opens_at=opens, closes_at=opens + timedelta(days=30), breakdown="grade",
    )  # fmt: skip
    for name, people in (("Housing", 10), ("Digital", 4)):
        team = TeamFactory(organisation=organisation, name=name)
        for number in range(people):
            MembershipFactory(
                organisation=organisation, team=team, roles=[Role.MANAGER],
                attributes={"grade": f"G{number % 2}"},
            )  # fmt: skip
    MembershipFactory(
        organisation=organisation,
        team=team,
        roles=[Role.MANAGER],
        user__signs_in=False,
        user__is_active=False,
    )
    return planned


def test_planned_campaign_says_what_it_would_show(client_of, hr_lead, campaign):
    url = reverse("assessments:campaign", args=["spring"])

    page = client_of(hr_lead).get(url).content.decode()

    assert "Half, 7 people" in page
    assert "90%, 13 people" in page
    assert "0 of 2" in page
    assert "1 person who is invited would not count" in page


def test_it_says_so_to_no_branch_and_not_once_it_is_open(client_of, organisation, campaign):
    housing = organisation.teams.get(name="Housing")
    branch = MembershipFactory(organisation=organisation)
    branch.role_grants.create(role=Role.HR_LEAD, branch=housing)
    url = reverse("assessments:campaign", args=["spring"])
    words = "What the results would show"
    lead = MembershipFactory(organisation=organisation, roles=[Role.HR_LEAD]).user
    planned = client_of(lead).get(url).content.decode()

    of_branch = client_of(branch.user).get(url).content.decode()
    campaign.opens_at = timezone.now() - timedelta(hours=1)
    campaign.save()

    assert words in planned
    assert words not in of_branch
    assert words not in client_of(lead).get(url).content.decode()


def test_forecast_takes_the_same_few_queries(campaign, django_assert_num_queries):
    forecast_of(campaign, invited_to(campaign))  # the bank is read once and kept
    with django_assert_num_queries(5):
        forecast_of(campaign, invited_to(campaign))
