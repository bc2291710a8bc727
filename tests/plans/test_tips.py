"""No tip on readiness asks its reader for what they have done, and nobody else learns from one what that is."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils.html import escape

from assessments.models import Assessment
from assessments.presenters.tips import tips_for
from plans.models import Goal, LearningSet, Seat, Share
from plans.presenters.tips import own_tips
from plans.queries import circumstances_of
from reports.documents import NEWEST, about_report
from reports.makers import report as report_draft
from tests.assessments.sitting import url
from tests.building import DEFAULT, finished, person_1
from tests.factories import AssessmentFactory, GoalFactory, MembershipFactory
from tests.factories.assessments import answer
from tests.plans.conftest import NOON

LOW = {"RI-01": 1, "RI-03": 1, "RI-06": 1, "RO-08": 1}
STATEMENTS = {one.code: one for _code, side in DEFAULT.readiness.sides for one in side.statements}


@pytest.fixture
def assessment(manager, version) -> Assessment:
    return finished(manager, version, person_1() | LOW)


@pytest.fixture
def other(organisation):
    return MembershipFactory(organisation=organisation, user__email="ada@example.org")


def texts(answers) -> dict[str, str]:
    return {code: str(raw) for code, raw in answers.items()}


def share_with(other, assessment, **more) -> Share:
    return Share.objects.create(
        assessment=assessment,
        reader=other,
        role="coach",
        made_at=NOON,
        expires_on=date(2026, 12, 31),
        **more,
    )


def seat(member, state=Seat.State.ACCEPTED, **more) -> Seat:
    one = LearningSet.objects.create(
        organisation=member.organisation, name="Set", started_at=NOON, **more
    )
    answered = None if state == Seat.State.INVITED else NOON
    return one.seats.create(member=member, state=state, invited_at=NOON, answered_at=answered)


# What holds ------------------------------------------------------------------------------------


def test_of_somebody_who_has_only_answered_nothing_holds(
    member, assessment, other, django_assert_num_queries
) -> None:
    """What others have done is theirs, and what others share with them as well."""
    GoalFactory(plan__member=other)
    share_with(member, AssessmentFactory(member=other))
    seat(other)

    with django_assert_num_queries(1):
        assert circumstances_of(member.pk) == frozenset()


@pytest.mark.parametrize("status", Goal.Status.values)
def test_a_goal_counts_until_it_is_over(member, status) -> None:
    GoalFactory(plan__member=member, status=status)

    assert ("has_goal" in circumstances_of(member.pk)) == (
        status not in {Goal.Status.DONE, Goal.Status.STOPPED}
    )


def test_a_share_counts_also_when_it_is_over_but_not_once_it_was_taken_back(
    member, assessment, other
) -> None:
    share = share_with(other, assessment)
    assert circumstances_of(member.pk) == {"has_shared"}

    Share.objects.update(made_at=NOON.replace(month=1), expires_on=date(2026, 2, 1))
    assert circumstances_of(member.pk) == {"has_shared"}

    share.withdrawn_at = NOON
    share.save()
    assert circumstances_of(member.pk) == frozenset()


@pytest.mark.parametrize("state", Seat.State.values)
def test_a_seat_counts_once_it_is_taken(member, state) -> None:
    seat(member, state)

    assert ("in_set" in circumstances_of(member.pk)) == (state == Seat.State.ACCEPTED)


def test_a_set_that_has_ended_is_none_to_be_in(member) -> None:
    seat(member, ended_at=NOON)

    assert circumstances_of(member.pk) == frozenset()


def test_where_no_tip_shown_depends_on_it_nothing_is_asked(
    member, django_assert_num_queries
) -> None:
    tips = tips_for(DEFAULT, {"RI-04": 1}, holding=frozenset())

    with django_assert_num_queries(0):
        assert own_tips(tips, member.pk) is tips


# Where it is read ------------------------------------------------------------------------------


def told(page: str) -> dict[str, str]:
    """Which of their tips the page has, by the codes of the statements."""
    return {
        code: name
        for code in LOW
        for name, text in {
            "default": STATEMENTS[code].tip,
            **vars(STATEMENTS[code].tip_when),
        }.items()
        if text and escape(text) in page
    }


NOTHING_DONE = {
    "RI-01": "default", "RI-03": "after_themes", "RI-06": "default", "RO-08": "default",
}  # fmt: skip
ALL_DONE = {"RI-01": "has_goal", "RI-03": "has_goal", "RI-06": "has_shared", "RO-08": "in_set"}


def do_all(member, assessment, other) -> Share:
    GoalFactory(plan__member=member)
    seat(member)
    return share_with(other, assessment)


def test_the_report_goes_by_what_was_done_and_its_file_for_support_does_not(
    client, member, assessment, other
) -> None:
    def page() -> str:
        return client.get(reverse("reports:report", args=[assessment.public_id])).content.decode()

    def file() -> str:
        out = StringIO()
        call_command("export_report", str(assessment.public_id), format="html", stdout=out)
        return out.getvalue()

    assert told(page()) == told(file()) == NOTHING_DONE

    do_all(member, assessment, other)

    assert told(page()) == ALL_DONE
    # Whoever gives support learns nothing of what the person has done since.
    assert told(file()) == NOTHING_DONE


def test_a_report_with_too_few_answers_sends_nobody_to_the_themes(client, member, version) -> None:
    """It is finished: nobody can answer them next."""
    assessment = finished(member.user, version, LOW)

    page = client.get(reverse("reports:report", args=[assessment.public_id])).content.decode()

    assert told(page)["RI-03"] == "default"


def test_what_readiness_suggests_while_answering_goes_by_it_too(
    client, member, version, assessment, other
) -> None:
    do_all(member, assessment, other)
    begun = AssessmentFactory(member=member, version=version, answers=texts(LOW))

    page = client.get(url("readiness_result", begun)).content.decode()

    assert told(page) == ALL_DONE


def test_before_the_themes_are_answered_they_are_what_comes_next(client, member, version) -> None:
    begun = AssessmentFactory(member=member, version=version, answers=texts(LOW))
    address = url("readiness_result", begun)

    assert told(client.get(address).content.decode()) == NOTHING_DONE | {"RI-03": "before_themes"}

    answer(begun, texts(person_1()))

    assert told(client.get(address).content.decode()) == NOTHING_DONE


def test_whoever_reads_a_shared_report_learns_nothing_of_what_else_was_done(
    client_of, member, assessment, other
) -> None:
    """Not even where the plan goes with it: one rule is easier to trust."""
    share = do_all(member, assessment, other)
    Share.objects.update(with_plan=True, with_notes=True)

    page = client_of(other.user).get(reverse("reports:shared", args=[share.public_id]))

    assert told(page.content.decode()) == NOTHING_DONE


@pytest.mark.parametrize(
    "do",
    [
        lambda member, assessment, other: GoalFactory(plan__member=member),
        lambda member, assessment, other: share_with(other, assessment),
        lambda member, assessment, other: seat(member),
    ],
    ids=["goal", "share", "seat"],
)
def test_a_stored_document_is_out_of_date_once_something_was_done(
    member, assessment, other, do
) -> None:
    about = about_report(assessment, NEWEST)
    before = report_draft(about).fingerprint
    assert report_draft(about).fingerprint == before

    do(member, assessment, other)

    assert report_draft(about).fingerprint != before
