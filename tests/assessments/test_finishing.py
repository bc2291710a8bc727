"""Checking, finishing and deleting an assessment."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from assessments.models import Assessment
from tests.assessments.sitting import finish, text, url
from tests.factories import (
    AssessmentFactory,
    CampaignFactory,
    all_answers,
    answer,
    bank,
)

pytestmark = pytest.mark.django_db


def test_check_marks_gaps_and_says_what_is_missing(client, assessment) -> None:
    answers = all_answers(bank(), "3") | dict.fromkeys(["AGI-01", "AGI-02", "AGI-03"], "NA")
    del answers["LCF-05"]
    answer(assessment, answers, note="My <b>note</b>")

    page = text(client.get(url("check", assessment)))

    assert page.count("No answer yet") == 1
    assert "One statement has no answer yet" in page
    assert f"{url('theme', assessment, 'LCF')}#div_id_answer-LCF-05" in page
    assert page.count("Not applicable to my role") == 3
    assert page.count("About half the time") == 38
    assert "One theme would have no score" in page
    assert page.count("4 on the scale, 5 needed (“not applicable”: 3).") == 2
    assert page.count(bank().text("role_fit_note")) == 2
    assert bank().text("reversed_marker") not in page
    assert "My &lt;b&gt;note&lt;/b&gt;" in page
    assert bank().text("straight_line_prompt") not in page
    for question in bank().questions():
        assert escape(question.text) in page


def test_check_of_the_same_answer_everywhere_asks_about_it(client, assessment) -> None:
    answer(assessment, all_answers(bank(), "3"))

    page = text(client.get(url("check", assessment)))

    assert bank().text("straight_line_prompt") in page
    turned = [one for one in bank().questions() if one.reverse]
    assert page.count(f"({bank().text('reversed_marker')})") == len(turned) > 0
    assert "would have no score" not in page
    assert "has no answer yet" not in page


def test_finishing_leads_to_the_report_and_may_be_done_twice(client, assessment) -> None:
    answer(assessment, all_answers(bank()))
    report = reverse("reports:report", args=[assessment.public_id])

    for _ in range(2):
        assert client.post(url("check", assessment))["Location"] == report
    assert client.get(url("check", assessment))["Location"] == report
    assessment.refresh_from_db()
    assert timezone.now() - assessment.submitted_at < timedelta(minutes=1)
    assert assessment.theme_scores.count() == 6


def test_finishing_after_the_clock_was_set_back_behind_the_start(client, assessment) -> None:
    answer(assessment, all_answers(bank()))
    Assessment.objects.update(started_at=timezone.now() + timedelta(hours=1))

    done = client.post(url("check", assessment))

    assessment.refresh_from_db()
    assert done.status_code == 302
    assert assessment.submitted_at == assessment.started_at


def test_check_folds_themes_that_are_finished_and_offers_the_end_twice(client, assessment) -> None:
    answers = all_answers(bank(), "4")
    del answers["LCF-05"]
    answer(assessment, answers)

    page = text(client.get(url("check", assessment)))

    folded = {code: f'id="theme-{code}">' in page for code in ("ASP", "LCF", "AGI")}
    assert folded == {"ASP": True, "LCF": False, "AGI": True}
    assert 'id="theme-LCF" open>' in page
    assert "6 of 7 statements answered" in page
    assert page.count("Finish and see my report") == 2
    first, last = page.index("Finish and see my report"), page.rindex("Finish and see my report")
    assert first < page.index('id="theme-ASP"') < page.index('id="theme-AGI"') < last


def test_finishing_with_statements_left_out_asks_a_second_time(client, assessment) -> None:
    answers = all_answers(bank(), "4") | dict.fromkeys(["AGI-01", "AGI-02", "AGI-03"], "NA")
    del answers["LCF-05"], answers["LCF-06"]
    answer(assessment, answers)

    page = text(client.post(url("check", assessment)))

    assert "2 statements have no answer yet" in page
    assert "2 themes would have no score" not in page
    assert "4 on the scale, 5 needed (“not applicable”: 3)" in page
    assert "Finish all the same" in page
    assert f"{url('theme', assessment, 'LCF')}#div_id_answer-LCF-05" in page
    assessment.refresh_from_db()
    assert assessment.submitted_at is None

    response = client.post(url("check", assessment), {"sure": "yes"})

    assert response["Location"] == reverse("reports:report", args=[assessment.public_id])
    assessment.refresh_from_db()
    assert assessment.submitted_at is not None


def test_finishing_says_what_it_means_in_a_campaign_after_it_and_in_ones_own_time(
    client, member, assessment
) -> None:
    now = timezone.now()
    opened = CampaignFactory(organisation=member.organisation, name="Open one")
    over = CampaignFactory(
        organisation=member.organisation, name="Past one", closes_at=now - timedelta(days=1)
    )
    pages = [
        text(client.get(url("check", one)))
        for one in (
            AssessmentFactory(member=member, campaign=opened),
            AssessmentFactory(member=member, campaign=over),
            assessment,
        )
    ]

    for words, where in {
        "You can open them again until “Open one” closes": 0,
        "“Open one” counts your answers in figures of groups of at least 5 people": 0,
        "HR leads see that you have finished, never what you answered.": 0,
        "“Past one” has closed, so it no longer counts your answers.": 1,
        "No campaign counts them, and nobody is told.": 2,
    }.items():
        assert [words in page for page in pages] == [number == where for number in range(3)]


def test_delete_asks_first(client, assessment) -> None:
    answer(assessment, {"ASP-01": "4"})

    page = text(client.get(url("delete", assessment)))
    assert "1 of 42 statements answered" in page
    assert Assessment.objects.count() == 1

    assert client.post(url("delete", assessment))["Location"] == "/"
    assert not Assessment.objects.exists()
    assert "have been deleted" in text(client.get("/"))


def test_a_finished_assessment_cannot_be_deleted(client, assessment) -> None:
    finish(assessment)

    client.post(url("delete", assessment))

    assert Assessment.objects.count() == 1
