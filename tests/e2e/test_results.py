"""An HR lead reads published results in a browser: the organisation's, a team's, and how they were protected."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from accounts.models import Membership
from accounts.permissions import Role
from assessments.models import Campaign
from banks.queries import forget_instruments
from results.actions import close_campaign
from results.models import Cell
from tests.e2e.journey import WIDE, faults, follow, sign_in, unfold
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


PAGES = ("Themes", "Teams", "Learning", "Change", "Method and privacy")


def test_hr_lead_reads_results_from_the_list_to_a_team(reader: Page, live_server):
    heading = reader.get_by_role("heading", level=1)
    tabs = reader.get_by_role("navigation", name="Pages of these results")
    reader.set_viewport_size({"width": 390, "height": 844})
    reader.goto(live_server.url + reverse("results:campaigns"))
    follow(reader.get_by_role("link", name="Round 1"))
    expect(heading).to_contain_text("Results for")
    expect(reader.get_by_text("The answers suggest")).to_be_visible()
    assert faults(reader) == []

    for name in PAGES:
        follow(tabs.get_by_role("link", name=name, exact=True))
        expect(tabs.locator("[aria-current=page]")).to_have_text(name)
        unfold(reader)
        assert faults(reader) == [], name

    follow(tabs.get_by_role("link", name="Themes"))
    expect(reader.get_by_text("based on nearly everyone").first).to_be_visible()
    follow(reader.get_by_role("link", name="least favourable first"))
    expect(reader.get_by_role("heading", name="All statements")).to_be_visible()
    assert faults(reader) == []


def test_hr_lead_goes_from_the_teams_to_one_of_them(reader: Page, live_server):
    heading = reader.get_by_role("heading", level=1)
    reader.set_viewport_size({"width": 390, "height": 844})
    reader.goto(live_server.url + reverse("results:teams", args=["round-1"]))
    follow(reader.get_by_role("link", name="Housing", exact=True))
    expect(heading).to_have_text("Results for Housing")
    reader.locator("[data-radar]").scroll_into_view_if_needed()
    # The drawing over the server's own, and the organisation's dotted line to lay over it.
    expect(reader.locator(".radar-live .scatterlayer .trace")).to_have_count(2)
    reader.get_by_label("Show the whole organisation").uncheck()
    expect(reader.locator(".radar-live .scatterlayer .trace")).to_have_count(1)
    assert faults(reader) == []

    for name in ("Themes", "Learning", "Change"):
        follow(reader.get_by_role("link", name=name, exact=True).last)
        expect(heading).to_have_text("Results for Housing")
        assert faults(reader) == [], name


@pytest.mark.parametrize("has_scripts", [True, False])
def test_who_took_part_goes_from_home_to_the_overview(
    reader: Page, browser: Browser, live_server, has_scripts
):
    """By the link on their report's card; with scripts the drawing lies over the server's own."""
    Campaign.objects.update(shows_overview=True)
    member = Membership.objects.filter(team__name="Housing").earliest("pk")
    phone = {"width": 390, "height": 844}
    context = browser.new_context(
        base_url=live_server.url, viewport=phone, java_script_enabled=has_scripts
    )
    sign_in(context, live_server.url, member.user)
    page = context.new_page()
    page.goto("/")
    follow(page.get_by_role("link", name="Overview of").first)

    expect(page.get_by_role("heading", level=1)).to_contain_text("Results for")
    expect(page.get_by_text("The answers suggest")).to_be_visible()
    expect(page.get_by_text("Since “Round 0”")).to_be_visible()
    assert "Housing" not in page.inner_text("main")
    assert page.locator("a[href*='/teams/']").count() == 0
    if has_scripts:
        page.locator("[data-radar]").scroll_into_view_if_needed()
        expect(page.locator(".radar-live .scatterlayer .trace")).to_have_count(1)
        assert faults(page) == []
    context.close()


@pytest.mark.parametrize("width", [1280, 320])
def test_overview_is_one_screen_on_a_desk_and_no_page_is_wider_than_a_phone(
    reader: Page, live_server, width
):
    reader.set_viewport_size({"width": width, "height": 900})
    reader.goto(live_server.url + reverse("results:results", args=["round-1"]))
    if width == 1280:
        ends = reader.locator(".overview").bounding_box()
        assert ends["y"] + ends["height"] <= 900
    for name in ("results", "themes", "teams", "learning", "change", "protection"):
        reader.goto(live_server.url + reverse(f"results:{name}", args=["round-1"]))
        assert not reader.evaluate(WIDE), name
