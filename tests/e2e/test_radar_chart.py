"""The interactive radar over the server's drawing, on a small page of its own with our security policy."""

import json

import pytest
from playwright.sync_api import Page, Route, expect

POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
)
THEMES = ["A shared purpose", "Listening", "Agility"]
BUNDLE = "/static/charts/plotly-lsa.min.js"


def _trace(name: str, scores: list[float | None]) -> dict[str, object]:
    hover = "<b>%{theta}</b><br>%{r:.0f} out of 100, %{customdata}<extra></extra>"
    closed = [*scores, scores[0]]
    return {
        "type": "scatterpolar",
        "meta": name,
        "r": closed,
        "theta": [*THEMES, THEMES[0]],
        "customdata": ["Developing"] * len(closed),
        "hovertemplate": hover,
    }


def _page(*, bundle: str = BUNDLE, figure: str | None = None) -> str:
    traces = [_trace("earlier", [40, 50, 60]), _trace("you", [70, 55, 80])]
    figure = figure or json.dumps({"data": traces, "layout": {}})
    return f"""<!DOCTYPE html><html lang="en"><head><title>Radar</title>
    <link rel="stylesheet" href="/static/css/site.css"></head><body><main class="container">
    <figure class="chart">
      <div class="radar" data-radar data-figure="figure" data-bundle="{bundle}">
        <svg viewBox="0 0 480 400" role="img" aria-label="The server's drawing">
          <circle class="radar-you" cx="240" cy="200" r="100"/></svg>
      </div>
      <p class="radar-controls" hidden>
        <label><input type="checkbox" data-radar-trace="0" checked> Show March</label></p>
    </figure></main>
    <script id="figure" type="application/json">{figure}</script>
    <script type="module" src="/static/js/radar-chart.js"></script></body></html>"""


@pytest.fixture
def console(page: Page) -> list[str]:
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    return messages


@pytest.fixture
def visit(page: Page, live_server):
    def visit(**parts: str) -> None:
        def answer(route: Route) -> None:
            headers = {"Content-Security-Policy": POLICY}
            route.fulfill(body=_page(**parts), content_type="text/html", headers=headers)

        page.route("**/radar-page", answer)
        page.goto(f"{live_server.url}/radar-page")

    return visit


def test_radar_is_drawn_over_the_servers_without_a_word_from_the_browser(page, visit, console):
    visit()

    expect(page.locator(".radar-drawn .radar-live .scatterlayer .trace")).to_have_count(2)
    expect(page.locator(".radar-live")).to_have_attribute("aria-hidden", "true")
    expect(page.get_by_role("img", name="The server's drawing")).to_be_attached()
    expect(page.locator(".radar-live .modebar-btn")).to_have_count(0)
    assert console == []


def test_radar_says_what_a_point_means_under_the_pointer(page, visit, console):
    visit()
    expect(page.locator(".radar-drawn")).to_be_visible()

    page.locator(".radar-live .trace").nth(1).locator(".point").first.hover(force=True)

    label = page.locator(".radar-live .hovertext")
    expect(label).to_contain_text("A shared purpose")
    expect(label).to_contain_text("70 out of 100, Developing")
    assert console == []


def test_radar_lays_an_earlier_assessment_over_and_takes_it_away(page, visit):
    visit()
    box = page.get_by_role("checkbox", name="Show March")

    box.uncheck()
    expect(page.locator(".radar-live .scatterlayer .trace")).to_have_count(1)

    box.check()
    expect(page.locator(".radar-live .scatterlayer .trace")).to_have_count(2)


def test_radar_leaves_no_stop_for_the_keyboard(page, visit):
    visit()
    expect(page.locator(".radar-drawn")).to_be_visible()

    page.keyboard.press("Tab")
    expect(page.get_by_role("checkbox", name="Show March")).to_be_focused()
    page.keyboard.press("Tab")

    assert (
        page.evaluate("document.querySelector('.radar').contains(document.activeElement)") is False
    )


def test_radar_fits_a_phone_and_follows_the_dark_scheme(page, visit):
    page.set_viewport_size({"width": 390, "height": 800})
    page.emulate_media(color_scheme="dark")
    visit()
    expect(page.locator(".radar-drawn")).to_be_visible()

    label = page.locator(".radar-live .angularaxistick text").first
    dark = label.evaluate("(text) => getComputedStyle(text).fill")
    page.emulate_media(color_scheme="light")

    expect(label).not_to_have_css("fill", dark)
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_radar_is_right_whenever_its_place_was_too_small_to_be_drawn_in(page, visit):
    frame = dict.fromkeys(("left", "right", "top", "bottom"), 0.2)
    traces = [_trace("you", [70, 55, 80])]
    figure = json.dumps({"data": traces, "layout": {"meta": {"frame": frame}}})
    visit(figure=figure)
    expect(page.locator(".radar-framed")).to_be_visible()
    lines, size = page.locator(".radar-live .scatterlayer"), page.viewport_size
    before = lines.bounding_box()
    at_once = "(place, width) => { place.style.maxWidth = width; }"

    page.locator(".radar").evaluate(at_once, "16px")
    page.wait_for_timeout(300)
    page.locator(".radar").evaluate(at_once, "")
    page.wait_for_timeout(300)

    assert lines.bounding_box() == before

    page.set_viewport_size({"width": 60, "height": 600})
    visit(figure=figure)
    page.wait_for_timeout(500)
    expect(page.locator(".radar-drawn")).to_have_count(0)
    page.set_viewport_size(size)
    expect(page.locator(".radar-framed")).to_be_visible()
    assert lines.bounding_box() == before


@pytest.mark.parametrize(
    "parts", [{"bundle": "/static/charts/missing.js"}, {"figure": "{}"}, {"figure": "not JSON"}]
)
def test_radar_that_cannot_be_drawn_leaves_the_servers(page, visit, parts):
    visit(**parts)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)

    expect(page.get_by_role("img", name="The server's drawing")).to_have_css("opacity", "1")
    expect(page.locator(".radar-live, .radar-drawn")).to_have_count(0)
    expect(page.get_by_role("checkbox")).to_be_hidden()


@pytest.mark.browser_context_args(
    has_touch=True, is_mobile=True, viewport={"width": 390, "height": 800}
)
def test_radar_costs_a_phone_nothing_until_it_is_touched(page, visit):
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    visit()
    page.wait_for_load_state("networkidle")
    assert not [address for address in fetched if address.endswith(BUNDLE)]

    page.locator("body").tap(position={"x": 5, "y": 5})

    expect(page.locator(".radar-drawn")).to_be_visible()
