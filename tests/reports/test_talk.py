"""The sheet for a one-to-one: nothing of it tells how somebody answered, and a plan is on it only where it may be."""

import html
import re
from dataclasses import replace
from datetime import date

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings

from plans.models import Goal, Share
from plans.presenters.goals import PlanView, plan_view
from plans.presenters.wishes import ask_about
from plans.queries import goals_of_member
from reports.documents import report_spec
from reports.presenters.report import present
from reports.presenters.sample import sample_report
from tests.building import AT, DEFAULT, facts_of, instrument_with, person_1
from tests.factories import GoalFactory
from tests.reports.test_contradictions import EXAMPLES, sheets

TODAY = date(2026, 11, 20)
CHOSEN = DEFAULT.question("EVA-02")
OPEN = ("", "", "")


def words(page: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page)))


def sheet_of(page: str) -> str:
    return page[page.index('<h2 id="talk">') : page.index('<h2 id="about">')]


def said(report, **more) -> str:
    return words(render_to_string("reports/_talk.html", {"report": report, **more}))


def brought(report) -> tuple[str, ...]:
    return tuple(line.words for line in report.talk.lines)


@pytest.fixture
def plan_of(manager, version):
    """The plan of the manager with goals in these words, the newest last."""

    def make(*goals: str, **changed: object) -> PlanView:
        member = manager.memberships.get()
        for goal in goals:
            GoalFactory(plan__member=member, version=version, goal=goal, **changed)
        known = {version.pk: DEFAULT}
        return plan_view(goals_of_member(member), known, today=TODAY, otherwise=DEFAULT)

    return make


# What it never says ----------------------------------------------------------------------------


