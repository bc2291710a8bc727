"""A review that has come round brings one e-mail, which tells no goal."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from accounts.actions.outbox import deliver_messages_to
from accounts.models import Message
from accounts.permissions import Role
from plans import queries
from plans.actions import send_review_reminders, set_goal_status, set_reminders
from plans.models import Plan
from tests.factories import MembershipFactory
from tests.mail_links import path_in

DUE = datetime(2026, 10, 13, 0, 30, tzinfo=ZoneInfo("Europe/London"))


def test_review_is_reminded_of_once(goal, member):
    send_review_reminders(at=DUE - timedelta(hours=1))
    assert not Message.objects.exists()

    for _ in range(2):
        send_review_reminders(at=DUE)

    message = Message.objects.get()
    # Nor does the worker hear of it again at every tick.
    assert DBTaskResult.objects.count() == 1
    assert (message.to, message.kind) == (member, "review_due")
    assert message.leads_to == reverse("plans:goal", args=[goal.public_id])


def test_e_mail_says_that_it_is_time_and_not_what_the_goal_is(goal, member):
    # A timer that runs late still reminds.
    send_review_reminders(at=DUE + timedelta(days=3))
    Message.objects.update(expires_at=None)

    deliver_messages_to(member)

    (sent,) = mail.outbox
    assert sent.subject == "Time to look back at your plan"
    theirs = Client()
    theirs.force_login(member.user)
    assert theirs.get(path_in(sent))["Location"] == f"/plans/goals/{goal.public_id}/"
    assert goal.goal not in sent.body + sent.alternatives[0][0]
    # Of the day that was chosen, not of the one on which it arrives.
    assert "You chose 13 October 2026 as a day to look back" in sent.body
    assert "Today" not in sent.body


@pytest.mark.parametrize("why", ["switched off", "stopped", "left", "long past"])
def test_nobody_is_reminded_of_what_they_do_not_want(goal, member, why):
    if why == "switched off":
        set_reminders(on=False, by=member.user)
    if why == "stopped":
        set_goal_status(goal.public_id, "STOPPED", by=member.user, at=DUE)
    if why == "left":
        member.left_at = DUE
        member.save()

    send_review_reminders(at=DUE + timedelta(days=8 if why == "long past" else 0))

    assert not Message.objects.exists()


def test_account_says_whether_there_are_reminders_and_leads_to_their_switch(client, goal):
    account = reverse("account")
    switch = f'href="{reverse("plans:plan")}#reminders"'

    said = client.get(account).content.decode()
    assert ("You get an e-mail on the day of a review" in said, switch in said) == (True, True)
    client.post(reverse("plans:reminders"), {"reminds": "no"})
    said = client.get(account).content.decode()
    assert ("You get no e-mail about reviews." in said, switch in said) == (True, True)
    goal.delete()
    # The switch stands beside goals.
    assert switch not in client.get(account).content.decode()


def test_switched_off_they_stay_off_in_a_plan_made_later(goal, manager, client, typed, version):
    there = MembershipFactory(user=manager, roles=[Role.MANAGER])
    client.post(reverse("plans:reminders"), {"reminds": "no"})

    client.post(f"{reverse('plans:new_goal')}?organisation={there.organisation.slug}", typed)

    assert list(Plan.objects.values_list("reminds", flat=True)) == [False, False]
    client.post(reverse("plans:reminders"), {"reminds": "yes"})
    assert queries.wants_reminders(manager)
