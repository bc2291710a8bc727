"""Attributes put in order, people confirmed and the log read, in a browser: on a phone and a desk, with and without scripts."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from accounts.models import Membership, Organisation, RetentionRule, User
from accounts.permissions import Role
from tests.e2e.journey import faults, follow, sign_in
from tests.factories import MembershipFactory

Look = Callable[[Page], list[str]]

pytestmark = pytest.mark.django_db(transaction=True)

BROWSERS = {
    "phone": {"viewport": {"width": 390, "height": 844}},
    "desk": {"viewport": {"width": 1280, "height": 900}},
    "no scripts": {"viewport": {"width": 390, "height": 844}, "java_script_enabled": False},
}


@pytest.fixture
def council(organisation: Organisation, hr_lead: User) -> Organisation:
    """Six with one grade typed in two ways, two of them brought in by the HR lead."""
    for number in range(6):
        member = MembershipFactory(
            organisation=organisation,
            user__name=f"Person {number}",
            roles=[Role.MANAGER],
            attributes={"grade": "g 10" if number == 5 else "G10"},
        )
        if number < 2:
            member.added_by, member.joined_at = hr_lead, timezone.now() - timedelta(days=1)
            member.save()
    return organisation


@pytest.fixture(params=BROWSERS)
def at_work(
    request: pytest.FixtureRequest, live_server, browser: Browser, council, administrator
) -> Iterator[Page]:
    """An administrator's browser at the list of people."""
    context = browser.new_context(base_url=live_server.url, **BROWSERS[request.param])
    sign_in(context, live_server.url, administrator)
    page = context.new_page()
    page.goto(reverse("people:people"))
    yield page
    context.close()


@pytest.fixture
def look(request: pytest.FixtureRequest) -> Look:
    """Name what is wrong with a page; where no script runs, axe does not either."""
    has_scripts = "no scripts" not in request.node.name
    return faults if has_scripts else lambda _page: []


def test_value_typed_in_two_ways_is_made_one(at_work: Page, look: Look):
    page = at_work
    follow(page.get_by_role("link", name="Attributes"))
    expect(page.get_by_text("1 value looks like another.")).to_be_visible()
    found = {"attributes": look(page)}
    follow(page.get_by_role("link", name="Make it “G10”"))
    expect(page.get_by_label("New value")).to_have_value("G10")
    found["value"] = look(page)
    follow(page.get_by_role("button", name="Continue"))
    # Nothing has changed yet, and it is asked with the number that the next page says was changed.
    expect(page.get_by_role("heading", level=1)).to_have_text("Make “g 10” one with “G10”?")
    expect(page.get_by_text("1 current member is changed.")).to_be_visible()
    assert Membership.objects.filter(attributes={"grade": "g 10"}).count() == 1
    found["sure"] = look(page)
    follow(page.get_by_role("button", name="Change it for everybody"))
    expect(page.get_by_text("1 current member is changed.")).to_be_visible()
    assert Membership.objects.filter(attributes={"grade": "G10"}).count() == 6
    assert not any(found.values()), found


def test_attribute_is_renamed_and_stands_in_the_log_without_its_values(at_work: Page, look: Look):
    page = at_work
    follow(page.get_by_role("link", name="Attributes"))
    follow(page.get_by_role("link", name="Rename or remove"))
    page.get_by_label("New name").fill("band")
    follow(page.get_by_role("button", name="Rename"))
    follow(page.get_by_role("button", name="Change it for everybody"))
    expect(page.get_by_role("heading", name="band")).to_be_visible()

    page.goto(reverse("people:people"))
    follow(page.get_by_role("link", name="Log", exact=True))
    lines = page.locator("tbody tr")
    expect(lines.first).to_contain_text("Attribute renamed, or made one with another")
    expect(lines.first).to_contain_text("before: grade")
    found = look(page)
    page.get_by_label("What was done").select_option(
        label="Attribute renamed, or made one with another"
    )
    follow(page.get_by_role("button", name="Search"))
    assert lines.count() == 1
    assert "g 10" not in page.inner_text("main")
    assert found == []


def test_people_whom_an_hr_lead_brought_in_are_confirmed(at_work: Page, look: Look):
    page = at_work
    follow(page.get_by_role("link", name="to confirm"))
    assert page.get_by_role("checkbox").count() == 2
    found = {"waiting": look(page)}
    # Nobody ticked: said, and nobody is confirmed.
    follow(page.get_by_role("button", name="Confirm those ticked"))
    expect(page.get_by_role("alert")).to_be_visible()
    found["nobody"] = look(page)
    page.get_by_label("Person 0").check()
    follow(page.get_by_role("button", name="Confirm those ticked"))
    assert page.get_by_role("checkbox").count() == 1
    follow(page.get_by_role("button", name="Confirm this person"))
    expect(page.get_by_text("Nobody waits")).to_be_visible()
    found["none"] = look(page)
    assert not any(found.values()), found
    assert not Membership.objects.current().unconfirmed().exists()

    page.goto(reverse("people:log"))
    expect(page.locator("tbody tr").first).to_contain_text("Confirmed by an administrator")


def test_what_would_go_is_shown_before_periods_are_confirmed(at_work: Page, look: Look):
    page = at_work
    follow(page.get_by_role("link", name="How long things are kept"))
    found = {"periods": look(page)}
    page.get_by_label("The log").select_option(label="Remove nothing of this")
    follow(page.get_by_role("button", name="Show what would go"))
    expect(page.get_by_text("Nothing is that old yet.")).to_be_visible()
    found["sure"] = look(page)
    assert not RetentionRule.objects.exists()
    follow(page.get_by_role("button", name="Keep it no longer"))
    expect(page.get_by_text("Saved. What goes, and when, is on this page.")).to_be_visible()
    found["saved"] = look(page)
    assert RetentionRule.objects.get().log is None
    follow(page.get_by_role("button", name="Remove nothing by itself any more"))
    assert not RetentionRule.objects.exists()
    assert not any(found.values()), found
