"""A campaign from its invitation to its results and to the next one, in a browser: without scripts, and with."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.actions.outbox import deliver_messages
from accounts.models import Organisation
from accounts.permissions import Role
from assessments.actions import prepare_repeats
from assessments.models import Campaign, CampaignRepeat
from results.actions import begin_closing
from results.models import Publishing, Release
from tests.e2e.journey import faults, follow, sign_in
from tests.factories import CampaignFactory, MembershipFactory, published
from tests.worker import publish_what_is_closed

pytestmark = pytest.mark.django_db(transaction=True)

SIZES = [{"width": 320, "height": 640}, {"width": 1280, "height": 900}]
WORDS = "We ask because <em>you</em> asked us."


@pytest.fixture
def campaign(organisation: Organisation) -> Campaign:
    for number in range(6):
        MembershipFactory(
            organisation=organisation, user__name=f"Person {number}", roles=[Role.MANAGER]
        )
    now = timezone.now()
    return CampaignFactory(
        organisation=organisation, version=published(), name="Spring", slug="spring",
        opens_at=now - timedelta(days=9), closes_at=now + timedelta(days=9), sends_mail=True,
    )  # fmt: skip


def at(server, route: str, *args: str) -> str:
    return f"{server.url}{reverse(route, args=args)}"


def drawn(page: Page, title: str):
    return page.frame_locator(f'iframe[title="{title}"]')


def test_invitation_is_seen_and_tried_without_scripts(live_server, browser, campaign, hr_lead):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page.context, live_server.url, hr_lead)

    page.goto(at(live_server, "assessments:campaign", "spring"))
    follow(page.get_by_role("link", name="What its e-mails say"))
    page.get_by_label("Your own words in the invitation").fill(WORDS)
    follow(page.get_by_role("button", name="Save and show how it looks"))
    # As text in the e-mail's own frame and style, and as plain text.
    own = drawn(page, "The invitation").get_by_text(WORDS)
    expect(own).to_be_visible()
    page.get_by_text("As plain text").first.click()
    expect(page.locator("pre").first).to_contain_text(WORDS)
    follow(page.get_by_role("button", name="Send a test invitation to me"))
    deliver_messages.call()
    (letter,) = mail.outbox

    campaign.refresh_from_db()
    assert campaign.invitation_words == WORDS
    assert letter.to == [hr_lead.email]
    assert WORDS in letter.body
    context.close()


def test_campaign_comes_again_without_scripts(live_server, browser, campaign, hr_lead):
    Campaign.objects.update(invitation_words=WORDS)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page.context, live_server.url, hr_lead)

    page.goto(at(live_server, "assessments:campaign", "spring"))
    follow(page.get_by_role("link", name="Repeated"))
    page.get_by_label("After how many months").fill("0")
    follow(page.get_by_role("button", name="Repeat it"))
    expect(page.get_by_role("link", name="from 1 to 36")).to_be_visible()
    page.get_by_label("After how many months").fill("1")
    follow(page.get_by_role("button", name="Repeat it"))
    prepare_repeats(at=timezone.now())
    page.goto(f"{live_server.url}/")
    follow(page.get_by_role("link", name="Look at the draft"))
    follow(page.get_by_role("button", name="Look at it and confirm"))
    page.get_by_label("I confirm").check()
    follow(page.get_by_role("button", name="Continue"))
    expect(page.get_by_label("Your own words in the invitation")).to_have_value(WORDS)
    follow(page.get_by_role("button", name="Continue"))
    follow(page.get_by_role("button", name="Schedule the campaign"))

    made = Campaign.objects.exclude(pk=campaign.pk).get()
    assert made.name.startswith("Spring (")
    assert made.invitation_words == WORDS
    assert CampaignRepeat.objects.get().campaign == made
    context.close()


def test_results_are_made_while_the_page_waits(live_server, page, campaign, hr_lead):
    """The page is never loaded again by hand: the script goes on to the results once they are there."""
    sign_in(page.context, live_server.url, hr_lead)

    page.goto(at(live_server, "results:close", "spring"))
    follow(page.get_by_role("button", name="Close and publish"))
    expect(page.locator("[aria-current=step]")).to_contain_text("Waiting for its turn")
    Publishing.objects.update(step="deciding")
    expect(page.locator("[aria-current=step]")).to_contain_text("Working out figures")
    publish_what_is_closed()

    page.wait_for_url(at(live_server, "results:results", "spring"))
    assert Release.objects.get().campaign == campaign


def test_without_scripts_the_page_leads_on_by_a_link(live_server, browser, campaign, hr_lead):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page.context, live_server.url, hr_lead)

    page.goto(at(live_server, "results:close", "spring"))
    follow(page.get_by_role("button", name="Close and publish"))
    publish_what_is_closed()
    follow(page.get_by_role("link", name="See how far it is"))

    expect(page).to_have_url(at(live_server, "results:results", "spring"))
    context.close()


def test_pages_are_accessible_and_fit(live_server, page, campaign, hr_lead):
    found = []

    def look(name: str) -> None:
        for size in SIZES:
            page.set_viewport_size(size)
            found.extend((name, size["width"], fault) for fault in faults(page))

    sign_in(page.context, live_server.url, hr_lead)
    page.goto(at(live_server, "assessments:campaign_mail", "spring"))
    page.get_by_label("Your own words in the invitation").fill("x" * 1001)
    look("e-mails")
    follow(page.get_by_role("button", name="Save and show how it looks"))
    look("too long")
    page.goto(at(live_server, "assessments:repeat", "spring"))
    page.get_by_label("After how many months").fill("1")
    look("repeat")
    follow(page.get_by_role("button", name="Repeat it"))
    look("repeated")
    prepare_repeats(at=timezone.now())
    page.reload()
    look("draft")
    for name in ("home", "campaigns"):
        page.goto(at(live_server, f"assessments:{name}"))
        look(name)
    begin_closing(campaign, by=hr_lead, at=timezone.now())
    Publishing.objects.update(failed_step="storing", failed_at=timezone.now())
    page.goto(at(live_server, "results:close", "spring"))
    look("results being made")

    assert found == []
