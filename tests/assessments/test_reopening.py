"""What is finished is opened again by its owner until its campaign closes, and finished again."""

from datetime import datetime, timedelta

import pytest
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, Membership, Message
from assessments import actions, queries
from assessments.models import Assessment, Campaign, ThemeScore
from documents.models import StoredDocument
from results.actions import close_campaign
from results.models import Release
from results.queries.published import campaigns_of
from tests.assessments.sitting import finish, page_at, stored, text, url
from tests.factories import AssessmentFactory, CampaignFactory, all_answers, answer, bank
from tests.factories.assessments import STARTED

pytestmark = pytest.mark.django_db
FINISHED = STARTED + timedelta(days=1)
REOPENED, CHANGED, AGAIN = (FINISHED + timedelta(days=days) for days in (1, 2, 3))


@pytest.fixture
def campaign(member: Membership) -> Campaign:
    """Open now, so that pages can be asked for as well."""
    return CampaignFactory(
        organisation=member.organisation,
        name="Leading well",
        closes_at=timezone.now() + timedelta(days=30),
    )


@pytest.fixture
def finished(member: Membership, campaign: Campaign) -> Assessment:
    made = AssessmentFactory(member=member, campaign=campaign)
    answer(made, all_answers(bank(), "2"), note="As it was")
    return finish(made, FINISHED)


def reopen(assessment: Assessment, at: datetime = REOPENED) -> Assessment:
    return actions.reopen_assessment(assessment.public_id, by=assessment.member.user, at=at)


def change(revision: Assessment, answers: dict[str, str], note: str = "As it was") -> None:
    """Give other answers, as a page does that knows what is stored."""
    was = stored(revision)
    changes = actions.AnswerChanges(
        {code: actions.AnswerChange(now, was[code]) for code, now in answers.items()},
        {"ASP": actions.AnswerChange(note, "As it was")},
    )
    outcome = actions.save_answers(revision.public_id, changes, by=revision.member.user, at=CHANGED)
    assert not outcome.conflicts


def scores(assessment: Assessment) -> set[float]:
    return set(ThemeScore.objects.filter(assessment=assessment).values_list("score", flat=True))


def close_by_itself(campaign: Campaign) -> None:
    """Let the day of its end pass; its results are not out yet."""
    campaign.closes_at = CHANGED
    campaign.save()


# Opening -----------------------------------------------------------------------------------------


def test_the_owner_changes_a_copy_while_what_was_finished_stays(finished) -> None:
    revision = reopen(finished)

    assert reopen(finished) == revision
    assert stored(revision) == stored(finished) == all_answers(bank(), "2")
    assert revision.notes.get().text == "As it was"
    change(revision, {"ASP-01": "5"})
    assert stored(finished)["ASP-01"] == "2"
    finished.refresh_from_db()
    assert finished.submitted_at == FINISHED
    entry = AuditEntry.objects.get(act="assessment.reopened")
    assert (entry.subject, entry.actor, entry.at) == (
        str(finished.public_id),
        finished.member.user,
        REOPENED,
    )
    assert entry.details == {}


def test_nobody_else_opens_it_again(finished, colleague, hr_lead) -> None:
    for other in (colleague, hr_lead):
        with pytest.raises(Http404):
            actions.reopen_assessment(finished.public_id, by=other, at=REOPENED)
    assert Assessment.objects.count() == 1


def test_only_what_an_open_campaign_counts_is_opened_again(finished, member) -> None:
    own = finish(AssessmentFactory(member=member), FINISHED)
    begun = AssessmentFactory(member=member)
    late = finished.campaign.closes_at

    for assessment, at in ((own, REOPENED), (begun, REOPENED), (finished, late)):
        with pytest.raises(actions.CampaignNotOpenError):
            reopen(assessment, at)
    close_campaign(finished.campaign, by=None, at=REOPENED)
    with pytest.raises(actions.CampaignNotOpenError):
        reopen(finished, CHANGED)


def test_the_pages_say_what_it_means_and_lead_to_the_statements(client, finished) -> None:
    report = reverse("reports:report", args=[finished.public_id])
    for page in (text(client.get("/")), text(client.get(report))):
        assert url("reopen", finished) in page

    asked = text(client.get(url("reopen", finished)))
    assert "Your report stays as it is until you finish again" in asked
    assert Assessment.objects.count() == 1
    response = client.post(url("reopen", finished))

    revision = finished.revision
    assert response["Location"] == url("resume", revision)
    assert client.get(url("reopen", finished))["Location"] == url("resume", revision)
    for name in ("check", "resume"):
        assert client.get(url(name, finished))["Location"].startswith(url("check", revision))
    assert "Until you finish, those count." in text(client.get(url("check", revision)))
    Campaign.objects.update(asks_readiness=True)
    # An optional part that was left out is not what somebody opens it for.
    assert client.get(url("resume", revision))["Location"].startswith(url("check", revision))
    home = text(client.get("/"))
    assert "You opened this again." in home
    assert url("reopen", finished) not in home
    assert url("resume", revision) in text(client.get(report))


def test_without_an_open_campaign_no_page_offers_it(client, finished, member) -> None:
    own = finish(AssessmentFactory(member=member), FINISHED)
    close_by_itself(finished.campaign)

    assert "/reopen/" not in text(client.get("/"))
    for assessment in (own, finished):
        report = reverse("reports:report", args=[assessment.public_id])
        assert "/reopen/" not in text(client.get(report))
        assert client.get(url("reopen", assessment))["Location"] == report
        assert client.post(url("reopen", assessment))["Location"] == report
    assert not Assessment.objects.filter(revises__isnull=False).exists()


# Until it is finished again ----------------------------------------------------------------------


