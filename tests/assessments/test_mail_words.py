"""What HR leads say in the e-mails of a campaign: seen as it will look, tried on oneself, text and never markup."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from accounts.actions.outbox import deliver_messages
from accounts.mail import style_hash
from accounts.models import AuditEntry, Membership, Message, Organisation, User
from accounts.permissions import Role
from assessments.actions import MailWords, change_mail_words, invite_new, remind_unfinished_people
from assessments.models import WORDS_MAX_LENGTH, Campaign
from tests.factories import CampaignFactory, MembershipFactory, published

WORDS = "We ask because <b>you</b> & your teams asked us.\r\n\r\nSam & the team"
PAGE = reverse("assessments:campaign_mail", args=["spring"])


@pytest.fixture
def campaign(organisation: Organisation, ada_and_bo: list[Membership]) -> Campaign:
    return CampaignFactory(
        organisation=organisation,
        version=published(),
        name="Spring",
        slug="spring",
        sends_mail=True,
    )


@pytest.fixture
def client(client_of, hr_lead: User) -> Client:
    return client_of(hr_lead)


def send_all() -> list[mail.EmailMessage]:
    deliver_messages.call()
    return list(mail.outbox)


def test_own_words_are_seen_and_sent_as_text(client, campaign, hr_lead):
    page = client.post(PAGE, {"invitation_words": WORDS, "then": "show"}, follow=True)
    campaign.refresh_from_db()
    invite_new(campaign, at=timezone.now())
    letter = send_all()[0]
    html = str(letter.alternatives[0][0])

    shown, reminder = page.context["previews"]
    for text in (shown.text, letter.body):
        assert "Ambleford Borough Council writes:" in text
        assert "We ask because <b>you</b> & your teams asked us.\n\nSam & the team" in text
    for drawn in (shown.html, html):
        assert "<p>We ask because &lt;b&gt;you&lt;/b&gt; &amp; your teams asked us.</p>" in drawn
        assert "<p>Sam &amp; the team</p>" in drawn
    assert "writes:" not in reminder.text
    # The page holds the e-mail as an attribute that is text of its own, behind a sandbox.
    assert f'sandbox title="The invitation" srcdoc="{escape(shown.html)}"' in page.content.decode()
    assert shown.subject == letter.subject
    assert shown.text.replace(hr_lead.name, "Ada").splitlines()[0] == letter.body.splitlines()[0]


def test_page_lets_the_style_of_the_e_mail_in_and_nothing_else(client, campaign):
    policy = client.get(PAGE)["Content-Security-Policy"]

    assert f"style-src 'self' {style_hash()}" in policy
    assert "unsafe" not in policy


def test_reminder_has_words_of_its_own(client, campaign, hr_lead):
    client.post(PAGE, {"reminder_words": "Ten minutes will do.", "then": "show"})
    campaign.refresh_from_db()
    invite_new(campaign, at=timezone.now() - timedelta(days=3))
    remind_unfinished_people(campaign, by=hr_lead, at=timezone.now())

    invitation, *_others, reminder = send_all()

    assert "Ten minutes will do." not in invitation.body
    assert "Ten minutes will do." in reminder.body


def test_words_are_composed_without_marks_that_nobody_sees(client, campaign):
    client.post(PAGE, {"invitation_words": "Cafe\u0301\u200b\u00a0at\u2009noon", "then": "show"})

    campaign.refresh_from_db()
    assert campaign.invitation_words == "Caf\u00e9 at noon"


def test_what_is_too_long_is_refused_and_given_back(client, campaign):
    long = "x" * (WORDS_MAX_LENGTH + 1)

    page = client.post(PAGE, {"invitation_words": long, "then": "test_invitation"})

    campaign.refresh_from_db()
    assert page.status_code == 200
    assert "can have up to 1000 characters. It now has 1001: shorten it." in page.content.decode()
    assert page.context["form"]["invitation_words"].value() == long
    assert campaign.invitation_words == ""
    assert not Message.objects.exists()


@pytest.mark.parametrize("kind", ["invitation", "reminder"])
def test_a_test_goes_to_oneself_alone_and_counts_as_no_invitation(kind, client, campaign, hr_lead):
    words = {f"{kind}_words": "Come along.", "then": f"test_{kind}"}
    page = client.post(PAGE, words, follow=True).content.decode()
    (letter,) = send_all()

    assert f"A test is on its way to {hr_lead.email}, and to nobody else." in page
    assert letter.to == [hr_lead.email]
    assert letter.subject.startswith("Test: ")
    assert "This is a test that only you get." in letter.body
    assert "Come along." in letter.body
    assert invite_new(campaign, at=timezone.now()) == 2


def test_tests_are_few_in_an_hour(client, campaign, hr_lead):
    now = timezone.now()
    for number in range(7):
        with time_machine.travel(now + timedelta(seconds=number), tick=False):
            page = client.post(PAGE, {"then": "test_invitation"}, follow=True).content.decode()
    sent = Message.objects.filter(kind="campaign_test").count()
    with time_machine.travel(now + timedelta(minutes=61), tick=False):
        client.post(PAGE, {"then": "test_invitation"})

    assert sent == 5
    assert "You have had 5 tests within the last hour." in page
    assert Message.objects.filter(kind="campaign_test").count() == 6


def test_nothing_of_the_words_is_in_a_log(client, campaign, hr_lead, caplog):
    client.post(PAGE, {"invitation_words": "A secret reason", "then": "test_invitation"})
    send_all()

    (changed,) = AuditEntry.objects.filter(act="campaign.words_changed")
    assert "secret" not in str(list(AuditEntry.objects.values()))
    assert "secret" not in caplog.text
    assert changed.actor == hr_lead
    history = client.get(reverse("assessments:campaign_history", args=["spring"]))
    assert "Own words in its e-mails changed" in history.content.decode()


def test_what_was_queued_keeps_its_words(campaign, hr_lead):
    now = timezone.now()
    invite_new(campaign, at=now)
    change_mail_words(campaign, MailWords("Too late for these"), by=hr_lead, at=now)

    assert "Too late" not in "".join(letter.body for letter in send_all())


def test_closed_campaign_has_no_words_any_more(client, campaign):
    Campaign.objects.update(closes_at=timezone.now())

    assert client.post(PAGE, {"invitation_words": "Late"}).status_code == 302
    campaign.refresh_from_db()
    assert campaign.invitation_words == ""


def test_page_takes_the_same_queries_with_many_people(
    client, campaign, organisation, django_assert_num_queries
):
    client.get(PAGE)
    for _number in range(20):
        MembershipFactory(organisation=organisation, roles=[Role.MANAGER])

    with django_assert_num_queries(5):
        client.get(PAGE)
