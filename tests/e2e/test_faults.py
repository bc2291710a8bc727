"""Faults that a person meets in the browser: no connection, several tabs, an expired session."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import BrowserContext, Page, expect

from assessments import actions
from tests.assessments.sitting import stored
from tests.e2e.test_questionnaire import begun, campaign, choose, signed_in, theme_url
from tests.factories import PASSWORD, answer

__all__ = ["begun", "campaign", "signed_in"]
pytestmark = pytest.mark.e2e
PATIENCE_MS = 30_000
CONFLICT = "You answered this in another tab or on another device: "


@pytest.fixture
def url(live_server, begun) -> str:
    return theme_url(live_server, begun)


@pytest.fixture
def open_tab(signed_in: BrowserContext, url):
    def open_tab() -> Page:
        tab = signed_in.new_page()
        tab.set_default_timeout(PATIENCE_MS)
        tab.goto(url)
        return tab

    return open_tab


def says(tab: Page, words: str) -> None:
    expect(tab.locator("[data-saved-state]")).to_contain_text(words, timeout=PATIENCE_MS)


def test_offline_answers_wait_and_are_saved_when_back(signed_in, open_tab, begun) -> None:
    tab = open_tab()
    choose(tab, 0, "Usually")
    says(tab, "Saved")

    signed_in.set_offline(True)
    choose(tab, 1, "Occasionally")
    choose(tab, 2, "Almost always")
    choose(tab, 1, "Rarely")
    tab.locator("textarea").fill("Written on the train")
    says(tab, "Not saved yet")
    assert stored(begun) == {"ASP-01": "4"}
    tab.get_by_role("button", name="Continue").click()
    expect(tab).to_have_url(re.compile("/themes/ASP/"))
    expect(tab.locator("[data-saved-state]")).to_be_focused()
    signed_in.set_offline(False)

    says(tab, "Saved")
    assert stored(begun) == {"ASP-01": "4", "ASP-02": "1", "ASP-03": "5"}
    assert begun.notes.get().text == "Written on the train"


def test_a_failing_server_is_tried_again_until_it_answers(open_tab, begun) -> None:
    tab = open_tab()
    failures = iter([500, 503])

    def fail_twice(route) -> None:
        status = next(failures, None)
        if status is None:
            route.continue_()
        else:
            route.fulfill(status=status, body="<h1>Server error</h1>")

    tab.route("**/answers/", fail_twice)
    choose(tab, 0, "Usually")

    says(tab, "Trying again in")
    assert stored(begun) == {}
    says(tab, "Saved")
    assert stored(begun) == {"ASP-01": "4"}


def test_a_lost_receipt_does_no_harm(open_tab, begun) -> None:
    """The server has saved, but the page does not hear of it; then the person changes their mind."""
    tab = open_tab()
    lost = iter([True])

    def lose_once(route) -> None:
        response = route.fetch()
        if next(lost, False):
            route.abort()
        else:
            route.fulfill(response=response)

    tab.route("**/answers/", lose_once)
    choose(tab, 0, "Usually")
    says(tab, "Not saved yet")
    assert stored(begun) == {"ASP-01": "4"}
    choose(tab, 0, "Occasionally")

    says(tab, "Saved")
    assert stored(begun) == {"ASP-01": "2"}
    expect(tab.get_by_text(CONFLICT)).to_have_count(0)


def test_continue_while_a_save_is_on_its_way_carries_the_newest_answer(open_tab, begun) -> None:
    tab = open_tab()
    held = []
    tab.route("**/answers/", lambda route: held.append(route.fetch()))
    choose(tab, 0, "Usually")
    tab.locator("[name^=sent-]").first.wait_for(state="attached")
    choose(tab, 0, "Almost always")

    tab.get_by_role("button", name="Continue").click()

    expect(tab).to_have_url(re.compile("/themes/EMA/"))
    assert [response.status for response in held] == [200]
    assert stored(begun) == {"ASP-01": "5"}


def test_two_tabs_that_answer_different_statements_both_save(open_tab, begun) -> None:
    one, other = open_tab(), open_tab()

    choose(one, 0, "Usually")
    choose(other, 1, "Occasionally")
    says(one, "Saved")
    says(other, "Saved")
    choose(one, 2, "Almost always")
    says(one, "Saved")

    assert stored(begun) == {"ASP-01": "4", "ASP-02": "2", "ASP-03": "5"}
    expect(other.locator("#progress-words")).to_have_text(re.compile("[23] of 42"))
    one.get_by_role("button", name="Continue").click()
    other.get_by_role("button", name="Continue").click()
    expect(other).to_have_url(re.compile("/themes/EMA/"))
    assert stored(begun) == {"ASP-01": "4", "ASP-02": "2", "ASP-03": "5"}


def test_two_tabs_that_answer_the_same_statement_are_told(open_tab, begun) -> None:
    one, other = open_tab(), open_tab()
    choose(one, 0, "Usually")
    says(one, "Saved")

    choose(other, 0, "Occasionally")

    expect(other.get_by_text(f"{CONFLICT}Usually.")).to_be_visible(timeout=PATIENCE_MS)
    says(other, "One answer was not saved.")
    usually = other.get_by_role("radio", name=re.compile("^Usually")).first
    expect(usually).to_be_checked()
    assert stored(begun) == {"ASP-01": "4"}
    choose(other, 0, "Occasionally")
    says(other, "Saved")
    expect(other.get_by_text(CONFLICT)).to_have_count(0)
    assert stored(begun) == {"ASP-01": "2"}


def test_two_tabs_with_different_notes_keep_both_texts_in_sight(open_tab, begun) -> None:
    one, other = open_tab(), open_tab()
    one.locator("textarea").fill("From one")
    one.locator("textarea").blur()
    says(one, "Saved")

    other.locator("textarea").fill("From the other")
    other.locator("textarea").blur()

    expect(other.get_by_text("What is saved now: “From one”")).to_be_visible(timeout=PATIENCE_MS)
    expect(other.locator("textarea")).to_have_value("From the other")
    assert begun.notes.get().text == "From one"
    other.locator("textarea").press_sequentially("!")
    says(other, "Saved")
    assert begun.notes.get().text == "From the other!"


def test_an_expired_session_asks_to_sign_in_again_and_loses_nothing(
    signed_in, open_tab, begun, manager
) -> None:
    tab = open_tab()
    Session.objects.all().delete()

    choose(tab, 0, "Usually")
    says(tab, "you have been signed out")
    # One piece beside its mark: a sentence with a link in it is not set in columns.
    assert tab.locator("[data-saved-state]").evaluate("(shown) => shown.childNodes.length") == 1
    choose(tab, 1, "Occasionally")
    assert stored(begun) == {}
    with signed_in.expect_page() as opened:
        tab.get_by_role("link", name="sign in again in a new tab").click()
    second = opened.value
    second.get_by_label("E-mail").fill(manager.email)
    second.get_by_label("Password").first.fill(PASSWORD)
    second.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(second.get_by_role("heading", level=1)).to_have_text("You are signed in again")
    tab.bring_to_front()

    says(tab, "Saved")
    assert stored(begun) == {"ASP-01": "4", "ASP-02": "2"}
    tab.get_by_role("button", name="Continue").click()
    expect(tab).to_have_url(re.compile("/themes/EMA/"))


def test_a_tab_left_open_over_the_end_is_told_and_changes_nothing(open_tab, begun, manager) -> None:
    answer(begun, {"ASP-01": "4"})
    tab = open_tab()
    actions.submit_assessment(begun.public_id, by=manager, at=begun.started_at)

    choose(tab, 0, "Occasionally")

    says(tab, "this assessment is finished")
    assert stored(begun) == {"ASP-01": "4"}


def test_leaving_with_something_unsaved_asks_first(signed_in, open_tab, begun) -> None:
    tab = open_tab()
    asked = []
    tab.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    signed_in.set_offline(True)
    choose(tab, 0, "Usually")
    says(tab, "offline")
    tab.close(run_before_unload=True)
    tab.wait_for_event("close")
    signed_in.set_offline(False)

    assert asked == ["beforeunload"]
    saved = open_tab()
    saved.on("dialog", lambda dialog: asked.append("needless"))
    # Another answer: the browser may have sent the first one after all, and it would be chosen already.
    choose(saved, 0, "Occasionally")
    says(saved, "Saved")
    saved.close(run_before_unload=True)
    assert asked == ["beforeunload"]
