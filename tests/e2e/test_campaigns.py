"""Running a campaign in a browser: from the first step to who has answered, without scripts, on a phone."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.permissions import Role
from assessments.models import Campaign
from tests.e2e.journey import faults, follow, sign_in
from tests.factories import (
    AssessmentFactory,
    CampaignFactory,
    MembershipFactory,
    TeamFactory,
    published,
)

pytestmark = pytest.mark.django_db(transaction=True)

SIZES = [{"width": 320, "height": 640}, {"width": 1280, "height": 900}]


def _continue(page) -> None:
    follow(page.get_by_role("button", name="Continue"))


def _to_the_review(page, server) -> None:
    """Go through the three steps, with a mistake and a step back on the way."""
    today = timezone.localdate()
    page.goto(f"{server.url}{reverse('assessments:campaigns')}")
    follow(page.get_by_role("link", name="New campaign"))
    page.get_by_label("version 1.0.0").check()
    _continue(page)
    page.get_by_label("Learning areas").uncheck()
    _continue(page)
    _continue(page)
    page.get_by_label("Smallest group").fill("3")
    _continue(page)
    expect(page.get_by_role("link", name="has to be from 5 to 20")).to_be_visible()
    page.get_by_label("Smallest group").fill("6")
    _continue(page)
    page.get_by_label("Name of the campaign").fill("Spring 2027")
    follow(page.get_by_role("button", name="Back"))
    _continue(page)
    expect(page.get_by_label("Name of the campaign")).to_have_value("Spring 2027")
    page.get_by_label("Opens").fill(today.isoformat())
    page.get_by_label("Closes").fill((today + timedelta(days=20)).isoformat())
    page.get_by_label("I confirm").check()
    _continue(page)
    _continue(page)  # nothing to add to the e-mails


@pytest.fixture
def council(organisation):
    published()
    care = TeamFactory(organisation=organisation, name="Adult social care and public health")
    east = TeamFactory(organisation=organisation, name="East locality", parent=care)
    for number in range(7):
        MembershipFactory(
            organisation=organisation,
            team=east if number % 2 else care,
            user__name=f"Person {number}",
            roles=[Role.MANAGER],
        )
    return organisation


def test_campaign_is_run_without_scripts(live_server, browser, council, hr_lead):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page.context, live_server.url, hr_lead)

    _to_the_review(page, live_server)
    review = page.inner_text("main")
    follow(page.get_by_role("button", name="Open the campaign"))
    opened = page.inner_text("main")
    follow(page.get_by_role("link", name="Extend it"))
    later = timezone.localdate() + timedelta(days=30)
    page.get_by_label("Closes").fill(later.isoformat())
    follow(page.get_by_role("button", name="Save"))

    campaign = Campaign.objects.get()
    assert "Everybody with the role of a manager: 7 people today" in review
    assert "0 of 7 finished" in opened
    assert "The campaign is changed." in page.inner_text("main")
    assert timezone.localdate(campaign.closes_at) == later
    assert (campaign.smallest_group, campaign.purpose_confirmed_by) == (6, hr_lead)
    context.close()


def test_pages_are_accessible_and_fit(live_server, page, council, hr_lead):
    found = []

    def look(name: str) -> None:
        for size in SIZES:
            page.set_viewport_size(size)
            found.extend((name, size["width"], fault) for fault in faults(page))

    sign_in(page.context, live_server.url, hr_lead)
    for name in ("campaigns", "new_campaign"):
        page.goto(f"{live_server.url}{reverse(f'assessments:{name}')}")
        look(name)
    _to_the_review(page, live_server)
    look("review")
    follow(page.get_by_role("link", name="Change").last)
    page.get_by_label("Name of the campaign").fill("")
    _continue(page)
    look("faulty step")
    page.get_by_label("Name of the campaign").fill("Spring 2027")
    _continue(page)
    look("e-mails")
    _continue(page)
    follow(page.get_by_role("button", name="Open the campaign"))
    campaign = Campaign.objects.get()
    member = council.memberships.get(user__name="Person 3")
    AssessmentFactory(member=member, campaign=campaign)
    page.reload()
    look("campaign")
    page.goto(
        f"{live_server.url}{reverse('assessments:campaign', args=[campaign.slug])}?state=unfinished"
    )
    look("who has not finished")
    follow(page.get_by_role("link", name="Extend it"))
    look("change")
    for route in ("assessments:remind", "results:close"):
        page.goto(f"{live_server.url}{reverse(route, args=[campaign.slug])}")
        look(route)

    assert found == []


def test_planned_campaign_is_changed_and_cancelled_without_scripts(
    live_server, browser, council, hr_lead
):
    planned = CampaignFactory(
        organisation=council,
        name="Spring",
        opens_at=timezone.now() + timedelta(days=5),
        closes_at=timezone.now() + timedelta(days=25),
    )
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page.context, live_server.url, hr_lead)

    page.goto(f"{live_server.url}{reverse('assessments:campaign', args=[planned.slug])}")
    follow(page.get_by_role("link", name="Change it"))
    page.get_by_label("Name of the campaign").fill("Summer")
    page.get_by_label("Opens").fill((timezone.localdate() + timedelta(days=9)).isoformat())
    follow(page.get_by_role("button", name="Save"))
    expect(page.get_by_role("heading", name="Summer")).to_be_visible()
    follow(page.get_by_role("link", name="Cancel it"))
    expect(page.get_by_text("7 people today")).to_be_visible()
    follow(page.get_by_role("button", name="Cancel the campaign"))
    expect(page.get_by_text("“Summer” is cancelled.")).to_be_visible()

    assert not Campaign.objects.exists()
    context.close()


def test_new_campaign_starts_from_an_earlier_one_without_scripts(
    live_server, browser, council, hr_lead
):
    earlier = CampaignFactory(
        organisation=council, version=published(), name="Spring", smallest_group=8
    )
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page.context, live_server.url, hr_lead)

    page.goto(f"{live_server.url}{reverse('assessments:new_campaign')}")
    page.get_by_text("Start from an earlier campaign").click()
    follow(page.get_by_role("button", name="Start from it"))
    page.get_by_label("Name of the campaign").fill("Autumn")
    page.get_by_label("Opens").fill(timezone.localdate().isoformat())
    page.get_by_label("Closes").fill((timezone.localdate() + timedelta(days=20)).isoformat())
    page.get_by_label("I confirm").check()
    _continue(page)
    expect(page.get_by_text("7 of these 7 by “Spring”")).to_be_visible()
    follow(page.get_by_role("button", name="Open the campaign"))

    again = Campaign.objects.get(name="Autumn")
    assert (again.version, again.smallest_group) == (earlier.version, 8)
    context.close()
