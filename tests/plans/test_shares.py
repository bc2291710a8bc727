"""A report is shared with one colleague, read by nobody else, opened on the record, and taken back."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from accounts.models import AuditEntry, Message
from banks.queries import instrument_of
from documents.pdf import document_html
from plans import actions
from plans.models import Share
from reports.presenters.my_data import present_my_data
from reports.queries import held_about
from tests.building import EARLIER, finished, person_1
from tests.factories import GoalFactory, MembershipFactory
from tests.plans.conftest import NOON

NOTE, REVIEW = "PLANTED example", "PLANTED review"


@pytest.fixture
def assessment(manager, version):
    finished(manager, version, person_1(EVA=[1] * 7), at=EARLIER)
    return finished(manager, version, person_1(), notes={"ASP": NOTE})


@pytest.fixture
def planned(member, version):
    goal = GoalFactory(plan__member=member, version=version, goal="PLANTED goal")
    look_back = actions.LookBack(REVIEW, "IN_PROGRESS", None)
    actions.hold_review(goal.public_id, 1, look_back, by=member.user, at=NOON)
    return goal


def terms(email: str, **changed: object) -> dict[str, object]:
    return {"email": email, "role": "coach", "expires": "2026-12-31", **changed}


@pytest.fixture
def share(client, assessment, colleague) -> Share:
    client.post(reverse("plans:new_share", args=[assessment.public_id]), terms(colleague.email))
    return Share.objects.get()


def read(share: Share) -> str:
    return reverse("reports:shared", args=[share.public_id])


def test_colleague_reads_it_and_the_owner_sees_when(client, client_of, colleague, share):
    theirs = client_of(colleague)
    message = Message.objects.get()
    assert (message.to.user, message.leads_to) == (colleague, reverse("plans:shares"))
    assert read(share) in theirs.get("/").content.decode()

    text = theirs.get(read(share)).content.decode()

    assert "Morgan Manager’s report" in text
    # One report was shared: neither the earlier one, nor files, nor what only an owner can do.
    for hidden in (
        *("Change since last time", ".pdf", "Make this a goal", "/share/", "my-data"),
        "Only you can see this report",
    ):
        assert hidden not in text
    assert share.openings.get().at == NOON
    assert (
        "20 November 2026, 12:00"
        in client.get(reverse("plans:share", args=[share.public_id])).content.decode()
    )


def test_asking_for_the_head_alone_is_no_opening(client_of, colleague, share):
    theirs = client_of(colleague)

    assert theirs.head(read(share)).status_code == 200
    assert not share.openings.exists()
    theirs.get(read(share))
    assert share.openings.exists()


def test_sharing_it_again_and_again_sends_one_e_mail_a_day(client, assessment, colleague, share):
    address = reverse("plans:new_share", args=[assessment.public_id])
    for _ in range(3):
        said = client.post(address, terms(colleague.email), follow=True).content.decode()
        assert "They get an e-mail, unless one about it went to them today." in said

    assert Share.objects.count() == 4
    assert Message.objects.count() == 1


def test_word_is_sent_also_of_what_can_be_read_until_tonight(
    client, assessment, colleague, deliver
):
    today = terms(colleague.email, expires="2026-11-20")

    client.post(reverse("plans:new_share", args=[assessment.public_id]), today)

    assert [mail.to for mail in deliver()] == [[colleague.email]]


@pytest.mark.parametrize("with_plan", [False, True])
@pytest.mark.parametrize("with_notes", [False, True])
def test_plan_and_notes_go_with_it_only_if_the_owner_says_so(
    client, client_of, assessment, colleague, planned, with_plan, with_notes
):
    ticked = {"with_plan": with_plan, "with_notes": with_notes}
    client.post(
        reverse("plans:new_share", args=[assessment.public_id]),
        terms(colleague.email, **{name: "on" for name, on in ticked.items() if on}),
    )

    text = client_of(colleague).get(read(Share.objects.get())).content.decode()

    assert ("PLANTED goal" in text) == with_plan
    assert (NOTE in text) == with_notes
    assert (REVIEW in text) == (with_plan and with_notes)


@pytest.mark.parametrize("who", ["manager", "outsider", "hr_lead", "administrator", "leaver"])
def test_nobody_else_can_tell_that_it_is_shared(client_of, share, who, request):
    assert client_of(request.getfixturevalue(who)).get(read(share)).status_code == 404
    assert not share.openings.exists()


def test_taken_back_it_is_gone_at_once(client, client_of, colleague, share):
    theirs = client_of(colleague)
    assert theirs.get(read(share)).status_code == 200

    client.post(reverse("plans:share", args=[share.public_id]))

    assert theirs.get(read(share)).status_code == 404
    assert read(share) not in theirs.get(reverse("plans:shares")).content.decode()
    acts = AuditEntry.objects.filter(subject=str(share.public_id)).order_by("pk")
    assert [one.act for one in acts] == ["report.shared", "share.withdrawn"]


def test_it_opens_on_its_last_day_and_no_longer(client_of, colleague, share):
    for day, status in (("2026-12-31 23:30", 200), ("2027-01-01 00:30", 404)):
        with time_machine.travel(day, tick=False):
            assert client_of(colleague).get(read(share)).status_code == status


@pytest.mark.parametrize("who", ["colleague", "manager"])
def test_it_ends_when_either_leaves_the_organisation(client_of, colleague, share, who, request):
    place = request.getfixturevalue(who).memberships.get()
    place.left_at = NOON
    place.save()

    assert client_of(colleague).get(read(share)).status_code == 404


def test_plan_says_who_reads_it_and_until_when(
    client, client_of, manager, share, assessment, colleague
):
    plan = reverse("plans:plan")
    assert "You share it with" not in client.get(plan).content.decode()
    address = reverse("plans:new_share", args=[assessment.public_id])
    client.post(address, terms(colleague.email, with_plan="on"))

    words = "You share it with Casey Colleague until 31 December 2026"
    assert words in client.get(plan).content.decode()
    with time_machine.travel("2027-01-01 00:30", tick=False):
        later = client_of(manager)
        assert words not in later.get(plan).content.decode()
        shares = later.get(reverse("plans:shares")).content.decode()
    assert "Its last day was 31 December 2026." in shares


def test_sharing_again_replaces_what_was_shared(client, share, assessment, colleague):
    address = reverse("plans:new_share", args=[assessment.public_id])
    client.post(address, terms(colleague.email, expires="2027-01-31", with_notes="on"))

    share.refresh_from_db()
    assert share.withdrawn_at == NOON
    newer = Share.objects.get(withdrawn_at=None)
    assert (newer.expires_on, newer.with_notes) == (date(2027, 1, 31), True)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"email": "outsider"}, "nobody in Ambleford Borough Council"),
        ({"email": "leaver"}, "nobody in Ambleford Borough Council"),
        ({"email": "manager"}, "This is your own address."),
        ({"expires": "2026-11-19"}, "This day is in the past."),
        ({"expires": "2027-12-01"}, "for a year at most"),
        ({"role": ""}, "Say who they are to you."),
    ],
)
def test_what_cannot_be_shared_is_said(client, assessment, colleague, request, changed, words):
    sent = terms(colleague.email) | changed
    if "@" not in sent["email"]:
        sent["email"] = request.getfixturevalue(sent["email"]).email

    answer = client.post(reverse("plans:new_share", args=[assessment.public_id]), sent)

    assert words in answer.content.decode()
    assert answer.context["form"]["email"].value() == sent["email"]
    assert not Share.objects.exists()


def test_everything_held_names_plans_sets_and_shares(client, client_of, colleague, planned, share):
    client_of(colleague).get(read(share))

    mine = client.get(reverse("reports:my_data_json")).json()["plans"]
    theirs = client_of(colleague).get(reverse("reports:my_data_json")).json()["plans"]
    held = held_about(share.assessment.member.user)
    instruments = {one.version_id: instrument_of(one.version_id) for one in held.assessments}
    data = present_my_data(held, instruments, at=NOON)
    text = document_html("reports/my_data_pdf.html", {"data": data})

    assert mine["goals"][0]["words"]["goal"] == "PLANTED goal"
    assert mine["goals"][0]["reviews"][0]["notes"] == REVIEW
    assert [(one["by_you"], one["other"]) for one in mine["shares"]] == [(True, str(colleague))]
    assert len(mine["shares"][0]["openings"]) == 1
    assert (theirs["goals"], theirs["shares"][0]["by_you"]) == ([], False)
    assert "PLANTED goal" in text
    assert REVIEW in text


@pytest.mark.parametrize("rows", [1, 3])
def test_list_of_shares_takes_as_many_queries_for_many_as_for_one(
    client, manager, assessment, organisation, rows, django_assert_num_queries
):
    for _ in range(rows):
        reader = MembershipFactory(organisation=organisation).user
        what = actions.Terms(reader.email, "mentor", True, False, date(2026, 12, 31))
        share = actions.share_report(assessment, what, by=manager, at=NOON)
        actions.note_opening(share, at=NOON)

    with django_assert_num_queries(2 + 2):
        client.get(reverse("plans:shares"))


@pytest.mark.parametrize("rows", [1, 3])
def test_shared_page_takes_as_many_queries_for_many_goals_as_for_one(
    client_of, colleague, member, goal, assessment, rows, django_assert_num_queries
):
    for _ in range(rows - 1):
        GoalFactory(plan=goal.plan, version=goal.version)
    what = actions.Terms(colleague.email, "mentor", True, True, date(2026, 12, 31))
    share = actions.share_report(assessment, what, by=member.user, at=NOON)
    theirs = client_of(colleague)

    # Session, user, the door; themes, areas, readiness, answers, notes; three for goals; the opening.
    with django_assert_num_queries(12):
        theirs.get(read(share))
