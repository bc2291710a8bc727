"""A manager reads the report in a browser: with scripts and without, on a phone, in the dark."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.permissions import Role
from assessments.models import Assessment
from banks.queries import forget_instruments
from tests.building import DEFAULT, EARLIER, finished, person_1, published
from tests.e2e.journey import faults, follow, sign_in
from tests.factories import MembershipFactory
from tests.observers.everything import told
from tests.worker import make_documents

pytestmark = pytest.mark.django_db(transaction=True)
GAP = {"AGI": [4, "NA", 2, "NA", "NA", 2, None]}


@pytest.fixture
def manager(live_server):
    return MembershipFactory(user__name="Morgan Manager", roles=[Role.MANAGER]).user


@pytest.fixture
def version(manager):
    forget_instruments()
    return published(DEFAULT)


@pytest.fixture
def address(live_server, manager, version) -> str:
    """The report of a second assessment, in which one theme has too few answers."""
    finished(manager, version, person_1(EVA=[1, 1, 2, 5, 1, 1, 1]), at=EARLIER)
    assessment = finished(manager, version, person_1(**GAP), notes={"ASP": "word " * 199})
    path = reverse("reports:report", kwargs={"public_id": assessment.public_id})
    return f"{live_server.url}{path}"


def visit(page: Page, address: str) -> None:
    """Open the report and look at the chart, which is drawn once it is in sight."""
    page.goto(address)
    page.locator(".radar").scroll_into_view_if_needed()


@pytest.fixture
def console(page: Page, address, manager, live_server) -> list[str]:
    """Sign the manager in, and note all that the browser complains about."""
    sign_in(page.context, live_server.url, manager)
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    return messages


def test_the_radar_is_interactive_and_the_browser_has_nothing_to_complain_about(
    page, address, console
):
    visit(page, address)

    traces = page.locator(".radar-drawn .radar-live .scatterlayer .trace")
    expect(traces).to_have_count(2)
    traces.nth(1).locator(".point").nth(1).hover(force=True)
    label = page.locator(".radar-says")
    expect(page.locator(".radar-live .hovertext")).to_have_count(0)
    expect(label).to_contain_text("Empowerment and accountability")
    expect(label).to_contain_text("80 out of 100, Embedded")
    expect(label).to_contain_text("The habit is part of how")
    figure = page.locator(".first-page .chart").bounding_box()
    assert label.bounding_box()["x"] >= figure["x"] + figure["width"]
    # Five themes have a score, and the first stands again at the end of the line.
    expect(traces.nth(1).locator(".point")).to_have_count(6)
    assert console == []


def test_the_live_points_lie_on_the_drawings_own(page, address, console):
    visit(page, address)
    expect(page.locator(".radar-drawn")).to_be_visible()

    def middles(selector: str) -> list[tuple[int, int]]:
        boxes = page.locator(selector).evaluate_all(
            "(all) => all.map((one) => one.getBoundingClientRect())"
            ".map((box) => [box.x + box.width / 2, box.y + box.height / 2])"
        )
        return sorted({(round(x / 4), round(y / 4)) for x, y in boxes})

    live = middles(".radar-live .trace:nth-child(2) .point")
    drawn = middles("svg.radar-drawing .radar-point")
    assert len(live) == len(drawn) == 5
    assert all(
        abs(a - c) <= 1 and abs(b - d) <= 1 for (a, b), (c, d) in zip(live, drawn, strict=True)
    )


def test_the_earlier_line_can_be_taken_away(page, address, console):
    visit(page, address)
    traces = page.locator(".radar-drawn .radar-live .scatterlayer .trace")

    page.get_by_role("checkbox", name="Show 4 May 2026").uncheck()

    expect(traces).to_have_count(1)


def test_another_comparison_can_be_chosen(page, address, console):
    visit(page, address)

    page.get_by_label("Compare with").select_option(label="Nothing")
    follow(page.get_by_role("button", name="Compare"))

    expect(page.get_by_role("heading", name="What changed since")).to_have_count(0)
    expect(page.locator(".radar-earlier")).to_have_count(0)


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_without_scripts_the_drawing_shows_the_same(page, address, console):
    visit(page, address)

    drawing = page.get_by_role("img", name="Radar chart of 6 themes")
    expect(drawing).to_be_visible()
    expect(drawing.locator("polyline.radar-you")).to_have_count(1)
    expect(drawing.locator("circle.radar-point")).to_have_count(5)
    expect(page.get_by_role("checkbox")).to_have_count(0)
    rows = page.get_by_role("table", name="Scores out of 100").first.get_by_role("row")
    expect(rows).to_have_count(7)
    expect(rows.nth(6)).to_contain_text("Not enough answers")


def test_the_radar_and_the_three_lines_are_on_the_first_screen(page, address, console):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(address)

    for part in (".first-page .radar", ".three-lines"):
        box = page.locator(part).bounding_box()
        assert box["y"] + box["height"] <= 900
    height = page.evaluate("document.documentElement.scrollHeight")
    assert height <= 12_000


def test_with_all_that_others_see_the_page_is_no_longer_than_it_may_be(
    page, address, console, manager
):
    newest = Assessment.objects.filter(member__user=manager).order_by("-submitted_at").first()
    told(newest, EARLIER, "A word of theirs.", 8)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(address)

    assert page.evaluate("document.documentElement.scrollHeight") <= 12_000
    for part in ("Theme by theme", "Group by group", "The statements behind them"):
        table = page.locator("details", has_text=part).get_by_role("table")
        expect(table).to_be_hidden()
        page.locator("summary", has_text=part).click()
        expect(table).to_be_visible()


def test_the_contents_stay_beside_the_text(page, address, console):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(address)

    page.get_by_role("link", name="Talk about it").click()

    contents = page.get_by_role("navigation", name="In this report")
    expect(contents).to_be_in_viewport()
    text = page.locator(".report-rest").bounding_box()
    assert contents.bounding_box()["x"] + contents.bounding_box()["width"] <= text["x"]


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_is_wider_than_the_screen(page, address, console, width):
    page.set_viewport_size({"width": width, "height": 800})
    visit(page, address)

    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_radar_stands_beside_its_table_or_on_a_phone_above_it(page, address, console):
    def places() -> tuple[dict, dict]:
        table = page.locator(".profile .score-table").first
        return page.locator(".radar").bounding_box(), table.bounding_box()

    page.set_viewport_size({"width": 1280, "height": 800})
    visit(page, address)
    radar, table = places()
    assert radar["x"] + radar["width"] <= table["x"]

    page.set_viewport_size({"width": 390, "height": 800})
    radar, table = places()
    assert radar["y"] + radar["height"] <= table["y"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page, address, console, live_server, scheme):
    page.emulate_media(color_scheme=scheme)
    visit(page, address)
    expect(page.locator(".radar-drawn")).to_be_visible()
    assert faults(page) == []

    page.goto(f"{live_server.url}{reverse('reports:my_data')}")
    assert faults(page) == []

    page.goto(address)
    follow(page.get_by_role("link", name="Delete this assessment"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Delete this assessment?")
    assert faults(page) == []


def test_the_pdf_is_waited_for_and_fetched_by_the_page(page, address, console):
    visit(page, address)
    page.get_by_role("link", name="Download as PDF").click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("We are making your PDF")
    assert faults(page) == []

    with page.expect_download(timeout=60_000) as download:
        make_documents(awaited=True)

    assert download.value.suggested_filename == (
        "Leadership report - Morgan Manager - 20 November 2026.pdf"
    )
    expect(heading).to_have_text("Your PDF is ready")
    assert faults(page) == []
    follow(page.get_by_role("link", name="Back"))
    with page.expect_download():  # at once, and the report stays
        page.get_by_role("link", name="Download as PDF").click()
    assert console == []


def test_the_pdf_is_fetched_without_scripts(browser, address, manager, live_server):
    context = browser.new_context(java_script_enabled=False)
    sign_in(context, live_server.url, manager)
    page = context.new_page()
    page.goto(address)
    page.get_by_role("link", name="Download as PDF").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We are making your PDF")

    with page.expect_download(timeout=60_000):
        make_documents(awaited=True)

    expect(page.get_by_role("heading", level=1)).to_have_text("Your PDF is ready")
    context.close()
