"""Journeys through the questionnaire: with the script, without it, by keyboard, on a phone."""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from assessments.models import Answer, Assessment
from tests.e2e.journey import follow, sign_in, unfold
from tests.factories import AssessmentFactory, CampaignFactory, all_answers, answer, bank

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SMALLEST_TARGET = 44
# Whatever is not set within a sentence has to be large enough for a thumb.
TARGETS = """button, .option, textarea, summary, .govuk-button, .card-actions a, .back-link,
.govuk-summary-list__actions a"""
TOO_SMALL = """([selector, least]) => [...document.querySelector("main").querySelectorAll(selector)]
  .filter((node) => node.checkVisibility() && node.getBoundingClientRect().height < least)
  .map((node) => node.outerHTML)"""


@pytest.fixture
def campaign(live_server, organisation):
    return CampaignFactory(organisation=organisation, name="Leading well")


@pytest.fixture
def signed_in(context: BrowserContext, live_server, manager) -> BrowserContext:
    sign_in(context, live_server.url, manager)
    return context


@pytest.fixture
def page(signed_in: BrowserContext) -> Page:
    """A page that fails the test when anything is written to the console."""
    page = signed_in.new_page()
    page.set_default_timeout(10_000)
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    return page


@pytest.fixture
def begun(campaign, manager) -> Assessment:
    return AssessmentFactory(member=manager.memberships.get(), campaign=campaign)


@pytest.fixture
def begun_alone(live_server, manager) -> Assessment:
    """In one's own time, with every part that the bank has."""
    return AssessmentFactory(member=manager.memberships.get())


def theme_url(live_server, assessment, code="ASP") -> str:
    return f"{live_server.url}/assessments/{assessment.public_id}/themes/{code}/"


def choose(page: Page, number: int, words: str) -> None:
    """Answer the statement of that number on the page."""
    page.locator("[data-question]").nth(number).get_by_role(
        "radio", name=re.compile(f"^{words}")
    ).click()


def assert_accessible(page: Page) -> None:
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def stored(assessment=None) -> dict[str, int | str]:
    return {one.question.code: one.given for one in Answer.objects.select_related("question")}


def test_a_manager_answers_everything_and_gets_the_report(page, campaign, live_server) -> None:
    page.goto(live_server.url)
    assert_accessible(page)
    follow(page.get_by_role("link", name=re.compile("Start.*Leading well")))
    assert_accessible(page)
    follow(page.get_by_role("button", name="Start"))

    for number, theme in enumerate(bank().themes):
        expect(page).to_have_title(
            re.compile(rf"{re.escape(theme.title)} \(Theme {number + 1} of 6\)")
        )
        for index in range(7):
            choose(page, index, "Usually")
        expect(page.locator("[data-saved-state]")).to_have_text("Saved")
        answered = 7 * (number + 1)
        expect(page.locator("#progress-words")).to_have_text(
            f"{answered} of 42 statements answered"
        )
        assert len(stored()) == answered
        follow(page.get_by_role("button", name="Continue"))

    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    assert_accessible(page)
    follow(page.get_by_role("button", name="Finish and see my report").first)

    expect(page).to_have_url(re.compile("/reports/"))
    assert set(stored().values()) == {4}
    assert Assessment.objects.get().submitted_at is not None
    assert page.complaints == []


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_a_manager_answers_everything_without_javascript(page, campaign, live_server) -> None:
    page.goto(live_server.url)
    follow(page.get_by_role("link", name=re.compile("Start.*Leading well")))
    follow(page.get_by_role("button", name="Start"))

    for _ in bank().themes:
        for index in range(7):
            choose(page, index, "Occasionally")
        page.locator("textarea").fill("Ŵ\nsecond line")
        follow(page.get_by_role("button", name="Continue"))
    follow(page.get_by_role("button", name="Finish and see my report").first)

    expect(page).to_have_url(re.compile("/reports/"))
    assert len(stored()) == 42
    assert set(stored().values()) == {2}
    assert set(Assessment.objects.get().notes.values_list("text", flat=True)) == {"Ŵ\nsecond line"}


