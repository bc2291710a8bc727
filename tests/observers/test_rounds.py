"""A manager's round: its list, who agrees to it, what freezes, its e-mails, and that nothing tells who has answered."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, Message
from accounts.permissions import Role
from leadership.observing import RaterGroup
from observers import access, actions, queries
from observers.models import Approval, ObserverRule, Rater, Round
from results.management.commands.tick import Command
from tests.building import finished as finished_with
from tests.building import instrument_with, published
from tests.factories import MembershipFactory, OrganisationFactory
from tests.observers.conftest import DAYS, LAST, NOON, USUAL, ask, send


def url(name: str, round_: Round, *more: object) -> str:
    return reverse(f"observers:{name}", args=[round_.public_id, *more])


@pytest.fixture
def client(client_of, manager) -> Client:
    return client_of(manager)


def handed_in(draft: Round, approval: str, **changed: object) -> Round:
    ObserverRule.objects.update(approval=approval)
    return actions.hand_in_round(draft, by=draft.assessment.member.user, at=NOON)


# The list ---------------------------------------------------------------------------------------


def test_a_manager_begins_a_round_from_a_report_and_puts_people_on_its_list(client, assessment):
    report = client.get(reverse("reports:report", args=[assessment.public_id])).content.decode()
    start = reverse("observers:new", args=[assessment.public_id])
    assert start in report

    answer = client.post(start, {"opens": "2026-11-20", "closes": "2026-12-11"})
    made = Round.objects.get()
    assert answer.url == url("round", made)
    # Asked again it goes on with the same.
    assert client.get(start).url == url("round", made)
    client.post(url("round", made), {"group": "staff", "name": "Sam", "email": "Sam@Asked.Example"})

    assert Rater.objects.values_list("group", "name", "email").get() == (
        "staff", "Sam", "sam@asked.example",
    )  # fmt: skip
    again = client.post(
        url("round", made), {"group": "staff", "name": "Sam", "email": "sam@asked.example"}
    ).content.decode()
    assert "already, under Staff" in again
    assert 'value="sam@asked.example"' in again
    client.post(url("person", made, Rater.objects.get().pk))
    assert not Rater.objects.exists()


def test_oneself_and_a_second_line_manager_are_refused(draft, manager):
    for group, email in (
        (RaterGroup.STAFF, manager.email),
        (RaterGroup.LINE_MANAGER, "b@asked.example"),
    ):
        with pytest.raises(actions.RoundError):
            actions.add_person(draft, group, name="X", email=email)


def test_a_group_of_one_or_two_is_not_asked(draft, manager):
    keys = draft.raters.filter(group=RaterGroup.STAFF).values_list("pk", flat=True)[2:]
    for key in list(keys):
        actions.remove_person(draft, key)

    with pytest.raises(actions.RoundError, match="at least 3"):
        actions.hand_in_round(draft, by=manager, at=NOON)


def test_a_bank_without_words_for_others_and_an_organisation_that_offers_it_not(
    manager, organisation, assessment
):
    plain = finished_with(manager, published(instrument_with([3, 3, 3])), {"T1-1": 3})
    with pytest.raises(actions.RoundError, match="no statements for others"):
        actions.begin_round(plain, DAYS, by=manager, at=NOON)

    ObserverRule.objects.create(organisation=organisation, approval=Approval.OFF)
    with pytest.raises(actions.RoundError, match="does not offer"):
        actions.begin_round(assessment, DAYS, by=manager, at=NOON)


def test_days_that_cannot_be_are_refused_where_they_were_written(client, assessment):
    start = reverse("observers:new", args=[assessment.public_id])
    for closes, words in (
        ("2026-11-19", "in the past"),
        ("2027-11-19", "three months at most"),
        ("31/02/2027", "real date"),
    ):
        shown = client.post(start, {"opens": "2026-11-20", "closes": closes}).content.decode()
        assert words in shown
    assert not Round.objects.exists()


# Who agrees -------------------------------------------------------------------------------------


def test_the_line_manager_agrees_and_then_the_list_is_frozen(draft, organisation, client_of):
    boss = MembershipFactory(organisation=organisation)
    draft.raters.filter(group=RaterGroup.LINE_MANAGER).update(email=boss.user.email)
    waiting = handed_in(draft, Approval.LINE_MANAGER)
    assert waiting.is_waiting
    assert not Message.objects.filter(kind="guest_asked").exists()
    with pytest.raises(actions.RoundError):
        actions.add_person(draft, RaterGroup.STAFF, name="Late", email="late@asked.example")

    theirs = client_of(boss.user)
    assert "staff 0" in theirs.get(url("approve", draft)).content.decode()
    theirs.post(url("approve", draft), {"do": "agree"})

    draft.refresh_from_db()
    assert draft.is_frozen
    assert Message.objects.filter(kind="guest_asked").count() == sum(USUAL.values())
    # Pressed twice, or read from an older e-mail: led on, and told.
    again = theirs.post(url("approve", draft), {"do": "return"}, follow=True)
    assert again.redirect_chain == [(reverse("observers:rounds"), 302)]
    assert "This list is agreed to already." in again.content.decode()
    draft.refresh_from_db()
    assert draft.is_frozen


def test_once_one_has_agreed_nobody_else_is_asked_to(draft, organisation, hr_lead, client_of):
    other = MembershipFactory(organisation=organisation, roles=[Role.HR_LEAD])
    handed_in(draft, Approval.HR)
    asked = Message.objects.filter(kind="round_to_agree", status=Message.Status.QUEUED)
    assert asked.count() == 2

    client_of(hr_lead).post(url("approve", draft), {"do": "agree"})

    assert not asked.exists()
    late = client_of(other.user).get(url("approve", draft), follow=True).content.decode()
    assert "This list is agreed to already." in late
    assert client_of(MembershipFactory().user).get(url("approve", draft)).status_code == 404


def test_a_list_that_waits_for_who_has_left_can_be_taken_back(
    draft, organisation, client, client_of
):
    boss = MembershipFactory(organisation=organisation)
    draft.raters.filter(group=RaterGroup.LINE_MANAGER).update(email=boss.user.email)
    handed_in(draft, Approval.LINE_MANAGER)
    back = url("take_back", draft)
    assert back not in client.get(url("round", draft)).content.decode()
    client.post(back)
    draft.refresh_from_db()
    assert draft.is_waiting

    boss.left_at = NOON
    boss.save()

    assert back in client.get(url("round", draft)).content.decode()
    assert "You have the list back" in client.post(back, follow=True).content.decode()
    draft.refresh_from_db()
    assert draft.is_draft
    successor = MembershipFactory(organisation=organisation)
    draft.raters.filter(group=RaterGroup.LINE_MANAGER).update(email=successor.user.email)
    assert handed_in(draft, Approval.LINE_MANAGER).approver == successor


def test_a_list_that_is_sent_back_can_be_changed_again(draft, organisation, hr_lead, client_of):
    handed_in(draft, Approval.HR)
    theirs = client_of(hr_lead)

    theirs.post(url("approve", draft), {"do": "return"})

    draft.refresh_from_db()
    assert draft.is_draft
    actions.add_person(draft, RaterGroup.STAFF, name="More", email="more@asked.example")
    assert Message.objects.filter(kind="round_returned").count() == 1
    assert "has it back" in theirs.get(url("approve", draft), follow=True).content.decode()


def test_nobody_agrees_to_their_own_list(draft, manager, client):
    manager.memberships.get().role_grants.create(role=Role.HR_LEAD)
    with pytest.raises(actions.RoundError, match="no HR lead"):
        handed_in(draft, Approval.HR)

    draft.refresh_from_db()
    assert draft.is_draft
    assert client.get(url("approve", draft)).status_code == 404


def test_nobody_is_asked_more_than_three_times_in_a_month(draft, manager):
    for _time in range(3):
        round_ = actions.begin_round(draft.assessment, DAYS, by=manager, at=NOON)
        if round_ != draft:
            ask(round_, USUAL)
        actions.hand_in_round(round_, by=manager, at=NOON)
        actions.give_up_round(round_, by=manager, at=NOON)
    again = actions.begin_round(draft.assessment, DAYS, by=manager, at=NOON)
    ask(again, USUAL)

    with pytest.raises(actions.RoundError, match="three times in a month"):
        actions.hand_in_round(again, by=manager, at=NOON)


def test_a_line_manager_who_does_not_use_the_service_cannot_agree(draft):
    with pytest.raises(actions.RoundError, match="does not use this service"):
        handed_in(draft, Approval.LINE_MANAGER)


# Cards ------------------------------------------------------------------------------------------


def test_cards_are_kept_by_a_colleague_and_never_by_the_person_rated(
    draft, manager, colleague, client, client_of
):
    with pytest.raises(actions.RoundError, match="Somebody else"):
        actions.set_customers(draft, keeper_email=manager.email, cards=9, has_open_link=False)
    with pytest.raises(actions.RoundError, match="Name a colleague"):
        actions.set_customers(draft, keeper_email="", cards=9, has_open_link=False)
    actions.set_customers(draft, keeper_email=colleague.email, cards=12, has_open_link=True)
    actions.hand_in_round(draft, by=manager, at=NOON)

    sheet = client_of(colleague).get(url("cards", draft)).content.decode()

    cards = [access.link_of(one) for one in draft.raters.filter(email="")]
    draft.refresh_from_db()
    codes = [access.code_of(one) for one in draft.raters.filter(email="")]
    assert all(words in sheet for words in (*codes, access.open_link_of(draft)))
    assert sheet.count("<path d=") == 13
    assert client.get(url("cards", draft)).status_code == 404
    page = client.get(url("round", draft)).content.decode()
    assert not any(link in page for link in cards)


# E-mails and counts as side channels ------------------------------------------------------------


def test_e_mails_lead_to_a_link_that_is_nowhere_stored(open_round, deliver):
    mails = deliver()

    assert len(mails) == sum(USUAL.values())
    rater = open_round.raters.get(email=mails[0].to[0])
    link = access.link_of(rater)
    assert f"http://testserver{link}" in mails[0].body
    stored = Message.objects.get(address=rater.email)
    assert (
        link.strip("/").rpartition(".")[2] not in f"{stored.leads_to}{stored.context}{stored.key}"
    )


def test_everybody_is_reminded_alike_whether_they_have_sent_or_not(open_round, deliver, clock):
    before = {rater.email for rater in open_round.raters.all()}
    send(open_round.raters.first())
    clock.move_to(NOON + timedelta(days=11))

    actions.queue_round_messages(at=NOON + timedelta(days=11))
    actions.queue_round_messages(at=NOON + timedelta(days=11))

    reminded = Message.objects.filter(kind="guest_reminder")
    assert reminded.count() == len(before)
    assert {message.address for message in reminded} == before


@pytest.mark.parametrize(("days", "reminders"), [(3, 0), (4, 1), (6, 1), (8, 2), (21, 2)])
def test_a_short_round_reminds_once_and_not_twice_in_a_day(open_round, days, reminders):
    closes = NOON + timedelta(days=days)
    Round.objects.filter(pk=open_round.pk).update(opens_at=NOON, closes_at=closes)

    actions.queue_round_messages(at=closes - timedelta(hours=1))

    reminded = Message.objects.filter(kind="guest_reminder")
    assert reminded.count() == reminders * open_round.raters.count()


def test_no_page_or_log_tells_the_manager_who_or_how_many_have_sent(client, open_round):
    def seen() -> list[str]:
        pages = [client.get(url("round", open_round)), client.get(reverse("observers:rounds"))]
        # Each page has a token of its own.
        return [page.content.decode().partition("<main")[2].count("Sent") for page in pages] + [
            page.context["round"] if page.context.get("round") else page.context["rounds"]
            for page in pages
        ]

    logged = AuditEntry.objects.count()
    before = seen()
    for rater in open_round.raters.all()[:5]:
        send(rater)

    assert seen() == before
    assert AuditEntry.objects.count() == logged


def test_a_link_taken_back_does_not_tell_whether_it_was_used(client, open_round):
    used, unused = open_round.raters.filter(group=RaterGroup.STAFF)[:2]
    send(used)

    answers = [
        client.post(url("person", open_round, one.pk), follow=True) for one in (used, unused)
    ]

    words = [a.content.decode().count("The link no longer works.") for a in answers]
    assert words == [1, 1]


def test_a_round_in_time_to_come_opens_by_the_clock(draft, manager, clock):
    later = NOON + timedelta(days=3)
    actions.change_round(draft, actions.Days(later, LAST))
    actions.hand_in_round(draft, by=manager, at=NOON)
    assert not Message.objects.filter(kind="guest_asked").exists()
    rater = draft.raters.first()
    assert "Not open yet" in Client().get(access.link_of(rater)).content.decode()

    clock.move_to(later + timedelta(hours=1))
    Command()._rounds(later + timedelta(hours=1))

    assert Message.objects.filter(kind="guest_asked").count() == sum(USUAL.values())


def test_a_started_round_can_be_extended_and_not_shortened(open_round):
    with pytest.raises(actions.RoundError):
        actions.change_round(open_round, actions.Days(NOON, LAST - timedelta(days=1)))
    actions.change_round(open_round, actions.Days(NOON, LAST + timedelta(days=5)))

    open_round.refresh_from_db()
    assert open_round.closes_at == LAST + timedelta(days=5)
    assert set(Message.objects.filter(kind="guest_asked").values_list("expires_at", flat=True)) == {
        LAST + timedelta(days=5)
    }


def test_an_hr_lead_says_who_agrees_and_a_manager_may_not(client, client_of, hr_lead, organisation):
    rules = reverse("observers:rules")
    assert client.get(rules).status_code == 403

    client_of(hr_lead).post(rules, {"approval": "hr", "fewest": "3"})

    rule = queries.rule_of(organisation)
    assert (rule.approval, rule.fewest) == ("hr", 3)


def test_an_hr_lead_of_two_organisations_says_it_for_the_one_that_is_named(
    client_of, hr_lead, organisation
):
    second = MembershipFactory(user=hr_lead, roles=[Role.HR_LEAD]).organisation
    stranger = OrganisationFactory()
    rules, client = reverse("observers:rules"), client_of(hr_lead)
    address = f"{rules}?organisation={second.slug}"
    assert f'href="{address}"' in client.get(reverse("assessments:campaigns")).content.decode()

    client.post(address, {"approval": "off", "fewest": "5"})

    assert queries.rule_of(second).approval == "off"
    assert queries.rule_of(organisation).approval != "off"
    assert client.get(f"{rules}?organisation={stranger.slug}").status_code == 404


def test_a_round_that_is_given_up_keeps_no_address(open_round, manager, deliver):
    deliver()

    actions.give_up_round(open_round, by=manager, at=NOON)

    assert not open_round.raters.exists()
    assert not Message.objects.exclude(address="").exists()


@pytest.mark.parametrize("people", [3, 12])
def test_pages_cost_the_same_for_few_and_many(client, draft, people, django_assert_num_queries):
    ask_more = {RaterGroup.CUSTOMERS: people}
    ask(draft, ask_more)

    with django_assert_num_queries(6):
        client.get(url("round", draft))
    with django_assert_num_queries(6):
        client.get(reverse("observers:rounds"))
