"""No report contradicts itself: every claim about a statement or a theme is checked against the answers.

`REPORT_EXAMPLES=2000` before pytest tries more answer sheets than each run does.
"""

import html
import os
import re
from dataclasses import replace

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from leadership.instrument import Instrument, RawAnswer
from leadership.scoring import keyed, low_to_high, position
from reports.presenters.first_page import Suggestion
from reports.presenters.report import Report, present
from tests.building import DEFAULT, Answers, facts_of

CODE_OF = {question.label: question.code for question in DEFAULT.questions()}
LOWEST, *_, HIGHEST = low_to_high(DEFAULT.bands)
LEVELS = st.sampled_from([1, 2, 3, 4, 5])
EXAMPLES = int(os.environ.get("REPORT_EXAMPLES", "150"))


@st.composite
def sheets(draw: st.DrawFn) -> Answers:
    """Answer sheets of every kind: each theme round a level of its own, some alike, some with gaps."""
    found: dict[str, RawAnswer] = {}
    spread = draw(st.integers(0, 2))
    for theme in DEFAULT.themes:
        level = draw(LEVELS)
        for question in theme.questions:
            raw = draw(st.integers(max(1, level - spread), min(5, level + spread)))
            given_ = draw(st.sampled_from([raw] * 9 + ["NA"]))
            if isinstance(given_, int) and question.reverse:
                given_ = 6 - given_
            found[question.code] = given_
    for code in draw(st.sampled_from([(), DEFAULT.learning_codes])):
        found[code] = draw(LEVELS)
    return found


def place(instrument: Instrument, code: str, answers: Answers) -> float | None:
    question, scale = instrument.question(code), instrument.scale_of(instrument.theme_of(code))
    value = keyed(question, scale, answers.get(code))
    return None if value is None else float(100 * position(scale, value))


def report_of(answers: Answers) -> Report:
    return present(DEFAULT, facts_of(DEFAULT, answers))


@settings(max_examples=EXAMPLES, deadline=None)
@given(sheets())
def test_what_is_called_a_habit_was_answered_so_and_what_is_to_try_was_not(answers):
    rule, report = DEFAULT.scoring.profile, report_of(answers)

    def places(labels) -> list:
        return [place(DEFAULT, CODE_OF[label], answers) for label in labels]

    habits = [*report.first_page.habits.named, *report.first_page.habits.others]
    room = [*report.first_page.to_grow.named, *report.first_page.to_grow.others]
    for theme in report.themes:
        habits += [one.label for one in theme.advice.habits] + list(theme.advice.other_habits)
        room += [one.label for one in theme.advice.to_try] + list(theme.advice.others_to_try)
    assert all(one >= rule.habit for one in places(habits))
    assert all(one <= rule.room_to_grow for one in places(room))


@settings(max_examples=EXAMPLES, deadline=None)
@given(sheets())
def test_nothing_to_try_asks_for_what_is_done_each_time(answers):
    report = report_of(answers)

    assert_is_ahead(report.first_page.attempt, answers)
    for theme in report.themes:
        further = theme.advice.further
        if further:
            assert not theme.advice.to_try
            assert place(DEFAULT, further.code, answers) < 100
            assert further.label not in {one.label for one in theme.advice.habits} or all(
                place(DEFAULT, question.code, answers) in (None, 100)
                or place(DEFAULT, question.code, answers) >= place(DEFAULT, further.code, answers)
                for question in DEFAULT.theme(theme.code).questions
            )


def assert_is_ahead(attempt: Suggestion, answers: Answers) -> None:
    assert attempt.then
    if attempt.question:
        question = DEFAULT.question(attempt.question)
        assert (attempt.when, attempt.then) == (question.to_try.when, question.to_try.then)
        assert place(DEFAULT, attempt.question, answers) < 100


@settings(max_examples=EXAMPLES, deadline=None)
@given(sheets())
def test_every_promised_text_is_there(answers):
    report = report_of(answers)

    first = report.first_page
    for pointed in (first.strengths, first.room):
        assert first.nothing or pointed.themes or pointed.words
        assert not (first.nothing and pointed.themes)
    for theme in report.themes:
        if theme.result:
            assert theme.summary
            assert theme.advice.habits or theme.advice.to_try or theme.advice.further
            assert bool(theme.other_reading) == theme.result.near_boundary
        for habit in theme.advice.habits:
            assert habit.helps
        for one in (*theme.advice.to_try, *filter(None, [theme.advice.further])):
            assert one.when
            assert one.then
            assert one.has_goal


