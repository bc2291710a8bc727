"""The steps that journeys share: coming in, going from page to page, and looking for faults."""

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Locator, Page

from accounts.models import User

WIDE = "document.documentElement.scrollWidth > innerWidth"


def sign_in(context: BrowserContext, server: str, user: User) -> None:
    """Give the browser a session of the user's; the form has journeys of its own."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": server}])


def follow(target: Locator) -> None:
    """Click what leads to another page, and wait until that page is whole.

    Playwright's own click returns once the next page has begun: what is read then may not be there yet.
    """
    with target.page.expect_navigation():
        target.click()


def faults(page: Page) -> list[str]:
    """Name what axe finds, and whether the page is wider than its window."""
    found = [found["id"] for found in Axe().run(page).response["violations"]]
    return [*found, *(["wide"] if page.evaluate(WIDE) else [])]


def unfold(page: Page) -> None:
    """Open all that is folded, as somebody does who reads everything."""
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
