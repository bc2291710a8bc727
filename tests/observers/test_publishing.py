"""A round is published once by the worker; its owner alone reads it, on its page, in the report and its PDF."""

from datetime import timedelta
from secrets import SystemRandom

import pytest
from django.urls import reverse

from accounts.actions import erase_guest, erase_person
from accounts.models import AuditEntry, Message, User
from documents.models import StoredDocument
from leadership.observing import RaterGroup
from observers import actions, queries
from observers.actions import publishing
from observers.models import Pulse, Rater, Round
from tests.building import finished, person_1
from tests.factories import MembershipFactory
from tests.observers.conftest import DAYS, LAST, NOON, USUAL, ask, close, send
from tests.worker import fetched


def seen(round_: Round) -> str:
    return reverse("observers:results", args=[round_.public_id])


@pytest.fixture
def published_round(open_round: Round) -> Round:
    for number, one in enumerate(open_round.raters.order_by("pk")):
        send(one, 3 + number % 3, helps=f"helps {number}", to_try=f"try {number}")
    return close(open_round)


def test_the_worker_publishes_once_what_is_over(open_round, clock, client_of, manager):
    client = client_of(manager)
    for one in open_round.raters.all():
        send(one)
    actions.publish_rounds.call()
    assert client.get(seen(open_round)).url == reverse(
        "observers:round", args=[open_round.public_id]
    )

    clock.move_to(LAST + timedelta(minutes=5))
    assert actions.wake_for_rounds(at=LAST + timedelta(minutes=5)) == 1
    actions.publish_rounds.call()
    actions.publish_rounds.call()

    open_round.refresh_from_db()
    first = open_round.results
    assert {unit["code"]: unit["people"] for unit in first["units"]} == {
        "staff": 6,
        "colleagues": 7,
    }
    assert Message.objects.filter(kind="round_published").count() == 1
    # Nothing brings out a second issue of it.
    actions.publish_round(open_round, at=LAST + timedelta(days=1))
    open_round.refresh_from_db()
    assert open_round.results == first


def test_what_was_not_sent_does_not_count(open_round):
    staff = list(open_round.raters.filter(group=RaterGroup.STAFF).order_by("pk"))
    for one in staff[:5]:
        send(one)
    actions.save_answers(staff[5], {"ASP-01": 1}, {}, at=NOON)

    found = close(open_round).results

    assert [unit["people"] for unit in found["units"]] == [5]


def test_the_owner_reads_it_and_nobody_else(
    published_round, client_of, manager, colleague, hr_lead
):
    page = client_of(manager).get(seen(published_round)).content.decode()

    assert "Your line manager, line_manager 0" in page
    assert "6 people: an impression" in page
    assert "helps 3" in page
    assert 'class="radar-earlier"' in page
    for other in (colleague, hr_lead):
        assert client_of(other).get(seen(published_round)).status_code == 404
    boss = MembershipFactory(organisation=published_round.assessment.member.organisation)
    Rater.objects.filter(group=RaterGroup.LINE_MANAGER).update(email=boss.user.email)
    assert client_of(boss.user).get(seen(published_round)).status_code == 404


def test_it_is_in_the_report_and_its_pdf_and_not_in_a_shared_one(
    published_round, client_of, manager, colleague
):
    client = client_of(manager)
    assessment = published_round.assessment
    report = client.get(reverse("reports:report", args=[assessment.public_id])).content.decode()
    assert 'id="others"' in report
    pdf = fetched(client, reverse("reports:report_pdf", args=[assessment.public_id]))
    assert pdf.headers["Content-Type"] == "application/pdf"

    terms = {"email": colleague.email, "role": "coach", "expires": "2026-12-31"}
    client.post(reverse("plans:new_share", args=[assessment.public_id]), terms)
    share = assessment.shares.get()
    shared = client_of(colleague).get(reverse("reports:shared", args=[share.public_id]))
    assert shared.status_code == 200
    assert "others" not in shared.context["report"].contents
    assert 'id="others"' not in shared.content.decode()


