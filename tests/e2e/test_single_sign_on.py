"""Single sign-on in a browser, through a real OpenID provider: set up, connected, used."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.e2e.journey import faults, follow
from tests.factories import PASSWORD
from tests.oidc_provider import CLIENT, real_provider

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def there(live_server, settings, tmp_path):
    """The provider knows this server; only a browser tells whether a page's policy lets its form go there."""
    settings.SITE_URL = live_server.url
    settings.ALLOW_INTERNAL_PROVIDERS = True
    with real_provider(live_server.url, tmp_path) as running:
        running.knows("morgan", email="somebody@else.example")
        yield running


def sign_in(page, server, user):
    page.goto(f"{server}{reverse('account_login')}")
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Sign in", exact=True))


def confirm(page):
    page.get_by_label("Password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Go on"))


def set_up(page, server, issuer):
    """Set the provider up as an administrator; return the faults of the pages on the way."""
    page.goto(f"{server}{reverse('identity:sign_in_rule')}")
    follow(page.get_by_role("link", name="Set up single sign-on"))
    confirm(page)
    found = faults(page)
    page.get_by_label("What people call it").fill("Ambleford account")
    page.get_by_label("Its address").fill(issuer)
    page.get_by_label("Client ID").fill(CLIENT["client_id"])
    page.get_by_label("Client secret").fill(CLIENT["secret"])
    follow(page.get_by_role("button", name="Try the connection and save"))
    expect(page.get_by_role("main")).to_contain_text("The provider answers, and is saved.")
    return found + faults(page)


def connect(page, server, name):
    page.goto(f"{server}{reverse('account')}")
    follow(page.get_by_role("link", name="Connect your Ambleford account"))
    confirm(page)
    found = faults(page)
    follow(page.get_by_role("button", name="Go on"))
    page.get_by_placeholder("Enter any login").fill(name)
    page.get_by_placeholder("and password").fill("any")
    follow(page.get_by_role("button", name="Sign-in"))
    expect(page).to_have_url(f"{server}{reverse('account')}")
    expect(page.get_by_role("main")).to_contain_text("Connected: you can sign in with it.")
    return found + faults(page)


def test_provider_is_set_up_connected_and_signed_in_with(
    page, live_server, there, administrator, manager
):
    server, said = live_server.url, []
    # The pages of the provider say more there, of their own.
    page.on("console", lambda told: "Content Security" in told.text and said.append(told.text))
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, server, administrator)
    found = set_up(page, server, there.issuer)
    page.context.clear_cookies()
    sign_in(page, server, manager)
    found += connect(page, server, "morgan")
    page.get_by_role("button", name="Menu").click()
    follow(page.get_by_role("button", name="Sign out", exact=True))

    page.goto(f"{server}{reverse('organisation_sign_in', args=['ambleford'])}")
    found += faults(page)
    follow(page.get_by_role("button", name="Sign in with your Ambleford account"))

    expect(page).to_have_url(f"{server}/")
    page.goto(f"{server}{reverse('account')}")
    expect(page.get_by_role("main")).to_contain_text(manager.email)
    assert found == []
    assert said == []
