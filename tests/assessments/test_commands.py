from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from assessments import actions
from assessments.models import (
    Answer,
    AreaScore,
    Assessment,
    OverallScore,
    ReadinessScore,
    ThemeScore,
)
from banks.queries import question_ids
from tests.factories import (
    AssessmentFactory,
    all_answers,
    bank,
)
from tests.factories.assessments import STARTED

pytestmark = pytest.mark.django_db


def run(name: str, **options) -> str:
    out = StringIO()
    call_command(name, stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def finished() -> Assessment:
    assessment = AssessmentFactory(answers=all_answers(bank(), "3"))
    at = STARTED + timedelta(hours=1)
    return actions.submit_assessment(assessment.public_id, by=assessment.member.user, at=at)


# verify_scores ---------------------------------------------------------------------------------


def test_verify_scores_says_that_all_is_right() -> None:
    finished()
    finished()
    AssessmentFactory(answers={"ASP-01": "4"})

    assert run("verify_scores") == "2 assessments checked; every stored score is right.\n"


def test_verify_scores_names_what_differs_and_fails() -> None:
    finished()
    wrong = finished()
    ThemeScore.objects.filter(assessment=wrong, theme__code="EVA").update(score=51.0)
    OverallScore.objects.filter(assessment=wrong).update(themes_scored=5)
    out = StringIO()

    with pytest.raises(CommandError, match="1 of 2 assessments differ"):
        call_command("verify_scores", stdout=out)

    assert out.getvalue().splitlines() == [
        f"{wrong.public_id} overall themes_scored: stored 5, computed 6",
        f"{wrong.public_id} EVA score: stored 51.0, computed 50.0",
    ]


def test_verify_scores_notices_an_answer_changed_behind_its_back_and_a_lost_row() -> None:
    wrong = finished()
    Answer.objects.filter(assessment=wrong, question__code="ASP-01").update(value=5)
    ThemeScore.objects.filter(assessment=wrong, theme__code="AGI").delete()
    out = StringIO()

    with pytest.raises(CommandError):
        call_command("verify_scores", stdout=out)

    assert "ASP score: stored 50.0, computed 57.1" in out.getvalue()
    assert f"{wrong.public_id} AGI: nothing is stored" in out.getvalue()


def test_verify_scores_covers_readiness_and_learning_areas() -> None:
    wrong = AssessmentFactory()
    codes = bank().readiness_codes + bank().learning_codes
    ids = question_ids(wrong.version_id)
    Answer.objects.bulk_create(
        Answer(assessment=wrong, question_id=ids[code], value=3, saved_at=STARTED) for code in codes
    )
    actions.submit_assessment(wrong.public_id, by=wrong.member.user, at=STARTED)
    assert run("verify_scores") == "1 assessments checked; every stored score is right.\n"
    AreaScore.objects.filter(area__code="LA3").update(rank=9, is_featured=True)
    ReadinessScore.objects.filter(side="individual").update(level="READY")
    ReadinessScore.objects.filter(side="organisational").delete()
    out = StringIO()

    with pytest.raises(CommandError, match="1 of 1 assessments differ"):
        call_command("verify_scores", stdout=out)

    assert out.getvalue().splitlines() == [
        f"{wrong.public_id} LA3 rank: stored 9, computed 3",
        f"{wrong.public_id} LA3 is_featured: stored True, computed False",
        f"{wrong.public_id} individual level: stored READY, computed NEARLY",
        f"{wrong.public_id} organisational: nothing is stored",
    ]


def test_verify_scores_leaves_which_areas_an_older_scorer_named() -> None:
    """The rule for what is named may change; what somebody has read stays as they read it."""
    older = AssessmentFactory(answers=all_answers(bank(), "3") | {"LA3-IMP": "5"})
    actions.submit_assessment(older.public_id, by=older.member.user, at=STARTED)
    AreaScore.objects.filter(area__code="LA3").update(is_suggested=True)
    OverallScore.objects.update(scorer=1)

    assert run("verify_scores") == "1 assessments checked; every stored score is right.\n"


@pytest.mark.parametrize("assessments", [1, 3])
def test_verify_scores_streams(assessments: int, django_assert_num_queries) -> None:
    for _ in range(assessments):
        finished()
    run("verify_scores")

    with django_assert_num_queries(6):
        run("verify_scores")
