"""Finishing while a campaign closes, and closing it twice at once: counted or finished afterwards, and once."""

import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from accounts.actions import erase_person
from accounts.models import AuditEntry
from assessments.actions import finishing, submit_assessment
from assessments.models import Assessment, Campaign
from banks.queries import forget_instruments
from plans.models import Goal
from results import actions
from results.actions import PublishingError, goal_counts, preparing, releases
from results.models import Cell, Release, ReleaseGroup, Roll
from tests.factories import (
    AssessmentFactory,
    CampaignFactory,
    GoalFactory,
    MembershipFactory,
    all_answers,
    bank,
)

pytestmark = pytest.mark.django_db(transaction=True)
OPENS = datetime(2026, 3, 1, 9, tzinfo=UTC)
CLOSES = datetime(2026, 3, 31, 17, tzinfo=UTC)
BEFORE = CLOSES - timedelta(seconds=1)
LATER = CLOSES + timedelta(minutes=5)


@pytest.fixture
def assessment() -> Assessment:
    forget_instruments()
    campaign = CampaignFactory(opens_at=OPENS, closes_at=CLOSES + timedelta(days=1))
    return AssessmentFactory(campaign=campaign, answers=all_answers(bank()))


def finish(assessment: Assessment) -> None:
    submit_assessment(assessment.public_id, by=assessment.member.user, at=BEFORE)


def finish_with_others(assessment: Assessment) -> None:
    """So many that there are results to show."""
    for _ in range(10):
        member = MembershipFactory(organisation=assessment.campaign.organisation)
        answers = all_answers(bank())
        finish(AssessmentFactory(member=member, campaign=assessment.campaign, answers=answers))
    finish(assessment)


def close(campaign: Campaign) -> None:
    """Close by hand: the end is the moment of closing, which is after `BEFORE`."""
    actions.close_campaign(campaign, by=None, at=LATER)


def meet(monkeypatch, place, name, first, second) -> bool:
    """Let `second` begin while `first` stands in `place.name`; tell whether it had to wait."""
    inside, go_on = threading.Event(), threading.Event()
    real = getattr(place, name)

    def held(*args, **options):
        found = real(*args, **options)
        if threading.current_thread().name == "first":
            inside.set()
            assert go_on.wait(20)
        return found

    monkeypatch.setattr(place, name, held)

    def run(act):
        try:
            act()
        finally:
            connection.close()

    one = threading.Thread(target=run, args=[first], name="first")
    two = threading.Thread(target=run, args=[second], name="second")
    one.start()
    assert inside.wait(20)
    two.start()
    two.join(0.7)
    waited = two.is_alive()
    go_on.set()
    one.join(20)
    two.join(20)
    return waited


def test_who_finishes_while_the_close_counts_is_finished_afterwards_and_need_not_wait(
    assessment, monkeypatch
):
    waited = meet(
        monkeypatch, releases, "close_of",
        lambda: close(assessment.campaign), lambda: finish(assessment),
    )  # fmt: skip

    assessment.refresh_from_db()
    assert not waited
    assert Release.objects.get().submitted == 0
    assert assessment.submitted_at == LATER + timedelta(microseconds=1)


def test_the_close_waits_for_who_is_about_to_finish_and_counts_them(assessment, monkeypatch):
    waited = meet(
        monkeypatch, finishing, "_moment",
        lambda: finish(assessment), lambda: close(assessment.campaign),
    )  # fmt: skip

    assessment.refresh_from_db()
    assert waited
    assert Release.objects.get().submitted == 1
    assert assessment.submitted_at == BEFORE


def test_two_closes_at_once_publish_once_and_both_have_the_release(assessment, monkeypatch):
    found = []

    def close_and_keep() -> None:
        found.append(actions.close_campaign(assessment.campaign, by=None, at=LATER).pk)

    meet(monkeypatch, releases, "close_of", close_and_keep, close_and_keep)

    assert found == [Release.objects.get().pk] * 2
    assert AuditEntry.objects.filter(act="campaign.published").count() == 1


