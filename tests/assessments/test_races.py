"""Requests that meet: real threads, real transactions."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from assessments import actions
from assessments.actions import AnswerChange, AnswerChanges
from assessments.models import Assessment, OverallScore
from tests.assessments.sitting import stored
from tests.factories import AssessmentFactory, CampaignFactory, MembershipFactory, bank
from tests.factories.assessments import STARTED, published

pytestmark = pytest.mark.django_db(transaction=True)
LATER = STARTED + timedelta(minutes=5)


def together(*acts: Callable[[], object]) -> list[object]:
    """Do all at the same time and return what came of each: a value, or the error raised."""
    barrier = threading.Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            results[number] = act()
        except Exception as error:  # noqa: BLE001 - it is what the test looks at
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def save(assessment: Assessment, code: str, now: str, was: str = "") -> actions.SaveOutcome:
    changes = AnswerChanges({code: AnswerChange(now, was)})
    user = assessment.member.user
    return actions.save_answers(assessment.public_id, changes, by=user, at=LATER)


def test_saves_of_different_answers_at_once_are_all_there() -> None:
    assessment = AssessmentFactory()
    codes = [question.code for question in bank().themes[0].questions]

    results = together(*(lambda code=code: save(assessment, code, "4") for code in codes))

    assert [outcome.saved for outcome in results] == [(code,) for code in codes]
    assert stored(assessment) == dict.fromkeys(codes, "4")


def test_of_saves_of_one_answer_at_once_the_first_wins_and_the_others_are_told() -> None:
    assessment = AssessmentFactory()

    results = together(*(lambda now=now: save(assessment, "ASP-01", now) for now in "12345"))

    ((code, winner),) = stored(assessment).items()
    assert code == "ASP-01"
    for now, outcome in zip("12345", results, strict=True):
        assert outcome.conflicts == ({} if now == winner else {"ASP-01": winner})


def test_a_save_that_races_with_finishing_is_scored_or_refused() -> None:
    for _ in range(5):
        assessment = AssessmentFactory(
            answers={question.code: "3" for question in bank().themes[0].questions}
        )
        user = assessment.member.user

        saved, submitted = together(
            lambda one=assessment: save(one, "ASP-01", "5", was="3"),
            lambda one=assessment, by=user: actions.submit_assessment(
                one.public_id, by=by, at=LATER
            ),
        )

        assert isinstance(submitted, Assessment)
        score = assessment.theme_scores.get(theme__code="ASP").score
        if isinstance(saved, actions.AlreadySubmittedError):
            assert (stored(assessment)["ASP-01"], score) == ("3", 50.0)
        else:
            assert saved.saved == ("ASP-01",)
            assert stored(assessment)["ASP-01"] == "5"
            assert score > 50


def test_finishing_twice_at_once_scores_once() -> None:
    assessment = AssessmentFactory()
    user = assessment.member.user

    results = together(
        *[lambda: actions.submit_assessment(assessment.public_id, by=user, at=LATER)] * 3,
    )

    assert all(isinstance(one, Assessment) for one in results)
    assert OverallScore.objects.count() == 1


def test_starting_twice_at_once_begins_once() -> None:
    campaign = CampaignFactory()
    member = MembershipFactory(organisation=campaign.organisation)
    # With a questionnaire in progress nobody begins a second copy of it.
    other = published(bank("small"))

    in_campaign = together(
        *[lambda: actions.start_campaign_assessment(campaign, by=member, at=STARTED).pk] * 3
    )
    own = together(*[lambda: actions.start_own_assessment(other, by=member, at=STARTED).pk] * 3)

    assert len(set(in_campaign)) == len(set(own)) == 1
    assert Assessment.objects.count() == 2
