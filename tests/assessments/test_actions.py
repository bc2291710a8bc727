from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404

from accounts.models import AuditEntry
from assessments import actions, queries
from assessments.actions import AnswerChange, AnswerChanges
from assessments.models import Answer, Assessment, EvidenceNote
from tests.assessments.sitting import stored
from tests.factories import (
    AssessmentFactory,
    CampaignFactory,
    MembershipFactory,
    all_answers,
    answer,
    bank,
    published,
)
from tests.factories.assessments import STARTED

pytestmark = pytest.mark.django_db
LATER = STARTED + timedelta(minutes=5)
LATER_STILL = STARTED + timedelta(minutes=10)


def save(assessment, answers=None, notes=None, *, known_revision=None, by=None, at=LATER):
    return actions.save_answers(
        assessment.public_id,
        AnswerChanges(answers or {}, notes or {}, known_revision),
        by=by or assessment.member.user,
        at=at,
    )


def stored_notes(assessment) -> dict[str, str]:
    return {code: one.text for code, one in queries.stored_notes(assessment).items()}


# Starting --------------------------------------------------------------------------------------


def test_start_in_campaign_begins_with_its_version() -> None:
    campaign = CampaignFactory()
    member = MembershipFactory(organisation=campaign.organisation)

    begun = actions.start_campaign_assessment(campaign, by=member, at=STARTED)

    assert (begun.member, begun.campaign, begun.version_id) == (
        member,
        campaign,
        campaign.version_id,
    )
    assert (begun.started_at, begun.submitted_at) == (STARTED, None)


def test_start_in_campaign_returns_what_is_begun_or_finished() -> None:
    campaign = CampaignFactory()
    member = MembershipFactory(organisation=campaign.organisation)
    first = actions.start_campaign_assessment(campaign, by=member, at=STARTED)

    assert actions.start_campaign_assessment(campaign, by=member, at=LATER) == first
    actions.submit_assessment(first.public_id, by=member.user, at=LATER)
    assert actions.start_campaign_assessment(campaign, by=member, at=LATER_STILL) == first
    assert Assessment.objects.count() == 1


@pytest.mark.parametrize("moment", ["opens_at", "closes_at"])
def test_start_in_campaign_only_while_it_is_open(moment: str) -> None:
    campaign = CampaignFactory()
    member = MembershipFactory(organisation=campaign.organisation)
    too = {"opens_at": campaign.opens_at - timedelta(seconds=1), "closes_at": campaign.closes_at}

    with pytest.raises(actions.CampaignNotOpenError):
        actions.start_campaign_assessment(campaign, by=member, at=too[moment])

    assert not Assessment.objects.exists()
    assert actions.start_campaign_assessment(campaign, by=member, at=campaign.opens_at)


def test_start_own_returns_the_unfinished_and_begins_anew_after_it() -> None:
    version = published()
    member = MembershipFactory()
    first = actions.start_own_assessment(version, by=member, at=STARTED)

    assert actions.start_own_assessment(version, by=member, at=LATER) == first
    actions.submit_assessment(first.public_id, by=member.user, at=LATER)
    assert actions.start_own_assessment(version, by=member, at=LATER_STILL) != first


def test_the_database_refuses_a_second_open_assessment() -> None:
    begun = AssessmentFactory(campaign=CampaignFactory())
    own = AssessmentFactory(member=begun.member)

    for one in (begun, own):
        with pytest.raises(IntegrityError), transaction.atomic():
            AssessmentFactory(member=one.member, campaign=one.campaign)


def test_the_database_counts_nobody_twice_in_a_campaign() -> None:
    done = AssessmentFactory(campaign=CampaignFactory(), submitted_at=LATER)

    for submitted_at in (None, LATER):
        with pytest.raises(IntegrityError), transaction.atomic():
            AssessmentFactory(member=done.member, campaign=done.campaign, submitted_at=submitted_at)
    AssessmentFactory(member=done.member, submitted_at=LATER)


# Answering -------------------------------------------------------------------------------------


def test_save_answers_stores_answers_and_notes() -> None:
    assessment = AssessmentFactory()

    outcome = save(
        assessment,
        {"ASP-01": AnswerChange("4"), "ASP-02": AnswerChange("NA")},
        {"ASP": AnswerChange("The parking review")},
    )

    assert outcome.saved == ("ASP-01", "ASP-02", "ASP")
    assert outcome.conflicts == {}
    assert stored(assessment) == {"ASP-01": "4", "ASP-02": "NA"}
    assert stored_notes(assessment) == {"ASP": "The parking review"}
    first, second = Answer.objects.order_by("question__code")
    assert (first.value, first.other, first.saved_at) == (4, "", LATER)
    assert (second.value, second.other) == (None, "NA")


