"""Passkeys and authenticator apps in a browser, with a key that Chromium makes up."""

import re
import time
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal.auth import hotp_value
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import User
from tests.e2e.journey import faults, follow
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(live_server, settings):
    """The service by a name: passkeys are for names and not for numbers."""
    settings.SITE_URL = f"http://localhost:{urlsplit(live_server.url).port}"
    settings.ALLOWED_HOSTS = ["localhost"]
    settings.CSRF_TRUSTED_ORIGINS = [settings.SITE_URL]
    return settings.SITE_URL


@pytest.fixture
def key(page):
    """A security key in the browser, with a finger on it."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    number = made["authenticatorId"]

    def lift_finger():
        devtools.send(
            "WebAuthn.setUserVerified", {"authenticatorId": number, "isUserVerified": False}
        )

    return lift_finger


def sign_in(page, site, user):
    page.goto(f"{site}{reverse('account_login')}")
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Sign in", exact=True))


def begin(page, site, user: User, link: str):
    sign_in(page, site, user)
    page.goto(f"{site}{reverse('mfa_index')}")
    follow(page.get_by_role("link", name=link))
    page.get_by_label("Password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Go on"))


def test_passkey_is_added_and_signs_in_alone(page, site, key, manager):
    page.set_viewport_size({"width": 390, "height": 844})
    found = []
    begin(page, site, manager, "Add a passkey")
    found += faults(page)
    page.get_by_label("Name").fill("My phone")
    follow(page.get_by_role("button", name="Add a passkey"))
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    found += faults(page)
    follow(page.get_by_role("link", name="I have kept them"))
    page.goto(f"{site}{reverse('mfa_list_webauthn')}")
    expect(page.get_by_role("main")).to_contain_text("My phone")
    found += faults(page)

    page.context.clear_cookies()
    page.goto(f"{site}{reverse('account_login')}")
    found += faults(page)
    follow(page.get_by_role("button", name="Sign in with a passkey"))

    expect(page).to_have_url(f"{site}/")
    assert found == []


def test_refused_passkey_leaves_the_other_ways(page, site, key, manager):
    begin(page, site, manager, "Add a passkey")
    follow(page.get_by_role("button", name="Add a passkey"))
    page.context.clear_cookies()
    sign_in(page, site, manager)
    key()  # the finger is somebody else's from here on

    page.get_by_role("button", name="Use a passkey").click()

    expect(page.get_by_role("alert")).to_contain_text("Nothing came from a passkey")
    assert faults(page) == []
    expect(page.get_by_label("Code")).to_be_visible()


def test_authenticator_app_works_without_scripts(new_context, live_server, site, manager):
    page = new_context(java_script_enabled=False).new_page()
    begin(page, site, manager, "Set an authenticator app up")
    secret = page.locator("code").inner_text()
    assert re.fullmatch(r"[A-Z2-7]{32}", secret)
    page.get_by_label("Code").fill(f"{hotp_value(secret, int(time.time()) // 30):06}")
    follow(page.get_by_role("button", name="Set it up"))
    code = page.locator(".recovery-codes code").first.inner_text()

    page.context.clear_cookies()
    sign_in(page, site, manager)
    expect(page.get_by_role("button", name="Use a passkey")).to_have_count(0)
    page.get_by_label("Code").fill(code)
    follow(page.get_by_role("button", name="Sign in", exact=True))

    expect(page).to_have_url(f"{site}/")
