"""The results of a closed campaign are made by the worker: what its page says meanwhile, and what failures leave."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import AuditEntry, Message, Organisation, User
from accounts.permissions import Role
from assessments.actions import CampaignNotOpenError, start_campaign_assessment, submit_assessment
from assessments.models import Campaign
from banks.models import BankVersion
from results import disclosure
from results.actions import (
    begin_closing,
    close_campaign,
    preparing,
    recover_publishing,
    releases,
)
from results.models import Publishing, Release
from results.queries.snapshot import Close
from tests.factories import AssessmentFactory, CampaignFactory, MembershipFactory
from tests.results.published import CLOSES, OPENS, answered
from tests.worker import publish_what_is_closed

NOW = CLOSES - timedelta(days=4)
PAGE = reverse("results:close", args=["spring"])
SECRET = "words that somebody wrote"


@pytest.fixture
def hr_lead(organisation: Organisation) -> User:
    return MembershipFactory(organisation=organisation, roles=[Role.HR_LEAD]).user


@pytest.fixture
def campaign(organisation: Organisation, version: BankVersion, hr_lead: User) -> Campaign:
    made = CampaignFactory(
        organisation=organisation, version=version, name="Spring", slug="spring",
        opens_at=OPENS, closes_at=CLOSES, purpose_confirmed_by=hr_lead, purpose_confirmed_at=OPENS,
    )  # fmt: skip
    for number in range(12):
        member = MembershipFactory(organisation=organisation, roles=[Role.MANAGER])
        answered(member, made, 2 + number % 3, OPENS + timedelta(days=3))
    return made


@pytest.fixture
def client(client_of, hr_lead: User) -> Client:
    return client_of(hr_lead)


def fail(monkeypatch: pytest.MonkeyPatch) -> None:
    def raise_it(*_args: object) -> None:
        raise ValueError(SECRET)

    monkeypatch.setattr(disclosure, "publish", raise_it)


def words_of(client: Client) -> str:
    return " ".join(client.get(PAGE).content.decode().split())


def test_closing_waits_for_nothing_and_the_page_says_how_far_it_is(client, campaign, hr_lead):
    with time_machine.travel(NOW, tick=False):
        answer = client.post(PAGE, follow=True)
    early = Campaign.objects.get()

    assert answer.status_code == 202
    assert "The campaign is closed. Its results are being made." in answer.content.decode()
    assert early.closes_at == NOW
    assert not Release.objects.exists()

    publish_what_is_closed()

    assert client.get(PAGE).url == reverse("results:results", args=["spring"])
    assert Release.objects.get().submitted == 12
    assert not Publishing.objects.exists()
    acts = AuditEntry.objects.filter(act__in=["campaign.closed", "campaign.published"])
    assert list(acts.order_by("pk").values_list("act", "actor")) == [
        ("campaign.closed", hr_lead.pk),
        ("campaign.published", hr_lead.pk),
    ]


@pytest.mark.parametrize(
    ("step", "now"),
    [
        ("waiting", "Waiting for its turn"),
        ("reading", "Counting who took part"),
        ("deciding", "Working out figures, and checking that nobody can be picked out"),
        ("storing", "Putting the results on their pages"),
    ],
)
def test_page_names_the_step_and_marks_it(step, now, client, campaign):
    begin_closing(campaign, by=None, at=NOW)
    Publishing.objects.update(step=step)

    words = words_of(client)

    assert f'<li aria-current="step">{now} <span class="tag tag--progress">Now' in words
    assert words.count('aria-current="step"') == 1
    assert 'http-equiv="refresh" content="5' in words


def test_each_step_is_written_down_while_it_is_taken(campaign, monkeypatch):
    begin_closing(campaign, by=None, at=NOW)
    found = []
    for place, name in (
        (releases, "close_of"),
        (disclosure, "publish"),
        (releases, "prepare_release"),
    ):
        real = getattr(place, name)

        def looked(*args, real=real, **options):
            found.append(Publishing.objects.get().step)
            return real(*args, **options)

        monkeypatch.setattr(place, name, looked)

    publish_what_is_closed()

    assert found == ["reading", "deciding", "storing"]


def test_who_stores_for_long_is_not_taken_for_gone(campaign, monkeypatch):
    begin_closing(campaign, by=None, at=NOW)
    monkeypatch.setattr(preparing, "CELLS", 2)
    lost, real = [], preparing.step

    with time_machine.travel(NOW, tick=False) as clock:

        @contextmanager
        def slow():
            with real():
                yield
            clock.shift(timedelta(seconds=50))
            lost.append(recover_publishing(at=timezone.now()))

        monkeypatch.setattr(preparing, "step", slow)
        publish_what_is_closed()

    assert len(lost) * 50 > 20 * 60
    assert set(lost) == {0}
    assert Release.objects.get().submitted == 12


def test_nobody_can_answer_once_it_is_closing(campaign, organisation):
    begun = AssessmentFactory(
        campaign=campaign, member=MembershipFactory(organisation=organisation)
    )
    begin_closing(campaign, by=None, at=NOW)
    campaign.refresh_from_db()
    before = NOW - timedelta(seconds=1)

    with pytest.raises(CampaignNotOpenError):
        start_campaign_assessment(campaign, by=MembershipFactory(organisation=organisation), at=NOW)
    # A request of before the close that comes in after it.
    finished = submit_assessment(begun.public_id, by=begun.member.user, at=before)
    publish_what_is_closed()

    assert finished.submitted_at > NOW
    assert Release.objects.get().submitted == 12


def test_asked_twice_and_worked_on_twice_it_is_published_once(client, campaign, hr_lead):
    with time_machine.travel(NOW, tick=False):
        client.post(PAGE)
        client.post(PAGE)
    publish_what_is_closed()
    publish_what_is_closed()
    close_campaign(campaign, by=None, at=CLOSES)

    assert Release.objects.count() == 1
    assert AuditEntry.objects.filter(act="campaign.closed").count() == 1
    news = Message.objects.filter(to__user=hr_lead, key__contains=":published:")
    assert news.count() == 1


def test_what_is_closed_by_hand_and_by_the_clock_goes_the_same_way(campaign, organisation, version):
    other = CampaignFactory(
        organisation=organisation, version=version, opens_at=OPENS, closes_at=CLOSES
    )
    begin_closing(campaign, by=None, at=CLOSES - timedelta(minutes=1))

    with time_machine.travel(CLOSES + timedelta(minutes=5), tick=False):
        call_command("tick")
    waiting = list(Publishing.objects.order_by("pk").values_list("campaign", flat=True))
    publish_what_is_closed()

    assert waiting == [campaign.pk, other.pk]
    assert Release.objects.count() == 2


def test_a_step_that_fails_is_said_without_its_words_and_tried_again(
    client, campaign, monkeypatch, caplog
):
    begin_closing(campaign, by=None, at=NOW)
    with monkeypatch.context() as patched, time_machine.travel(NOW, tick=False):
        fail(patched)
        publish_what_is_closed()
        publish_what_is_closed()  # before its turn has come again
        words = words_of(client)
        attempts = Publishing.objects.get().attempts

    assert not Release.objects.exists()
    assert attempts == 1
    assert "One step did not work" in words
    assert "Working out figures, and checking that nobody can be picked out." in words
    assert "Nothing is published yet, and no answer is lost." in words
    assert SECRET not in caplog.text
    assert "ValueError" in caplog.text

    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        publish_what_is_closed()

    assert Release.objects.get().submitted == 12


@pytest.mark.parametrize("minutes", [9, 11])
def test_tick_puts_back_what_a_killed_worker_held(minutes, client, campaign):
    begin_closing(campaign, by=None, at=NOW)
    Publishing.objects.update(claimed_at=NOW, step="deciding", attempts=1)
    DBTaskResult.objects.all().delete()

    with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
        call_command("tick")
        call_command("tick")
        asked = DBTaskResult.objects.filter(task_path__contains="publish_what_is_closed").count()
        words = words_of(client)
        publish_what_is_closed()

    assert asked == (minutes > 10)
    assert ("One step did not work" in words) is (minutes > 10)
    assert Release.objects.exists() is (minutes > 10)


def test_tick_tells_when_results_are_not_made(campaign):
    begin_closing(campaign, by=None, at=NOW)

    with (
        time_machine.travel(NOW + timedelta(minutes=31), tick=False),
        pytest.raises(CommandError, match="Not done: looking after publishing"),
    ):
        call_command("tick")


def test_what_changes_while_it_is_worked_out_is_worked_out_anew(
    campaign, organisation, version, monkeypatch
):
    """Another campaign of the same people is published in between: this one then has to know it."""
    other = CampaignFactory(
        organisation=organisation, version=version, opens_at=OPENS, closes_at=NOW
    )
    real, read = releases.close_of, []

    def read_and_be_overtaken(one: Campaign, **options: object) -> Close:
        read.append(one)
        found = real(one, **options)
        if read == [campaign]:
            close_campaign(other, by=None, at=NOW)
        return found

    monkeypatch.setattr(releases, "close_of", read_and_be_overtaken)
    begin_closing(campaign, by=None, at=NOW)
    publish_what_is_closed()

    assert read == [campaign, other, campaign]
    assert Release.objects.count() == 2


def test_page_of_progress_takes_the_same_queries_with_many_people(
    client, campaign, django_assert_num_queries
):
    begin_closing(campaign, by=None, at=NOW)

    with django_assert_num_queries(7):
        client.get(PAGE)


def test_only_who_may_close_sees_how_far_it_is(client_of, campaign, organisation):
    begin_closing(campaign, by=None, at=NOW)
    manager = MembershipFactory(organisation=organisation, roles=[Role.MANAGER]).user
    outsider = MembershipFactory(roles=[Role.HR_LEAD]).user

    assert client_of(manager).get(PAGE).status_code == 403
    assert client_of(outsider).get(PAGE).status_code == 404
