"""An administrator's journey through the bank editor: by keyboard, with no script, and accessible."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from banks.actions import publish
from banks.models import BankVersion
from banks.queries import load_instrument
from leadership.files import dump
from tests.e2e.journey import sign_in
from tests.factories import CampaignFactory, bank, published


@pytest.fixture
def signed_in(context: BrowserContext, live_server, administrator) -> BrowserContext:
    sign_in(context, live_server.url, administrator)
    return context


@pytest.fixture
def page(signed_in: BrowserContext) -> Page:
    page = signed_in.new_page()
    page.set_default_timeout(10_000)
    return page


def check(page: Page) -> None:
    """Every page of the journey is free of faults that axe knows."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def press(page: Page, name: str) -> None:
    """Press a button or follow a link by keyboard."""
    target = page.get_by_role("button", name=name, exact=True).or_(
        page.get_by_role("link", name=name, exact=True)
    )
    target.first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def edit_by_keyboard(page: Page, live_server) -> None:
    """From the list of banks to a draft with one statement moved and one reworded."""
    page.goto(f"{live_server.url}/banks/")
    check(page)
    press(page, bank().instrument.title)
    check(page)
    press(page, "1.0.0")
    check(page)

    press(page, "Edit as the next version")
    expect(page.get_by_role("heading", name="Draft of version 2.0.0")).to_be_visible()
    check(page)
    press(page, "Themes")
    check(page)
    edit_statements(page)


def edit_statements(page: Page) -> None:
    press(page, "Edit ASP")
    expect(page.get_by_label("Title", exact=True)).to_be_visible()
    check(page)
    press(page, "Themes")
    press(page, "Statements ASP")
    press(page, "Move down ASP-01")
    expect(page.locator(".messages")).to_contain_text("Statement ASP-01 is moved.")
    expect(page.locator("#thing-ASP-01")).to_be_focused()
    check(page)
    page.get_by_role("link", name="Edit ASP-02").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Statement", exact=True).fill("I say why we do what we do.")
    expect(page.locator("[data-draft-state]")).to_have_text("Saved")
    check(page)
    press_in_place(page, "Done")
    expect(page.locator("#thing-ASP-02")).to_contain_text("I say why we do what we do.")
    press(page, "Preview")
    expect(page.get_by_role("group", name="I say why we do what we do.")).to_be_visible()
    check(page)
    press(page, "Leave the preview")
    press(page, "Draft of version 2.0.0")


def press_in_place(page: Page, name: str) -> None:
    """Press a button that leads to no other page."""
    page.get_by_role("button", name=name, exact=True).focus()
    page.keyboard.press("Enter")


def test_default_bank_is_edited_and_published_while_a_campaign_runs(
    page: Page, live_server, organisation
) -> None:
    first = published(bank(), organisation=organisation)
    campaign = CampaignFactory(organisation=organisation, version=first)
    edit_by_keyboard(page, live_server)

    press(page, "Sample report")
    expect(page.get_by_role("heading", name="This is a sample")).to_be_visible()
    check(page)
    press(page, "Version 2.0.0")
    press(page, "Publish")
    expect(page.get_by_text("1 campaign asks another version")).to_be_visible()
    check(page)
    press(page, "Publish for good")
    check(page)
    page.get_by_label("What has changed, and why?").fill("Clearer words.")
    page.get_by_label("More than spelling").check()
    press(page, "Publish for good")

    expect(page.get_by_text("Version 2.0.0 is published.")).to_be_visible()
    second = BankVersion.objects.get(number="2.0.0")
    codes = [question.code for question in load_instrument(second).themes[0].questions]
    assert codes[:2] == ["ASP-02", "ASP-01"]
    campaign.refresh_from_db()
    assert campaign.version == first
    assert load_instrument(first) == bank()


def test_conflict_shows_both_texts_and_keeps_them(
    page: Page, signed_in: BrowserContext, live_server, organisation
) -> None:
    published(bank("small"), organisation=organisation)
    page.goto(f"{live_server.url}/banks/")
    press(page, "A small bank")
    press(page, "1.0")
    press(page, "Edit as the next version")
    page.goto(f"{page.url}statements/edit/ONE/ONE-1")
    other = signed_in.new_page()
    other.goto(page.url)
    other.get_by_label("Statement", exact=True).fill("Theirs.")
    press(other, "Save")
    expect(other.locator(".messages")).to_contain_text("Statement ONE-1 is saved.")

    page.get_by_label("Statement", exact=True).fill("Mine.")
    expect(page.get_by_role("alert")).to_contain_text("“Theirs.”")
    expect(page.get_by_label("Statement", exact=True)).to_have_value("Mine.")
    check(page)
    press(page, "Save")
    expect(page.locator("#thing-ONE-1")).to_contain_text("Mine.")

    page.goto(other.url.split("statements/")[0] + "statements/edit/ONE/ONE-2")
    publish(BankVersion.objects.get(status="draft"), by=None, at=timezone.now())
    page.get_by_label("Statement", exact=True).fill("Too late.")
    expect(page.locator("[data-draft-state]")).to_contain_text(
        "somebody has published or discarded this draft"
    )
    expect(page.get_by_label("Statement", exact=True)).to_have_value("Too late.")