def test_a_round_with_too_few_says_so_and_no_number(open_round, client_of, manager):
    for one in open_round.raters.filter(group=RaterGroup.STAFF)[:2]:
        send(one)

    page = client_of(manager).get(seen(close(open_round))).content.decode()

    assert "No group had enough answers" in page
    assert "Staff, Colleagues" in page
    assert "2 people" not in page


@pytest.mark.parametrize("is_renewed", [False, True])
def test_a_second_round_half_a_year_later_with_one_changed_shows_nothing_of_that_group(
    published_round, manager, settings, is_renewed
):
    """The rule's own tests are in test_disclosure; this is that the round keeps what it needs for it, also by a new key."""
    if is_renewed:
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "another key, by which everybody has another hash"
    later = finished(manager, published_round.assessment.version, person_1(), at=LAST)
    made = actions.begin_round(later, DAYS, by=manager, at=NOON)
    emails = published_round.raters.values_list("group", "email")
    staff = [email for group, email in emails if group == RaterGroup.STAFF]
    colleagues = [email for group, email in emails if group == RaterGroup.COLLEAGUES]
    for email in (*staff[:5], "new@asked.example"):
        actions.add_person(made, RaterGroup.STAFF, name=email, email=email)
    for email in colleagues:
        actions.add_person(made, RaterGroup.COLLEAGUES, name=email, email=email)
    actions.hand_in_round(made, by=manager, at=NOON)
    for one in made.raters.all():
        send(one, 5)

    found = actions.publish_round(made, at=LAST + timedelta(days=180)).results

    themes = {unit["code"]: unit["themes"] for unit in found["units"]}
    assert themes["staff"] == {}
    # The same people again are only compared with themselves.
    assert set(themes["colleagues"]) == {"ASP", "EMA", "LCF", "LIS", "EVA", "AGI"}


def test_deleting_the_assessment_takes_the_round_and_not_what_protects_the_next(
    published_round, manager, client_of
):
    gone = published_round.assessment
    client_of(manager).post(reverse("reports:delete", args=[gone.public_id]))
    assert not Round.objects.exists()
    assert not Message.objects.filter(kind__startswith="guest").exists()

    later = finished(manager, gone.version, person_1(), at=LAST)
    made = actions.begin_round(later, DAYS, by=manager, at=NOON)
    for number in range(5):
        email = f"staff{number}.{published_round.pk}@asked.example"
        actions.add_person(made, RaterGroup.STAFF, name="Again", email=email)
    actions.add_person(made, RaterGroup.STAFF, name="New", email="new@asked.example")
    actions.hand_in_round(made, by=manager, at=NOON)
    for one in made.raters.all():
        send(one, 5)

    found = actions.publish_round(made, at=LAST + timedelta(days=90)).results
    assert found["units"][0]["themes"] == {}


def test_erasing_the_person_rated_takes_the_round_and_its_e_mails(published_round, manager):
    erase_person(manager, organisation=None, by=None, at=NOON)

    assert not Round.objects.exists()
    assert not Rater.objects.exists()
    assert not Message.objects.filter(kind__startswith="guest").exists()


def test_erasing_a_rater_takes_name_and_unpublished_answers_and_leaves_figures(
    published_round, organisation, manager
):
    member = MembershipFactory(organisation=organisation)
    one = published_round.raters.filter(group=RaterGroup.STAFF).first()
    Rater.objects.filter(pk=one.pk).update(name="PLANTED", email=member.user.email)
    before = Round.objects.get(pk=published_round.pk).results
    later = finished(manager, published_round.assessment.version, person_1(), at=LAST)
    made = actions.begin_round(later, DAYS, by=manager, at=NOON)
    ask(made, USUAL)
    actions.add_person(made, RaterGroup.STAFF, name="PLANTED", email=member.user.email)

    erase_person(User.objects.get(pk=member.user_id), organisation=None, by=None, at=NOON)

    assert not Rater.objects.filter(name="PLANTED").exists()
    assert not Rater.objects.filter(email=member.user.email).exists()
    assert made.raters.count() == sum(USUAL.values())
    assert Round.objects.get(pk=published_round.pk).results == before