def test_storing_keeps_whoever_writes_out_for_one_short_step_and_shows_nothing_before_the_last(
    assessment, monkeypatch
):
    finish_with_others(assessment)
    monkeypatch.setattr(preparing, "CELLS", 20)
    stored, readable, real = [], [], preparing.step

    def rows() -> int:
        return sum(table.objects.count() for table in (Release, ReleaseGroup, Cell, Roll))

    def write() -> None:
        Assessment.objects.filter(pk=assessment.pk).update(started_at=BEFORE)
        readable.append(Release.objects.filter(campaign__isnull=False).exists())
        connection.close()

    @contextmanager
    def watched():
        before = rows()
        with real():
            yield
        stored.append(rows() - before)
        # From another connection, which would wait for a transaction that is open still.
        writer = threading.Thread(target=write)
        writer.start()
        writer.join(10)
        assert not writer.is_alive()

    monkeypatch.setattr(preparing, "step", watched)
    release = actions.close_campaign(assessment.campaign, by=None, at=LATER)

    assert Cell.objects.filter(group__release=release).count() > 20
    assert sum(stored) == rows()
    assert max(stored) <= 20
    assert readable == [False] * len(stored)


def test_what_a_killed_worker_had_stored_is_never_read_and_goes_in_the_end(assessment, monkeypatch):
    finish_with_others(assessment)
    campaign = assessment.campaign

    def killed(*_args: object, **_options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(releases, "_publish_if_unchanged", killed)
        with pytest.raises(KeyboardInterrupt):
            actions.close_campaign(campaign, by=None, at=LATER)
    left = Release.objects.get()
    actions.remove_what_was_given_up(at=left.published_at + timedelta(minutes=59))
    whole = actions.close_campaign(campaign, by=None, at=LATER)
    cells = Cell.objects.filter(group__release=whole).count()
    assert Cell.objects.count() == 2 * cells > 0

    actions.remove_what_was_given_up(at=left.published_at + timedelta(minutes=61))

    assert Release.objects.get() == whole
    assert Cell.objects.count() == cells
    with pytest.raises(PublishingError):  # were it only asleep
        preparing.give_to_campaign(left, campaign, at=LATER)


def test_two_counts_of_goals_at_once_publish_once(assessment, monkeypatch):
    finish_with_others(assessment)
    count = actions.close_campaign(assessment.campaign, by=None, at=LATER).goal_count

    def publish() -> None:
        actions.publish_goal_count(count, at=count.due_at)

    meet(monkeypatch, goal_counts, "goals_snapshot", publish, publish)

    assert Cell.objects.filter(group__release=count.release, statistic="goal_any").count() == 1
    assert AuditEntry.objects.filter(act="campaign.goals_published").count() == 1


@pytest.mark.parametrize("change", ["erased", "stopped"])
def test_whoever_is_erased_or_stops_a_goal_while_goals_are_counted_is_in_no_figure(
    assessment, monkeypatch, change
):
    finish_with_others(assessment)
    campaign = assessment.campaign
    count = actions.close_campaign(campaign, by=None, at=LATER).goal_count
    with_goals = [
        GoalFactory(plan__member=one.member, version=campaign.version, made_at=LATER)
        for one in campaign.assessments.order_by("pk")[:6]
    ]
    member = with_goals[0].plan.member

    def change_it() -> None:
        if change == "stopped":
            Goal.objects.filter(pk=with_goals[0].pk).update(status=Goal.Status.STOPPED)
            return
        erase_person(member.user, organisation=member.organisation, by=None, at=LATER)

    waited = meet(
        monkeypatch, goal_counts, "goals_snapshot",
        lambda: actions.publish_goal_count(count, at=count.due_at), change_it,
    )  # fmt: skip

    assert not waited
    assert Goal.objects.exclude(status=Goal.Status.STOPPED).count() == 5
    whole = Cell.objects.get(group__release=count.release, group__order=0, statistic="goal_any")
    # Five of the eleven at the close; six would be 55.
    assert whole.value == 45
    assert AuditEntry.objects.filter(act="campaign.goals_published").count() == 1


def test_without_a_close_the_moment_of_finishing_is_the_one_given(assessment):
    with transaction.atomic():
        finish(assessment)

    assessment.refresh_from_db()
    assert assessment.submitted_at == BEFORE
