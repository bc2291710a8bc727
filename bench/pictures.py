"""Takes the README's pictures from a demonstration that is being served: python -m bench.pictures [ADDRESS]."""

import argparse
import io
import re
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from tests.e2e.browser import launch_options

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
PEOPLE = ROOT / ".demo" / "people.txt"
PHONE = (390, 844)
DESK = (1000, 1000)


def password_of(email: str) -> str:
    """Return what bin/demo has printed for the person."""
    found = re.search(rf"^{re.escape(email)}\s+(\S+)", PEOPLE.read_text(), re.MULTILINE)
    return found[1] if found else sys.exit(f"{email} is not in {PEOPLE}: start bin/demo first")


def signed_in(browser: Browser, origin: str, email: str, size: tuple[int, int]) -> Page:
    context = browser.new_context(
        base_url=origin, viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(password_of(email))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/")
    return page


def bring_up(what: Locator) -> None:
    """Scroll the thing to the top of the picture, with a little air over it."""
    what.evaluate("element => scrollTo(0, element.getBoundingClientRect().top + scrollY - 16)")


def take(page: Page, name: str) -> None:
    # What is still on its way, such as the drawing over the radar, is waited for.
    page.wait_for_load_state("networkidle")
    picture = Image.open(io.BytesIO(page.screenshot()))
    # Few colours are in it, and a clone of the repository should stay light.
    picture.convert("RGB").quantize(32, dither=Image.Dither.NONE).save(
        PICTURES / f"{name}.png", optimize=True
    )


def question(browser: Browser, origin: str) -> None:
    page = signed_in(browser, origin, "tom.ashdown@ambleford.example", PHONE)
    page.locator("a[href^='/assessments/']").first.click()
    statement = page.locator("fieldset[data-question]").first
    statement.scroll_into_view_if_needed()
    # Whatever was chosen when the pictures were last taken, one of the two is a change.
    for choice in (2, 3):
        statement.get_by_role("radio").nth(choice).check()
    page.locator(".saved-state[data-state=saved]").wait_for()
    bring_up(statement)
    take(page, "question")


def report(browser: Browser, origin: str) -> None:
    page = signed_in(browser, origin, "megan.ellis@ambleford.example", DESK)
    page.goto(
        page.locator("a[href^='/reports/']:not([href*='.pdf'])").first.get_attribute("href") or ""
    )
    bring_up(page.locator("section:has(figure.chart)").first)
    take(page, "report")


def results(browser: Browser, origin: str) -> None:
    page = signed_in(browser, origin, "helen.whitcombe@ambleford.example", DESK)
    page.goto("/results/")
    page.locator("main a[href^='/results/']:not([href$='/close/'])").first.click()
    page.wait_for_url("**/results/*/**")
    bring_up(page.locator(".results-head"))
    take(page, "results")


def _confirmed(page: Page, email: str) -> None:
    """Show once more who one is, where that is asked."""
    if "/confirm/" in page.url:
        page.get_by_label("Password").fill(password_of(email))
        page.get_by_role("button", name="Go on").click()
        page.wait_for_load_state()


def single_sign_on(browser: Browser, origin: str) -> None:
    """The sign-in page where an organisation has its own account: `bin/demo --sso`."""
    page = browser.new_context(
        base_url=origin, viewport={"width": PHONE[0], "height": PHONE[1]}
    ).new_page()
    page.goto("/accounts/login/")
    if page.get_by_text("Council account").count():
        take(page, "sign-in")


def passkey(browser: Browser, origin: str) -> None:
    """An administrator without a second step meets nothing else, and the page where a passkey is added.

    The rule stays in that demonstration.
    """
    email = "samir.patel@ambleford.example"
    # By a name: passkeys are for names and not for numbers.
    page = signed_in(browser, origin.replace("127.0.0.1", "localhost"), email, PHONE)
    page.goto("/people/sign-in/")
    if (role := page.get_by_label("Administrator")).count():
        role.check()
        page.get_by_role("button", name="Save").click()
    page.goto("/people/")
    take(page, "second-step")
    page.get_by_role("link", name="Add a passkey").click()
    _confirmed(page, email)
    take(page, "passkey")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address", nargs="?", default="http://127.0.0.1:8000")
    origin = parser.parse_args().address
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        for one in (question, report, results, single_sign_on, passkey):
            one(browser, origin)
        browser.close()


if __name__ == "__main__":
    main()
