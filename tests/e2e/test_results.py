"""An HR lead reads published results in a browser: the organisation's, a team's, and how they were protected."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.permissions import Role
from banks.queries import forget_instruments
from results.actions import close_campaign
from results.models import Cell
from tests.e2e.journey import faults, follow, sign_in
from tests.factories import CampaignFactory, MembershipFactory, TeamFactory, published
from tests.results.published import OPENS, answered

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = [OPENS - timedelta(days=182), OPENS]


@pytest.fixture
def reader(page: Page, live_server) -> Page:
    """Twelve in Housing and twelve in Streets, by grade, who answered every part twice."""
    forget_instruments()
    version = published()
    lead = MembershipFactory(user__name="Harper Lead", roles=[Role.HR_LEAD])
    teams = [
        TeamFactory(organisation=lead.organisation, name=name) for name in ("Housing", "Streets")
    ]
    people = [
        MembershipFactory(
            organisation=lead.organisation,
            team=teams[number // 12],
            attributes={"grade": f"G{9 + number % 2}"},
        )
        for number in range(24)
    ]
    for number, opens in enumerate(ROUNDS):
        campaign = CampaignFactory(
            organisation=lead.organisation, version=version, slug=f"round-{number}",
            name=f"Round {number}", opens_at=opens, closes_at=opens + timedelta(days=28),
            breakdown="grade", asks_learning=True, asks_readiness=True,
        )  # fmt: skip
        for member in people:
            answered(member, campaign, 2 + member.pk % 3, opens)
        close_campaign(campaign, by=None, at=opens + timedelta(days=29))
    # As where somebody skipped a theme: "based on nearly everyone" stands beside the figure.
    Cell.objects.filter(statistic="theme_mean").update(n=None)
    sign_in(page.context, live_server.url, lead.user)
    return page


def test_hr_lead_reads_results_from_the_list_to_a_team(reader: Page, live_server):
    heading = reader.get_by_role("heading", level=1)
    reader.set_viewport_size({"width": 390, "height": 844})
    reader.goto(live_server.url + reverse("results:campaigns"))
    follow(reader.get_by_role("link", name="Round 1"))
    expect(heading).to_contain_text("Results for")
    for name in ("Learning demand: what to commission", "Readiness to learn", "Grade",
                 "Change since last time"):  # fmt: skip
        expect(reader.get_by_role("heading", name=name, exact=True)).to_be_visible()
    expect(reader.get_by_text("based on nearly everyone").first).to_be_visible()
    assert faults(reader) == []

    follow(reader.get_by_role("link", name="Housing", exact=True))
    expect(heading).to_have_text("Results for Housing")
    reader.locator("[data-radar]").scroll_into_view_if_needed()
    # The drawing over the server's own, and the organisation's dotted line to lay over it.
    expect(reader.locator(".radar-live .scatterlayer .trace")).to_have_count(2)
    reader.get_by_label("Show the whole organisation").uncheck()
    expect(reader.locator(".radar-live .scatterlayer .trace")).to_have_count(1)
    assert faults(reader) == []

    follow(reader.get_by_role("link", name="How these results were protected"))
    expect(heading).to_have_text("How these results were protected")
    assert faults(reader) == []
