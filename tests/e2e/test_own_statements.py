"""An organisation's own statement, from the editor by way of the questionnaire to the report."""

import re

from playwright.sync_api import Browser, Page, expect

from assessments.models import Assessment
from banks.models import BankVersion
from tests.e2e.journey import faults, follow, sign_in, unfold
from tests.factories import AssessmentFactory, CampaignFactory, all_answers, answer, bank, published

PHONE = {"width": 390, "height": 844}
STATEMENT = "I ask residents what they would change."


def add_and_publish(page: Page, server: str, organisation: str) -> None:
    page.goto(f"{server}/banks/")
    follow(page.get_by_role("link", name=bank().instrument.title))
    follow(page.get_by_role("link", name="1.0.0", exact=True))
    follow(page.get_by_role("button", name=f"Copy for {organisation} and edit"))
    expect(page.get_by_role("heading", name="Draft of version 2.0.0")).to_be_visible()
    page.goto(f"{page.url}statements/list/ASP")
    follow(page.get_by_role("link", name=re.compile("^Add")))
    expect(page.get_by_text("It is reported separately until it has 100 answers")).to_be_visible()
    assert faults(page) == []
    page.get_by_label("Statement", exact=True).fill(STATEMENT)
    follow(page.get_by_role("button", name="Add", exact=True))
    expect(page.locator("#thing-X-ASP-01")).to_contain_text("Reported separately")
    assert faults(page) == []
    let_it_count_too_early(page)
    follow(page.get_by_role("link", name="Publish"))
    expect(page.get_by_role("heading", name="Mend these faults first")).to_have_count(0)
    page.get_by_label("What has changed, and why?").fill("A statement of our own.")
    follow(page.get_by_role("button", name="Publish for good"))
    expect(page.get_by_text("Version 2.0.0 is published.")).to_be_visible()


def let_it_count_too_early(page: Page) -> None:
    """The page says at once that this cannot be, and the draft leads back to the field."""
    follow(page.get_by_role("link", name=re.compile("Draft of version")))
    draft = page.url
    page.goto(f"{draft}statements/edit/ASP/X-ASP-01")
    apart = page.get_by_label("Reported separately")
    apart.uncheck()
    advice = page.locator("[data-draft-advice]")
    expect(advice).to_contain_text("has fewer than 100 answers as it is worded now")
    assert faults(page) == []
    page.goto(draft)
    follow(page.get_by_role("link", name=re.compile("^Statement X-ASP-01")))
    apart.check()
    expect(page.locator("[data-draft-state]")).to_have_text("Saved")
    expect(advice).not_to_contain_text("has fewer than 100 answers")
    page.goto(draft)


def test_own_statement_is_added_answered_and_reported_apart(
    browser: Browser, live_server, organisation, administrator, manager
) -> None:
    published(bank())
    keeper = browser.new_context()
    sign_in(keeper, live_server.url, administrator)
    add_and_publish(keeper.new_page(), live_server.url, organisation.name)
    keeper.close()
    version = BankVersion.objects.get(bank__organisation=organisation)
    campaign = CampaignFactory(organisation=organisation, version=version)
    begun = AssessmentFactory(member=manager.memberships.get(), campaign=campaign)
    answer(begun, all_answers(bank()))

    phone = browser.new_context(viewport=PHONE)
    sign_in(phone, live_server.url, manager)
    page = phone.new_page()
    page.goto(f"{live_server.url}/assessments/{begun.public_id}/themes/ASP/")
    page.get_by_role("group", name=STATEMENT).get_by_role(
        "radio", name=re.compile("^Rarely")
    ).check()
    expect(page.locator("[data-saved-state]")).to_have_text("Saved")
    page.goto(f"{live_server.url}/assessments/{begun.public_id}/check/")
    expect(page.get_by_role("main")).to_contain_text(STATEMENT)
    follow(page.get_by_role("button", name="Finish and see my report").first)

    unfold(page)
    block = page.locator(".separate")
    expect(block).to_have_count(1)
    expect(block.get_by_role("heading")).to_have_text("Your organisation’s own statements")
    expect(block.get_by_role("row", name=STATEMENT)).to_contain_text("Rarely")
    expect(block).to_contain_text("They do not count in the score of this theme")
    assert faults(page) == []
    sitting = Assessment.objects.get(pk=begun.pk)
    assert sitting.theme_scores.get(theme__code="ASP").answered == 7
    phone.close()
