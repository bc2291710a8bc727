"""A set is started, people are invited, it meets and ends; its people see names and meetings alone."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from ical.calendar_stream import IcsCalendarStream

from accounts.actions.outbox import deliver_messages_to
from accounts.models import Message
from accounts.permissions import Role
from plans import actions
from plans.models import LearningSet, Meeting, Seat
from tests.building import finished, person_1
from tests.factories import MembershipFactory
from tests.mail_links import path_in
from tests.plans.conftest import NOON

MEETING = {"day": "2027-03-29", "time": "09:30", "minutes": "90", "where": "Room 4; bring, tea"}


@pytest.fixture
def the_set(member) -> LearningSet:
    return actions.start_set(name="Housing set", purpose="Repairs", by=member, at=NOON)


def page(name: str, the_set: LearningSet, *more: object) -> str:
    return reverse(f"plans:{name}", args=[the_set.public_id, *more])


def invite(the_set, member, person, *, accept: bool = True) -> None:
    actions.invite_to_set(the_set.public_id, person.email, by=member.user, at=NOON)
    if accept:
        actions.answer_invitation(the_set.public_id, accept=True, by=person, at=NOON)


def test_manager_starts_a_set_and_a_colleague_accepts(client, client_of, colleague, manager):
    client.post(reverse("plans:new_set"), {"name": "Housing set", "purpose": "Repairs"})
    the_set = LearningSet.objects.get()
    client.post(page("invite", the_set), {"email": colleague.email.upper()})

    message = Message.objects.get(kind="set_invitation")
    assert (message.to.user, message.leads_to) == (colleague, page("set", the_set))
    theirs = client_of(colleague)
    assert "You are invited" in theirs.get("/").content.decode()
    assert "Morgan Manager" in theirs.get(page("set", the_set)).content.decode()
    theirs.post(page("answer", the_set), {"answer": "accept"})

    seat = Seat.objects.get(member__user=colleague)
    assert seat.state == Seat.State.ACCEPTED
    assert theirs.get(page("invite", the_set)).status_code == 403


def test_whoever_declines_or_leaves_no_longer_sees_the_set(client_of, colleague, the_set, member):
    invite(the_set, member, colleague, accept=False)
    theirs = client_of(colleague)

    theirs.post(page("answer", the_set), {"answer": "decline"})

    assert theirs.get(page("set", the_set)).status_code == 404
    invite(the_set, member, colleague)
    assert theirs.get(page("set", the_set)).status_code == 200
    theirs.post(page("leave", the_set))
    assert theirs.get(page("set", the_set)).status_code == 404


def test_refusal_does_not_tell_who_exists_elsewhere(client, outsider, leaver, the_set):
    refusals = []
    for email in (outsider.email, leaver.email, "nobody@nowhere.example"):
        answer = client.post(page("invite", the_set), {"email": email})
        refusals.append(answer.context["form"].errors["email"])
        assert answer.context["form"]["email"].value() == email

    assert refusals[0] == refusals[1] == refusals[2]
    assert "nobody in Ambleford Borough Council" in refusals[0][0]
    assert Seat.objects.count() == 1
    assert not Message.objects.exists()


def test_set_has_at_most_eight_people_and_nobody_twice(the_set, member, organisation):
    for _ in range(7):
        invite(the_set, member, MembershipFactory(organisation=organisation).user, accept=False)

    for person in (member.user, MembershipFactory(organisation=organisation).user):
        with pytest.raises(actions.InvitationError):
            invite(the_set, member, person)
    assert Seat.objects.count() == 8


def test_people_of_a_set_see_no_scores_or_plans(
    client_of, colleague, manager, the_set, member, goal, version
):
    assessment = finished(manager, version, person_1(), notes={"ASP": "PLANTED note"})
    invite(the_set, member, colleague)
    theirs = client_of(colleague)

    seen = "".join(
        theirs.get(address).content.decode()
        for address in ("/", reverse("plans:sets"), page("set", the_set), reverse("plans:shares"))
    )

    assert "Morgan Manager" in seen
    assert goal.goal not in seen
    assert "PLANTED" not in seen
    for name, key in (("plans:goal", goal.public_id), ("reports:report", assessment.public_id)):
        assert theirs.get(reverse(name, args=[key])).status_code == 404


def test_next_to_join_looks_after_a_set_that_its_organiser_leaves(
    client_of, colleague, the_set, member
):
    invite(the_set, member, colleague)

    leaving = client_of(member.user).get(page("leave", the_set)).content.decode()
    assert "When you leave, Casey Colleague takes over." in leaving
    actions.leave_set(the_set.public_id, by=member.user, at=NOON)
    assert client_of(colleague).get(page("invite", the_set)).status_code == 200
    leaving = client_of(colleague).get(page("leave", the_set)).content.decode()
    assert "so the set ends when you leave" in leaving

    actions.leave_set(the_set.public_id, by=colleague, at=NOON)
    the_set.refresh_from_db()
    assert the_set.ended_at == NOON


def test_organiser_who_left_the_organisation_is_followed_by_the_next(
    client_of, colleague, the_set, member
):
    invite(the_set, member, colleague)
    member.left_at = NOON
    member.save()

    assert client_of(colleague).get(page("invite", the_set)).status_code == 200
    assert client_of(member.user).get(page("set", the_set)).status_code == 404


def test_meeting_is_set_moved_and_cancelled_for_all(client, colleague, the_set, member):
    invite(the_set, member, colleague)

    for _ in range(2):  # a button pressed twice sets it once
        client.post(page("new_meeting", the_set), MEETING)
    meeting = Meeting.objects.get()
    # The clocks went forward on the 28th.
    assert meeting.starts_at == datetime(2027, 3, 29, 8, 30, tzinfo=UTC)
    client.post(page("meeting", the_set, meeting.pk), MEETING)
    client.post(page("meeting", the_set, meeting.pk), MEETING | {"time": "10:00"})
    client.post(page("meeting", the_set, meeting.pk), {"cancel": "yes"})

    meeting.refresh_from_db()
    assert (meeting.sequence, bool(meeting.cancelled_at)) == (2, True)
    told = Message.objects.filter(kind="set_meeting").order_by("pk")
    assert {one.to.user for one in told} == {colleague}
    assert [(one.context["what"], one.context["when_at"]) for one in told] == [
        ("set", "2027-03-29T08:30:00+00:00"),
        ("moved", "2027-03-29T09:00:00+00:00"),
        ("cancelled", "2027-03-29T09:00:00+00:00"),
    ]


def test_e_mail_says_which_meeting_and_where(client, colleague, the_set, member):
    invite(the_set, member, colleague)
    Message.objects.all().delete()
    client.post(page("new_meeting", the_set), MEETING | {"where": "Tea & talk"})
    client.post(page("end", the_set))

    deliver_messages_to(colleague.memberships.get())
    deliver_messages_to(colleague.memberships.get())

    meeting, ended = mail.outbox
    words = (
        "Morgan Manager has set a meeting of “Housing set”: Monday 29 March 2027, 09:30. Where: Tea"
    )
    assert f"{words} & talk" in meeting.body
    assert f"{words} &amp; talk" in meeting.alternatives[0][0]
    assert "Morgan Manager has ended the action learning set “Housing set”." in ended.body
    theirs = Client()
    theirs.force_login(colleague)
    assert theirs.get(path_in(ended))["Location"] == page("set", the_set)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"day": "2026-11-19"}, "A meeting must be in the future."),
        ({"day": "2027-03-28", "time": "01:30"}, "there is no such time"),
        ({"day": "0001-01-01"}, "A meeting must be in the future."),
        ({"day": "9999-12-31"}, "more than ten years ahead"),
        ({"time": "25:00"}, "Enter a real time"),
        ({"minutes": "0"}, "enter 15 or more"),
    ],
)
def test_meeting_that_cannot_be_loses_nothing(client, the_set, changed, words):
    answer = client.post(page("new_meeting", the_set), MEETING | changed)

    assert words in answer.content.decode()
    assert answer.context["form"]["where"].value() == MEETING["where"]
    assert not Meeting.objects.exists()


def test_ended_set_cancels_what_was_to_come_and_says_so(
    client, client_of, colleague, the_set, member
):
    invite(the_set, member, colleague, accept=False)
    client.post(page("new_meeting", the_set), MEETING)

    client.post(page("end", the_set))

    # Who had not answered yet is told by the page, and can accept no more.
    assert not Message.objects.filter(kind="set_ended").exists()
    answer = client_of(colleague).post(page("answer", the_set), {"answer": "accept"}, follow=True)
    assert "This set ended" in answer.content.decode()
    assert "You take part" not in answer.content.decode()
    assert Meeting.objects.get().cancelled_at == NOON
    for name in ("invite", "new_meeting", "end"):
        assert client.get(page(name, the_set)).url == page("set", the_set)
    assert "This set ended" in client.get(page("set", the_set)).content.decode()


def test_what_is_sent_twice_is_done_once_and_leads_on(
    client, client_of, colleague, the_set, member
):
    theirs, sets = client_of(colleague), reverse("plans:sets")
    invite(the_set, member, colleague, accept=False)
    for _ in range(2):
        assert theirs.post(page("answer", the_set), {"answer": "decline"}).url == sets
    # What was decided stands, whatever an old page sends.
    assert theirs.post(page("answer", the_set), {"answer": "accept"}).url == sets
    assert Seat.objects.get(member__user=colleague).state == Seat.State.DECLINED
    invite(the_set, member, colleague)
    for _ in range(2):
        assert theirs.post(page("leave", the_set)).url == sets
    assert theirs.get(page("leave", the_set)).url == sets
    assert theirs.post(page("answer", the_set), {"answer": "accept"}).url == sets

    invite(the_set, member, colleague)
    client.post(page("new_meeting", the_set), MEETING)
    (meeting,) = Meeting.objects.all()
    for _ in range(2):
        cancelled = client.post(page("meeting", the_set, meeting.pk), {"cancel": "yes"})
        assert cancelled.url == page("set", the_set)
    assert client.get(page("meeting", the_set, meeting.pk)).url == page("set", the_set)
    assert client.post(page("end", the_set)).url == sets
    assert client.post(page("end", the_set)).url == page("set", the_set)
    meeting.refresh_from_db()
    assert meeting.sequence == 1
    assert Message.objects.filter(kind="set_ended").count() == 1


def test_what_two_workers_are_sent_at_once_is_done_once(colleague, the_set, member):
    """Both have read the page before either acts."""
    invite(the_set, member, colleague)
    when = actions.When(datetime(2027, 1, 1, 9, tzinfo=UTC), 60, "")
    meeting = actions.add_meeting(the_set.public_id, when, by=member.user, at=NOON)

    for _ in range(2):
        actions.cancel_meeting(the_set.public_id, meeting.pk, by=member.user, at=NOON)
        actions.leave_set(the_set.public_id, by=colleague, at=NOON)
    for _ in range(2):
        actions.end_set(the_set.public_id, by=member.user, at=NOON)

    assert Message.objects.filter(context__what="cancelled").count() == 1


def test_meeting_under_way_is_not_past(client, client_of, manager, the_set):
    client.post(page("new_meeting", the_set), MEETING)

    for hour, count in (("10:59", 0), ("11:01", 1)):
        with time_machine.travel(f"2027-03-29 {hour}+01:00", tick=False):
            text = client_of(manager).get(page("set", the_set)).content.decode()
            assert text.count("Past meetings") == count
            assert text.count("No meeting is planned.") == count
            assert ("Monday 29 March 2027, 09:30 to 11:00" in text) == (not count)


def test_set_without_meetings_has_no_file_for_calendars_refuse_it(client, the_set):
    answer = client.get(page("meetings_ics", the_set), follow=True)

    assert answer.redirect_chain == [(page("set", the_set), 302)]
    assert "No meeting is set yet." in answer.content.decode()


def test_set_is_started_in_the_organisation_chosen(client, member, manager):
    there = MembershipFactory(user=manager, organisation__name="Wexcombe", roles=[Role.MANAGER])
    chosen = f"?organisation={there.organisation.slug}"
    assert chosen in client.get(reverse("plans:new_set")).content.decode()

    client.post(reverse("plans:new_set") + chosen, {"name": "Partners", "purpose": ""})

    assert LearningSet.objects.get().organisation == there.organisation


def test_meetings_are_at_the_right_hour_on_either_side_of_a_clock_change(client, the_set):
    for day in ("2027-03-26", "2027-03-29"):
        client.post(page("new_meeting", the_set), MEETING | {"day": day})

    answer = client.get(page("meetings_ics", the_set))

    events = IcsCalendarStream.calendar_from_ics(answer.content.decode()).events
    assert [one.start.isoformat() for one in events] == [
        "2027-03-26T09:30:00+00:00",
        "2027-03-29T08:30:00+00:00",
    ]
    assert {one.location for one in events} == {MEETING["where"]}
    assert answer["Content-Type"].startswith("text/calendar")


@pytest.mark.parametrize("rows", [1, 3])
def test_page_of_a_set_takes_as_many_queries_for_many_as_for_one(
    client, the_set, member, organisation, rows, django_assert_num_queries
):
    for number in range(rows):
        invite(the_set, member, MembershipFactory(organisation=organisation).user)
        when = actions.When(datetime(2027, 1, 1 + number, 9, tzinfo=UTC), 60, "")
        actions.add_meeting(the_set.public_id, when, by=member.user, at=NOON)
        actions.start_set(name=f"Set {number}", purpose="", by=member, at=NOON)

    with django_assert_num_queries(2 + 5):
        client.get(page("set", the_set))
    with django_assert_num_queries(2 + 2):
        client.get(reverse("plans:sets"))