def test_it_counts_as_not_finished_while_its_campaign_is_open(finished, campaign) -> None:
    def followed() -> tuple[bool, int]:
        row = queries.people_followed(campaign).get(pk=finished.member_id)
        return row.has_submitted, queries.response_by_team(campaign)[None].submitted

    assert followed() == (True, 1)
    reopen(finished)
    assert followed() == (False, 0)
    assert queries.response_by_team(campaign)[None].started == 1
    close_by_itself(campaign)
    assert followed() == (True, 1)


def test_pages_count_as_the_results_do_after_a_close_before_its_day(finished, campaign) -> None:
    reopen(finished)
    assert campaigns_of(campaign.organisation).get().submitted == 0

    close_campaign(campaign, by=None, at=CHANGED)

    assert Release.objects.get().submitted == 1
    assert campaigns_of(campaign.organisation).get().submitted == 1
    assert queries.people_followed(campaign).get(pk=finished.member_id).has_submitted


def test_who_opened_it_again_is_reminded_of_it_and_nobody_who_has_finished(
    finished, campaign
) -> None:
    with pytest.raises(actions.CampaignError):
        actions.remind_unfinished_people(campaign, by=None, at=CHANGED)
    reopen(finished)

    assert actions.remind_unfinished_people(campaign, by=None, at=CHANGED) == 1
    actions.submit_assessment(finished.public_id, by=finished.member.user, at=AGAIN)
    assert not Message.objects.filter(kind="reminder", status="queued").exists()


def test_changes_are_deleted_without_what_was_finished(client, finished) -> None:
    revision = reopen(finished)
    change(revision, {"ASP-01": "5"})

    assert "stay as you finished them on 3 March 2026" in text(client.get(url("delete", revision)))
    client.post(url("delete", revision))

    assert Assessment.objects.get() == finished
    assert stored(finished) == all_answers(bank(), "2")
    assert "Your answers are as you had finished them." in text(client.get("/"))


# Finishing again ---------------------------------------------------------------------------------


def test_finishing_again_puts_the_changes_in_the_place_of_what_was_finished(
    client, finished
) -> None:
    revision = reopen(finished)
    change(revision, all_answers(bank(), "5"), note="As it is")
    StoredDocument.objects.update(state="ready", content=b"of before", fingerprint="before")
    before = scores(finished)

    report = reverse("reports:report", args=[finished.public_id])
    for _ in range(2):  # a double click
        assert client.post(url("check", finished))["Location"] == report

    again = Assessment.objects.get()
    assert again.public_id == finished.public_id
    assert again.submitted_at > FINISHED
    assert stored(again) == all_answers(bank(), "5")
    assert again.notes.get().text == "As it is"
    assert scores(again) != before
    assert again.theme_scores.count() == 6
    kinds = StoredDocument.objects.values_list("kind", "state", "content")
    assert sorted(kinds) == [("report", "queued", None), ("summary", "queued", None)]


def test_finishing_again_under_either_address_is_the_same(finished) -> None:
    revision = reopen(finished)
    change(revision, {"ASP-01": "5"})

    again = actions.submit_assessment(revision.public_id, by=finished.member.user, at=AGAIN)

    assert again == finished
    assert again.submitted_at == AGAIN
    assert stored(finished)["ASP-01"] == "5"


def test_a_page_of_the_copy_is_gone_once_it_is_finished(client, finished) -> None:
    revision = reopen(finished)
    assert client.get(url("theme", revision, "ASP")).status_code == 200
    actions.submit_assessment(finished.public_id, by=finished.member.user, at=AGAIN)

    assert client.get(url("theme", revision, "ASP")).status_code == 404


# When the campaign closes meanwhile --------------------------------------------------------------


def test_a_close_counts_what_was_finished_and_never_a_change_after_it(finished, campaign) -> None:
    revision = reopen(finished)
    change(revision, all_answers(bank(), "5"))
    before = scores(finished)
    close_campaign(campaign, by=None, at=CHANGED)
    assert Release.objects.get().submitted == 1

    own = actions.submit_assessment(finished.public_id, by=finished.member.user, at=AGAIN)

    assert own == revision
    assert (own.campaign, own.revises, own.submitted_at) == (None, None, AGAIN)
    assert stored(own) == all_answers(bank(), "5")
    finished.refresh_from_db()
    assert (finished.submitted_at, finished.campaign) == (FINISHED, campaign)
    assert scores(finished) == before != scores(own)
    assert stored(finished) == all_answers(bank(), "2")


def test_the_day_of_the_end_is_enough_also_before_the_results_are_out(
    client, finished, campaign
) -> None:
    revision = reopen(finished)
    close_by_itself(campaign)

    page = text(client.get("/"))
    assert "It counts your answers as you finished them on 3 March 2026." in page
    assert "becomes a report of its own" in text(client.get(url("check", revision)))
    response = client.post(url("check", finished))

    assert response["Location"] == reverse("reports:report", args=[revision.public_id])
    assert Assessment.objects.submitted().count() == 2


def test_what_comes_too_late_stands_beside_what_is_begun_in_ones_own_time(
    finished, campaign, member
) -> None:
    reopen(finished)
    AssessmentFactory(member=member)
    close_by_itself(campaign)

    own = actions.submit_assessment(finished.public_id, by=member.user, at=AGAIN)

    assert own.submitted_at == AGAIN
    assert Assessment.objects.unfinished().count() == 1


def test_start_leads_to_the_changes(client, finished) -> None:
    revision = reopen(finished)
    queries.stored_answers(revision)
    revision.answers.filter(question__code="EMA-01").delete()

    response = client.get(reverse("assessments:start", args=[finished.campaign.slug]), follow=True)

    assert response.redirect_chain[-1][0] == page_at("theme", revision, "EMA")