def test_a_manager_answers_everything_with_the_keyboard_alone(page, begun, live_server) -> None:
    page.goto(theme_url(live_server, begun))

    for number, _ in enumerate(bank().themes):
        # Whoever goes on comes to the statements, not to the header once more.
        tabs = tab_to(page, "input[type=radio]")
        assert number == 0 or tabs == 1
        for key in "5432153":
            page.keyboard.press(key)
        with page.expect_navigation():
            page.keyboard.press("Enter")
    assert tab_to(page, "main button[type=submit]") <= 2
    with page.expect_navigation():
        page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile("/reports/"))
    given = stored()
    for theme in bank().themes:
        assert [given[question.code] for question in theme.questions] == [5, 4, 3, 2, 1, 5, 3]


def tab_to(page: Page, selector: str) -> int:
    """Press Tab until this has the focus; return how often."""
    for presses in range(1, 61):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return presses
    pytest.fail(f"{selector} cannot be reached with Tab")


def test_keys_leave_the_note_and_shortcuts_alone(page, begun, live_server) -> None:
    page.goto(theme_url(live_server, begun))

    page.locator("textarea").fill("")
    page.locator("textarea").press_sequentially("In 2025 we")
    page.get_by_role("radio").first.focus()
    page.keyboard.press("9")
    page.keyboard.press("Control+1")

    expect(page.locator("textarea")).to_have_value("In 2025 we")
    expect(page.locator("[data-saved-state]")).to_have_text("Saved")
    assert stored() == {}
    assert begun.notes.get().text == "In 2025 we"


def test_key_0_says_that_a_statement_does_not_apply_and_goes_on(page, begun, live_server) -> None:
    page.goto(theme_url(live_server, begun))
    page.get_by_role("radio").first.focus()
    page.keyboard.press("0")
    page.keyboard.press("4")

    expect(page.locator("[data-saved-state]")).to_have_text("Saved")
    expect(page.locator("#progress-words")).to_have_text("2 of 42 statements answered")
    assert stored() == {"ASP-01": "NA", "ASP-02": 4}


HIDDEN = """() => {
  const tile = document.activeElement.closest(".option").getBoundingClientRect();
  const foot = document.querySelector(".question-foot").getBoundingClientRect();
  const head = document.querySelector(".scale-head").getBoundingClientRect();
  return tile.bottom > foot.top || tile.top < head.bottom;
}"""