@settings(max_examples=max(40, EXAMPLES // 4), deadline=None)
@given(sheets())
def test_the_printed_page_calls_no_low_theme_a_strength_and_no_high_one_room_to_grow(answers):
    report = report_of(answers)
    band = {theme.title: theme.result.band.label for theme in report.themes if theme.result}
    page = render_to_string("reports/_first_page.html", {"report": report})

    for heading, refused in [
        ("Strengths", LOWEST.label),
        ("Most room to grow", HIGHEST.label),
        ("Where to start", HIGHEST.label),
    ]:
        for title in named_under(page, heading):
            assert band[title] != refused
    for title in named_under(page, "Where you could go further"):
        assert band[title] == HIGHEST.label


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    st.fixed_dictionaries(
        dict.fromkeys(DEFAULT.readiness_codes, st.sampled_from([1, 2, 3, 4, 5, 5, 4, "DK"]))
    )
)
def test_what_is_said_of_readiness_has_its_tips_and_they_are_for_what_is_not_in_place(given_):
    answers = {code: raw for code, raw in given_.items() if raw != "DK" or code.startswith("RO")}
    result = report_of(answers).readiness.result
    said = {
        statement.text: answers.get(statement.code)
        for _, side in DEFAULT.readiness.sides
        for statement in side.statements
    }

    # "The tips below", "pick two tips from the list".
    promised = 2 if "two tips" in result.text else 1 if "tips" in result.text else 0
    tips = result.tips
    shown = (*tips.main, *tips.others)
    assert len(tips.main) + len(tips.to_find_out) >= promised
    assert all(said[tip.statement] in (1, 2, 3) and tip.text for tip in shown)
    assert all(said[tip.statement] == "DK" and tip.text for tip in tips.to_find_out)
    assert bool(tips.nothing_low) == (not {1, 2} & {*said.values()})
    assert not ("throughout" in tips.nothing_low and {3, "DK"} & {*said.values()})
    assert all(said[held] in (1, 2) for side in result.sides for held in side.held_by)


def named_under(page: str, heading: str) -> list[str]:
    part = re.search(rf'<div class="line">\s*<h3>{heading}</h3>(.*?)</div>', page, re.S)
    return (
        [html.unescape(one) for one in re.findall(r"<strong>(.*?)</strong>", part[1])]
        if part
        else []
    )


@pytest.mark.parametrize(
    ("scores", "strengths", "room"),
    [
        ((64, 80, 54, 71, 46, 61), "Strengths", "Most room to grow"),
        ((82, 90, 93, 89, 82, 86), "Strengths", "Where you could go further"),
        ((46, 39, 32, 43, 36, 29), "No theme is a regular habit yet.", "Where to start"),
        ((75, 75, 75, 75, 40, 75), "5 themes share the highest place", "Most room to grow"),
        ((61, 54, 57, 54, 61, 57), "Nothing stands out", "Nothing stands out"),
    ],
)
def test_the_words_of_each_case(scores, strengths, room):
    page = words_of(scores)

    assert strengths in page
    assert room in page


def test_where_all_are_habits_and_two_could_go_further_it_does_not_say_that_nothing_stands_out():
    page = words_of((75, 75, 100, 100, 100, 100))

    assert "Nothing stands out" not in page
    assert "4 themes share the highest place" in page
    assert named_under(page, "Where you could go further") == [
        DEFAULT.theme("ASP").title,
        DEFAULT.theme("EMA").title,
    ]


def words_of(scores) -> str:
    """The first page of someone with these scores of the six themes."""
    facts = facts_of(DEFAULT, {question.code: 3 for question in DEFAULT.questions()})
    themes = tuple(
        replace(
            theme,
            score=float(score),
            band=next(band.code for band in DEFAULT.bands if band.min <= score <= band.max),
        )
        for theme, score in zip(facts.themes, scores, strict=True)
    )
    report = present(DEFAULT, replace(facts, themes=themes))
    return render_to_string("reports/_first_page.html", {"report": report})


def test_someone_whose_themes_all_lie_ahead_is_told_the_nearest():
    assert "Nearest to the next band: Alignment and shared purpose." in words_of(
        (46, 39, 32, 43, 36, 29)
    )