def test_save_answers_replaces_what_the_page_knew() -> None:
    assessment = AssessmentFactory(answers={"ASP-01": "4"})
    answer(assessment, {}, note="Before")

    outcome = save(
        assessment, {"ASP-01": AnswerChange("2", was="4")}, {"ASP": AnswerChange("After", "Before")}
    )

    assert outcome.saved == ("ASP-01", "ASP")
    assert stored(assessment) == {"ASP-01": "2"}
    assert stored_notes(assessment) == {"ASP": "After"}


def test_save_answers_makes_blank_again() -> None:
    assessment = AssessmentFactory(answers={"ASP-01": "4", "ASP-02": "3"})
    answer(assessment, {}, note="Before")

    outcome = save(
        assessment, {"ASP-01": AnswerChange("", was="4")}, {"ASP": AnswerChange("", was="Before")}
    )

    assert outcome.stored.answers.keys() == {"ASP-02"}
    assert stored(assessment) == {"ASP-02": "3"}
    assert not EvidenceNote.objects.exists()


def test_a_stale_page_does_not_overwrite_and_is_told() -> None:
    assessment = AssessmentFactory(answers={"ASP-01": "4"})
    answer(assessment, {}, note="Theirs")

    outcome = save(
        assessment,
        {"ASP-01": AnswerChange("2", was=""), "ASP-02": AnswerChange("5")},
        {"ASP": AnswerChange("Mine", was="")},
    )

    assert outcome.saved == ("ASP-02",)
    assert outcome.conflicts == {"ASP-01": "4", "ASP": "Theirs"}
    assert stored(assessment) == {"ASP-01": "4", "ASP-02": "5"}
    assert stored_notes(assessment) == {"ASP": "Theirs"}


def test_the_same_change_sent_twice_is_saved_once() -> None:
    assessment = AssessmentFactory()
    change = {"ASP-01": AnswerChange("4")}
    save(assessment, change, at=LATER)

    outcome = save(assessment, change, at=LATER_STILL)

    assert outcome.saved == ("ASP-01",)
    assert Answer.objects.get().saved_at == LATER


def test_a_change_whose_receipt_was_lost_does_not_stand_in_the_way_of_the_next() -> None:
    assessment = AssessmentFactory(answers={"ASP-01": "3"})
    save(assessment, {"ASP-01": AnswerChange("4", was="3")})

    outcome = save(assessment, {"ASP-01": AnswerChange("5", was="3", sent=("4", "5"))})

    assert outcome.saved == ("ASP-01",)
    assert stored(assessment) == {"ASP-01": "5"}


def test_a_delayed_request_does_not_undo_a_later_return_to_the_old_answer() -> None:
    """3 to 2 is delayed on its way; meanwhile the person chooses 4 and then 3 again."""
    assessment = AssessmentFactory(answers={"ASP-01": "3"})
    delayed = {"ASP-01": AnswerChange("2", was="3", sent=("2",))}
    save(
        assessment, {"ASP-01": AnswerChange("4", was="3", sent=("2", "4"))}, known_revision=STARTED
    )
    save(assessment, {"ASP-01": AnswerChange("3", was="4")}, known_revision=LATER, at=LATER_STILL)

    outcome = save(assessment, delayed, known_revision=STARTED)

    assert outcome.conflicts == {"ASP-01": "3"}
    assert stored(assessment) == {"ASP-01": "3"}


def test_the_newest_save_that_a_page_may_know_of_is_told() -> None:
    assessment = AssessmentFactory()

    assert save(assessment, {"ASP-01": AnswerChange("4")}, at=LATER).revision == LATER
    assert save(assessment, {"ASP-02": AnswerChange("4")}, at=LATER_STILL).revision == LATER_STILL
    assert queries.sheet(assessment).revision == LATER_STILL


@pytest.mark.parametrize(
    ("answers", "notes"),
    [
        ({"ASP-01": "0"}, {}),
        ({"ASP-01": "6"}, {}),
        ({"ASP-01": "04"}, {}),
        ({"ASP-01": "four"}, {}),
        ({"ASP-01": "٤"}, {}),
        ({"ASP-01": "DK"}, {}),
        ({"XXX-01": "4"}, {}),
        ({"RI-01": "6"}, {}),
        ({"RI-01": "DK"}, {}),
        ({"RO-01": "NA"}, {}),
        ({"SPEC-NOW": "6"}, {}),
        ({"SPEC-NOW": "SP1"}, {}),
        ({"LA1-IMP": "DK"}, {}),
        ({"LA1": "4"}, {}),
        ({}, {"XXX": "A note"}),
        ({}, {"LA1": "A note"}),
        ({}, {"ASP": "x" * 1001}),
        ({}, {"ASP": "a\0b"}),
        ({}, {"ASP": "a\ud800b"}),
    ],
)
def test_an_invalid_change_refuses_all_and_touches_nothing(answers, notes) -> None:
    assessment = AssessmentFactory(answers={"ASP-02": "3"})
    answer(assessment, {}, note="Before")
    valid = {"ASP-03": AnswerChange("4"), "ASP-02": AnswerChange("1", was="3")}

    with pytest.raises(actions.InvalidChangeError):
        save(
            assessment,
            valid | {code: AnswerChange(text) for code, text in answers.items()},
            {code: AnswerChange(text, was="Before") for code, text in notes.items()},
        )

    assert stored(assessment) == {"ASP-02": "3"}
    assert stored_notes(assessment) == {"ASP": "Before"}