@pytest.mark.parametrize("width", [390, 1280])
def test_what_has_the_focus_is_never_hidden_under_the_heading_or_the_foot(
    page, begun, live_server, width
) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(theme_url(live_server, begun))
    choose(page, 0, "Usually")
    page.get_by_role("radio").first.focus()

    for _ in range(6):
        page.keyboard.press("4")
        assert not page.evaluate(HIDDEN)
    for _ in range(6):  # and back up
        page.keyboard.press("Shift+Tab")
        assert not page.evaluate(HIDDEN)


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 800)])
@pytest.mark.parametrize("code", ["ASP", "LCF"])
def test_the_first_statement_fits_the_first_screen_and_the_scale_stays(
    page, begun, live_server, width, height, code
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(theme_url(live_server, begun, code))

    answers = page.locator(".options").nth(1)  # the first are the heading's
    box = answers.bounding_box()
    assert box["y"] + box["height"] <= height
    page.locator("[data-question]").last.scroll_into_view_if_needed()
    assert page.locator(".scale-head").bounding_box()["y"] == 0
    expect(page.locator(".scale-head strong")).to_be_in_viewport()
    apart, point = (
        page.locator(one).first.bounding_box() for one in (".option-apart label", ".option label")
    )
    assert apart["width"] < point["width"] + 20


@pytest.mark.browser_context_args(**PHONE)
def test_a_finger_is_shown_the_next_statement_until_it_says_no(page, begun, live_server) -> None:
    page.goto(theme_url(live_server, begun))
    expect(page.locator("[data-keys-hint]")).to_be_hidden()
    tap(page, 0)
    expect(page.locator("[data-question]").nth(1).locator("legend")).to_be_in_viewport()
    # Not wait_for_function: it makes a function of a string, which the page's policy forbids.
    answered = page.locator("[data-question]").first.locator("legend")
    expect(answered).not_to_be_in_viewport()
    head = page.locator(".scale-head").bounding_box()
    assert page.locator("[data-question]").nth(1).bounding_box()["y"] >= head["height"] - 1

    page.get_by_label("After each answer, show me the next statement").uncheck()
    page.reload()
    page.locator("[data-question]").nth(2).scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    tap(page, 2)
    expect(page.locator("#progress-words")).to_have_text("2 of 42 statements answered")
    assert page.evaluate("scrollY") == before
    assert page.complaints == []


@pytest.mark.browser_context_args(**PHONE, reduced_motion="reduce")
def test_who_wants_less_motion_is_there_at_once(page, begun, live_server) -> None:
    page.goto(theme_url(live_server, begun))
    tap(page, 0)

    assert page.locator("[data-question]").nth(1).bounding_box()["y"] < 120


def tap(page: Page, number: int) -> None:
    page.locator("[data-question]").nth(number).get_by_role(
        "radio", name=re.compile("^Usually")
    ).tap()


def test_a_mouse_is_left_where_it_is(page, begun, live_server) -> None:
    page.goto(theme_url(live_server, begun))
    choose(page, 0, "Usually")
    expect(page.locator("[data-saved-state]")).to_have_text("Saved")

    assert page.evaluate("scrollY") == 0
    expect(page.locator("[data-moves-on]")).to_be_hidden()
    expect(page.locator("[data-keys-hint]")).to_be_visible()


@pytest.mark.browser_context_args(**PHONE)
def test_a_keyboard_at_a_phone_shows_itself_by_its_first_key(page, begun, live_server) -> None:
    page.goto(theme_url(live_server, begun))
    page.locator("textarea").press_sequentially("Ab")
    expect(page.locator("[data-keys-hint]")).to_be_hidden()
    page.get_by_role("radio").first.focus()
    page.keyboard.press("Tab")

    expect(page.locator("[data-keys-hint]")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_all_themes_are_one_step_away_and_nothing_is_left_behind(
    browser, begun, live_server, manager, scripts
) -> None:
    context = browser.new_context(java_script_enabled=scripts)
    sign_in(context, live_server.url, manager)
    page = context.new_page()
    page.goto(theme_url(live_server, begun))
    choose(page, 0, "Usually")
    follow(page.get_by_role("navigation", name="All themes").get_by_role("button", name="Agility"))

    expect(page).to_have_url(re.compile("/themes/AGI/"))
    assert stored() == {"ASP-01": 4}
    context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_gaps_are_asked_about_and_what_is_finished_is_opened_again(
    browser, begun, live_server, manager, scripts
) -> None:
    begun.campaign.closes_at = timezone.now() + timedelta(days=9)
    begun.campaign.save()
    answers = all_answers(bank())
    del answers["LCF-05"]
    answer(begun, answers)
    context = browser.new_context(java_script_enabled=scripts, **PHONE)
    sign_in(context, live_server.url, manager)
    page = context.new_page()
    page.goto(f"{live_server.url}/assessments/{begun.public_id}/check/")
    assert_fits_the_phone(page, scripts)
    follow(page.get_by_role("button", name="Finish and see my report").last)
    expect(page.get_by_role("heading", level=1)).to_have_text("Finish with statements left out?")
    assert_fits_the_phone(page, scripts)
    follow(page.get_by_role("button", name="Finish all the same"))
    expect(page).to_have_url(re.compile(f"/reports/{begun.public_id}/"))

    follow(page.get_by_role("link", name="Change your answers"))
    assert_fits_the_phone(page, scripts)
    follow(page.get_by_role("button", name="Open it again"))
    expect(page.get_by_role("heading", level=1)).to_have_text(bank().theme("LCF").title)
    choose(page, 4, "Usually")
    follow(page.get_by_role("button", name="Check your answers and finish"))
    follow(page.get_by_role("button", name="Finish and see my report").first)

    expect(page).to_have_url(re.compile(f"/reports/{begun.public_id}/"))
    assert stored()["LCF-05"] == 4
    page.goto(live_server.url)
    expect(page.get_by_role("heading", name="What your answers suggest")).to_be_visible()
    assert_fits_the_phone(page, scripts)
    context.close()


def assert_fits_the_phone(page: Page, scripts: bool) -> None:
    """Axe needs scripts; without them the width is what can be looked at."""
    if scripts:
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_gap_leads_to_its_statement_and_focuses_it(page, begun, live_server) -> None:
    answers = all_answers(bank())
    del answers["LCF-05"]
    answer(begun, answers)
    page.goto(f"{live_server.url}/assessments/{begun.public_id}/check/")

    follow(page.get_by_role("link", name=re.compile("^Answer")))

    expect(page).to_have_url(re.compile("/themes/LCF/"))
    expect(page.locator("[data-question]").nth(4).get_by_role("radio").first).to_be_focused()


@pytest.mark.browser_context_args(**PHONE)
def test_on_a_phone_nothing_scrolls_sideways_and_thumbs_hit(page, begun, live_server) -> None:
    base = f"{live_server.url}/assessments/{begun.public_id}"
    answer(begun, {"ASP-01": "NA", "ASP-02": "4"}, note="A note")
    addresses = [
        f"{live_server.url}/",
        f"{live_server.url}/assessments/start/",
        f"{base}/themes/ASP/",
        f"{base}/check/",
        f"{base}/delete/",
    ]
    for address in addresses:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") == 390, address
        assert page.evaluate(TOO_SMALL, [TARGETS, SMALLEST_TARGET]) == [], address
    page.goto(addresses[2])
    expect(page.locator("[data-keys-hint]")).to_be_hidden()
    page.locator("[data-question]").nth(2).get_by_role("radio", name=re.compile("^Usually")).tap()
    expect(page.locator("[data-saved-state]")).to_have_text("Saved")


@pytest.mark.browser_context_args(**PHONE)
def test_from_not_ready_to_what_to_learn_on_a_phone(page, begun_alone, live_server) -> None:
    answer(begun_alone, all_answers(bank(), "3"))
    page.goto(theme_url(live_server, begun_alone))
    assert_fits(page)
    for theme in bank().themes:
        expect(page.get_by_role("heading", level=1)).to_have_text(theme.title)
        page.get_by_role("button", name="Continue").click()
    answer_readiness(page)
    expect(page.get_by_role("heading", name="Prepare the ground first")).to_be_visible()
    assert_fits(page)
    page.get_by_role("link", name="Continue").click()
    answer_two_areas(page)
    expect(page.get_by_text("8 of 28 statements answered.", exact=True)).to_be_visible()
    assert_fits(page)
    page.get_by_role("button", name="Finish and see my report").first.click()

    expect(page.get_by_role("heading", name="Getting ready to learn")).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("^Chart of 2 learning areas"))).to_be_visible()
    unfold(page)
    activities = page.get_by_role("region", name="What to learn next")
    expect(activities.locator(".featured-area h3")).to_have_text(
        [
            re.compile("^Knowing your customers .*High priority"),
            re.compile("^Winning support for change .*High priority"),
            # All themes are alike, so they suggest no third.
        ]
    )
    expect(activities.get_by_text("with other people").first).to_be_visible()
    assert_fits(page)
    assert page.complaints == []


