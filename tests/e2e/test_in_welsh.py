"""A manager reads and answers in Welsh on a phone; and the same pages stand in a language from right to left."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.permissions import Role
from assessments.models import Assessment
from banks.actions import offer_language
from banks.queries import forget_instruments, forget_offers
from leadership.files.xliff import parse_xliff
from leadership.languages import with_current_translations, with_translations
from tests.building import AT, DEFAULT, finished, learning, person_1, published, readiness
from tests.e2e.journey import faults, follow, sign_in, unfold
from tests.factories import PASSWORD, AssessmentFactory, GoalFactory, MembershipFactory
from tests.pseudo import made_up

pytestmark = pytest.mark.django_db(transaction=True)
WELSH = Path("fixtures/customer-focused-leadership.cy.xlf")


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    """Return a phone whose owner has said that they read Welsh."""
    return browser_context_args | {
        "locale": "cy-GB",
        "viewport": {"width": 390, "height": 844},
    }


@pytest.fixture(autouse=True)
def _languages(settings: object) -> Iterator[None]:
    settings.LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg"), ("ar", "العربية")]  # type: ignore[attr-defined]
    with made_up("ar"):
        yield
    forget_offers()


@pytest.fixture
def manager(live_server: object) -> User:
    return MembershipFactory(user__name="Megan Ellis", roles=[Role.MANAGER]).user


@pytest.fixture
def begun(manager: User) -> Assessment:
    """Return what the manager is at; beside it they have a report and a goal, and the bank is offered in Welsh."""
    forget_instruments()
    bank = with_current_translations(
        with_translations(DEFAULT, parse_xliff(WELSH.read_bytes(), DEFAULT))
    )
    version = published(bank)
    offer_language(version, "cy", by=None, at=AT)
    before = finished(manager, version, person_1() | readiness() | learning())
    GoalFactory(plan__member=before.member, version=version)
    return AssessmentFactory(member=before.member, version=version)


def addresses(begun: Assessment) -> list[str]:
    done = Assessment.objects.get(submitted_at__isnull=False)
    return [
        reverse("assessments:home"),
        reverse("assessments:theme", args=[begun.public_id, "ASP"]),
        reverse("assessments:check", args=[begun.public_id]),
        reverse("reports:report", args=[done.public_id]),
        reverse("plans:plan"),
        reverse("account"),
    ]


def wrong(page: Page) -> list[str]:
    """Name what is wrong with a page when all that is folded is open."""
    unfold(page)
    return faults(page)


def test_a_manager_goes_from_signing_in_to_the_plan_in_welsh(
    page: Page, live_server, begun: Assessment, manager: User
) -> None:
    page.goto(live_server.url)
    found = [("sign-in", one) for one in wrong(page)]
    expect(page.locator("html")).to_have_attribute("lang", "cy")
    page.get_by_label("Cyfeiriad e-bost").fill(manager.email)
    page.locator("input[type=password]").fill(PASSWORD)
    follow(page.locator("main form button[type=submit]").first)

    for address in addresses(begun):
        page.goto(live_server.url + address)
        found += [(address, one) for one in wrong(page)]
        expect(page.locator("html")).to_have_attribute("lang", "cy")
        # The bank is read in Welsh as well: nothing on the page is in another language but the switch.
        expect(page.locator("main [lang=en-GB]:not(button)")).to_have_count(0)

    assert found == []


def test_an_answer_is_given_and_saved_in_welsh(
    page: Page, live_server, begun: Assessment, manager: User
) -> None:
    sign_in(page.context, live_server.url, manager)
    page.goto(live_server.url + addresses(begun)[1])

    page.get_by_role("radio", name="Bron bob amser").first.check()
    expect(page.locator("[data-saved-state]")).to_have_text("Wedi’i gadw")

    assert begun.answers.values_list("value", "language").get() == (5, "cy")


def test_pages_stand_from_right_to_left_and_say_what_is_not(
    page: Page, live_server, begun: Assessment, manager: User
) -> None:
    manager.language = "ar"
    manager.save()
    sign_in(page.context, live_server.url, manager)

    home, statements, *_others = addresses(begun)
    for address in (home, statements):
        page.goto(live_server.url + address)
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        assert wrong(page) == [], address
    expect(page.locator("legend").first).to_have_attribute("dir", "ltr")
    expect(page.locator("legend").first).to_have_attribute("lang", "en-GB")
