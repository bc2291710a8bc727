"""Home, and starting an assessment from there."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from accounts.permissions import Role
from assessments.models import Assessment
from banks.actions import choose
from banks.models import BankVersion
from plans.models import Goal
from reports.presenters.report import report_of
from tests.assessments.sitting import SIGNED_IN, finish, page_at, text, url
from tests.factories import (
    AssessmentFactory,
    CampaignFactory,
    GoalFactory,
    MembershipFactory,
    all_answers,
    answer,
    bank,
    published,
)
from tests.factories.assessments import STARTED

pytestmark = pytest.mark.django_db


# Home ---------------------------------------------------------------------------------------------


def test_home_of_a_manager_with_nothing_yet_offers_their_own_time(client) -> None:
    page = text(client.get("/"))

    assert "Nothing is waiting for you" in page
    assert reverse("assessments:start_own") in page
    assert "What to do next" not in page


def test_home_shows_what_to_do_what_is_begun_and_what_is_done(client, member) -> None:
    closes = datetime(2126, 12, 24, 17, tzinfo=UTC)
    CampaignFactory(organisation=member.organisation, name="Winter", slug="w", closes_at=closes)
    autumn = CampaignFactory(organisation=member.organisation, name="Autumn")
    begun = AssessmentFactory(member=member, campaign=autumn, answers={"ASP-01": "4"})
    done = finish(AssessmentFactory(member=member), STARTED + timedelta(days=3))

    page = text(client.get("/"))

    assert "Winter" in page
    assert "About 12 minutes" in page
    assert "Open until 24 December 2126." in page
    assert reverse("assessments:start", args=["w"]) in page
    assert "1 of 42 statements answered" in page
    assert url("resume", begun) in page
    assert url("delete", begun) in page
    assert "Finished on 5 March 2026." in page
    assert reverse("reports:report", args=[done.public_id]) in page
    assert "Compare with" not in page


def test_home_offers_to_compare_with_the_one_before(client, member) -> None:
    first = finish(AssessmentFactory(member=member), STARTED + timedelta(days=1))
    second = finish(AssessmentFactory(member=member), STARTED + timedelta(days=200))

    page = text(client.get("/"))

    report = reverse("reports:report", args=[second.public_id])
    assert f"{report}?earlier={first.public_id}" in page
    assert page.count("Compare with") == 1
    assert "Compare with 3 March 2026" in page


def test_home_says_that_a_campaign_has_closed_over_an_unfinished_assessment(client, member) -> None:
    closed = CampaignFactory(
        organisation=member.organisation, closes_at=datetime(2026, 4, 1, tzinfo=UTC)
    )
    AssessmentFactory(member=member, campaign=closed)

    assert "This campaign closed on 1 April 2026." in text(client.get("/"))


def test_home_shows_no_campaign_of_others_or_out_of_its_dates(client, member) -> None:
    CampaignFactory(name="Of another organisation")
    CampaignFactory(
        organisation=member.organisation, name="Over", closes_at=STARTED + timedelta(days=1)
    )
    CampaignFactory(
        organisation=member.organisation,
        name="Not yet",
        opens_at=datetime(2125, 1, 1, tzinfo=UTC),
    )
    CampaignFactory(organisation=member.organisation, name="Now")

    page = text(client.get("/"))

    assert "Now" in page
    for name in ("Of another organisation", "Over", "Not yet"):
        assert name not in page


def test_home_leads_to_what_somebody_looks_after_and_to_no_more(client_of, hr_lead, manager):
    about = "What groups of people answered, once enough took part."

    assert about in text(client_of(hr_lead).get("/"))
    assert "The statements people answer, and their versions." not in text(
        client_of(hr_lead).get("/")
    )
    assert "What you look after" not in text(client_of(manager).get("/"))


def test_home_of_an_hr_lead_explains_that_there_is_nothing_to_answer(client_of, hr_lead) -> None:
    campaign = CampaignFactory(organisation=hr_lead.memberships.get().organisation)

    page = text(client_of(hr_lead).get("/"))

    assert "There is nothing for you to answer" in page
    assert reverse("assessments:start", args=[campaign.slug]) not in page
    assert reverse("assessments:start_own") not in page


def test_home_of_a_member_of_two_organisations_names_them(client, manager, member) -> None:
    other = MembershipFactory(user=manager, roles=[Role.MANAGER])
    CampaignFactory(organisation=other.organisation)

    page = text(client.get("/"))

    # Where a campaign waits it comes first; in one's own time it is the other's turn.
    assert page.count(other.organisation.name) == 1
    assert f"{reverse('assessments:start_own')}?organisation={member.organisation.slug}" in page
    assert f"?organisation={other.organisation.slug}" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_home_takes_as_many_queries_for_many_as_for_one(
    client, member, rows, django_assert_num_queries
) -> None:
    for _ in range(rows):
        CampaignFactory(organisation=member.organisation)
        campaign = CampaignFactory(organisation=member.organisation)
        AssessmentFactory(member=member, campaign=campaign, answers={"ASP-01": "4"})
        finish(AssessmentFactory(member=member))
    client.get("/")

    # Six for home itself, six for the newest report at a glance, three for rounds of others.
    with django_assert_num_queries(SIGNED_IN + 16):
        client.get("/")


def test_home_tells_how_much_of_the_optional_parts_is_answered(client, assessment) -> None:
    assert "optional parts" not in text(client.get("/"))
    answer(assessment, {"RI-01": "4", "RI-02": "3"})

    page = text(client.get("/"))

    assert "0 of 42 statements answered" in page
    assert "2 in the optional parts" in page


def test_home_of_one_who_has_finished_says_what_their_report_says(client, member) -> None:
    older = AssessmentFactory(member=member, answers=all_answers(bank(), "1"))
    finish(older, STARTED + timedelta(days=1))
    answers = all_answers(bank(), "2") | {f"ASP-0{number}": "5" for number in range(1, 8)}
    newest = finish(
        AssessmentFactory(member=member, answers=answers), STARTED + timedelta(days=200)
    )

    page = text(client.get("/"))

    report = report_of(newest)
    first = report.first_page
    assert first.strengths.themes
    at_home = page[page.index('id="glance-title"') : page.index("Your reports")]
    for words in (
        first.strengths.heading,
        first.attempt.when,
        first.attempt.then,
        report.chart.title,
    ):
        assert escape(words) in at_home
    for theme in first.strengths.themes:
        assert f"<strong>{escape(theme.title)}</strong>" in at_home
    assert at_home.count("<svg") == 1
    assert str(older.public_id) not in at_home


def test_home_without_a_report_has_no_glance(client, assessment) -> None:
    assert "glance-title" not in text(client.get("/"))


def test_home_offers_no_second_copy_of_what_is_in_progress(client, member) -> None:
    campaign = CampaignFactory(organisation=member.organisation, name="Leading well")
    begun = AssessmentFactory(member=member, campaign=campaign)

    page = text(client.get("/"))

    assert reverse("assessments:start_own") not in page
    assert "It counts for “Leading well” once you finish it." in page
    for response in (
        client.get(reverse("assessments:start_own")),
        client.post(reverse("assessments:start_own")),
    ):
        assert response["Location"] == url("resume", begun)
    assert Assessment.objects.count() == 1
    finish(begun)
    assert reverse("assessments:start_own") in text(client.get("/"))


def test_home_says_that_a_campaign_does_not_count_what_is_begun_in_ones_own_time(
    client, member
) -> None:
    AssessmentFactory(member=member)
    words = "In your own time, for you alone: it does not count for “Leading well”."
    assert "it does not count for" not in text(client.get("/"))

    other = published(bank("small"))
    CampaignFactory(organisation=member.organisation, name="Another", version=other)
    assert "it does not count for" not in text(client.get("/"))

    CampaignFactory(organisation=member.organisation, name="Leading well")
    page = text(client.get("/"))
    assert words in page
    assert "Start" in page


def test_home_offers_no_copy_in_ones_own_time_of_what_a_campaign_waits_for(client, member) -> None:
    campaign = CampaignFactory(organisation=member.organisation, name="Leading well")
    start_own = reverse("assessments:start_own")
    link = f'href="{start_own}"'

    assert link not in text(client.get("/"))
    page = text(client.get(start_own))
    assert "“Leading well” is open for you too, and does not count" in page
    assert reverse("assessments:start", args=[campaign.slug]) in page

    begun = AssessmentFactory(member=member)
    assert "whenever you like" not in text(client.get("/"))
    begun.delete()
    finish(AssessmentFactory(member=member, campaign=campaign))
    assert link in text(client.get("/"))
    assert "is open for you too" not in text(client.get(start_own))


def test_own_time_asks_once_for_all_campaigns_that_wait(client, member) -> None:
    asked = []
    for _ in range(3):
        CampaignFactory(organisation=member.organisation)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("assessments:start_own"))
        asked.append(len(queries))

    # The first one reads the bank, too.
    assert asked[1] == asked[2]


def test_home_says_when_to_look_back_until_then_or_until_there_is_a_goal(
    client, client_of, member
) -> None:
    done = finish(AssessmentFactory(member=member), STARTED)

    words = "A good time to look back is about six weeks after a report"
    with time_machine.travel(STARTED + timedelta(days=30), tick=False):
        assert words in text(client_of(member.user).get("/"))
    # By now that day is over.
    assert words not in text(client.get("/"))
    with time_machine.travel(STARTED + timedelta(days=30), tick=False):
        goal = GoalFactory(plan__member=member, version=done.version)
        page = text(client_of(member.user).get("/"))
        assert words not in page
        assert "Next action:" in page
        Goal.objects.filter(pk=goal.pk).update(status=Goal.Status.DONE)
        assert words not in text(client_of(member.user).get("/"))


# Starting -----------------------------------------------------------------------------------------


def test_start_says_what_it_is_for_and_who_sees_what(client, member) -> None:
    campaign = CampaignFactory(organisation=member.organisation)

    page = text(client.get(reverse("assessments:start", args=[campaign.slug])))

    assert "It takes about 12 minutes." in page
    assert "42 statements in 6 themes" in page
    assert "Only you see your answers" in page
    assert bank().text("purpose_limit") in page
    for entry in bank().glossary:
        assert entry.term in page
    assert not Assessment.objects.exists()


def test_start_begins_once_and_leads_to_the_first_theme(client, member) -> None:
    campaign = CampaignFactory(organisation=member.organisation)
    address = reverse("assessments:start", args=[campaign.slug])

    for _ in range(2):
        response = client.post(address, follow=True)
        begun = Assessment.objects.get()
        assert response.redirect_chain[-1][0] == page_at("theme", begun, "ASP")
    assert client.get(address)["Location"] == url("resume", begun)


def test_start_of_a_closed_campaign_is_refused_in_words(client, member) -> None:
    campaign = CampaignFactory(
        organisation=member.organisation, closes_at=STARTED + timedelta(days=1)
    )
    address = reverse("assessments:start", args=[campaign.slug])

    for response in (client.get(address), client.post(address)):
        assert response.status_code == 409
        assert "This campaign has closed" in text(response)
    assert not Assessment.objects.exists()


def test_start_own_takes_the_organisations_own_bank_once_it_is_chosen(
    client, member, administrator
) -> None:
    published()
    address = reverse("assessments:start_own")
    own = published(bank("small"), organisation=member.organisation)
    published(bank("small"), organisation=CampaignFactory().organisation)

    assert bank().instrument.title in text(client.get(address))

    choose(own.bank, organisation=member.organisation, by=administrator, at=timezone.now())
    client.post(address)

    assert Assessment.objects.get().version_id == own.pk


def test_start_own_without_any_bank_says_so(client) -> None:
    assert not BankVersion.objects.exists()

    assert "There is nothing to answer yet" in text(client.get(reverse("assessments:start_own")))


def test_start_own_in_an_organisation_that_is_not_ones_own_is_not_found(client) -> None:
    other = CampaignFactory().organisation

    response = client.post(f"{reverse('assessments:start_own')}?organisation={other.slug}")

    assert response.status_code == 404


def test_start_tells_of_the_optional_parts_and_their_time(client, member) -> None:
    published()
    own = text(client.get(reverse("assessments:start_own")))
    campaign = CampaignFactory(organisation=member.organisation, asks_learning=True)
    invited = text(client.get(reverse("assessments:start", args=[campaign.slug])))

    assert "“Are you ready?” is an optional part and takes about 4 minutes more." in own
    assert "“What to learn next” is an optional part and takes about 6 minutes more." in own
    assert "Are you ready?" not in invited
    assert "What to learn next" in invited
    assert "With the optional parts 6 minutes more." in text(client.get("/"))


def test_an_organisation_that_no_address_can_name_is_not_found(client_of, manager):
    address = f"{reverse('assessments:start_own')}?organisation=no%00where"

    assert client_of(manager).get(address).status_code == 404
