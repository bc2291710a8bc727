"""In a browser: a manager asks others, they answer on a phone without signing in or scripts, the worker publishes, the manager reads."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.permissions import Role
from assessments.models import Assessment
from banks.queries import forget_instruments
from leadership.observing import RaterGroup
from observers import access, actions
from observers.models import Approval, ObserverRule, Rater, Round
from observers.presenters.asked import asked_page
from tests.building import DEFAULT, finished, person_1, published
from tests.e2e.journey import faults, sign_in
from tests.factories import MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def manager(live_server) -> User:
    forget_instruments()
    council = OrganisationFactory(name="Ambleford Borough Council")
    ObserverRule.objects.create(organisation=council, approval=Approval.NOBODY)
    return MembershipFactory(
        organisation=council, user__name="Morgan Manager", roles=[Role.MANAGER]
    ).user


@pytest.fixture
def assessment(manager) -> Assessment:
    return finished(manager, published(DEFAULT), person_1())


def look(page: Page) -> None:
    """The page is fit for everybody: no rule broken, and no wider than a phone."""
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def put_on_list(page: Page, group: str, name: str) -> None:
    page.get_by_label(group, exact=True).check()
    page.get_by_label("Name").fill(name)
    page.get_by_label("E-mail address").fill(f"{name.replace(' ', '.').lower()}@asked.example")
    page.get_by_role("button", name="Add to the list").click()
    expect(page.get_by_role("status")).to_have_text(f"{name} is on the list.")


def test_a_manager_asks_and_reads_what_others_say(page, live_server, manager, assessment):
    page.set_viewport_size({"width": 390, "height": 800})
    sign_in(page.context, live_server.url, manager)
    page.goto(f"{live_server.url}{reverse('reports:report', args=[assessment.public_id])}")
    page.get_by_role("link", name="Ask others how they see you").click()
    look(page)
    page.get_by_role("button", name="Go on to the people").click()
    for name in ("Ann One", "Ben Two", "Cas Three"):
        put_on_list(page, "Staff", name)
    look(page)
    round_ = Round.objects.get()
    for number in range(9):
        email = f"colleague{number}@asked.example"
        actions.add_person(round_, RaterGroup.COLLEAGUES, name=f"Colleague {number}", email=email)
    page.get_by_role("link", name="The list is complete").click()
    look(page)
    page.get_by_role("button", name="Start the round").click()
    expect(page.get_by_role("status")).to_have_text("The round has started.")

    for rater in Rater.objects.exclude(name="Ann One"):
        _send(rater)
    Round.objects.update(opens_at=timezone.now() - timedelta(days=2), closes_at=timezone.now())
    actions.publish_rounds.call()
    page.goto(f"{live_server.url}{reverse('observers:rounds')}")
    page.get_by_role("link", name="Read the results").click()
    expect(page.get_by_role("heading", name="You and others")).to_be_visible()
    expect(page.get_by_text("9 people: enough for a picture")).to_be_visible()
    look(page)


def _send(rater: Rater) -> None:
    codes = [one.code for one in _asked(rater)]
    now = timezone.now()
    actions.save_answers(rater, dict.fromkeys(codes, 4), {}, at=now)
    actions.send_answers(rater, at=now)


def _asked(rater: Rater):
    return [one for number in (1, 2) for one in asked_page(rater, number).asked]


@pytest.fixture
def link(live_server, manager, assessment) -> str:
    now = timezone.now()
    days = actions.Days(now, now + timedelta(days=9))
    made = actions.begin_round(assessment, days, by=manager, at=now)
    for number in range(3):
        email = f"s{number}@asked.example"
        actions.add_person(made, RaterGroup.STAFF, name=f"S {number}", email=email)
    actions.hand_in_round(made, by=manager, at=now)
    return f"{live_server.url}{access.link_of(Rater.objects.order_by('pk')[0])}"


@pytest.mark.parametrize("scripts", [True, False])
def test_a_rater_answers_on_a_phone_with_and_without_scripts(browser, link, scripts):
    context = browser.new_context(
        viewport={"width": 390, "height": 800}, java_script_enabled=scripts
    )
    page = context.new_page()
    page.goto(link)
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("group")).to_have_count(9)
    first = page.get_by_role("group").first
    if scripts:
        look(page)
        # By keyboard alone: a radio is chosen and kept as it is.
        first.get_by_role("radio").first.focus()
        page.keyboard.press("ArrowDown")
        expect(page.get_by_text("Saved", exact=True)).to_be_visible()
        page.reload()
        expect(first.get_by_role("radio").nth(1)).to_be_checked()
    for group in page.get_by_role("group").all():
        group.get_by_label(re.compile("^Usually")).check()
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("#progress-words")).to_have_text("9 of 18 statements answered")
    page.get_by_label("One thing they do that helps").fill("Says why.")
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    page.get_by_role("button", name="Take my comments back").click()

    rater = Rater.objects.get(sent_in__isnull=False)
    assert (len(rater.answers), rater.helps) == (9, "")
    context.close()
