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
from results.actions import close_campaign, count_rounds_of
from tests.building import DEFAULT, finished, person_1, published
from tests.e2e.journey import faults, sign_in
from tests.factories import CampaignFactory, MembershipFactory, OrganisationFactory
from tests.results.published import answered
from tests.results.test_others import published_about

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


def test_an_answer_given_without_network_is_sent_once_it_is_back(browser, link):
    context = browser.new_context(viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(link)
    page.get_by_role("button", name="Begin").click()
    last = page.get_by_role("group").last
    # Whether the script is there by now or not; once this is saved it is.
    page.get_by_role("group").first.get_by_label(re.compile("^Usually")).check()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()

    context.set_offline(True)
    last.get_by_label(re.compile("^Usually")).check()
    expect(page.get_by_text("Not saved yet.")).to_be_visible()
    context.set_offline(False)

    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_role("group").last.get_by_label(re.compile("^Usually"))).to_be_checked()


def test_a_rater_is_told_that_answers_are_no_longer_taken(browser, link):
    page = browser.new_context().new_page()
    page.goto(link)
    page.get_by_role("button", name="Begin").click()
    Round.objects.update(opens_at=timezone.now() - timedelta(days=2), closes_at=timezone.now())

    page.get_by_label(re.compile("^Usually")).first.check()

    expect(page.get_by_text("Answers are no longer taken here.")).to_be_visible()


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


@pytest.fixture
def published_round(manager, assessment) -> Round:
    """Nine colleagues have answered, three months ago."""
    now = timezone.now()
    opens = now - timedelta(days=120)
    days = actions.Days(opens, opens + timedelta(days=20))
    made = actions.begin_round(assessment, days, by=manager, at=opens)
    for number in range(9):
        email = f"c{number}@asked.example"
        actions.add_person(made, RaterGroup.COLLEAGUES, name=f"C {number}", email=email)
    actions.hand_in_round(made, by=manager, at=opens)
    for one in made.raters.all():
        codes = [asked.code for asked in _asked(one)]
        actions.save_answers(one, dict.fromkeys(codes, 4), {}, at=opens)
        actions.send_answers(one, at=opens)
    return actions.publish_round(made, at=days.closes_at)


def test_a_manager_names_what_the_same_people_are_asked_about(
    page, live_server, manager, published_round
):
    page.set_viewport_size({"width": 390, "height": 800})
    sign_in(page.context, live_server.url, manager)
    results = reverse("observers:results", args=[published_round.public_id])
    page.goto(f"{live_server.url}{results}")
    look(page)
    page.get_by_role("link", name="Ask the same people again").click()
    look(page)
    page.get_by_label("What do you work on?").fill("I ask before I decide")
    page.get_by_role("button", name="Ask them on").click()

    expect(page.get_by_role("status")).to_contain_text("Saved.")


@pytest.mark.parametrize("scripts", [True, False])
def test_somebody_answers_again_on_a_phone_and_the_manager_reads_it(
    browser, live_server, manager, published_round, scripts
):
    pulse = actions.ask_again(published_round, "I ask first", by=manager, at=timezone.now())
    first, *rest = published_round.raters.order_by("pk")
    context = browser.new_context(
        viewport={"width": 390, "height": 800}, java_script_enabled=scripts
    )
    page = context.new_page()
    page.goto(f"{live_server.url}{access.again_link_of(first)}")
    if scripts:
        look(page)
    page.get_by_label("Partly").check()
    page.get_by_label("About the same").check()
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    for one in rest:
        actions.answer_again(one, worked="yes", change="more", at=timezone.now())
    pulse.closes_at = timezone.now()
    pulse.save(update_fields=["closes_at"])
    actions.publish_rounds.call()

    sign_in(context, live_server.url, manager)
    page.goto(f"{live_server.url}{reverse('observers:again', args=[published_round.public_id])}")
    expect(page.get_by_role("row", name="More effective most")).to_be_visible()
    if scripts:
        look(page)
    context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_customer_types_the_code_of_a_card(browser, live_server, manager, assessment, scripts):
    now = timezone.now()
    keeper = MembershipFactory(organisation=assessment.member.organisation).user
    days = actions.Days(now, now + timedelta(days=9))
    made = actions.begin_round(assessment, days, by=manager, at=now)
    actions.set_customers(made, keeper_email=keeper.email, cards=3, has_open_link=True)
    actions.hand_in_round(made, by=manager, at=now)
    context = browser.new_context(
        viewport={"width": 390, "height": 800}, java_script_enabled=scripts
    )
    sign_in(context, live_server.url, keeper)
    page = context.new_page()
    page.goto(f"{live_server.url}{reverse('observers:cards', args=[made.public_id])}")
    if scripts:
        # As wide as a code can be: which letters it has is chance.
        page.locator(".code-typed").last.evaluate("code => { code.textContent = 'WWWWW-MMMMM' }")
        look(page)
    code = page.locator(".code-typed").first.inner_text()
    context.clear_cookies()

    page.goto(f"{live_server.url}/answer/")
    page.get_by_label("Code").fill(code.lower().replace("-", " ")[:-1])
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert").first).to_contain_text("There is no such code")
    if scripts:
        look(page)
    page.get_by_label("Code").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("button", name="Begin")).to_be_visible()
    context.close()


def test_hr_offers_it_in_a_campaign_and_reads_what_it_adds_up_to(page, live_server, assessment):
    organisation = assessment.member.organisation
    lead = MembershipFactory(organisation=organisation, roles=[Role.HR_LEAD]).user
    now = timezone.now()
    opens = now - timedelta(days=2)
    campaign = CampaignFactory(
        organisation=organisation, version=assessment.version, slug="spring", opens_at=opens,
        closes_at=now + timedelta(days=9),
    )  # fmt: skip
    page.set_viewport_size({"width": 390, "height": 800})
    sign_in(page.context, live_server.url, lead)
    page.goto(f"{live_server.url}{reverse('assessments:campaign', args=['spring'])}")
    page.locator(f"a[href='{reverse('observers:offer', args=['spring'])}']").click()
    page.get_by_label("Yes").check()
    look(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Offered to those who finish")).to_be_visible()

    for _number in range(12):
        member = MembershipFactory(organisation=organisation)
        published_about(answered(member, campaign, 4, opens), 70, 60)
    close_campaign(campaign, by=None, at=now)
    count_rounds_of(campaign, at=now)
    page.goto(f"{live_server.url}{reverse('results:results', args=['spring'])}")
    page.get_by_role("link", name="How others see leaders").click()
    expect(page.get_by_role("row", name=re.compile("Agility"))).to_contain_text("+10")
    look(page)
