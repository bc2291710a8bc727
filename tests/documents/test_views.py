"""Reports and plans as files: the page that waits, the file, the failure, and that neither is ever out of date."""

import re
import sys
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from assessments.models import EvidenceNote
from banks.queries import instrument_of
from documents.actions import make_document
from documents.models import RETRY_AFTER, StoredDocument
from plans.actions import Terms, share_report
from plans.models import Goal, Plan, Review, WhenThen
from reports import makers
from tests.building import AT, DEFAULT, EARLIER, finished, person_1, published
from tests.factories import CampaignFactory, GoalFactory, MembershipFactory
from tests.worker import fetched, make_documents

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_layout(monkeypatch):
    """Without WeasyPrint, which takes seconds: a document is the name of its maker and what it was given."""
    for name in ("report_pdf", "summary_pdf", "talk_pdf", "plan_pdf", "my_data_pdf"):
        monkeypatch.setattr(
            f"reports.makers.pdf.{name}",
            lambda *given, name=name, **_named: f"{name} {given[0]}".encode(),
        )


@pytest.fixture
def version(db):
    return published(DEFAULT)


@pytest.fixture
def assessment(manager, version):
    return finished(manager, version, person_1(), notes={"ASP": "We rewrote it."})


def report_of(assessment, query: str = "") -> str:
    return reverse("reports:report_pdf", args=[assessment.public_id]) + query


def test_on_submit_the_worker_makes_what_is_then_only_looked_up(
    client_of, manager, assessment, django_assert_num_queries
):
    assert make_documents() == 2
    client = client_of(manager)
    client.get(report_of(assessment))

    # Session, user, the door, earlier ones, answers, notes, scores, the plan, what others said; the document.
    with django_assert_num_queries(11):
        answer = client.get(report_of(assessment))

    assert answer.status_code == 200
    assert answer.content.startswith(b"report_pdf")
    summary = client.get(reverse("reports:summary_pdf", args=[assessment.public_id]))
    assert summary.content.startswith(b"summary_pdf")
    assert make_documents() == 0


def test_goals_cost_two_queries_more_however_many(
    client_of, manager, assessment, django_assert_num_queries
):
    client = client_of(manager)
    for _number in range(3):
        _goal(assessment)
        fetched(client, report_of(assessment))
        with django_assert_num_queries(13):
            assert client.get(report_of(assessment)).status_code == 200


@pytest.mark.parametrize("change", [{"target_on": date(2026, 9, 15)}, {"goal": "Another"}])
def test_a_report_is_made_anew_when_a_goal_has_changed(client_of, manager, assessment, change):
    goal = GoalFactory(plan__member=assessment.member)
    client = client_of(manager)
    fetched(client, report_of(assessment))
    assert client.get(report_of(assessment)).status_code == 200

    Goal.objects.filter(pk=goal.pk).update(**change)

    assert client.get(report_of(assessment)).status_code == 202


def test_a_step_and_a_review_of_a_goal_count_too(client_of, manager, assessment):
    goal = GoalFactory(plan__member=assessment.member)
    client = client_of(manager)
    for rows, change in (
        (WhenThen.objects.filter(goal=goal), {"what": "I ask once more."}),
        (Review.objects.filter(goal=goal), {"due_on": date(2026, 9, 2)}),
    ):
        fetched(client, report_of(assessment))
        assert client.get(report_of(assessment)).status_code == 200

        assert rows.update(**change)

        assert client.get(report_of(assessment)).status_code == 202


def test_who_has_left_gets_no_file_that_is_there(client_of, manager, assessment):
    client = client_of(manager)
    assert fetched(client, report_of(assessment)).status_code == 200

    MembershipFactory(user=manager)  # still a member, of another council
    assessment.member.left_at = AT
    assessment.member.save()

    assert client.get(report_of(assessment)).status_code == 404


def test_until_then_a_page_waits_for_it_without_scripts_too(client_of, manager, assessment):
    client = client_of(manager)

    page = client.get(report_of(assessment, "?earlier=none"))

    said = page.content.decode()
    again = report_of(assessment, "?earlier=none&amp;waiting=yes")
    assert page.status_code == 202
    assert "We are making your PDF" in said
    assert 'role="status"' in said
    assert f'<noscript><meta http-equiv="refresh" content="5; url={again}"></noscript>' in said
    assert f'<a href="{again}">' in said
    assert "no-store" in page["Cache-Control"]
    assert reverse("reports:report", args=[assessment.public_id]) in said


