"""Asking the same people again, three months later, about one thing: named or declined, by mail, published once, never who."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import erase_person
from accounts.models import AuditEntry, Message, User
from assessments.campaign_days import last_moment
from leadership.observing import RaterGroup
from observers import access, actions, queries
from observers.actions.pulses import LASTS
from observers.models import PeopleBehind, Pulse, PulseAnswer, Rater, Round
from observers.queries.pulses import AGAIN_AFTER, NO_LATER_THAN
from results.management.commands.tick import Command
from tests.factories import GoalFactory, MembershipFactory
from tests.observers.conftest import LAST, NOON, close, send

GOAL = "I ask customers before I decide"
OPENS = LAST + AGAIN_AFTER
OVER = last_moment(timezone.localdate(OPENS) + LASTS)
CLOSED = "This link does not take answers"


def url(round_: Round) -> str:
    return reverse("observers:again", args=[round_.public_id])


@pytest.fixture
def published_round(open_round: Round, clock) -> Round:
    for one in open_round.raters.all():
        send(one)
    clock.move_to(LAST)
    return close(open_round)


@pytest.fixture
def pulse(published_round, manager) -> Pulse:
    return actions.ask_again(published_round, GOAL, by=manager, at=LAST)


@pytest.fixture
def open_pulse(pulse, clock) -> Pulse:
    clock.move_to(OPENS)
    return pulse


def answer(rater: Rater, worked: str = "yes", change: str = "more") -> None:
    actions.answer_again(rater, worked=worked, change=change, at=OPENS)


def test_the_person_names_a_goal_and_the_same_people_are_asked_three_months_later(
    published_round, client_of, manager, clock, deliver
):
    client = client_of(manager)
    results = reverse("observers:results", args=[published_round.public_id])
    assert url(published_round) in client.get(results).content.decode()
    GoalFactory(plan__member=published_round.assessment.member, goal=GOAL, made_at=LAST)
    assert f'value="{GOAL}"' in client.get(url(published_round)).content.decode()

    client.post(url(published_round), {"goal": GOAL})
    Command()._rounds(LAST)
    assert not Message.objects.filter(kind="guest_again").exists()

    clock.move_to(OPENS + timedelta(minutes=5))
    Command()._rounds(OPENS + timedelta(minutes=5))
    Command()._rounds(OPENS + timedelta(minutes=5))
    asked = Message.objects.filter(kind="guest_again")
    assert {one.address for one in asked} == set(
        published_round.raters.values_list("email", flat=True)
    )
    sent = next(one for one in deliver() if "get on" in one.subject)
    rater = published_round.raters.get(email=sent.to[0])
    assert access.again_link_of(rater) in sent.body
    # What somebody works on is read on the page alone.
    assert GOAL not in sent.body
    assert GOAL not in str(Message.objects.values_list("context", flat=True))


def test_a_rater_answers_two_questions_once_and_without_signing_in(open_pulse):
    rater = open_pulse.round.raters.filter(group=RaterGroup.STAFF).first()
    link, guest = access.again_link_of(rater), Client()
    page = guest.get(link).content.decode()
    assert GOAL in page
    assert "at least five people" in page
    assert PulseAnswer.objects.count() == 0

    assert "Choose one" in guest.post(link, {"worked": "yes"}).content.decode()
    guest.post(link, {"worked": "partly", "change": "same"})
    again = guest.post(link, {"worked": "no", "change": "less"}).content.decode()

    assert "are sent" in again
    assert PulseAnswer.objects.values_list("worked", "change").get() == ("partly", "same")
    assert not {f.name for f in PulseAnswer._meta.fields} & {"at", "made_at", "sent_in"}


def test_links_of_the_round_and_of_the_pulse_are_not_one_another(open_pulse, clock, manager):
    rater = open_pulse.round.raters.filter(group=RaterGroup.STAFF).first()
    other = open_pulse.round.raters.filter(group=RaterGroup.STAFF).last()
    first = access.link_of(rater).strip("/").rpartition("/")[2]
    signature = access.again_link_of(rater).strip("/").rpartition(".")[2]
    guest = Client()

    assert CLOSED in guest.get(f"/asked/again/{first}/").content.decode()
    assert CLOSED in guest.get(f"/asked/again/{other.public_id.hex}.{signature}/").content.decode()
    assert CLOSED in guest.get(access.link_of(rater)).content.decode()
    for moment in (OPENS - timedelta(minutes=1), OVER):
        clock.move_to(moment)
        assert CLOSED in guest.get(access.again_link_of(rater)).content.decode()
    clock.move_to(OPENS)
    Rater.objects.filter(pk=rater.pk).update(revoked=True)
    assert CLOSED in guest.get(access.again_link_of(rater)).content.decode()


def test_it_is_published_once_by_the_worker_and_single_answers_are_gone(
    open_pulse, clock, client_of, manager
):
    staff = list(open_pulse.round.raters.filter(group=RaterGroup.STAFF))
    for one in staff[:5]:
        answer(one)
    answer(open_pulse.round.raters.get(group=RaterGroup.LINE_MANAGER), "partly", "same")
    for one in open_pulse.round.raters.filter(group=RaterGroup.COLLEAGUES)[:2]:
        answer(one, "no", "less")
    clock.move_to(OVER)
    client = client_of(manager)
    before = client.get(url(open_pulse.round)).content.decode()
    assert "More effective" not in before
    actions.publish_rounds.call()
    actions.publish_rounds.call()

    open_pulse.refresh_from_db()
    first = open_pulse.results
    assert [unit["code"] for unit in first["units"]] == ["staff"]
    assert not PulseAnswer.objects.exists()
    page = client.get(url(open_pulse.round)).content.decode()
    assert "5 people" in page
    assert "Your line manager, line_manager 0: About the same." in page
    assert "Colleagues" in page.partition("Not shown")[2]
    results = reverse("observers:results", args=[open_pulse.round.public_id])
    assert GOAL in client.get(results).content.decode()
    assert Message.objects.filter(kind="round_pulse_published").count() == 1
    actions.publish_pulse(open_pulse, at=OVER + timedelta(days=1))
    open_pulse.refresh_from_db()
    assert open_pulse.results == first


def test_nobody_else_reads_it_and_nothing_tells_who_has_answered(
    open_pulse, client_of, manager, colleague, hr_lead
):
    client = client_of(manager)

    def seen() -> str:
        page = client.get(url(open_pulse.round)).content.decode()
        return page.partition("<main")[2].partition("csrfmiddlewaretoken")[0]

    before, logged = seen(), AuditEntry.objects.count()
    for one in open_pulse.round.raters.all()[:4]:
        answer(one)

    assert seen() == before
    assert AuditEntry.objects.count() == logged
    for other in (colleague, hr_lead):
        assert client_of(other).get(url(open_pulse.round)).status_code == 404
    # Everybody is reminded alike.
    half = OPENS + LASTS / 2
    actions.queue_pulse_messages(at=half)
    reminded = Message.objects.filter(kind="guest_again_reminder")
    assert reminded.count() == open_pulse.round.raters.count()


def test_it_can_be_declined_and_then_nobody_is_asked_or_reminded(
    published_round, client_of, manager, clock
):
    client = client_of(manager)
    client.post(url(published_round), {"goal": GOAL})
    client.post(url(published_round), {"do": "decline"})

    pulse = Pulse.objects.get()
    assert (pulse.goal, pulse.opens_at) == ("", None)
    Command()._rounds(OPENS)
    assert not Message.objects.filter(kind__in=["guest_again", "round_ask_again"]).exists()
    # One may change one's mind.
    clock.move_to(OPENS)
    client_of(manager).post(url(published_round), {"goal": GOAL})
    pulse.refresh_from_db()
    assert (pulse.goal, pulse.opens_at) == (GOAL, OPENS)


def test_who_said_nothing_is_reminded_once_and_asks_nobody_by_that(published_round):
    for _tick in range(2):
        Command()._rounds(OPENS)

    assert Message.objects.filter(kind="round_ask_again").count() == 1
    assert not Message.objects.filter(kind="guest_again").exists()
    Command()._rounds(LAST + NO_LATER_THAN)
    assert Message.objects.filter(kind="round_ask_again").count() == 1


def test_what_is_asked_does_not_change_once_they_are_asked(open_pulse, manager):
    with pytest.raises(actions.RoundError):
        actions.ask_again(open_pulse.round, "Another", by=manager, at=OPENS)
    with pytest.raises(actions.RoundError):
        actions.decline_pulse(open_pulse.round, by=manager, at=OPENS)


def test_too_few_people_are_not_asked_for_nothing(published_round, manager, client_of):
    published_round.raters.filter(group=RaterGroup.COLLEAGUES).update(email="")
    published_round.raters.filter(group=RaterGroup.STAFF).first().delete()
    published_round.raters.filter(group=RaterGroup.STAFF).first().delete()

    with pytest.raises(actions.RoundError, match="Too few"):
        actions.ask_again(published_round, GOAL, by=manager, at=LAST)
    assert "nothing could be shown" in client_of(manager).get(url(published_round)).content.decode()


def test_people_of_groups_that_could_not_show_are_not_asked(published_round, manager):
    """Six in all, and of no group enough: four customers and a colleague beside."""
    raters = published_round.raters.exclude(group=RaterGroup.LINE_MANAGER).order_by("pk")
    keys = list(raters.values_list("pk", flat=True))
    raters.filter(pk__in=keys[:5]).update(group=RaterGroup.CUSTOMERS)
    raters.filter(pk__in=keys[6:]).delete()

    with pytest.raises(actions.RoundError, match="Too few"):
        actions.ask_again(published_round, GOAL, by=manager, at=LAST)


def test_before_the_results_are_there_nothing_is_asked_again(open_round, client_of, manager):
    assert client_of(manager).get(url(open_round)).status_code == 404
    with pytest.raises(actions.RoundError):
        actions.ask_again(open_round, GOAL, by=manager, at=NOON)


def test_deleting_the_assessment_takes_the_pulse_and_its_e_mails(open_pulse, client_of, manager):
    actions.queue_pulse_messages(at=OPENS)
    answer(open_pulse.round.raters.first())

    client_of(manager).post(reverse("reports:delete", args=[open_pulse.round.assessment.public_id]))

    assert not Pulse.objects.exists()
    assert not PulseAnswer.objects.exists()
    assert not Message.objects.filter(kind__startswith="guest").exists()


def test_erasing_somebody_who_was_asked_takes_what_they_said(open_pulse, organisation):
    member = MembershipFactory(organisation=organisation)
    rater = open_pulse.round.raters.filter(group=RaterGroup.STAFF).first()
    Rater.objects.filter(pk=rater.pk).update(email=member.user.email)
    answer(rater)

    erase_person(User.objects.get(pk=member.user_id), organisation=None, by=None, at=OPENS)

    assert not PulseAnswer.objects.exists()
    assert not Rater.objects.filter(email=member.user.email).exists()


def test_everything_held_names_the_goal_and_what_one_said(open_pulse, manager, organisation):
    member = MembershipFactory(organisation=organisation)
    rater = open_pulse.round.raters.filter(group=RaterGroup.STAFF).first()
    Rater.objects.filter(pk=rater.pk).update(email=member.user.email)
    answer(rater, "no", "less")

    assert queries.observations_held_about(manager).rounds[0].asked_again_about == GOAL
    held = queries.observations_held_about(member.user).asked_in[0]
    assert held.answers_again == {"worked": "no", "change": "less"}


def test_who_was_behind_figures_is_forgotten_after_a_year_by_the_daily_run(published_round):
    Command()._carry_out_retention(LAST + timedelta(days=300))
    assert PeopleBehind.objects.count() == 1

    Command()._carry_out_retention(LAST + timedelta(days=367))
    assert not PeopleBehind.objects.exists()


@pytest.mark.parametrize("more", [0, 12])
def test_pages_cost_the_same_for_few_and_many(
    open_pulse, client_of, manager, more, django_assert_num_queries
):
    Rater.objects.bulk_create(
        Rater(round=open_pulse.round, group="staff", email=f"more{n}@asked.example")
        for n in range(more)
    )
    client, guest = client_of(manager), Client()
    rater = open_pulse.round.raters.filter(group=RaterGroup.STAFF).first()

    with django_assert_num_queries(5):
        client.get(url(open_pulse.round))
    # Whose it is, and whether they have answered.
    with django_assert_num_queries(2):
        guest.get(access.again_link_of(rater))
