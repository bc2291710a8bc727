"""A campaign's e-mails: to whom, when, how often; and that nothing of what people answered is in them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.test import Client

from accounts.actions import invite_member, send_message_again
from accounts.actions.outbox import deliver_messages
from accounts.errors import AccountError
from accounts.mail import compose
from accounts.models import AuditEntry, Membership, Message, Organisation, User
from accounts.permissions import Role
from assessments import actions
from assessments.actions import messages as campaign_messages
from assessments.models import Assessment, Campaign
from banks.queries import instrument_of
from tests.factories import (
    AssessmentFactory,
    CampaignFactory,
    MembershipFactory,
    all_answers,
    answer,
    bank,
    published,
)
from tests.mail_links import choose_password, path_in

LONDON = ZoneInfo("Europe/London")
OPENS = datetime(2026, 11, 2, 0, 0, tzinfo=LONDON)
CLOSES = datetime(2026, 11, 30, 23, 59, tzinfo=LONDON)
Deliver = Callable[[], list[EmailMessage]]


@pytest.fixture
def people(organisation: Organisation) -> dict[str, Membership]:
    """Managers who have not begun, have begun, and have finished; and an HR lead."""
    return {
        name: MembershipFactory(
            organisation=organisation,
            user__name=name,
            user__email=f"{name.lower()}@council.example",
            roles=[Role.HR_LEAD if name == "Hal" else Role.MANAGER],
        )
        for name in ("New", "Begun", "Done", "Hal")
    }


@pytest.fixture
def campaign(organisation: Organisation, people: dict[str, Membership]) -> Campaign:
    return CampaignFactory(
        organisation=organisation,
        version=published(),
        name="Spring 2027",
        opens_at=OPENS,
        closes_at=CLOSES,
        sends_mail=True,
        reminder_days=[7, 1],
        asks_readiness=True,
    )


def begin(people: dict[str, Membership], campaign: Campaign) -> None:
    AssessmentFactory(member=people["Begun"], campaign=campaign)
    finish(people["Done"], campaign)


def finish(member: Membership, campaign: Campaign) -> Assessment:
    begun = AssessmentFactory(member=member, campaign=campaign)
    answer(begun, all_answers(bank(), "1"), note="PRIVATE NOTE")
    return actions.submit_assessment(begun.public_id, by=member.user, at=OPENS + timedelta(days=1))


def sent_to(kind: str) -> list[str]:
    messages = Message.objects.filter(kind=f"campaign_{kind}")
    return sorted(messages.values_list("to__user__name", flat=True))


# The invitation -------------------------------------------------------------------------------


def test_everybody_invited_is_asked_once_and_who_joins_later_too(campaign, people, organisation):
    actions.queue_due_messages(at=OPENS - timedelta(minutes=1))
    before = sent_to("invitation")
    actions.queue_due_messages(at=OPENS)
    actions.queue_due_messages(at=OPENS)
    first = sent_to("invitation")
    MembershipFactory(organisation=organisation, user__name="Late", roles=[Role.MANAGER])
    actions.queue_due_messages(at=OPENS + timedelta(days=3))

    assert before == []
    assert first == ["Begun", "Done", "New"]
    assert sent_to("invitation") == ["Begun", "Done", "Late", "New"]
    entries = AuditEntry.objects.filter(act="campaign.invited").order_by("pk")
    assert [entry.details for entry in entries] == [{"people": 3}, {"people": 1}]


def test_invitation_is_sent_again_until_the_end_also_when_that_is_put_off(
    campaign, people, hr_lead
):
    actions.queue_due_messages(at=OPENS)
    Message.objects.update(status=Message.Status.FAILED)
    one, *_others = Message.objects.all()

    with pytest.raises(AccountError, match="too late"):
        send_message_again(one, by=hr_lead, at=CLOSES)
    later = CLOSES + timedelta(days=7)
    actions.change_campaign(campaign, closes_at=later, by=hr_lead, at=CLOSES - timedelta(days=1))
    one.refresh_from_db()
    send_message_again(one, by=hr_lead, at=CLOSES)

    one.refresh_from_db()
    assert (one.status, one.expires_at) == (Message.Status.QUEUED, later)
    email = compose(one)
    assert f"until the end of {later:%-d %B %Y}." in email.body
    assert f"until the end of {later:%-d %B %Y}." in email.alternatives[0][0]


def test_bank_is_read_only_where_there_is_somebody_to_write_to(
    campaign, people, organisation, monkeypatch
):
    actions.queue_due_messages(at=OPENS)
    other = CampaignFactory(
        organisation=organisation, version=published(), opens_at=OPENS, closes_at=CLOSES,
        sends_mail=True,
    )  # fmt: skip
    real = campaign_messages.words_of_mail

    def read(asked: Campaign, kind: str) -> dict[str, object]:
        if asked == campaign:
            raise ValueError("a bank that cannot be read")
        return real(asked, kind)

    monkeypatch.setattr(campaign_messages, "words_of_mail", read)
    actions.queue_due_messages(at=OPENS + timedelta(hours=1))

    assert Message.objects.filter(topic=other.topic).count() == 3


def test_many_are_written_to_in_batches_and_each_of_them_once(campaign, people, monkeypatch):
    monkeypatch.setattr(campaign_messages, "BATCH", 2)

    asked = [actions.invite_new(campaign, at=OPENS) for _time in range(2)]
    later = OPENS + timedelta(days=2)
    reminded = [
        campaign_messages.remind_unfinished(campaign, by=None, at=later) for _time in range(2)
    ]

    assert (asked, reminded) == ([3, 0], [3, 0])
    assert sent_to("invitation") == sent_to("reminder") == ["Begun", "Done", "New"]
    entries = AuditEntry.objects.filter(act__startswith="campaign.").order_by("pk")
    assert [entry.details["people"] for entry in entries] == [2, 1, 2, 1]


def test_campaign_that_nobody_asked_to_mail_sends_nothing(campaign, people):
    Campaign.objects.update(sends_mail=False)
    campaign.refresh_from_db()

    actions.queue_due_messages(at=OPENS)
    begin(people, campaign)

    assert not Message.objects.exists()


def test_invitation_says_who_asks_why_and_who_sees_what(campaign, people, deliver: Deliver):
    new = people["New"].user
    new.set_unusable_password()
    new.save()
    actions.queue_due_messages(at=OPENS)

    with time_machine.travel(OPENS, tick=False):
        mails = {one.to[0]: one for one in deliver()}

    text = mails["done@council.example"].body
    assert mails["done@council.example"].subject == (
        "Ambleford Borough Council asks you to take part: Spring 2027"
    )
    for words in (
        "It takes about 12 minutes. With the optional parts it is 4 minutes more.",
        "It helps a manager see strengths, choose what to work on and plan learning.",
        "until the end of 30 November 2026",
        "http://testserver/accounts/link/",
        "Your answers, scores, notes and report: you alone.",
        "the HR leads of Ambleford Borough Council",
        "never of fewer than 5 people",
        "You get this because you are a manager",
    ):
        assert words in text
        html = mails["done@council.example"].alternatives[0][0]
        assert words in html
    with time_machine.travel(CLOSES - timedelta(hours=1), tick=False):
        done = choose_password(Client(), path_in(mails["new@council.example"]))
    assert done["Location"] == f"/assessments/start/{campaign.slug}/"


def test_words_about_what_is_asked_come_from_the_bank(campaign, people, deliver: Deliver):
    """Nothing of customers stands in the e-mails of another instrument."""
    other = bank("small")
    assert "customer" not in "".join(question.text for question in other.questions()).lower()
    campaign.version = published(other)
    campaign.save()
    actions.queue_due_messages(at=OPENS)

    with time_machine.travel(OPENS, tick=False):
        mails = deliver()

    assert [one.to for one in mails if "customer" in f"{one.subject}{one.body}".lower()] == []
    assert "It takes about 1 minute." in mails[0].body


def test_new_manager_gets_one_mail_that_says_both(campaign, people, organisation, hr_lead, deliver):
    """Added while a campaign is open: not an invitation to the service, and minutes later one to take part."""
    with time_machine.travel(OPENS, tick=False):
        actions.queue_due_messages(at=OPENS)
        deliver()
        mail.outbox.clear()
        sam = invite_member(
            "sam@council.example",
            "Sam",
            organisation=organisation,
            roles=[Role.MANAGER],
            by=hr_lead,
            at=OPENS,
        )
        deliver()
        actions.queue_due_messages(at=OPENS)
        sent = list(deliver())
        link = path_in(sent[0])
        location = choose_password(Client(), link)["Location"]

    assert [(one.to, one.subject) for one in sent] == [
        (["sam@council.example"], "Ambleford Borough Council asks you to take part: Spring 2027")
    ]
    assert location == f"/assessments/start/{campaign.slug}/"
    states = Message.objects.filter(to=sam).values_list("kind", "status")
    assert dict(states) == {"invitation": "dropped", "campaign_invitation": "sent"}


@pytest.mark.parametrize("why", ["sends no mail", "not open", "not in the audience", "fails"])
def test_invitation_to_the_service_goes_out_where_no_campaign_says_it(
    campaign, organisation, hr_lead, deliver, why, monkeypatch
):
    changed = {
        "sends no mail": {"sends_mail": False},
        "not open": {"opens_at": CLOSES - timedelta(days=1)},
    }
    Campaign.objects.update(**changed.get(why, {}))
    if why == "fails":
        monkeypatch.setattr(campaign_messages, "invite_new", None)
    role = Role.BANK_EDITOR if why == "not in the audience" else Role.MANAGER
    with time_machine.travel(OPENS, tick=False):
        invite_member(
            "sam@council.example",
            "Sam",
            organisation=organisation,
            roles=[role],
            by=hr_lead,
            at=OPENS,
        )
        (sent,) = [one for one in deliver() if one.to == ["sam@council.example"]]

    assert sent.subject == "Ambleford Borough Council invites you to Leadership self-assessment"


def test_two_campaigns_opened_in_one_minute_send_one_invitation_a_day(
    campaign, people, organisation, client_of
):
    other = CampaignFactory(
        organisation=organisation, version=published(), name="Summer", slug="summer",
        opens_at=OPENS, closes_at=CLOSES, sends_mail=True,
    )  # fmt: skip
    next_day = OPENS + timedelta(hours=20)
    sent = {}
    for at in (OPENS, OPENS + timedelta(minutes=1), next_day - timedelta(minutes=1), next_day):
        with time_machine.travel(at, tick=False):
            actions.queue_due_messages(at=at)
            if at == OPENS:
                page = client_of(people["Hal"].user).get("/campaigns/summer/").content.decode()
                finish(people["Done"], other)
            mail.outbox.clear()
            # By the clock, which `deliver` does not look at.
            deliver_messages.call()
            sent[at] = sorted(
                (one.to[0].partition("@")[0], one.subject.rpartition(": ")[2])
                for one in mail.outbox
                if "asks you" in one.subject
            )

    first = [(name, "Spring 2027") for name in ("begun", "done", "new")]
    # Who has finished it by then is not asked any more.
    second = [(name, "Summer") for name in ("begun", "new")]
    assert list(sent.values()) == [first, [], [], second]
    assert "3 invitations are held back" in page


def test_invitation_is_not_held_back_beyond_the_close(campaign, people, organisation):
    CampaignFactory(
        organisation=organisation, version=published(), opens_at=OPENS, sends_mail=True,
        closes_at=OPENS + timedelta(hours=20),
    )  # fmt: skip

    actions.queue_due_messages(at=OPENS)

    assert set(Message.objects.values_list("due_at", flat=True)) == {OPENS}


# Reminders ------------------------------------------------------------------------------------


def test_reminders_go_to_the_unfinished_on_their_mornings_and_once(campaign, people):
    actions.queue_due_messages(at=OPENS)
    begin(people, campaign)
    morning = datetime(2026, 11, 23, 9, 0, tzinfo=LONDON)

    due = {}
    for at in (
        morning - timedelta(minutes=1),
        morning,
        morning + timedelta(hours=3),
        morning + timedelta(days=1),
        datetime(2026, 11, 29, 9, 5, tzinfo=LONDON),
    ):
        actions.queue_due_messages(at=at)
        due[at.strftime("%d %H:%M")] = sent_to("reminder")

    assert list(due.values()) == [
        [],
        ["Begun", "New"],
        ["Begun", "New"],
        ["Begun", "New"],
        ["Begun", "Begun", "New", "New"],
    ]
    words = dict(Message.objects.filter(kind="campaign_reminder").values_list("key", "context"))
    assert {key.split(":")[3] for key in words} == {"2026-11-23", "2026-11-29"}
    assert {words["begun"] for words in words.values()} == {True, False}


def test_reminder_by_hand_goes_out_once_a_day_and_to_nobody_who_was_just_invited(
    campaign, people, hr_lead: User
):
    actions.queue_due_messages(at=OPENS)
    begin(people, campaign)

    with pytest.raises(actions.CampaignError, match="nobody to remind"):
        actions.remind_unfinished_people(campaign, by=hr_lead, at=OPENS + timedelta(hours=5))
    people_reminded = actions.remind_unfinished_people(
        campaign, by=hr_lead, at=OPENS + timedelta(days=2)
    )
    with pytest.raises(actions.CampaignError, match="nobody to remind"):
        actions.remind_unfinished_people(
            campaign, by=hr_lead, at=OPENS + timedelta(days=2, hours=1)
        )

    assert people_reminded == 2
    entry = AuditEntry.objects.get(act="campaign.reminded")
    assert (entry.actor, entry.details) == (hr_lead, {"people": 2})


@pytest.mark.parametrize("at", [OPENS - timedelta(hours=1), CLOSES])
def test_nobody_is_reminded_of_what_is_not_open(campaign, hr_lead: User, at: datetime):
    with pytest.raises(actions.CampaignError, match="is not open"):
        actions.remind_unfinished_people(campaign, by=hr_lead, at=at)

    assert not Message.objects.exists()


def test_reminder_that_waits_is_left_out_for_who_finishes_meanwhile(campaign, people, hr_lead):
    actions.remind_unfinished_people(campaign, by=hr_lead, at=OPENS + timedelta(hours=1))

    finish(people["Done"], campaign)

    states = dict(
        Message.objects.filter(kind="campaign_reminder").values_list("to__user__name", "status")
    )
    assert states == {"Begun": "queued", "Done": "dropped", "New": "queued"}


def test_reminder_days_of_a_short_campaign_are_those_after_it_opens(campaign):
    campaign.opens_at = datetime(2026, 11, 24, 10, 0, tzinfo=LONDON)

    assert campaign.reminders_at == [datetime(2026, 11, 29, 9, 0, tzinfo=LONDON)]


# Thanks ---------------------------------------------------------------------------------------


def test_thanks_lead_to_the_report_and_tell_nothing_of_it(
    campaign, people, deliver: Deliver, client_of
):
    submitted = finish(people["Done"], campaign)
    actions.submit_assessment(
        submitted.public_id, by=people["Done"].user, at=OPENS + timedelta(days=2)
    )

    (thanks,) = deliver()

    assert thanks.to == ["done@council.example"]
    path = f"/reports/{submitted.public_id}/"
    assert client_of(people["Done"].user).get(path_in(thanks))["Location"] == path
    assert client_of(people["Done"].user).get(path).status_code == 200
    assert client_of(people["New"].user).get(path).status_code == 404


def test_no_email_holds_anything_of_answers_scores_or_notes(campaign, people, deliver: Deliver):
    actions.queue_due_messages(at=OPENS)
    begin(people, campaign)
    actions.queue_due_messages(at=datetime(2026, 11, 23, 9, 0, tzinfo=LONDON))
    Message.objects.update(expires_at=None)

    everything = "".join(f"{one.subject}{one.body}{one.alternatives[0][0]}" for one in deliver())
    stored = str(list(Message.objects.values_list("context", flat=True)))

    instrument = bank()
    words = {
        "PRIVATE NOTE",
        *(band.label for band in instrument.bands),
        *(theme.title for theme in instrument.themes),
        *(question.text for question in instrument.questions()),
    }
    assert [word for word in words if word in everything + stored] == []
    assert len(Message.objects.values("kind").distinct()) == 3


# Speed ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("people_more", [1, 50])
def test_many_people_are_invited_in_as_many_queries_as_few(
    campaign, organisation, people_more, django_assert_num_queries
):
    for _number in range(people_more):
        MembershipFactory(organisation=organisation, roles=[Role.MANAGER])
    instrument_of(campaign.version_id)

    # Lock, whom; what waits for them; the rows and the task; the organisation, the log; and savepoints.
    with django_assert_num_queries(14):
        actions.invite_new(campaign, at=OPENS)

    assert Message.objects.count() == 3 + people_more


def test_tick_queues_what_is_due(campaign, people, monkeypatch):
    Campaign.objects.update(closes_at=datetime(2126, 1, 1, tzinfo=LONDON))

    call_command("tick")

    assert sent_to("invitation") == ["Begun", "Done", "New"]
