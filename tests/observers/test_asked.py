"""Those who are asked: by a link that is theirs, without signing in, until they send, and without a trace of when."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry
from accounts.permissions import Role
from leadership.observing import RaterGroup
from observers import access, actions, queries
from observers.models import Rater
from observers.presenters.cards import cards_of
from observers.presenters.rounds import round_view
from tests.building import finished, person_1
from tests.factories import MembershipFactory
from tests.observers.conftest import LAST, NOON, ask, close, send

CLOSED = "This link does not take answers"


@pytest.fixture
def guest(db) -> Client:
    return Client()


def text(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def page(number: int, then: str, **answers: object) -> dict[str, object]:
    return {"page": number, "then": then, **{f"answer-{c}": v for c, v in answers.items()}}


def asked_on(guest: Client, link: str, number: int) -> list[str]:
    form = guest.get(f"{link}?page={number}").context["form"]
    return [name for name in form.fields if name.startswith("answer-")]


def test_a_rater_answers_in_two_pages_and_sends_without_signing_in(guest, link, rater):
    start = text(guest.get(link))
    assert "is never told who said what" in start
    assert "at least 5 people" in start

    first = asked_on(guest, link, 1)
    answer = guest.post(link, page(1, "next") | dict.fromkeys(first, "4"))
    assert answer.url == f"{link}?page=2"
    second = asked_on(guest, link, 2)
    words = {"helps": "Explains why.", "to_try": ""}
    guest.post(link, page(2, "send") | dict.fromkeys(second, "DK") | words)

    assert len(first) + len(second) == 18
    rater.refresh_from_db()
    assert rater.answers == {n.removeprefix("answer-"): 4 for n in first} | {
        n.removeprefix("answer-"): "DK" for n in second
    }
    assert rater.helps == "Explains why."
    assert "are sent" in text(guest.get(link))
    # Nobody has signed in, and no session was begun for it.
    assert set(guest.cookies) <= {settings.CSRF_COOKIE_NAME}


def test_of_the_time_only_the_week_is_kept_and_of_the_device_nothing(guest, link, rater):
    send(rater)
    rater.refresh_from_db()

    assert rater.sent_in == date(2026, 11, 16)
    dates = {
        f.name
        for f in Rater._meta.fields
        if f.get_internal_type() in {"DateTimeField", "DateField"}
    }
    assert dates == {"sent_in"}
    # Nor does the log tell of it.
    assert not AuditEntry.objects.filter(at__gte=NOON, act__startswith="rater").exists()


def test_each_answer_is_kept_as_it_is_given_and_others_stay(guest, link, rater):
    first, other = asked_on(guest, link, 1)[:2]
    guest.post(link, page(1, "next") | {first: "2"})

    kept = guest.post(link, page(1, "keep") | {other: "5"})

    assert kept.json() == {"saved": True}
    rater.refresh_from_db()
    assert sorted(rater.answers.values()) == [2, 5]
    assert not rater.is_sent


def test_an_answer_that_is_none_is_refused_where_it_stands(guest, link, rater):
    name = asked_on(guest, link, 1)[0]

    shown = text(guest.post(link, page(1, "next") | {name: "9"}))

    assert "Choose one of the answers shown." in shown
    assert guest.post(link, page(1, "keep") | {name: "9"}).status_code == 400
    rater.refresh_from_db()
    assert rater.answers == {}


def test_nothing_at_all_is_not_sent(guest, link, rater):
    shown = text(guest.post(link, page(2, "send")))

    assert "Answer at least one statement before you send." in shown
    rater.refresh_from_db()
    assert not rater.is_sent


def test_with_most_left_out_it_is_asked_once_more_before_it_is_sent(guest, link, rater):
    first, second = asked_on(guest, link, 1), asked_on(guest, link, 2)
    guest.post(link, page(1, "next") | {first[0]: "4"})

    asked = text(guest.post(link, page(2, "send") | {second[0]: "5"}))

    assert "Send it with most statements left out?" in asked
    assert "2 of 18 statements answered" in asked
    rater.refresh_from_db()
    assert (len(rater.answers), rater.is_sent) == (2, False)
    guest.post(link, page(2, "send") | {second[0]: "5", "sure": "yes"})
    rater.refresh_from_db()
    assert rater.is_sent


def test_an_older_tab_takes_no_comment_back(guest, link, rater):
    name, other = asked_on(guest, link, 2)[:2]
    opened = {"was-helps": "", "was-to_try": ""}
    guest.post(link, page(2, "keep") | opened | {"helps": "Listens well", "to_try": ""})

    # Open since before that, with nothing written in it.
    guest.post(link, page(2, "keep") | opened | {name: "3", "helps": "", "to_try": ""})
    rater.refresh_from_db()
    assert rater.helps == "Listens well"

    knows = {"was-helps": "Listens well", "was-to_try": ""}
    guest.post(link, page(2, "keep") | knows | {other: "3", "helps": "", "to_try": ""})
    rater.refresh_from_db()
    assert rater.helps == ""


def test_following_a_link_changes_nothing_so_scanners_do_no_harm(guest, link, rater):
    before = Rater.objects.filter(pk=rater.pk).values().get()
    for suffix in ("", "?page=1", "?page=2", "?page=9"):
        text(guest.get(link + suffix))
        guest.head(link + suffix)

    assert Rater.objects.filter(pk=rater.pk).values().get() == before


def test_a_sent_link_takes_no_more_answers_but_a_comment_back(guest, link, rater):
    send(rater, helps="PLANTED", to_try="too")
    rater.refresh_from_db()
    name = f"answer-{next(iter(rater.answers))}"

    again = guest.post(link, page(1, "send") | {name: "1"})
    late = guest.post(link, page(1, "keep") | {name: "1"})
    guest.post(link, {"then": "decline"})

    assert CLOSED in text(again)
    assert late.status_code == 409
    rater.refresh_from_db()
    assert rater.is_sent
    assert set(rater.answers.values()) == {4}
    guest.post(link, {"then": "remove"})
    rater.refresh_from_db()
    assert (rater.helps, rater.to_try) == ("", "")
    assert set(rater.answers.values()) == {4}


def test_two_devices_write_to_the_same_answers(link, rater):
    phone, desk = Client(), Client()
    first, other = asked_on(phone, link, 1)[:2]

    phone.post(link, page(1, "keep") | {first: "1"})
    desk.post(link, page(1, "keep") | {other: "3"})

    rater.refresh_from_db()
    assert sorted(rater.answers.values()) == [1, 3]


@pytest.mark.parametrize("forge", ["short", "other", "open", "hex"])
def test_a_link_cannot_be_guessed_or_made_from_another(guest, open_round, link, rater, forge):
    one, other = open_round.raters.all()[:2]
    name, _dot, signature = link.strip("/").rpartition("/")[2].partition(".")
    forged = {
        "short": f"/asked/{name}/",
        "other": f"/asked/{other.public_id.hex if one == rater else one.public_id.hex}.{signature}/",
        "open": f"/asked/open/{name}.{signature}/",
        "hex": f"/asked/{'0' * 32}.{signature}/",
    }[forge]

    assert CLOSED in text(guest.get(forged))
    assert CLOSED in text(guest.post(forged, page(1, "next")))


def test_a_link_ends_with_its_round_when_taken_back_and_when_the_round_is_given_up(
    guest, open_round, link, rater, manager, clock
):
    actions.withdraw_link(open_round, rater.pk, by=manager, at=NOON)
    assert CLOSED in text(guest.get(link))

    other = open_round.raters.exclude(pk=rater.pk).first()
    theirs = access.link_of(other)
    assert "Who will see what" in text(guest.get(theirs))
    clock.move_to(LAST + timedelta(minutes=1))
    assert CLOSED in text(guest.get(theirs))
    clock.move_to(NOON)
    actions.give_up_round(open_round, by=manager, at=NOON)
    assert CLOSED in text(guest.get(theirs))
    assert not Rater.objects.exists()


def test_a_rater_asked_by_two_people_has_two_links(open_round, rater):
    organisation = open_round.assessment.member.organisation
    second = MembershipFactory(organisation=organisation, roles=[Role.MANAGER])
    theirs = finished(second.user, open_round.assessment.version, person_1())
    made = actions.begin_round(theirs, actions.Days(NOON, LAST), by=second.user, at=NOON)
    ask(made, {RaterGroup.STAFF: 3})
    actions.add_person(made, RaterGroup.COLLEAGUES, name="Both", email=rater.email)
    with pytest.raises(actions.RoundError):
        actions.add_person(made, RaterGroup.STAFF, name="Both", email=rater.email.upper())
    again = Rater.objects.get(round=made, email=rater.email)

    assert access.link_of(again) != access.link_of(rater)
    send(rater)
    again.refresh_from_db()
    assert not again.is_sent


def test_declining_deletes_what_was_written_and_the_link_stays(guest, link, rater):
    name = asked_on(guest, link, 1)[0]
    guest.post(link, page(1, "next") | {name: "2"})

    assert "Nothing of yours is kept" in text(guest.post(link, {"then": "decline"}))

    rater.refresh_from_db()
    assert (rater.answers, rater.is_sent) == ({}, False)
    assert "Begin" in text(guest.get(link))


def test_the_line_manager_is_told_that_they_are_named(guest, open_round):
    manager = open_round.raters.get(group=RaterGroup.LINE_MANAGER)

    shown = text(guest.get(access.link_of(manager)))

    assert "sees your answers and comments under your name" in shown
    assert "is never told who said what" not in shown


def test_customers_are_asked_ten_statements_in_their_words(guest, draft, manager, colleague):
    actions.set_customers(draft, keeper_email=colleague.email, cards=3, has_open_link=True)
    actions.hand_in_round(draft, by=manager, at=NOON)
    card = draft.raters.filter(group=RaterGroup.CUSTOMERS).first()
    link = access.link_of(card)

    assert "at least 10 people" in text(guest.get(link))
    names = asked_on(guest, link, 1) + asked_on(guest, link, 2)
    assert len(names) == 10
    assert "asks what we need before deciding what to do" in text(guest.get(f"{link}?page=1"))
    # The poster's link gives whoever follows it, and says so, one of their own.
    draft.refresh_from_db()
    poster = access.open_link_of(draft)
    text(guest.get(poster))
    page_before = round_view(draft, queries.people_in(draft.pk), set(), at=NOON)
    assert draft.raters.filter(email="").count() == 3
    begun = guest.post(poster)
    assert draft.raters.filter(email="").count() == 4
    assert len(asked_on(guest, begun.url.partition("?")[0], 1)) == 5
    # Neither the manager nor whoever prints the cards sees that somebody came.
    people = queries.people_in(draft.pk)
    assert round_view(draft, people, set(), at=NOON) == page_before
    assert len(cards_of(draft, people).cards) == 3


def test_a_page_costs_the_same_whatever_was_answered(guest, link, rater):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            guest.get(f"{link}?page=1")
        return len(captured)

    guest.get(link)
    before = queries()
    actions.save_answers(rater, {"ASP-01": 3, "ASP-04": 3}, {}, at=NOON)

    assert (before, queries()) == (1, 1)


def test_once_it_is_published_nothing_that_was_written_is_left(open_round, rater):
    for one in open_round.raters.all():
        send(one, helps=f"PLANTED {one.pk}")

    close(open_round)

    assert set(Rater.objects.values_list("helps", "to_try")) == {("", "")}
    assert all(answers == {} for answers in Rater.objects.values_list("answers", flat=True))