def test_once_it_is_there_the_page_says_so_and_begins_the_download(client_of, manager, assessment):
    client = client_of(manager)
    make_documents()

    page = client.get(report_of(assessment, "?waiting=yes"))

    said = page.content.decode()
    assert page.status_code == 200
    assert "Your PDF is ready" in said
    assert f'<meta http-equiv="refresh" content="0; url={report_of(assessment)}">' in said
    assert client.get(report_of(assessment))["Content-Type"] == "application/pdf"


def test_a_failure_says_what_to_do(client_of, manager, assessment, monkeypatch, settings):
    settings.SUPPORT_EMAIL = "help@council.example"
    monkeypatch.setattr("reports.makers.pdf.report_pdf", lambda report: 1 / 0)
    client = client_of(manager)

    page = fetched(client, report_of(assessment))

    said = page.content.decode()
    assert page.status_code == 503
    assert "could not be made" in said
    assert "Wait a minute, then try again." in said
    assert "help@council.example" in said
    # After that minute it is tried once more.
    StoredDocument.objects.filter(kind="report").update(claimed_at=AT - RETRY_AFTER)
    assert client.get(report_of(assessment)).status_code == 202


def test_after_long_it_says_that_one_may_go(client_of, manager, assessment):
    StoredDocument.objects.update(queued_at=StoredDocument.objects.first().queued_at)
    client = client_of(manager)
    client.get(report_of(assessment))
    row = StoredDocument.objects.get(kind="report")
    assert "longer than usual" not in client.get(report_of(assessment)).content.decode()

    StoredDocument.objects.update(queued_at=row.queued_at - timedelta(minutes=2))

    assert "longer than usual" in client.get(report_of(assessment)).content.decode()


def _note(assessment) -> None:
    EvidenceNote.objects.filter(assessment=assessment).update(text="Another")


def _goal(assessment) -> None:
    GoalFactory(plan__member=assessment.member)


def _campaign(assessment) -> None:
    assessment.campaign = CampaignFactory(
        organisation=assessment.member.organisation, version=assessment.version
    )
    assessment.save()


def _name(assessment) -> None:
    user = assessment.member.user
    user.name = "Morgan Married"
    user.save()


def _organisation(assessment) -> None:
    assessment.member.organisation.name = "Ambleford Council"
    assessment.member.organisation.save()


def _score(assessment) -> None:
    assessment.theme_scores.filter(theme__code="ASP").update(score=12.5)


def _answer(assessment) -> None:
    assessment.answers.filter(question__code="ASP-01").update(saved_at=AT + timedelta(1))


@pytest.mark.parametrize("change", [_note, _goal, _campaign, _name, _organisation, _score, _answer])
def test_a_report_is_made_anew_when_anything_in_it_has_changed(
    client_of, manager, assessment, change
):
    client = client_of(manager)
    before = fetched(client, report_of(assessment)).content

    change(assessment)

    assert client.get(report_of(assessment)).status_code == 202
    after = fetched(client, report_of(assessment)).content
    assert after.startswith(b"report_pdf")
    assert (after != before) or change is _answer


def test_a_report_is_made_anew_when_its_looks_have_changed(
    client_of, manager, assessment, settings
):
    client = client_of(manager)
    fetched(client, report_of(assessment))

    settings.ACCENT_COLOUR = "#112233"

    assert client.get(report_of(assessment)).status_code == 202


def test_each_comparison_is_a_document_of_its_own(client_of, manager, version, assessment):
    older = finished(manager, version, person_1(), at=EARLIER)
    client = client_of(manager)
    plain = fetched(client, report_of(assessment, "?earlier=none"))

    compared = fetched(client, report_of(assessment))

    assert plain.content != compared.content
    # The newest earlier one is the same as none named.
    named = client.get(report_of(assessment, f"?earlier={older.public_id}"))
    assert named.content == compared.content
    assert client.get(report_of(assessment, "?earlier=none")).content == plain.content


def test_the_plan_is_made_anew_after_a_change_and_on_a_day_when_something_falls_due(
    client_of, manager, version, time_machine
):
    goal = GoalFactory(plan__member=manager.memberships.get(), version=version)
    client, address = client_of(manager), reverse("reports:plan_pdf")
    first = fetched(client, address)
    assert client.get(address).status_code == first.status_code == 200

    Goal.objects.filter(pk=goal.pk).update(status="DONE")
    assert client.get(address).status_code == 202
    assert fetched(client, address).status_code == 200
    Goal.objects.filter(pk=goal.pk).update(target_on=goal.start_on + timedelta(days=1))

    assert client.get(address).status_code == 202
    assert Plan.objects.count() == 1


