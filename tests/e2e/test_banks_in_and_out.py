"""A keeper's journey with files: a faulty workbook, the mended one, and how the statements work."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from banks.models import BankVersion
from banks.queries import load_instrument
from tests.e2e.journey import faults, sign_in
from tests.factories import CampaignFactory, published
from tests.leadership.lss import Survey
from tests.leadership.test_workbook import edited, put
from tests.reports.test_other_instruments import INSTRUMENTS, answered_by_others

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def page(context: BrowserContext, live_server, administrator) -> Page:
    sign_in(context, live_server.url, administrator)
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.set_viewport_size({"width": 390, "height": 800})
    return page


def check(page: Page) -> None:
    """Axe finds nothing, and nothing scrolls sideways on a telephone."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def send(page: Page, content: bytes) -> None:
    file = {"name": "bank.xlsx", "mimeType": WORKBOOK, "buffer": content}
    page.get_by_label("Bank file").set_input_files(file)
    page.get_by_role("button", name="Check the file").click()


def test_banks_come_in_and_show_how_they_work(page: Page, live_server, organisation) -> None:
    page.goto(f"{live_server.url}/banks/import/")
    send(page, edited(put("Statements", "D3", "perhaps")))
    expect(page.get_by_role("cell", name="must be yes or no.")).to_be_visible()
    check(page)
    send(page, edited(put("Statements", "C2", "I do the very first thing.")))
    page.get_by_role("button", name="Store as a draft").click()
    expect(page.get_by_text("Version 1.0 is stored.")).to_be_visible()
    expect(page.get_by_text("I do the very first thing.").first).to_be_visible()

    instrument = INSTRUMENTS["one to seven, three themes, bands"]
    version = published(instrument, organisation=organisation)
    opened = datetime(2026, 3, 2, tzinfo=UTC)
    campaign = CampaignFactory(organisation=organisation, version=version, opens_at=opened)
    answered_by_others(instrument, campaign)
    page.goto(f"{live_server.url}/banks/versions/{version.pk}/")
    page.get_by_role("link", name="How the statements work").click()
    expect(page.get_by_role("heading", name="No figures yet")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Work the figures out").click()
    expect(page.get_by_text("The figures are worked out anew.")).to_be_visible()
    expect(page.get_by_text("Early figures, treat with care")).to_have_count(3)
    check(page)


@pytest.mark.parametrize(("width", "has_scripts"), [(1280, True), (390, True), (390, False)])
def test_scale_of_a_survey_is_turned_before_it_is_stored(
    browser, live_server, administrator, tmp_path: Path, width: int, has_scripts: bool
) -> None:
    survey = Survey()
    answers = ["Blau", "Grün", "Rot", "Not applicable (to my role)", "No answer"]
    survey.array(survey.group("Colours"), "Q1", ["I plan.", "I ask."], answers)
    file = tmp_path / "survey.lss"
    file.write_bytes(survey.xml())
    context = browser.new_context(
        viewport={"width": width, "height": 800}, java_script_enabled=has_scripts
    )
    sign_in(context, live_server.url, administrator)
    page = context.new_page()
    page.goto(f"{live_server.url}/banks/import/")
    page.get_by_label("Bank file").set_input_files(file)
    by_keyboard(page, "Check the file")

    expect(page.get_by_text("Please look")).to_be_visible()
    assert not has_scripts or faults(page) == []
    page.get_by_label("scale-1, from “Blau” up to “Rot”").focus()
    page.keyboard.press("Space")
    by_keyboard(page, "Show it with these choices")
    expect(page.get_by_text("Turned round, as you chose.")).to_be_visible()
    assert not has_scripts or faults(page) == []
    by_keyboard(page, "Store as a draft")

    expect(page.get_by_text("Version 1.0 is stored.")).to_be_visible()
    (scale,) = load_instrument(BankVersion.objects.get()).scales.values()
    assert [point.label for point in scale.points] == ["Rot", "Grün", "Blau"]
    assert scale.not_applicable is not None
    context.close()


def by_keyboard(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