@settings(max_examples=max(40, EXAMPLES // 4), deadline=None)
@given(sheets())
def test_the_sheet_is_the_same_whatever_was_answered_but_for_one_habit(answers):
    report, other = (
        present(DEFAULT, facts_of(DEFAULT, answers)),
        present(DEFAULT, facts_of(DEFAULT, person_1())),
    )

    assert replace(report.talk, lines=()) == replace(other.talk, lines=())
    keeps, *rest = brought(report)
    assert tuple(rest) == OPEN
    habits = report.first_page.habits.named
    assert keeps == (habits[0] if habits else "")


def test_it_names_no_score_band_answer_or_low_statement():
    report = present(DEFAULT, facts_of(DEFAULT, person_1()))
    low = [DEFAULT.question(code) for code in report.reading.to_grow.codes]

    sheet = said(report)

    assert low
    for question in low:
        assert not any(one in sheet for one in (question.label, question.text, question.ask))
    assert not any(band.label in sheet for band in DEFAULT.bands)
    assert not any(theme.title in sheet for theme in DEFAULT.themes)
    assert not re.search(r"\d", sheet)


def test_a_habit_that_could_only_be_named_with_its_answer_is_left_out():
    """A plain bank has no labels; its second statements are worded the other way round."""
    plain = instrument_with([3, 3, 3])
    low = dict.fromkeys((question.code for question in plain.questions()), 1)
    turned = {code: 1 if code == "T1-2" else 3 for code in low}

    report = present(plain, facts_of(plain, turned))

    assert report.first_page.habits.named == ("“I do 1 2.” Point 1",)
    assert report.talk.lines[0].words == ""


def test_all_five_questions_and_three_asks_are_there_for_any_bank():
    plain = instrument_with([3, 3, 3])
    report = present(plain, facts_of(plain, dict.fromkeys(("T1-1", "T2-1", "T3-1"), 3)))

    sheet = said(report, on_screen=True)

    assert (len(report.talk.questions), len(report.talk.asks)) == (5, 3)
    for told in (
        "You need not show your report, your scores or your answers, and nobody may require it.",
        "Five questions a line manager could ask",
        "Of everything you could work on, what made you choose this?",
        "Three things to ask of your line manager",
        "Time: “Can we agree what may wait, so that I can try this?”",
        "Do not ask for scores, and keep what you hear out of appraisals, pay and selection.",
    ):
        assert told in sheet
    assert sheet.count("Yours to fill in") == 4


def test_a_sample_leaves_its_lines_to_write_on():
    report = sample_report(DEFAULT, 1, version_id=1, at=AT)

    assert brought(report)[1:] == OPEN


# What it takes from the plan -------------------------------------------------------------------


@pytest.mark.django_db
def test_the_newest_goal_that_is_worked_on_is_what_the_talk_is_about(plan_of):
    plan_of("The first.", status=Goal.Status.IN_PROGRESS)
    plan_of("The second.", measure="We see it.")
    report = present(DEFAULT, facts_of(DEFAULT, person_1()))

    with_plan = replace(report, plan=plan_of("Given up.", status=Goal.Status.STOPPED))

    assert brought(with_plan)[1:] == ("The second.", "On Mondays, I ask a customer.", "We see it.")
    assert with_plan.talk.own_question == ""
    assert brought(report)[1:] == OPEN


@pytest.mark.django_db
def test_a_step_that_is_taken_is_the_first_no_more(plan_of):
    plan_of("A goal.")
    Goal.objects.get().when_thens.update(done_at=AT)

    report = replace(present(DEFAULT, facts_of(DEFAULT, person_1())), plan=plan_of())

    assert brought(report)[1:] == ("A goal.", "", "Two people say so.")


@pytest.mark.django_db
def test_of_a_statement_that_somebody_chose_its_own_question_is_the_sixth(plan_of):
    report = present(DEFAULT, facts_of(DEFAULT, person_1()))

    chosen = replace(report, plan=plan_of(CHOSEN.goal))

    assert "Six questions a line manager could ask" in said(chosen)
    assert CHOSEN.ask in said(chosen)
    assert CHOSEN.label not in said(chosen)
    # Another one is newer now: the talk is about that.
    assert CHOSEN.ask not in said(replace(report, plan=plan_of("In my own words.")))


def test_a_goal_tells_its_statement_only_by_the_words_that_the_form_began_with():
    twice = DEFAULT.question("EVA-03")
    theme = DEFAULT.theme("EVA")
    alike = replace(
        DEFAULT,
        themes=(
            replace(
                theme,
                questions=(CHOSEN, replace(twice, goal=CHOSEN.goal)),
            ),
        ),
    )

    assert ask_about(DEFAULT, CHOSEN.goal) == CHOSEN.ask
    assert ask_about(DEFAULT, f"{CHOSEN.goal} At once.") == ""
    assert ask_about(DEFAULT, "") == ""
    assert ask_about(alike, CHOSEN.goal) == ""


@pytest.mark.django_db
def test_what_somebody_wrote_into_the_plan_is_escaped_on_the_sheet(client_of, manager, assessment):
    GoalFactory(
        plan__member=assessment.member,
        version=assessment.version,
        goal="<script>goal</script>",
        measure='"><b>sign',
    )

    page = client_of(manager).get(f"/reports/{assessment.public_id}/").content.decode()

    sheet = sheet_of(page)
    assert "&lt;script&gt;goal&lt;/script&gt;" in sheet
    assert "&quot;&gt;&lt;b&gt;sign" in sheet
    assert "<script>goal" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("with_plan", [False, True])
def test_a_reader_sees_of_the_plan_what_is_shared(client_of, colleague, assessment, with_plan):
    goal = GoalFactory(
        plan__member=assessment.member,
        version=assessment.version,
        goal=CHOSEN.goal,
        measure="PLANTED sign",
    )
    goal.when_thens.update(when="When PLANTED", what="I will.")
    share = Share.objects.create(
        assessment=assessment,
        reader=colleague.memberships.get(),
        role="manager",
        with_plan=with_plan,
        made_at=timezone.now(),
        expires_on=timezone.localdate(),
    )

    page = client_of(colleague).get(reverse("reports:shared", args=[share.public_id]))

    sheet = words(sheet_of(page.content.decode()))
    assert "Of everything you could work on, what made you choose this?" in sheet
    for one in (CHOSEN.goal, CHOSEN.ask, "When PLANTED, I will.", "PLANTED sign"):
        assert (one in sheet) == with_plan


@pytest.mark.django_db
def test_each_thing_that_the_sheet_shows_makes_the_document_anew(manager, assessment):
    def stamp() -> str:
        return report_spec(assessment, manager, (), None).fingerprint

    goal = GoalFactory(plan__member=assessment.member, version=assessment.version)
    stamps = [stamp()]
    for change in (
        lambda: Goal.objects.update(goal=CHOSEN.goal),
        lambda: Goal.objects.update(measure="Another sign."),
        lambda: goal.when_thens.update(what="I will do another thing."),
        lambda: goal.when_thens.update(done_at=AT),
        lambda: Goal.objects.update(status=Goal.Status.DONE),
    ):
        change()
        stamps.append(stamp())

    assert len(set(stamps)) == len(stamps)
