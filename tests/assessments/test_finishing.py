"""Checking, finishing and deleting an assessment."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from assessments.models import Assessment
from tests.assessments.sitting import finish, text, url
from tests.factories import (
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
    assert "Some themes would have no score" in page
    assert "4 answered, 5 needed" in page
    assert "My &lt;b&gt;note&lt;/b&gt;" in page
    assert bank().text("straight_line_prompt") not in page
    for question in bank().questions():
        assert escape(question.text) in page


def test_check_of_the_same_answer_everywhere_asks_about_it(client, assessment) -> None:
    answer(assessment, all_answers(bank(), "3"))

    page = text(client.get(url("check", assessment)))

    assert bank().text("straight_line_prompt") in page
    assert "Some themes would have no score" not in page
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
