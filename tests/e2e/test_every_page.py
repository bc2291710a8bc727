"""Every kind of page on a phone, in words twice as long as usual and from right to left: nothing is cut, covered or too wide.

The pages are those of the access table; what the service says in them is in the made-up language of `tests.pseudo`.
"""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import transaction
from django.http import HttpResponse
from playwright.sync_api import Page, Request, Route

from accounts.models import Organisation, User
from banks.queries import forget_instruments
from tests.architecture.access import Row, Stage
from tests.architecture.test_access import ROWS
from tests.e2e.journey import WIDE, unfold
from tests.pseudo import made_up

pytestmark = pytest.mark.django_db(transaction=True)
ARABIC = {"accept-language": "ar"}
READERS = ("owner", "hr_lead", "administrator", "signed_out")
# What a language or a direction could spoil; journeys in English look for all that axe knows.
RULES = {"runOnly": [
    "html-has-lang", "html-lang-valid", "valid-lang", "target-size", "label-content-name-mismatch",
    "scrollable-region-focusable", "aria-hidden-focus", "button-name", "link-name", "label",
]}  # fmt: skip
FAULTS = """
() => {
  const found = [];
  const name = (one) => `${one.localName}.${one.className?.baseVal ?? one.className}: ${one.textContent.trim().slice(0, 40)}`;
  const shown = (one) => one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length;
  const apart = (one) => one.closest(".govuk-visually-hidden, .statements small, .make-goal small, .skip-link, svg, [aria-hidden=true]");
  for (const one of document.body.querySelectorAll("*")) {
    if (!shown(one) || apart(one)) continue;
    const style = getComputedStyle(one);
    if (one.clientWidth > 1 && /hidden|clip/.test(style.overflowX) && one.scrollWidth > one.clientWidth + 1) found.push(`cut ${name(one)}`);
    if (one.matches("button, .govuk-button, .tag, .band, th, td, legend, summary")) {
      const box = one.getBoundingClientRect();
      const texts = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) {
        if (!texts.currentNode.data.trim() || apart(texts.currentNode.parentElement)) continue;
        const range = document.createRange();
        range.selectNodeContents(texts.currentNode);
        const out = [...range.getClientRects()].some((part) => part.left < box.left - 2 || part.right > box.right + 2);
        if (out) { found.push(`outside ${name(one)}`); break; }
      }
    }
  }
  const controls = [...document.querySelectorAll("a, button, summary")].filter((one) => shown(one) && !apart(one));
  const boxes = controls.map((one) => [...one.getClientRects()]);
  controls.forEach((one, at) => controls.slice(at + 1).forEach((other, next) => {
    if (one.contains(other) || other.contains(one)) return;
    const meet = boxes[at].some((a) => boxes[at + 1 + next].some((b) =>
      Math.min(a.right, b.right) - Math.max(a.left, b.left) > 3 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 6));
    if (meet) found.push(`covered ${name(one)} / ${name(other)}`);
  }));
  return [...new Set(found)];
}
"""


@pytest.fixture
def stage(
    live_server: object, organisation: Organisation, manager: User, colleague: User, hr_lead: User,
    administrator: User, outsider: User,
) -> Stage:  # fmt: skip
    return Stage(organisation, manager, colleague, hr_lead, administrator, outsider)


def reader_of(row: Row) -> str | None:
    return next((who for who in READERS if (row.get or {}).get(who) == 200), None)


def pages(stage: Stage) -> Iterator[tuple[str, HttpResponse]]:
    """Yield each page that somebody is shown, with its address; each has the stage for itself."""
    for row in ROWS:
        if who := reader_of(row):
            forget_instruments()
            with transaction.atomic():
                own = replace(stage)
                shown = row.visit("get", own, who, headers=ARABIC)
                address = row.url(own)
                transaction.set_rollback(True)
            if shown.headers.get("Content-Type", "").startswith("text/html"):
                yield address, shown


def open_page(page: Page, server: str, address: str, shown: HttpResponse) -> None:
    """Show what was answered as it would be at its address, with what belongs to it from the server."""

    def answer(route: Route, request: Request) -> None:
        if request.is_navigation_request():
            route.fulfill(body=shown.content, headers=dict(shown.headers))
        elif urlsplit(request.url).path.startswith("/static/"):
            route.continue_()
        else:
            route.abort()

    page.unroute("**/*")
    page.route("**/*", answer)
    page.goto(server + address, wait_until="load")


def faults(page: Page) -> list[str]:
    unfold(page)
    found = [f"axe {one['id']}" for one in Axe().run(page, options=RULES).response["violations"]]
    found += ["wide"] if page.evaluate(WIDE) else []
    html = page.evaluate("[document.documentElement.lang, document.documentElement.dir]")
    return [*found, *page.evaluate(FAULTS), *([] if html == ["ar", "rtl"] else [str(html)])]


def test_every_page_has_room_for_long_words_from_right_to_left(
    page: Page,
    live_server,
    stage: Stage,
    settings,
) -> None:
    settings.LANGUAGES = [("en-gb", "English"), ("ar", "العربية")]
    page.set_viewport_size({"width": 390, "height": 844})
    with made_up("ar"):
        found = {}
        for address, shown in pages(stage):
            open_page(page, live_server.url, address, shown)
            found[address] = faults(page)

    assert len(found) > 100
    assert {address: wrong for address, wrong in found.items() if wrong} == {}