@pytest.mark.parametrize(
    ("answers", "notes"),
    [
        ({"ASP-01": "1"}, {}),
        ({"ASP-01": "5"}, {}),
        ({"ASP-01": "NA"}, {}),
        ({"RI-01": "5"}, {}),
        ({"RO-01": "DK"}, {}),
        ({"SPEC-NOW": "5"}, {}),
        ({"LA1-S1": "1", "LA1-IMP": "5"}, {}),
        ({}, {"ASP": "x" * 1000}),
        ({}, {"ASP": "😀 Ŵyr\nsecond line"}),
    ],
)
def test_what_stands_beside_each_refusal_is_allowed(answers, notes) -> None:
    assessment = AssessmentFactory()

    save(
        assessment,
        {code: AnswerChange(text) for code, text in answers.items()},
        {code: AnswerChange(text) for code, text in notes.items()},
    )

    assert stored(assessment) == answers
    assert stored_notes(assessment) == notes


@pytest.mark.parametrize(
    ("code", "flag"), [("RI-01", "asks_readiness"), ("LA1-IMP", "asks_learning")]
)
def test_a_campaign_decides_which_other_parts_are_asked(code: str, flag: str) -> None:
    with_it = AssessmentFactory(campaign=CampaignFactory(**{flag: True}))
    without = AssessmentFactory(campaign=CampaignFactory())

    save(with_it, {code: AnswerChange("4")})
    with pytest.raises(actions.InvalidChangeError):
        save(without, {code: AnswerChange("4")})

    assert stored(with_it) == {code: "4"}
    assert stored(without) == {}


def test_a_question_of_another_bank_is_refused() -> None:
    published()
    other = AssessmentFactory(version=published(bank("small")))
    code = next(bank("small").questions()).code

    with pytest.raises(actions.InvalidChangeError):
        save(other, {"ASP-01": AnswerChange("4")})

    assert save(other, {code: AnswerChange("1")}).saved == (code,)


def test_nobody_else_can_save(colleague, outsider, hr_lead, administrator) -> None:
    assessment = AssessmentFactory()

    for person in (colleague, outsider, hr_lead, administrator):
        with pytest.raises(Http404):
            save(assessment, {"ASP-01": AnswerChange("4")}, by=person)

    assert stored(assessment) == {}


def test_a_submitted_assessment_is_read_only() -> None:
    assessment = AssessmentFactory(answers={"ASP-01": "4"})
    actions.submit_assessment(assessment.public_id, by=assessment.member.user, at=LATER)

    with pytest.raises(actions.AlreadySubmittedError):
        save(assessment, {"ASP-01": AnswerChange("5", was="4")})
    with pytest.raises(actions.AlreadySubmittedError):
        actions.delete_unfinished_assessment(
            assessment.public_id, by=assessment.member.user, at=LATER
        )

    assert stored(assessment) == {"ASP-01": "4"}


@pytest.mark.parametrize("statements", [1, 3])
def test_save_answers_takes_three_queries(statements: int, django_assert_num_queries) -> None:
    """The door with its lock, what is stored, and one write however many answers there are."""
    assessment = AssessmentFactory(answers={"LCF-01": "4"})
    user = assessment.member.user
    changes = AnswerChanges(
        {f"ASP-0{number + 1}": AnswerChange("4") for number in range(statements)}
    )

    # Two more begin and end the transaction's savepoint in a test.
    with django_assert_num_queries(5):
        actions.save_answers(assessment.public_id, changes, by=user, at=LATER)


# Finishing -------------------------------------------------------------------------------------


