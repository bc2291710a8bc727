"""In a browser: from the report to a reviewed goal, and a report that is shared, read and taken back."""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.permissions import Role
from banks.queries import forget_instruments
from tests.building import DEFAULT, finished, person_1, published
from tests.factories import GoalFactory, MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def council(live_server):
    forget_instruments()
    return OrganisationFactory(name="Ambleford Borough Council")


@pytest.fixture
def manager(council) -> User:
    return MembershipFactory(
        organisation=council, user__name="Morgan Manager", roles=[Role.MANAGER]
    ).user


@pytest.fixture
def report(live_server, manager) -> str:
    assessment = finished(manager, published(DEFAULT), person_1(), notes={"ASP": "My example"})
    return f"{live_server.url}{reverse('reports:report', args=[assessment.public_id])}"


def sign_in(page: Page, user: User, url: str) -> None:
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    page.context.clear_cookies()
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])


def look(page: Page) -> None:
    """The page is fit for everybody: no rule broken, and no wider than a phone."""
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_manager_goes_from_the_report_to_a_reviewed_goal(page, live_server, manager, report):
    page.set_viewport_size({"width": 390, "height": 800})
    sign_in(page, manager, live_server.url)
    page.goto(report)

    page.get_by_role("link", name="make it a goal").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A new goal")
    look(page)
    # Nothing is filled in for the person but the words: when it is to be done, and who helps, is asked.
    page.get_by_label("Target date").fill((timezone.localdate() + timedelta(weeks=12)).isoformat())
    page.get_by_label("Buddy or peer").check()
    page.get_by_role("button", name="Save the goal").click()

    expect(page.get_by_role("status")).to_have_text("Your goal is in your plan.")
    page.get_by_role("button", name="I have done this").click()
    expect(page.get_by_role("button", name="Not done after all")).to_be_visible()
    look(page)

    page.get_by_role("link", name="Review this goal").click()
    notes = page.get_by_label("Review notes")
    notes.fill("a\n" * 400 + "x" * 201)
    expect(page.locator("[data-character-count]")).to_have_text("Characters too many: 1")
    page.get_by_role("button", name="Save the review").click()
    expect(page.get_by_role("link", name=re.compile("has 1001"))).to_be_visible()
    look(page)
    expect(notes).to_have_value("a\n" * 400 + "x" * 201)
    notes.fill("It helped.")
    page.get_by_role("button", name="Save the review").click()

    expect(page.get_by_role("blockquote")).to_have_text("It helped.")
    page.goto(f"{live_server.url}/")
    expect(page.get_by_text("Next review:")).to_be_visible()
    look(page)


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_goal_changed_in_two_tabs_keeps_both_until_one_is_chosen(page, live_server, manager):
    goal = GoalFactory(plan__member=manager.memberships.get(), version=published(DEFAULT))
    sign_in(page, manager, live_server.url)
    address = f"{live_server.url}{reverse('plans:change_goal', args=[goal.public_id])}"
    other = page.context.new_page()
    for tab, words in ((page, "Tenants choose."), (other, "Residents choose.")):
        tab.goto(address)
        tab.get_by_label("What do you want to be different?").fill(words)
    page.get_by_text("More: how you will know").click()
    page.get_by_label("Where are you now?").fill("Nobody chooses.")

    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tenants choose.")
    other.get_by_role("button", name="Save", exact=True).click()
    expect(other.get_by_role("link", name=re.compile("“Tenants choose.”"))).to_be_visible()
    other.get_by_role("button", name="Save", exact=True).click()

    expect(other.get_by_role("heading", level=1)).to_have_text("Residents choose.")
    expect(other.get_by_text("Nobody chooses.")).to_be_visible()
    other.get_by_role("link", name="Review this goal").click()
    expect(other.get_by_label("Review notes")).to_be_visible()
    page.goto(other.url)
    for tab, words in ((other, "It helped."), (page, "It did not.")):
        tab.get_by_label("Review notes").fill(words)
        tab.get_by_role("button", name="Save the review").click()
        expect(tab.get_by_text("It helped.").first).to_be_visible()
    page.get_by_role("button", name="Save the review").click()
    expect(page.get_by_role("blockquote")).to_have_text("It did not.")


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_report_is_shared_read_and_taken_back_without_scripts(
    page, live_server, manager, council, report
):
    reader = MembershipFactory(organisation=council, user__name="Casey Coach").user
    sign_in(page, manager, live_server.url)
    page.goto(report)
    page.get_by_role("link", name="Share this report").click()
    page.get_by_label("E-mail address of the colleague").fill("stranger@elsewhere.example")
    page.get_by_role("radio", name="Coach").check()
    page.get_by_role("button", name="Share the report").click()
    expect(page.get_by_role("link", name=re.compile("There is nobody in"))).to_be_visible()
    expect(page.get_by_role("radio", name="Coach")).to_be_checked()
    page.get_by_label("E-mail address of the colleague").fill(reader.email)
    page.get_by_role("button", name="Share the report").click()
    expect(page.get_by_text("Not opened yet.")).to_be_visible()

    sign_in(page, reader, live_server.url)
    page.goto(f"{live_server.url}/")
    page.get_by_role("link", name=re.compile("Morgan Manager’s report")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Morgan Manager’s report")
    expect(page.get_by_text("My example")).to_have_count(0)
    shared = page.url

    sign_in(page, manager, live_server.url)
    page.goto(f"{live_server.url}{reverse('plans:shares')}")
    expect(page.get_by_text("Opened once")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Details")).click()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("Taken back")).to_be_visible()

    sign_in(page, reader, live_server.url)
    answer = page.goto(shared)
    assert answer.status == 404


def test_set_is_started_and_a_colleague_accepts(page, live_server, manager, council, report):
    page.set_viewport_size({"width": 390, "height": 800})
    colleague = MembershipFactory(organisation=council, user__name="Casey Colleague").user
    sign_in(page, manager, live_server.url)
    page.goto(f"{live_server.url}{reverse('plans:sets')}")
    page.get_by_role("link", name="Start a set").click()
    page.get_by_label("Name of the set").fill("Housing set")
    page.get_by_role("button", name="Start the set").click()
    page.get_by_role("link", name="Invite a colleague").click()
    page.get_by_label("E-mail address of a colleague").fill(colleague.email)
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_text("Casey Colleague is invited.")).to_be_visible()
    page.get_by_role("link", name="Set a meeting").click()
    day = timezone.localdate() + timedelta(weeks=2)
    page.get_by_label("Day").fill(day.isoformat())
    page.get_by_label("Start time").fill("09:30")
    page.get_by_role("button", name="Save the meeting").click()
    expect(page.get_by_role("heading", name=f"{date_format(day, 'j F Y')}, 09:30")).to_be_visible()
    look(page)

    sign_in(page, colleague, live_server.url)
    page.goto(f"{live_server.url}/")
    page.get_by_role("link", name="Housing set").click()
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_text("You take part in this set.")).to_be_visible()
    look(page)