def assert_fits(page: Page) -> None:
    """On a phone, for everybody."""
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def answer_readiness(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Are you ready?")
    for index in range(8):
        choose(page, index, "Slightly true" if index == 1 else "Mostly true")
    expect(page.locator("#progress-words")).to_have_text("8 of 18 statements answered")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Is your organisation ready?")
    for index in range(8):
        choose(page, index, "Don't know" if index == 5 else "Slightly true")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Spectrum of customer focus")
    choose(page, 0, "We explain")
    choose(page, 1, "We design together")
    expect(page.locator("#progress-words")).to_have_text("18 of 18 statements answered")
    page.get_by_role("button", name="Continue").click()


def answer_two_areas(page: Page) -> None:
    for area in bank().learning_areas:
        expect(page.get_by_role("heading", level=1)).to_have_text(area.title)
        if area.code in ("LA2", "LA5"):
            for index, words in enumerate(["Slightly", "Not at all", "Fairly", "Very important"]):
                choose(page, index, words)
            expect(page.locator("[data-saved-state]")).to_have_text("Saved")
        page.get_by_role("button", name=re.compile("^Continue")).click()


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_the_other_parts_without_javascript(page, begun_alone, live_server) -> None:
    answer(begun_alone, all_answers(bank(), "3"))
    base = f"{live_server.url}/assessments/{begun_alone.public_id}"
    page.goto(f"{base}/readiness/individual/")
    choose(page, 0, "Partly true")
    page.get_by_role("button", name="Skip this part").click()
    expect(page).to_have_url(re.compile("/areas/LA1/"))

    expect(page.get_by_role("heading", level=1)).to_have_text(bank().learning_areas[0].title)
    for index, words in enumerate(["Slightly", "Slightly", "Slightly", "Extremely important"]):
        choose(page, index, words)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Skip the rest of this part").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    page.get_by_role("button", name="Finish and see my report").first.click()

    expect(page.get_by_role("heading", name="Find out more")).to_have_count(0)
    expect(page.get_by_role("region", name="Getting ready to learn")).to_contain_text(
        "Find out more."
    )
    first = page.get_by_role("region", name="What to learn next").locator(".featured-area h3")
    expect(first.first).to_contain_text(bank().learning_areas[0].title)
    assert stored()["RI-01"] == 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_every_page_is_accessible(page, begun, live_server, scheme, width) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    answer(begun, {"ASP-01": "NA", "ASP-02": "4"}, note="A note")
    base = f"{live_server.url}/assessments/{begun.public_id}"
    for address in ("/", "/assessments/start/"):
        page.goto(live_server.url + address)
        assert_accessible(page)
    for address in ("check/", "delete/", "themes/ASP/"):
        page.goto(f"{base}/{address}")
        assert_accessible(page)
    choose(page, 3, "Usually")
    expect(page.locator("[data-saved-state]")).to_have_text("Saved")
    assert_accessible(page)
    page.locator("textarea").fill("x" * 1001)
    follow(page.get_by_role("button", name="Continue"))
    expect(page.locator("[data-error-summary]")).to_be_focused()
    assert_accessible(page)


def test_a_note_too_long_is_kept_said_and_holds_no_answer_back(page, begun, live_server) -> None:
    page.goto(theme_url(live_server, begun))

    page.locator("textarea").fill("x" * 1001)
    page.locator("textarea").blur()
    expect(page.locator("[data-saved-state]")).to_contain_text("can be up to 1000 characters")
    choose(page, 0, "Usually")

    expect(page.locator("#progress-words")).to_have_text("1 of 42 statements answered")
    expect(page.locator("[data-saved-state]")).to_contain_text("can be up to 1000 characters")
    assert stored() == {"ASP-01": 4}
    page.locator("textarea").fill("x" * 1000)
    expect(page.locator("[data-saved-state]")).to_have_text("Saved")
    assert len(begun.notes.get().text) == 1000


def test_save_and_come_back_later_leads_home_and_back_to_the_gap(page, begun, live_server) -> None:
    page.goto(theme_url(live_server, begun))
    choose(page, 0, "Usually")
    follow(page.get_by_role("button", name="Save and come back later"))

    expect(page.get_by_role("status")).to_contain_text("Your answers are saved.")
    expect(page.get_by_text("1 of 42 statements answered").first).to_be_visible()
    follow(page.get_by_role("link", name=re.compile("Continue.*Leading well")))

    expect(page.get_by_role("heading", level=1)).to_have_text(bank().themes[0].title)
    expect(page.get_by_role("radio", name=re.compile("^Usually")).first).to_be_checked()


def test_a_question_page_is_light(page, begun, live_server) -> None:
    """Uncompressed, as the test server sends it; the service compresses to about a quarter."""
    sizes = {}
    page.on("response", lambda response: sizes.update({response.url: len(response.body())}))

    page.goto(theme_url(live_server, begun), wait_until="networkidle")

    scripts = sum(size for url, size in sizes.items() if url.endswith(".js"))
    assert len(sizes) <= 8, sizes
    assert scripts <= 20_000, sizes
