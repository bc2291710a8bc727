"""How long the whole job takes in clicks: from home to a finished report, all three parts answered.

Each answer is one click, so what can be saved is what lies between them.
"""

import re

import pytest
from playwright.sync_api import Locator, Page

from assessments.models import Answer, Assessment
from tests.e2e.journey import sign_in
from tests.factories import CampaignFactory, bank

# Home and the page before the first statement; the themes; readiness, its spectrum and what came of it; the
# learning areas; finishing.
BESIDES_ANSWERS = 2 + 6 + 4 + 7 + 1
UNANSWERED = """() => [...document.querySelectorAll("main input[type=radio]")]
  .filter((one) => one.checkVisibility() || one.labels[0]?.checkVisibility())
  .map((one) => one.name)
  .filter((name, at, all) => all.indexOf(name) === at)
  .filter((name) => !document.querySelector(`input[name="${name}"]:checked`))"""


@pytest.fixture
def clicks(page: Page) -> list[str]:
    """What was clicked, as it was called."""
    page.set_default_timeout(10_000)
    return []


def test_the_whole_job_takes_one_click_an_answer_and_twenty_besides(
    page, clicks, live_server, organisation, manager
) -> None:
    CampaignFactory(
        organisation=organisation, name="Leading well", asks_readiness=True, asks_learning=True
    )
    sign_in(page.context, live_server.url, manager)
    page.goto(live_server.url)
    click(page.get_by_role("link", name=re.compile("Start.*Leading well")), clicks)

    answers = 0
    while "/reports/" not in page.url:
        for name in page.evaluate(UNANSWERED):
            page.locator(f'input[name="{name}"]').nth(2).click(force=True)
            answers += 1
        click(main_button(page), clicks)

    themes, asked = bank().questions(), bank().preparation_codes + bank().learning_codes
    assert Assessment.objects.get().submitted_at is not None
    assert Answer.objects.count() == answers == len(list(themes)) + len(asked)
    assert len(clicks) == BESIDES_ANSWERS, clicks


def main_button(page: Page) -> Locator:
    """What leads on: the first of a page's large buttons."""
    return page.locator("main form button[type=submit].govuk-button, main a.govuk-button").first


def click(target: Locator, clicks: list[str]) -> None:
    clicks.append(f"{target.page.url.rpartition('/assessments/')[2]}: {target.inner_text()}")
    with target.page.expect_navigation():
        target.click()