def test_erasing_the_line_manager_takes_what_is_told_of_them_alone(
    published_round, organisation, manager
):
    told = published_round.raters.get(group=RaterGroup.LINE_MANAGER)
    before = Round.objects.get(pk=published_round.pk).results
    Pulse.objects.create(
        round=published_round, goal="x", opens_at=NOON, closes_at=LAST, published_at=LAST,
        results={"line_manager": {"name": told.name, "answers": {}}, "units": [], "hidden": []},
    )  # fmt: skip
    StoredDocument.objects.create(kind="report", key="k", about={}, owner=manager, queued_at=NOON)

    erase_guest(told.email, at=NOON)

    after = Round.objects.get(pk=published_round.pk).results
    assert before["line_manager"]["name"] == told.name
    assert after == before | {"line_manager": None}
    assert Pulse.objects.get().results["line_manager"] is None
    assert not StoredDocument.objects.filter(owner=manager).exists()


def test_an_answer_of_nought_is_an_answer(open_round, manager):
    """A scale may begin there; what others answer counts likewise."""
    question = open_round.assessment.answers.order_by("pk").first().question
    open_round.assessment.answers.filter(question=question).update(value=0)

    assert queries.own_answers(open_round)[question.code] == 0


# What else could tell -------------------------------------------------------------------------


def test_an_hr_lead_who_is_asked_learns_no_more_than_any_other_rater(
    open_round, hr_lead, client_of, organisation
):
    """They know their own answer and see HR's pages; neither those nor the log tell of anybody else's, or of theirs."""
    rater = open_round.raters.filter(group=RaterGroup.STAFF).first()
    Rater.objects.filter(pk=rater.pk).update(email=hr_lead.email)
    client = client_of(hr_lead)

    def seen() -> list[str]:
        pages = ("assessments:home", "observers:rounds", "people:log", "results:campaigns")
        answers = (client.get(reverse(page)) for page in pages)
        return [one.content.decode().partition("<main")[2].partition("csrf")[0] for one in answers]

    before = seen()
    for number, one in enumerate(open_round.raters.order_by("pk")):
        send(one, 1 + number % 5, helps=f"PLANTED {number}")
    assert seen() == before
    close(open_round)

    # Not the act either, which has a subject: a round is its owner's alone.
    assert seen() == before
    assert client.get(seen_url := f"/others/{open_round.public_id}/").status_code == 404
    assert client.get(f"{seen_url}results/").status_code == 404


def test_neither_log_nor_outbox_tells_who_has_sent_or_what(open_round, deliver):
    deliver()
    told = list(Message.objects.order_by("pk").values())
    logged = list(AuditEntry.objects.order_by("pk").values_list("pk", flat=True))
    staff = list(open_round.raters.filter(group=RaterGroup.STAFF))
    send(staff[0], 5, helps="PLANTED")
    actions.decline(staff[1], at=NOON)

    assert list(Message.objects.order_by("pk").values()) == told
    assert list(AuditEntry.objects.order_by("pk").values_list("pk", flat=True)) == logged
    close(open_round)
    kept = f"{list(Message.objects.values())}{list(AuditEntry.objects.values())}"
    assert "PLANTED" not in kept
    assert not any(one.public_id.hex in str(AuditEntry.objects.values_list()) for one in staff)


def test_comments_come_in_an_order_that_nobody_can_work_out(open_round, monkeypatch):
    """As they were sent they would name their writers: who was asked first has answered first."""
    orders = []
    monkeypatch.setattr(publishing, "SHUFFLE", lambda texts: orders.append(list(texts)))
    for number, one in enumerate(open_round.raters.order_by("pk")):
        send(one, helps=f"{number:02}", to_try=f"{number:02}")
    plain = close(open_round).results["comments"]

    # Without shuffling they stand as they came; each question is shuffled by itself, by the system's own chance.
    assert plain["helps"] == sorted(plain["helps"])
    assert len(orders) == 2
    monkeypatch.undo()
    assert publishing.SHUFFLE.__self__.__class__ is SystemRandom
