"""Each answer says in which language its statement was shown, where not in its authors' words."""

import pytest
from django.utils import translation

from assessments import actions
from assessments.actions import AnswerChange, AnswerChanges
from assessments.models import Answer
from banks.actions import publish, store_draft
from leadership.instrument import Translation
from leadership.languages import texts, with_current_translations, with_translations
from tests.building import AT, DEFAULT
from tests.factories import AssessmentFactory


@pytest.fixture
def assessment(manager):
    approved = [
        Translation("cy", place, f"¡{text}", "approved") for place, text in texts(DEFAULT).items()
    ]
    bank = with_current_translations(with_translations(DEFAULT, approved))
    version = publish(store_draft(bank, by=None, at=AT), by=None, at=AT)
    return AssessmentFactory(member=manager.memberships.get(), version=version)


def save(assessment, code: str, was: str, now: str) -> None:
    change = AnswerChange(now, was)
    changes = AnswerChanges(answers={code: change})
    actions.save_answers(assessment.public_id, changes, by=assessment.member.user, at=AT)


def test_an_answer_keeps_the_language_and_a_new_one_the_new(assessment):
    save(assessment, "ASP-01", "", "4")
    with translation.override("cy"):
        save(assessment, "ASP-02", "", "4")
        save(assessment, "ASP-01", "4", "5")
    save(assessment, "ASP-02", "4", "4")

    found = dict(Answer.objects.values_list("question__code", "language"))

    assert found == {"ASP-01": "cy", "ASP-02": "cy"}
    save(assessment, "ASP-02", "4", "3")
    assert Answer.objects.get(question__code="ASP-02").language == ""
