"""What an organisation keeps no longer goes, once a day, and no published figure changes by it."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.actions import audit, carry_out_retention, erase_person, set_retention
from accounts.actions.erasing import empty_membership
from accounts.models import AuditEntry, Membership, Message, Organisation, RetentionRule, User
from accounts.periods import DAYS_BEFORE_THE_FIRST, KINDS, months_after
from accounts.permissions import Role
from assessments.models import Answer, Assessment, EvidenceNote, ThemeScore
from plans.models import Goal, Plan
from results.actions import clear_campaigns
from results.models import Cell, GoalCount, Release
from tests.building import finished, person_1
from tests.factories import CampaignFactory, GoalFactory, MembershipFactory, TeamFactory
from tests.results.test_matched import changes, run

pytestmark = pytest.mark.django_db
NONE = dict.fromkeys([kind.field for kind in KINDS])
# After the rounds of `run`, and long after the years that are kept of them.
LATER = datetime(2031, 6, 2, 9, tzinfo=UTC)
LONG_AGO = datetime(2020, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def staff(organisation: Organisation) -> list[Membership]:
    team = TeamFactory(organisation=organisation, name="Housing")
    people = [
        MembershipFactory(organisation=organisation, team=team, roles=[Role.MANAGER])
        for _ in range(12)
    ]
    return [*people, *(MembershipFactory(organisation=organisation) for _ in range(12))]


def rule(organisation: Organisation, **months: int) -> RetentionRule:
    """A rule that has begun."""
    return RetentionRule.objects.create(
        organisation=organisation, starts_on=LONG_AGO.date(), **months
    )


def cells() -> list[tuple[object, ...]]:
    return list(Cell.objects.order_by("pk").values_list())


def published(number: int, staff, version) -> Release:
    """A release whose goals are counted, too."""
    release = run(number, staff, version)
    GoalCount.objects.filter(release=release).update(published_at=release.published_at)
    return release


# Leavers ----------------------------------------------------------------------------------------


def test_what_leavers_answered_and_planned_goes_and_figures_stay(
    staff, version, organisation, colleague
):
    release = published(0, staff, version)
    before = cells()
    leaver, lately, stays = staff[:3]
    for member, left_at in ((leaver, LATER - timedelta(days=400)), (lately, LATER)):
        member.left_at = left_at
        member.save()
    for member in (leaver, stays):
        EvidenceNote.objects.create(
            assessment=member.assessments.get(), saved_at=LONG_AGO, text="Note",
            theme=ThemeScore.objects.filter(assessment__member=member)[0].theme,
        )  # fmt: skip
        GoalFactory(plan__member=member, version=version)
    rule(organisation, leavers=12)

    removed = carry_out_retention(at=LATER)

    assert {slug: one.leavers for slug, one in removed.items()} == {organisation.slug: 1}
    assert not leaver.assessments.exists()
    assert not Plan.objects.filter(member=leaver).exists()
    assert [one.assessments.count() for one in (lately, stays)] == [1, 1]
    assert (Goal.objects.count(), EvidenceNote.objects.count()) == (1, 1)
    assert cells() == before
    # Who they were is there for as long as the log names them; the next release knows that somebody is missing.
    leaver.refresh_from_db()
    assert leaver.emptied_at == LATER
    release.refresh_from_db()
    assert len(release.erased) == 1
    (line,) = AuditEntry.objects.filter(act="retention.carried_out")
    assert (line.actor, line.details["leavers"]) == (None, 1)


def test_it_is_done_once_and_not_to_who_came_back(staff, version, organisation):
    leaver = staff[0]
    finished(leaver.user, version, person_1())
    leaver.left_at = LONG_AGO
    leaver.save()
    rule(organisation, leavers=12)
    assert carry_out_retention(at=LATER)
    assert carry_out_retention(at=LATER + timedelta(days=1)) == {}

    Membership.objects.filter(pk=leaver.pk).update(left_at=None)
    finished(leaver.user, version, person_1())
    assert carry_out_retention(at=LATER + timedelta(days=2)) == {}
    assert leaver.assessments.count() == 1

    Membership.objects.filter(pk=leaver.pk).update(left_at=LATER + timedelta(days=3))
    assert carry_out_retention(at=LATER + timedelta(days=500))
    assert not leaver.assessments.exists()


def test_whoever_is_brought_back_while_it_is_done_is_left_alone(organisation, version):
    back = MembershipFactory(organisation=organisation, left_at=None)
    finished(back.user, version, person_1())

    assert not empty_membership(back, if_left_by=LONG_AGO, at=LATER)
    assert not erase_person(
        back.user, organisation=organisation, by=None, at=LATER, if_left_by=LONG_AGO
    )

    assert back.assessments.count() == 1


def test_who_they_were_goes_with_the_log(organisation, administrator):
    leaver = MembershipFactory(
        organisation=organisation, left_at=LONG_AGO, user__email="gone@council.example"
    )
    audit("membership.ended", at=LONG_AGO, by=administrator, subject=leaver.user.email, organisation=organisation)  # fmt: skip
    lasting = MembershipFactory(
        organisation=organisation, left_at=timezone.now() - timedelta(days=700)
    )
    rule(organisation, leavers=6, log=36)

    (removed,) = carry_out_retention(at=timezone.now()).values()

    assert (removed.leavers, removed.erased, removed.lines) == (2, 1, 1)
    assert not Membership.objects.filter(pk=leaver.pk).exists()
    assert not User.objects.filter(email="gone@council.example").exists()
    assert Membership.objects.filter(pk=lasting.pk).exists()


# Campaigns --------------------------------------------------------------------------------------


def test_answers_of_an_old_campaign_go_and_what_was_published_stays(
    staff, version, organisation, client_of, hr_lead
):
    release = published(0, staff, version)
    own = finished(staff[0].user, version, person_1())
    before = cells()
    periods = rule(organisation, campaigns=24)
    campaign = release.campaign
    at = months_after(campaign.closes_at, 24) + timedelta(minutes=1)
    assert clear_campaigns(periods, at=at - timedelta(minutes=2)) == 0

    (removed,) = carry_out_retention(at=at).values()

    assert removed.campaigns == 1
    # What somebody took in their own time is no campaign's.
    assert list(Assessment.objects.all()) == [own]
    assert set(Answer.objects.values_list("assessment", flat=True)) == {own.pk}
    assert cells() == before
    campaign.refresh_from_db()
    assert campaign.cleared_at == at
    client = client_of(hr_lead)
    page = client.get(reverse("assessments:campaign", args=[campaign.slug])).content.decode()
    assert "Its answers have been removed" in page
    assert "have not finished" not in page
    assert client.get(reverse("results:results", args=[campaign.slug])).status_code == 200
    people = reverse("assessments:campaign_people", args=[campaign.slug, "csv"])
    assert client.get(people).status_code == 404
    call_command("verify_scores", stdout=StringIO(), stderr=StringIO())
    assert carry_out_retention(at=at + timedelta(days=1)) == {}


def test_next_campaign_is_compared_with_nothing_that_is_gone(staff, version, organisation):
    published(0, staff, version)
    clear_campaigns(rule(organisation, campaigns=24), at=LATER)

    release = run(1, staff, version)

    assert release.earlier is None
    assert changes(release) == {}


def test_nothing_is_cleared_while_something_may_still_read_it(staff, version, organisation):
    release = run(0, staff, version)
    periods = rule(organisation, campaigns=24)

    # Its goals are still to be counted.
    assert clear_campaigns(periods, at=LATER) == 0
    GoalCount.objects.update(published_at=LATER)
    following = CampaignFactory(
        organisation=organisation, version=version, opens_at=LATER - timedelta(days=9),
        closes_at=LATER + timedelta(days=9),
    )  # fmt: skip
    # Another is open, which is compared with it.
    assert clear_campaigns(periods, at=LATER) == 0
    following.published_at = LATER
    following.save()
    assert clear_campaigns(periods, at=LATER, dry_run=True) == 1
    assert Assessment.objects.filter(campaign=release.campaign).count() == 24


def test_a_campaign_that_was_half_cleared_is_cleared_to_its_end(staff, version, organisation):
    campaign = published(0, staff, version).campaign
    campaign.cleared_at = LATER - timedelta(days=1)
    campaign.save()
    campaign.assessments.all()[0].delete()

    assert clear_campaigns(rule(organisation, campaigns=24), at=LATER) == 1

    assert not Assessment.objects.exists()
    campaign.refresh_from_db()
    assert campaign.cleared_at == LATER - timedelta(days=1)


@pytest.mark.parametrize("months", [{"campaigns": 23}, {"log": 11}])
def test_less_than_the_least_is_refused_by_the_database(organisation, months):
    with pytest.raises(IntegrityError), transaction.atomic():
        rule(organisation, **months)


# Log and e-mails --------------------------------------------------------------------------------


def test_old_lines_go_but_for_those_that_a_rule_needs(organisation, outsider, administrator):
    other = outsider.memberships.get().organisation
    for act, at, ours in (
        ("team.added", LONG_AGO, organisation),
        ("team.added", timezone.now() - timedelta(days=300), organisation),
        ("membership.recorded", LONG_AGO, organisation),
        ("team.added", LONG_AGO, other),
    ):
        audit(act, at=at, by=administrator, subject="x", organisation=ours)
    rule(organisation, log=12)

    (removed,) = carry_out_retention(at=timezone.now()).values()

    assert removed.lines == 1
    kept = AuditEntry.objects.exclude(act="retention.carried_out")
    assert sorted(kept.values_list("act", "organisation")) == sorted(
        [
            ("team.added", organisation.pk),
            ("membership.recorded", organisation.pk),
            ("team.added", other.pk),
        ]
    )


def test_emails_go_once_they_are_done_with(organisation, manager, outsider):
    now = timezone.now()
    mine, theirs = manager.memberships.get(), outsider.memberships.get()

    def message(key: str, to: Membership = mine, **facts: object) -> None:
        old = now - timedelta(days=400)
        said = {"status": "sent", "sent_at": old, "queued_at": old, "due_at": old, **facts}
        Message.objects.create(key=key, to=to, kind="invitation", **said)

    message("old")
    message("given up", status="failed", sent_at=None)
    message("of a campaign that is over", expires_at=now - timedelta(days=300))
    message("of a campaign that is open", expires_at=now + timedelta(days=1))
    message("lately", sent_at=now - timedelta(days=80))
    message("still to be sent", status="queued", sent_at=None)
    message("another's", to=theirs)
    rule(organisation, mails=3)

    (removed,) = carry_out_retention(at=now).values()

    assert removed.emails == 3
    assert set(Message.objects.values_list("key", flat=True)) == {
        "of a campaign that is open", "lately", "still to be sent", "another's",
    }  # fmt: skip


# By page ----------------------------------------------------------------------------------------

PAGE = "/people/retention/"
PROPOSED = {kind.field: str(kind.proposed) for kind in KINDS}


def words(response) -> str:
    return " ".join(response.content.decode().split())


def test_nothing_goes_until_it_was_shown_and_confirmed_and_some_days_have_passed(
    client_of, administrator, organisation
):
    gone = MembershipFactory(organisation=organisation, left_at=LONG_AGO)
    client = client_of(administrator)

    first = words(client.get(PAGE))
    shown = words(client.post(PAGE, PROPOSED))
    assert not RetentionRule.objects.exists()
    done = words(client.post(PAGE, PROPOSED | {"sure": "1"}, follow=True))

    assert "Nothing is removed by itself until you say how long" in first
    assert "What 1 person who has left answered and planned." in shown
    assert "6 years" in shown
    assert "What 1 person who has left answered and planned." in done
    assert RetentionRule.objects.get().starts_on == timezone.localdate() + timedelta(
        days=DAYS_BEFORE_THE_FIRST
    )
    entry = AuditEntry.objects.get(act="retention.changed")
    assert entry.details["changed"]["campaigns"] == [None, 36]
    log = words(client.get("/people/log/?act=retention.changed"))
    assert "What people answered in campaigns: as long as it is wanted → 3 years" in log
    call_command("tick", stdout=StringIO())
    gone.refresh_from_db()
    assert gone.emptied_at is None

    RetentionRule.objects.update(starts_on=timezone.localdate())
    out = StringIO()
    call_command("tick", stdout=out)
    assert "leavers 1" in out.getvalue()
    # They left so long ago that the log names them no more either.
    assert not Membership.objects.filter(pk=gone.pk).exists()


def test_a_change_waits_again_and_it_can_be_stopped(client_of, administrator, organisation):
    set_retention(organisation, NONE | {"mails": 12}, by=administrator, at=LONG_AGO)
    client = client_of(administrator)

    client.post(PAGE, PROPOSED | {"mails": "3", "log": "", "sure": "1"})
    found = RetentionRule.objects.get()
    assert (found.mails, found.log) == (3, None)
    assert found.starts_on > timezone.localdate()
    client.post(PAGE, {"stop": "yes"})

    assert not RetentionRule.objects.exists()
    assert AuditEntry.objects.filter(act="retention.ended").count() == 1


def test_what_nobody_offered_is_refused(client_of, administrator):
    said = words(client_of(administrator).post(PAGE, PROPOSED | {"campaigns": "12", "sure": "1"}))

    assert "choose one of those that are offered" in said
    assert not RetentionRule.objects.exists()


def test_page_costs_the_same_however_much_goes(
    client_of, administrator, organisation, django_assert_num_queries
):
    rule(organisation, leavers=12, campaigns=24, log=24, mails=3)
    client = client_of(administrator)
    for number in range(2):
        for _ in range(3 * number):
            MembershipFactory(organisation=organisation, left_at=LONG_AGO)
        # Session, person, membership, the rule; leavers twice, open campaigns, campaigns, lines, e-mails.
        with django_assert_num_queries(10):
            client.get(PAGE)


def test_report_says_until_when_it_is_kept(client_of, manager, version, organisation):
    made = finished(manager, version, person_1())
    campaign = CampaignFactory(
        organisation=organisation, version=version, closes_at=datetime(2027, 3, 31, tzinfo=UTC)
    )
    Assessment.objects.filter(pk=made.pk).update(campaign=campaign)
    page = reverse("reports:report", args=[made.public_id])
    client = client_of(manager)
    assert "keeps it until" not in words(client.get(page))

    rule(organisation, campaigns=24)

    assert "keeps it until 31 March 2029" in words(client.get(page))