def test_everything_held_is_made_anew_when_more_is_held(client_of, manager, assessment):
    client, address = client_of(manager), reverse("reports:my_data_pdf")
    first = fetched(client, address)
    name = re.search(r'filename="(.*)"', first["Content-Disposition"])[1]
    assert name.startswith("Everything held about you - Morgan Manager - ")
    assert client.get(address).status_code == 200

    _note(assessment)

    assert client.get(address).status_code == 202


def test_nobody_else_gets_it_and_a_reader_of_a_shared_report_does_not_either(
    client_of, manager, colleague, outsider, assessment
):
    make_documents()
    until = AT.date() + timedelta(days=365)
    share = share_report(
        assessment,
        Terms(colleague.email, "coach", True, True, until),
        by=manager,
        at=AT,
    )

    shared = client_of(colleague).get(reverse("reports:shared", args=[share.public_id]))

    assert shared.status_code == 200
    for user in (colleague, outsider):
        for name in ("report_pdf", "summary_pdf", "talk_pdf"):
            address = reverse(f"reports:{name}", args=[assessment.public_id])
            assert client_of(user).get(address).status_code == 404


def test_it_belongs_to_its_owner(client_of, manager, assessment):
    for name in ("my_data_pdf", "plan_pdf"):
        client_of(manager).get(reverse(f"reports:{name}"))

    assert {row.owner for row in StoredDocument.objects.all()} == {manager}
    assert set(StoredDocument.objects.values_list("kind", flat=True)) == {
        *("report", "summary", "my_data", "plan"),
    }


def test_what_was_reopened_or_left_is_not_made(manager, assessment):
    assessment.submitted_at = None
    assessment.save()
    manager.memberships.update(left_at=AT)

    make_documents()

    assert not StoredDocument.objects.exists()
    assert makers.plan({"member": manager.memberships.get().pk}) is None


def test_a_page_that_hands_out_a_document_loads_no_engine(
    client_of, manager, assessment, monkeypatch
):
    make_documents()
    instrument_of(assessment.version_id)
    for engine in ("weasyprint", "openpyxl", "documents.pdf", "reports.pdf", "results.pdf"):
        monkeypatch.setitem(sys.modules, engine, None)

    client = client_of(manager)

    assert client.get(report_of(assessment)).status_code == 200
    assert client.get(report_of(assessment, "?earlier=none")).status_code in {200, 202}
    assert client.get(reverse("reports:my_data_pdf")).status_code == 202
    assert make_document.module_path == "documents.actions.make_document"


def test_a_report_is_made_anew_on_the_day_when_a_goal_is_past_its_day_or_a_review_due(
    client_of, manager, assessment, time_machine
):
    goal = GoalFactory(plan__member=assessment.member)
    client = client_of(manager)
    # Reviews fall due on their day, goals are past theirs from the next.
    for day, status in (
        (goal.reviews.get().due_on - timedelta(1), 202),
        (goal.reviews.get().due_on, 202),
        (goal.target_on, 200),
        (goal.target_on + timedelta(1), 202),
    ):
        time_machine.move_to(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
        client.force_login(manager)

        assert client.get(report_of(assessment)).status_code == status
        assert fetched(client, report_of(assessment)).status_code == 200


def test_asking_whether_a_document_is_there_makes_none(client_of, manager, assessment):
    StoredDocument.objects.all().delete()

    answer = client_of(manager).head(report_of(assessment))

    assert answer.status_code == 202
    assert not StoredDocument.objects.exists()


def test_one_person_has_only_so_many_documents_made_in_an_hour(
    client_of, manager, colleague, assessment, settings
):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "document": "2/h/user"}
    client = client_of(manager)

    found = []
    for _ in range(3):
        StoredDocument.objects.all().delete()
        found.append(client.get(report_of(assessment)).status_code)
        # The page that waits asks again and again: that is none.
        found.append(client.get(report_of(assessment)).status_code)

    assert found == [202, 202, 202, 202, 429, 429]
    other = client_of(colleague).get(reverse("reports:my_data_pdf"))
    assert other.status_code == 202
