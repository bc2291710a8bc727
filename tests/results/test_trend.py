"""The page of change: a line for each theme over the campaigns, and in words what the same people did."""

import re
from copy import deepcopy

import pytest
from django.urls import reverse

from accounts.models import Organisation
from results.models import Cell, Release
from tests.factories import MembershipFactory, OrganisationFactory, TeamFactory, published
from tests.results.published import held

SLUGS = ("first", "second", "third")


# Other tests read the same cells on both databases.
pytestmark = pytest.mark.any_database


@pytest.fixture(scope="module")
def _published(standing: None) -> list[Release]:
    organisation = OrganisationFactory(name="Ambleford Borough Council", slug="ambleford")
    team = TeamFactory(organisation=organisation, name="Housing")
    people = [MembershipFactory(organisation=organisation, team=team) for _ in range(24)]
    return [
        held(organisation, published(), people, slug=slug, half_years=number)
        for number, slug in enumerate(SLUGS)
    ]


@pytest.fixture
def releases(_published: list[Release], db: None) -> list[Release]:
    """Three campaigns half a year apart, answered by the same twenty-four people."""
    return deepcopy(_published)


@pytest.fixture
def organisation(releases: list[Release]) -> Organisation:
    return releases[0].campaign.organisation


def set_to(release: Release, statistic: str, code: str, value: float) -> None:
    """Publish another figure of the whole organisation than the answers gave."""
    cells = Cell.objects.filter(group__release=release, group__order=0, statistic=statistic)
    assert cells.filter(code=code).update(value=value, hidden="", n=24, bound="") == 1


def page(client, slug: str) -> str:
    answer = client.get(reverse("results:change", args=[slug]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_chart_has_a_line_for_each_theme_and_the_words_stand_by_the_averages(
    releases, client_of, hr_lead
):
    for release, mean in zip(releases, (51, 60, 69), strict=True):
        set_to(release, "theme_mean", "ASP", mean)
    set_to(releases[1], "matched_change", "ASP", 0)
    set_to(releases[2], "matched_change", "ASP", 60)

    found = page(client_of(hr_lead), "third")

    chart = re.search('<svg class="lines".*?</svg>', found, re.DOTALL)[0]
    assert chart.count('class="lines-line"') == 6
    assert "Shared purpose 69" in " ".join(re.findall(">([^<]+)</text>", chart))
    assert "Alignment and shared purpose 51, 60, 69" in chart
    row = re.search("<tr[^>]*><th[^>]*>Alignment and shared purpose</th>.*?</tr>", found, re.DOTALL)
    words = re.sub("<[^>]+>", " ", row[0]).split()
    assert " ".join(words) == (
        "Alignment and shared purpose 69 clearly higher 60 about the same 51"
    )


def test_a_theme_that_one_campaign_does_not_show_leaves_a_gap(releases, client_of, hr_lead):
    Cell.objects.filter(group__release=releases[1], statistic="theme_mean", code="ASP").update(
        value=None, n=None, bound="", hidden="too_few"
    )

    found = page(client_of(hr_lead), "third")

    chart = re.search('<svg class="lines".*?</svg>', found, re.DOTALL)[0]
    assert chart.count('class="lines-line"') == 5
    assert ", not shown, " in chart


def test_two_campaigns_with_one_hidden_have_no_chart(releases, client_of, hr_lead):
    Cell.objects.filter(group__release=releases[0], statistic="theme_mean").update(
        value=None, n=None, bound="", hidden="too_few"
    )

    found = page(client_of(hr_lead), "second")

    assert 'class="lines"' not in found
    assert "rest on too few people" in found


def test_first_campaign_says_what_the_next_will_show(releases, client_of, hr_lead):
    found = page(client_of(hr_lead), "first")

    assert 'class="lines"' not in found
    assert "The next one will show what changed" in found
