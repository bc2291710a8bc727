"""The service itself in a browser, before anybody signs in."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.django_db(transaction=True)


def test_stranger_is_led_to_sign_in_and_the_browser_has_nothing_to_complain_about(
    live_server, page
):
    messages = []
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.on("requestfailed", lambda request: messages.append(request.url))

    page.goto(live_server.url)

    assert page.url.startswith(f"{live_server.url}/accounts/login/")
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert messages == []
