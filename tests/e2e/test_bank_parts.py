"""An instrument of another field made from nothing by page alone, completed, and its next draft discarded."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from banks.actions import store_draft
from banks.models import BankVersion
from banks.queries import load_instrument
from tests.e2e.journey import faults, sign_in
from tests.factories import bank


@pytest.fixture
def page(browser, live_server, administrator):
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    sign_in(context, live_server.url, administrator)
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


def press(page: Page, name: str) -> None:
    """Press a button or follow a link by keyboard."""
    target = page.get_by_role("button", name=name, exact=True).or_(
        page.get_by_role("link", name=name, exact=True)
    )
    target.first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def begin_bank(page: Page) -> None:
    press(page, "Begin a new bank")
    page.get_by_label("Title", exact=True).fill("Coaching conversations")
    page.get_by_label("Code").fill("COACHING")
    page.get_by_label("Answers, from low to high").fill("1\n2\n3\n4\n5\n6")
    page.get_by_label("Title of the first theme").fill("Setting up")
    page.get_by_label("Its first statements").fill("I agree the aim.\nI say what is private.")
    press(page, "Begin")
    expect(page.get_by_text("Coaching conversations: the first draft is stored.")).to_be_visible()


def add_parts(page: Page) -> None:
    press(page, "Add Bands")
    page.get_by_label("Words of your own").check()
    press(page, "Add")
    expect(page.get_by_role("alert")).to_contain_text("Fill in “")
    page.get_by_label("Words, from the lowest").fill("Beginning\nGoing on\nThere")
    press(page, "Add")
    expect(page.get_by_text("Bands: added.")).to_be_visible()
    press(page, "Add Readiness")
    page.get_by_label("The example: eight statements").check()
    press(page, "Add")
    expect(page.get_by_text("Readiness: added.")).to_be_visible()


def test_instrument_is_made_from_nothing_without_scripts_on_a_phone(
    page: Page, live_server
) -> None:
    page.goto(f"{live_server.url}/banks/")
    begin_bank(page)
    add_parts(page)
    press(page, "Take out Readiness")
    expect(page.get_by_text("Readiness statements: 16")).to_be_visible()
    press(page, "Take out")
    expect(page.get_by_text("Readiness: taken out.")).to_be_visible()
    press(page, "Undo Readiness")
    expect(page.get_by_text("Taken back. Deleted: Readiness")).to_be_visible()
    press(page, "Scores and profiles")
    page.get_by_label("Close to the line between two bands: points").fill("3")
    press(page, "Save")
    expect(page.get_by_text("Scores and profiles is saved.")).to_be_visible()

    made = load_instrument(BankVersion.objects.get())
    assert made.scoring.near_boundary_points == 3
    assert [band.label for band in made.bands] == ["Beginning", "Going on", "There"]
    assert len(made.readiness_codes) == 16

    page.goto(f"{live_server.url}/banks/versions/{BankVersion.objects.get().pk}/discard/")
    press(page, "Discard for good")
    expect(page.get_by_text("The draft of version 1.0 is discarded.")).to_be_visible()


def test_pages_of_parts_are_accessible_on_a_phone(
    browser, live_server, administrator, organisation
) -> None:
    version = store_draft(bank(), organisation=organisation, by=None, at=timezone.now())
    context = browser.new_context(viewport={"width": 320, "height": 800})
    sign_in(context, live_server.url, administrator)
    page = context.new_page()
    draft = f"versions/{version.pk}/draft/"
    for address in (
        "new/",
        draft,
        f"{draft}take-out/learning/",
        f"{draft}favourable/edit/",
        f"versions/{version.pk}/discard/",
    ):
        page.goto(f"{live_server.url}/banks/{address}")
        assert faults(page) == []
    context.close()