def test_submit_stores_the_scores() -> None:
    assessment = AssessmentFactory(
        answers=all_answers(bank()) | dict.fromkeys(["AGI-01", "AGI-02", "AGI-03"], "NA")
    )

    submitted = actions.submit_assessment(assessment.public_id, by=assessment.member.user, at=LATER)

    assert submitted.submitted_at == LATER
    overall = submitted.overall_score
    assert (overall.status, overall.themes_scored, overall.scorer) == ("scored", 5, 2)
    assert (overall.alpha, overall.sd) == (0.93, 12.0)
    rows = {row.theme.code: row for row in submitted.theme_scores.select_related("theme")}
    assert list(rows) == [theme.code for theme in bank().themes]
    agility = rows["AGI"]
    assert (agility.status, agility.answered) == ("insufficient", 4)
    assert (agility.score, agility.mean, agility.band) == (None, None, "")
    aligned = rows["ASP"]  # six statements at 4, one reversed at 4: keyed 2
    assert (aligned.status, aligned.answered) == ("scored", 7)
    assert aligned.mean == pytest.approx(26 / 7, abs=1e-15)
    assert aligned.score == pytest.approx(100 * (26 / 7 - 1) / 4, abs=1e-13)
    assert aligned.band == "EST"
    assert (aligned.alpha, aligned.sd) == (0.8, 16.0)


def test_submit_stores_readiness_and_learning_areas_where_they_were_begun() -> None:
    assessment = AssessmentFactory(
        answers=all_answers(bank())
        | dict.fromkeys([f"RI-0{number}" for number in range(1, 9)], "5")
        | {"RI-02": "2", "LA3-S1": "2", "LA3-S2": "1", "LA3-IMP": "5", "LA4-IMP": "5"}
    )

    submitted = actions.submit_assessment(assessment.public_id, by=assessment.member.user, at=LATER)

    sides = submitted.readiness_scores.order_by("side")
    assert [(one.side, one.status, one.answered, one.level) for one in sides] == [
        ("individual", "scored", 8, "NEARLY"),
        ("organisational", "insufficient", 0, ""),
    ]
    areas = {one.area.code: one for one in submitted.area_scores.select_related("area")}
    assert len(areas) == 7
    first, second = areas["LA3"], areas["LA4"]
    assert (first.rank, first.is_featured, first.level) == (1, True, "HIGH")
    assert (first.confidence, first.importance, first.priority) == (1.5, 5, 87.5)
    assert (second.status, second.priority, second.importance) == ("insufficient", None, 5)


def test_submit_stores_no_row_of_a_part_that_was_left_out() -> None:
    assessment = AssessmentFactory(answers=all_answers(bank()) | {"SPEC-NOW": "2"})

    submitted = actions.submit_assessment(assessment.public_id, by=assessment.member.user, at=LATER)

    assert not submitted.area_scores.exists()
    assert not submitted.readiness_scores.exists()


def test_submit_twice_changes_nothing() -> None:
    assessment = AssessmentFactory(answers=all_answers(bank()))
    user = assessment.member.user
    first = actions.submit_assessment(assessment.public_id, by=user, at=LATER)

    again = actions.submit_assessment(assessment.public_id, by=user, at=LATER_STILL)

    assert again.submitted_at == LATER
    assert again.overall_score == first.overall_score
    assert again.theme_scores.count() == 6


def test_submit_without_any_answer_stores_that_there_is_no_score() -> None:
    assessment = AssessmentFactory()

    submitted = actions.submit_assessment(assessment.public_id, by=assessment.member.user, at=LATER)

    assert submitted.overall_score.status == "insufficient"
    assert set(submitted.theme_scores.values_list("status", "score")) == {("insufficient", None)}


def test_delete_unfinished_leaves_only_a_line_without_content() -> None:
    assessment = AssessmentFactory(answers=all_answers(bank()))
    answer(assessment, {}, note="Private words")

    actions.delete_unfinished_assessment(assessment.public_id, by=assessment.member.user, at=LATER)

    assert not Assessment.objects.exists()
    assert not Answer.objects.exists()
    assert not EvidenceNote.objects.exists()
    entry = AuditEntry.objects.get(act="assessment.deleted")
    assert (entry.actor, entry.at) == (assessment.member.user, LATER)
    assert (entry.subject, entry.details) == (str(assessment.public_id), {})
    assert entry.organisation == assessment.member.organisation


@pytest.mark.parametrize("verb", [actions.submit_assessment, actions.delete_unfinished_assessment])
def test_nobody_else_can_finish_or_delete(verb, colleague, hr_lead) -> None:
    assessment = AssessmentFactory()

    for person in (colleague, hr_lead):
        with pytest.raises(Http404):
            verb(assessment.public_id, by=person, at=LATER)

    assessment.refresh_from_db()
    assert assessment.submitted_at is None


def test_a_leaver_finds_nothing() -> None:
    assessment = AssessmentFactory()
    assessment.member.left_at = LATER
    assessment.member.save()

    with pytest.raises(Http404):
        save(assessment, {"ASP-01": AnswerChange("4")})