def test_statement_is_dragged_and_the_drag_undone(page: Page, live_server, organisation) -> None:
    published(bank("small"), organisation=organisation)
    page.goto(f"{live_server.url}/banks/")
    press(page, "A small bank")
    press(page, "1.0")
    press(page, "Edit as the next version")
    page.goto(f"{page.url}statements/list/ONE")
    things = page.locator("[data-draft-list] > li")
    page.locator("#thing-ONE-3 .draft-handle").hover()
    page.mouse.down()
    box = page.locator("#thing-ONE-1").bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 5, steps=4)
    page.mouse.up()

    expect(page.locator("[data-draft-live]")).to_have_text("Moved to place 1.")
    expect(things.first).to_have_id("thing-ONE-3")
    press(page, "Undo Statement ONE-3")
    expect(page.locator(".messages")).to_contain_text("Taken back. Moved: Statement ONE-3")
    # The page stays the list, at what was moved.
    expect(things.first).to_have_id("thing-ONE-1")
    expect(page.locator("#thing-ONE-3")).to_be_focused()
    press(page, "Redo Statement ONE-3")
    expect(things.first).to_have_id("thing-ONE-3")


def test_draft_is_edited_without_scripts(browser, live_server, organisation, administrator) -> None:
    published(bank("small"), organisation=organisation)
    context = browser.new_context(java_script_enabled=False)
    sign_in(context, live_server.url, administrator)
    page = context.new_page()
    page.goto(f"{live_server.url}/banks/")
    press(page, "A small bank")
    press(page, "1.0")
    press(page, "Edit as the next version")
    press(page, "Scales")
    press(page, "Edit agreement")
    press(page, "Answers of the scale")
    press(page, "Move down 1")
    expect(page.get_by_role("listitem").filter(has_text="Neither").first).to_contain_text("1")
    press(page, "Edit 1")
    page.get_by_label("Words", exact=True).fill("Neither of the two")
    press(page, "Save")
    expect(page.get_by_text("Answer 1 is saved.")).to_be_visible()
    press(page, "Undo Answer 1")
    expect(page.get_by_text("Taken back. Edited: Answer 1")).to_be_visible()
    context.close()


def test_import_shows_faults_and_then_what_would_change(
    page: Page, live_server, organisation, tmp_path: Path
) -> None:
    published(bank("small"), organisation=organisation)
    faulty, mended = tmp_path / "faulty.yaml", tmp_path / "mended.yaml"
    text = dump(bank("small")).replace('  version: "1.0"', '  version: "2.0"')
    text = text.replace("I do the third", "I do the 3rd")
    faulty.write_text(text.replace("reverse: true", "reverse: maybe"))
    mended.write_text(text)

    page.goto(f"{live_server.url}/banks/import/")
    check(page)
    page.get_by_label("Bank file").set_input_files(faulty)
    press(page, "Check the file")
    expect(page.get_by_role("cell", name="must be true or false.")).to_be_visible()
    check(page)
    page.get_by_label("Bank file").set_input_files(mended)
    press(page, "Check the file")
    expect(page.get_by_text("Only words differ.")).to_be_visible()
    check(page)
    press(page, "Store as a draft")

    expect(page.get_by_text("Version 2.0 is stored.")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_pages_are_accessible_at_any_width_in_any_dress(
    browser, live_server, organisation, administrator, width: int, scheme: str
) -> None:
    version = published(bank(), organisation=organisation)
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    sign_in(context, live_server.url, administrator)
    page = context.new_page()
    for address in (f"versions/{version.pk}/", f"{version.bank_id}/"):
        page.goto(f"{live_server.url}/banks/{address}")
        check(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto(f"{live_server.url}/banks/versions/{version.pk}/")
    press(page, "Edit as the next version")
    for address in ("", "statements/list/ASP", "scales/edit/frequency", "search/?words=customer"):
        page.goto(page.url.split("draft/")[0] + "draft/" + address)
        check(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
