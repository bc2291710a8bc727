"""A finished assessment is deleted by its owner while nothing that is published rests on it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, Membership, Message
from accounts.permissions import Role
from assessments.models import Answer, Assessment, Campaign, EvidenceNote, ThemeScore
from assessments.queries import people_followed
from documents.models import StoredDocument
from plans.actions import Terms, share_report
from plans.models import Goal, Share
from results.actions import close_campaign
from tests.building import finished, person_1
from tests.factories import CampaignFactory, GoalFactory, MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(organisation, version) -> Campaign:
    closes = timezone.now() + timedelta(days=30)
    return CampaignFactory(
        organisation=organisation, version=version, closes_at=closes, name="Spring"
    )


@pytest.fixture
def report(manager, version, campaign, colleague) -> Assessment:
    """Finished in a campaign, with a goal made from it and a reader."""
    made = finished(manager, version, person_1(), notes={"ASP": "A note"})
    made.campaign = campaign
    made.save()
    GoalFactory(plan__member=made.member, version=version, assessment=made, goal="Mine")
    terms = Terms(
        email=colleague.email, role="other", with_plan=False, with_notes=False,
        expires_on=timezone.localdate() + timedelta(days=30),
    )  # fmt: skip
    share_report(made, terms, by=manager, at=timezone.now())
    return made


def url(assessment: Assessment, name: str = "delete") -> str:
    return reverse(f"reports:{name}", args=[assessment.public_id])


def words(response) -> str:
    return " ".join(response.content.decode().split())


def finished_in(campaign: Campaign) -> list[bool]:
    return [one.has_submitted for one in people_followed(campaign)]


def test_it_goes_with_all_that_hangs_on_it_and_the_goal_stays(
    client_of, manager, colleague, report, campaign
):
    client = client_of(manager)
    assert url(report) in words(client.get(url(report, "report")))
    assert any(finished_in(campaign))

    asked = words(client.get(url(report)))
    assert Assessment.objects.exists()
    done = client.post(url(report), follow=True)

    assert "Casey Colleague" in asked
    assert "stay in your plan" in asked
    assert "“Spring” then counts you as not started" in asked
    assert "have been deleted" in words(done)
    for model in (Assessment, Answer, EvidenceNote, ThemeScore, Share, StoredDocument):
        assert not model.objects.exists(), model
    assert not Message.objects.filter(key__startswith="report_shared:").exists()
    goal = Goal.objects.get()
    assert (goal.goal, goal.assessment) == ("Mine", None)
    assert not any(finished_in(campaign))
    assert (
        client.get(url(report)).status_code == client.get(url(report, "report")).status_code == 404
    )
    # The campaign is answered anew.
    assert reverse("assessments:start", args=[campaign.slug]) in words(client.get("/"))
    entry = AuditEntry.objects.get(act="assessment.finished_deleted")
    assert (entry.actor, entry.subject, entry.details) == (manager, str(report.public_id), {})


def test_what_is_counted_is_not_deleted_and_nothing_published_changes(
    client_of, manager, report, campaign
):
    close_campaign(campaign, by=None, at=timezone.now())
    client = client_of(manager)

    page = words(client.get(url(report, "report")))
    asked, posted = (send(url(report), follow=True) for send in (client.get, client.post))

    assert url(report) not in page
    for response in (asked, posted):
        assert "cannot be deleted: its campaign has closed" in words(response)
    assert Assessment.objects.get() == report


def test_one_of_ones_own_time_goes_at_any_time_and_one_that_is_begun_on_its_own_page(
    client_of, manager, version
):
    own = finished(manager, version, person_1())
    client = client_of(manager)

    assert "You took it in your own time" in words(client.get(url(own)))
    client.post(url(own))
    assert not Assessment.objects.exists()

    begun = Assessment.objects.create(
        member=manager.memberships.get(), version=version, started_at=timezone.now()
    )
    response = client.post(url(begun))
    assert response.url == reverse("assessments:delete", args=[begun.public_id])
    assert Assessment.objects.get() == begun


def test_changes_since_it_was_opened_again_go_too(client_of, manager, report):
    client: Client = client_of(manager)
    client.post(reverse("assessments:reopen", args=[report.public_id]))
    assert Assessment.objects.count() == 2

    assert "What you changed since" in words(client.get(url(report)))
    client.post(url(report))

    assert not Assessment.objects.exists()


def test_page_costs_the_same_for_any_number_of_readers(
    client_of, manager, report, organisation, django_assert_num_queries
):
    client = client_of(manager)
    for number in range(3):
        if number:
            reader = MembershipFactory(organisation=organisation, roles=[Role.MANAGER])
            Share.objects.create(
                assessment=report, reader=reader, role="other", made_at=timezone.now(),
                expires_on=timezone.localdate(),
            )  # fmt: skip
        # The session, its person, the assessment with its names, the readers.
        with django_assert_num_queries(4):
            client.get(url(report))


def test_nobody_else_deletes_it(client_of, colleague, hr_lead, administrator, report):
    for other in (colleague, hr_lead, administrator):
        assert client_of(other).post(url(report)).status_code == 404
    assert Membership.objects.get(user=report.member.user).assessments.exists()
