"""Being invited, coming in and going out, in a browser; and that every page of it is accessible."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.actions import end_membership, invite_member
from accounts.permissions import Role
from tests.e2e.journey import faults, follow
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
NEW = "plum lantern otter gate"
PAGES = [
    *("about", "privacy", "accessibility", "account_login", "account_signup", "account_inactive"),
    *("account_reset_password", "account_reset_password_done"),
]


def _sign_in(page, server, email, password=PASSWORD):
    page.goto(f"{server.url}{reverse('account_login')}")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    follow(page.get_by_role("button", name="Sign in", exact=True))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_open_pages_are_accessible_and_fit_a_phone(live_server, page, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 320, "height": 800})
    found = []

    for name in PAGES:
        page.goto(f"{live_server.url}{reverse(name)}")
        found += [(name, fault) for fault in faults(page)]

    assert found == []


def test_who_has_an_account_elsewhere_accepts_by_the_link(
    live_server, page, organisation, outsider, deliver, settings
):
    settings.SITE_URL = live_server.url
    page.set_viewport_size({"width": 320, "height": 800})
    member = invite_member(
        outsider.email, "O Typed", organisation=organisation, roles=[Role.MANAGER], by=None, at=NOW
    )
    link = next(line for line in deliver()[0].body.splitlines() if line.startswith("http"))

    page.goto(link)
    page.get_by_label("Password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Sign in", exact=True))
    expect(page.get_by_role("heading", level=1)).to_contain_text("has invited you")
    found = faults(page)
    page.goto(f"{live_server.url}/")
    found += faults(page)
    follow(page.get_by_role("link", name="Read what accepting means"))
    follow(page.get_by_role("button", name="Accept the invitation"))

    expect(page.get_by_role("main")).to_contain_text("You have accepted the invitation")
    found += faults(page)
    member.refresh_from_db()
    assert (found, member.has_accepted) == ([], True)


def test_invited_person_chooses_a_password_and_is_in(
    live_server, page, organisation, deliver, settings
):
    settings.SITE_URL = live_server.url
    invite_member(
        "sam@council.example",
        "Sam Lee",
        organisation=organisation,
        roles=[Role.MANAGER],
        by=None,
        at=NOW,
    )
    link = next(line for line in deliver()[0].body.splitlines() if line.startswith("http"))

    page.goto(link)
    at_first = faults(page)
    page.get_by_label("New password", exact=True).fill("short")
    follow(page.get_by_role("button", name="Save password"))
    focused = page.evaluate("document.activeElement.innerText")
    after_a_mistake = faults(page)
    page.get_by_label("New password", exact=True).fill(NEW)
    page.get_by_label("New password again").fill(NEW)
    follow(page.get_by_role("button", name="Save password"))

    expect(page).to_have_url(f"{live_server.url}/")
    assert (at_first, after_a_mistake) == ([], [])
    assert "There is a problem" in focused
    assert "Enter the new password again." in focused


def test_keyboard_alone_signs_in_and_out(live_server, page, manager):
    page.goto(f"{live_server.url}{reverse('account_login')}")

    page.get_by_label("E-mail address").focus()
    page.keyboard.type(manager.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_server.url}/")
    page.get_by_role("button", name="Sign out").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/login/")

    expect(page.get_by_role("main")).to_contain_text("You have signed out.")


def test_back_after_signing_out_shows_nothing_closed(live_server, page, manager):
    _sign_in(page, live_server, manager.email)
    closed = f"{live_server.url}{reverse('account_change_password')}"
    page.goto(closed)
    expect(page.get_by_role("main")).to_contain_text(manager.email)

    page.get_by_role("button", name="Sign out").click()
    # Signing out empties the browser's store, and the browser moves to another process for that.
    page.get_by_role("heading", name="Sign in", exact=True).wait_for()
    page.wait_for_load_state("networkidle")
    page.go_back()

    expect(page).not_to_have_url(closed)
    expect(page.locator("body")).not_to_contain_text(manager.email)


def test_refused_form_keeps_what_was_typed_behind_back(live_server, page, context, manager):
    """A form that comes without its token is refused; Back still has the words."""
    _sign_in(page, live_server, manager.email)
    page.goto(f"{live_server.url}{reverse('account_reset_password')}")
    page.get_by_label("E-mail address").fill("typed@council.example")
    context.clear_cookies(name="csrftoken")

    follow(page.get_by_role("button", name="Send me a link"))
    expect(page.get_by_role("heading", level=1)).to_have_text("This page was open for too long")
    page.go_back()

    expect(page.get_by_label("E-mail address")).to_have_value("typed@council.example")


def test_leaver_is_told_so_on_an_accessible_page(live_server, page, manager):
    _sign_in(page, live_server, manager.email)
    end_membership(manager.memberships.get(), by=None, at=NOW)

    page.reload()

    expect(page.get_by_role("heading", level=1)).to_have_text(
        "You no longer belong to an organisation here"
    )
    assert faults(page) == []
