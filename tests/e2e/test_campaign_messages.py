"""A whole campaign by its e-mails: read from a real mail server, their links followed in real browsers."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.actions.outbox import deliver_messages
from accounts.models import Message
from accounts.permissions import Role
from tests.e2e.journey import faults, follow, sign_in
from tests.factories import PASSWORD, MembershipFactory, bank, published
from tests.mail_server import MailServer, link_in, mail_server

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 844}
# A list needs ten.
OTHERS = [f"other{number}@council.example" for number in range(7)]
NEW_PASSWORD = "plum lantern otter gate"


@pytest.fixture
def server(settings, live_server):
    with mail_server() as (server, port):
        settings.SITE_URL = live_server.url
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        yield server


@pytest.fixture
def people(organisation):
    """Nia has no password yet, Olu has one, and nothing can be sent to Pat."""
    published(bank("small"), organisation=organisation)
    found = {
        name: MembershipFactory(
            organisation=organisation,
            user__name=name,
            user__email=f"{name.lower()}@council.example",
            attributes={"grade": grade},
            roles=[Role.MANAGER],
        )
        for name, grade in (("Nia", "G9"), ("Olu", "G10"), ("Pat", "G9"))
    }
    for address in OTHERS:
        MembershipFactory(organisation=organisation, user__email=address, roles=[Role.MANAGER])
    found["Nia"].user.set_unusable_password()
    found["Nia"].user.save()
    return found


def fresh(browser, found: list[str], name: str):
    """Return a page of a browser that nobody has used yet, and a way to look for faults on it."""
    page = browser.new_context(viewport=PHONE).new_page()
    page.set_default_timeout(10_000)
    return page, lambda: found.extend(f"{name}: {fault}" for fault in faults(page))


def mail_to(server: MailServer, name: str):
    """Let the worker do its task, and return the last e-mail to somebody."""
    deliver_messages.call()
    return [mail for mail in server.mails if mail["To"] == f"{name}@council.example"][-1]


def open_campaign(page, server, look) -> None:
    def go_on() -> None:
        follow(page.get_by_role("button", name="Continue"))

    page.goto(f"{server.url}{reverse('assessments:new_campaign')}")
    page.get_by_label("A small bank").check()
    go_on()
    page.get_by_label("A list of managers").check()
    go_on()
    page.get_by_label("E-mail addresses").fill("nia@council.example; olu@council.exmple")
    go_on()
    expect(
        page.get_by_role("link", name="Nobody in your organisation has the address")
    ).to_be_visible()
    look()
    page.get_by_label("E-mail addresses").fill(
        "; ".join(["Nia <nia@council.example>", "olu@council.example", *OTHERS])
    )
    page.get_by_label("Find managers").fill("pat")
    follow(page.get_by_role("button", name="Find", exact=True))
    page.get_by_label("Pat, pat@council.example").check()
    look()
    follow(page.get_by_role("button", name="Add those ticked"))
    go_on()
    finish_the_wizard(page, go_on, look)


def finish_the_wizard(page, go_on, look) -> None:
    page.get_by_label("grade: 2 values").check()
    look()
    go_on()
    page.get_by_label("Name of the campaign").fill("Spring 2027")
    page.get_by_label("Opens").fill(timezone.localdate().isoformat())
    page.get_by_label("Closes").fill((timezone.localdate() + timedelta(days=20)).isoformat())
    page.get_by_label("I confirm").check()
    look()
    go_on()
    look()
    go_on()
    expect(page.get_by_text("A list of managers: 10 people today")).to_be_visible()
    look()
    follow(page.get_by_role("button", name="Open the campaign"))
    expect(page.get_by_text("the invitations are on their way")).to_be_visible()


def take_part(page, link: str, look) -> None:
    """Somebody new: the link leads through a first password straight to the questionnaire."""
    page.goto(link)
    page.get_by_label("New password", exact=True).fill(NEW_PASSWORD)
    page.get_by_label("New password again").fill(NEW_PASSWORD)
    follow(page.get_by_role("button", name="Save password"))
    expect(page).to_have_url(re.compile("/assessments/start/"))
    look()
    follow(page.get_by_role("button", name="Start"))
    for number in range(3):
        page.locator("[data-question]").nth(number).get_by_role(
            "radio", name="Agree", exact=True
        ).check()
    follow(page.get_by_role("button", name="Continue to check your answers"))
    follow(page.get_by_role("button", name="Finish and see my report").first)
    expect(page).to_have_url(re.compile("/reports/"))


def send_again_and_remind(page, server: MailServer, look) -> None:
    """The HR lead sees what did not leave, and reminds who has not finished."""
    page.reload()
    expect(page.get_by_text("550 no such mailbox")).to_be_visible()
    expect(page.locator("#response-words")).to_have_text("1 of 10 finished (10%)")
    look()
    del server.answers["pat@council.example"]
    follow(page.get_by_role("button", name="Send again to Pat"))
    expect(page.get_by_text("is sent again")).to_be_visible()
    assert "Spring 2027" in mail_to(server, "pat")["Subject"]
    Message.objects.update(due_at=timezone.now() - timedelta(days=2))
    follow(page.get_by_role("link", name="Remind those who have not finished"))
    expect(page.get_by_text("9 people would get a reminder by e-mail now.")).to_be_visible()
    look()
    follow(page.get_by_role("button", name="Send the reminder"))
    expect(page.get_by_text("Reminders are on their way to 9 people.")).to_be_visible()
    follow(page.get_by_role("link", name="History"))
    expect(page.get_by_text("Reminders sent, by Harper Lead")).to_be_visible()
    look()


def come_back(page, link: str, look) -> None:
    """Somebody with a password signs in on the way."""
    page.goto(link)
    page.get_by_label("E-mail address").fill("olu@council.example")
    page.get_by_label("Password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Sign in", exact=True))
    expect(page).to_have_url(re.compile("/assessments/start/"))
    expect(page.get_by_role("button", name="Start")).to_be_visible()
    look()


def test_campaign_from_the_wizard_to_the_thanks(
    live_server, browser, people, hr_lead, server, context
):
    found: list[str] = []
    server.answers["pat@council.example"] = "550 no such mailbox"
    desk, look = fresh(browser, found, "HR lead")
    sign_in(desk.context, live_server.url, hr_lead)
    open_campaign(desk, live_server, look)

    nia, look_at_nia = fresh(browser, found, "Nia")
    take_part(nia, link_in(mail_to(server, "nia")), look_at_nia)
    thanks = mail_to(server, "nia")
    nia.goto(link_in(thanks))
    expect(nia).to_have_url(re.compile("/reports/"))

    send_again_and_remind(desk, server, look)
    olu, look_at_olu = fresh(browser, found, "Olu")
    come_back(olu, link_in(mail_to(server, "olu")), look_at_olu)

    assert thanks["Subject"] == "Thank you for taking part: Spring 2027"
    reminded = [mail["To"] for mail in server.mails if mail["Subject"].startswith("Reminder:")]
    assert sorted(reminded) == sorted(["olu@council.example", "pat@council.example", *OTHERS])
    assert found == []
    for page in (desk, nia, olu):
        page.context.close()
