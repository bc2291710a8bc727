from datetime import timedelta

import pytest

from assessments import queries
from tests.factories import (
    AssessmentFactory,
    CampaignFactory,
    OrganisationFactory,
    answer,
)
from tests.factories.assessments import STARTED

pytestmark = pytest.mark.django_db


def test_open_campaigns_come_first_to_close_first() -> None:
    organisation = OrganisationFactory()
    late = CampaignFactory(organisation=organisation, closes_at=STARTED + timedelta(days=9))
    soon = CampaignFactory(organisation=organisation, closes_at=STARTED + timedelta(days=2))
    member = AssessmentFactory(member__organisation=organisation).member

    assert list(queries.open_campaigns([member], STARTED)) == [soon, late]
    assert list(queries.open_campaigns([member], STARTED + timedelta(days=2))) == [late]
    assert list(queries.open_campaigns([], STARTED)) == []


def test_sheet_holds_answers_notes_and_the_newest_moment() -> None:
    assessment = AssessmentFactory(answers={"ASP-01": "4"})
    later = STARTED + timedelta(minutes=1)
    answer(assessment, {"ASP-02": "NA"}, note="A note", at=later)

    sheet = queries.sheet(assessment)

    assert [sheet.answer(code) for code in ("ASP-01", "ASP-02", "ASP-03")] == ["4", "NA", ""]
    assert [sheet.given(code) for code in ("ASP-01", "ASP-02", "ASP-03")] == [4, "NA", None]
    assert (sheet.note("ASP"), sheet.note("EMA")) == ("A note", "")
    assert sheet.revision == later
    assert queries.raw_answers(assessment) == {"ASP-01": 4, "ASP-02": "NA"}


def test_an_empty_sheet_has_seen_nothing() -> None:
    assert queries.sheet(AssessmentFactory()).revision is None


def test_own_assessments_count_only_statements_of_themes() -> None:
    answers = {"ASP-01": "4", "ASP-02": "NA", "RI-01": "4", "SPEC-NOW": "1", "LA1-IMP": "2"}
    assessment = AssessmentFactory(answers=answers)

    (found,) = queries.own_assessments(assessment.member.user)

    assert (found.answered, found.answered_in_all) == (2, 5)
