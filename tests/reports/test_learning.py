"""What a report says of readiness and of the learning areas."""

from dataclasses import replace

import pytest

from leadership.instrument import Activity
from reports.presenters.learning import (
    WITH_OTHERS,
    choose_activities,
    learning_page,
    readiness_page,
)
from reports.presenters.report import present
from reports.queries import Facts
from tests.building import (
    DEFAULT,
    EXAMPLES,
    answers_to,
    facts_of,
    instrument_with,
    learning,
    person_1,
    readiness,
)

LOW = dict.fromkeys((theme.code for theme in DEFAULT.themes), [1] * 7)


def facts(answers, **more) -> Facts:
    return replace(facts_of(DEFAULT, answers), **more)


# Learning areas --------------------------------------------------------------------------------


def test_the_areas_come_in_the_persons_order_with_what_the_examples_work_out() -> None:
    page = learning_page(DEFAULT, facts(person_1() | learning()))

    expected = EXAMPLES["learning"]
    assert [row.code for row in page.rows] == expected["order"]
    assert [row.number for row in page.rows] == [1, 2, 3, 4, 5, 6, 7]
    labels = {level.code: level.label for level in DEFAULT.scoring.learning_priority.levels}
    for row in page.rows:
        example = expected["areas"][row.code]
        assert (row.priority, row.level) == (str(example["display"]), labels[example["level"]])
    assert [one.row.code for one in page.featured] == expected["shown_top3"]
    assert (page.skipped, page.nothing_stands_out) == ("", "")
    assert page.rows[0].confidence == "1.7"
    assert page.chart.title.startswith(
        "Chart of 7 learning areas by importance and confidence. "
        "1, Systems: importance 5, confidence 1.7. 2, The spectrum: importance 4, confidence 2.7."
    )


def test_what_was_skipped_is_ordered_by_the_themes_and_says_so() -> None:
    answers = person_1()

    skipped = learning_page(DEFAULT, facts(answers))
    unasked = learning_page(DEFAULT, facts(answers, asks_learning=False))

    assert skipped.skipped == DEFAULT.text("learning_skipped")
    assert unasked.skipped.startswith("You were not asked")
    assert [row.code for row in skipped.rows] == ["LA7", "LA3", "LA2", "LA1", "LA6", "LA4", "LA5"]
    assert {row.priority for row in skipped.rows} == {""}
    assert skipped.rows[0].definition == DEFAULT.area("LA7").definition
    assert (skipped.featured, skipped.chart, skipped.nothing_stands_out) == ((), None, "")


def test_areas_that_nothing_tells_apart_share_a_place_and_others_have_none() -> None:
    page = learning_page(DEFAULT, facts({f"ASP-0{number}": 2 for number in range(1, 8)}))

    linked = {link.area for link in DEFAULT.mapping if link.theme == "ASP"}
    assert {row.code: row.number for row in page.rows} == {
        area.code: 1 if area.code in linked else 0 for area in DEFAULT.learning_areas
    }


def test_the_themes_suggest_one_more() -> None:
    answers = answers_to(DEFAULT, **LOW) | {"LA5-S1": 1, "LA5-S2": 1, "LA5-IMP": 5}

    page = learning_page(DEFAULT, facts(answers))

    first, suggested = page.featured
    assert (first.row.code, first.row.priority, first.row.mark) == ("LA5", "100", "")
    assert suggested.row.mark == DEFAULT.text("theme_suggestion")
    assert suggested.row.priority == ""


def test_an_area_at_the_lowest_level_is_never_featured() -> None:
    """Whatever the themes point to: the person has said that it matters little, or that they can."""
    suggested = answers_to(DEFAULT, **LOW) | dict.fromkeys(DEFAULT.learning_codes, 5)
    page = learning_page(DEFAULT, facts(suggested))

    assert {row.level for row in page.rows} == {"Lower priority for now"}
    assert page.featured == ()
    assert not any(row.mark for row in page.rows)


def test_where_nothing_is_urgent_the_report_says_so() -> None:
    sure = dict.fromkeys(DEFAULT.learning_codes, 5)

    page = learning_page(DEFAULT, facts(person_1() | sure))

    assert page.nothing_stands_out == DEFAULT.text("no_priority")
    assert page.featured == ()
    assert [point.numbers for point in page.chart.drawing.points] == [(1, 2, 3, 4, 5, 6, 7)]


def test_an_area_with_too_few_answers_is_in_the_table_and_not_in_the_chart() -> None:
    answers = learning() | {"LA3-S1": None}
    del answers["LA3-S2"], answers["LA3-S1"]

    page = learning_page(DEFAULT, facts(person_1() | answers))

    last = page.rows[-1]
    assert (last.code, last.priority, last.importance) == ("LA3", "", "5")
    assert sorted(n for point in page.chart.drawing.points for n in point.numbers) == [
        1, 2, 3, 4, 5, 6,
    ]  # fmt: skip


def test_without_learning_answers_and_scored_themes_there_is_no_order_to_show() -> None:
    assert learning_page(DEFAULT, facts({})) is None


@pytest.mark.parametrize("area", DEFAULT.learning_areas, ids=lambda area: area.code)
def test_activities_are_of_different_types_and_one_is_done_with_others(area) -> None:
    chosen = choose_activities(area.activities)

    types = [activity.type for activity in chosen]
    assert 2 <= len(types) == len(set(types)) <= 3
    assert WITH_OTHERS & set(types)


def test_one_with_others_takes_the_place_of_the_last() -> None:
    types = ["reading", "reading", "case_study", "on_the_job", "data_exercise", "peer"]
    activities = [Activity(f"A{place}", "Title", kind) for place, kind in enumerate(types)]

    assert [one.code for one in choose_activities(activities)] == ["A0", "A2", "A5"]
    assert [one.code for one in choose_activities(activities[:4])] == ["A0", "A2", "A3"]
    assert choose_activities([]) == ()


# Readiness -------------------------------------------------------------------------------------


def outcome(code: str) -> str:
    return next(one.title for one in DEFAULT.readiness.outcomes if one.code == code)


@pytest.mark.parametrize("case", EXAMPLES["readiness"], ids=lambda case: case["name"])
def test_readiness_says_what_the_examples_work_out(case) -> None:
    page = readiness_page(DEFAULT, facts(readiness(case["name"])))

    assert page.result.title == outcome(case["expected"]["outcome"])
    for one, name in zip(page.bars, ("individual", "organisational"), strict=True):
        expected = case["expected"][name]
        assert one.side.score == expected.get("display")
        assert (one.bar is None) == (one.side.score is None)


def test_a_key_statement_answered_low_holds_its_side_and_its_tip_comes_first() -> None:
    page = readiness_page(DEFAULT, facts(readiness("capped by a key item") | {"RI-01": 1}))

    individual, organisational = page.result.sides
    key = DEFAULT.readiness.individual.statements[1]
    assert (individual.level, individual.held_by) == ("Nearly ready", (key.text,))
    assert (organisational.level, organisational.held_by) == ("Ready", ())
    assert [(tip.text, tip.asked.key) for tip in page.result.tips.main] == [
        (key.tip, True),
        (DEFAULT.readiness.individual.statements[0].tip, False),
    ]


def test_there_are_five_tips_at_most_and_one_for_each_thing_to_find_out() -> None:
    low = dict.fromkeys(DEFAULT.readiness_codes[:8], 1) | {"RO-02": 2}
    unknown = dict.fromkeys(["RO-01", "RO-03", "RO-05"], "DK")

    page = readiness_page(DEFAULT, facts(low | unknown))

    assert len(page.result.tips.main) == 5
    assert [tip.asked.key for tip in page.result.tips.main] == [True, True, True, False, False]
    assert len(page.result.tips.to_find_out) == 3


def test_where_nothing_is_low_there_are_tips_for_what_is_only_partly_true() -> None:
    mostly = dict.fromkeys(DEFAULT.readiness_codes, 4)

    page = readiness_page(DEFAULT, facts(mostly | {"RI-04": 3, "RO-08": 3}))
    with_a_low_one = readiness_page(DEFAULT, facts(mostly | {"RI-04": 3, "RO-08": 2}))

    # An outcome such as "use the tips below" never stands alone.
    assert [(tip.statement, tip.text, tip.answer) for tip in page.result.tips.main] == [
        (statement.text, statement.tip, "Partly true")
        for statement in (
            DEFAULT.readiness.individual.statements[3],
            DEFAULT.readiness.organisational.statements[7],
        )
    ]
    assert [tip.answer for tip in with_a_low_one.result.tips.main] == ["Slightly true"]


@pytest.mark.parametrize(
    ("now", "aim", "rule"), [(2, 4, "aim > now"), (3, 3, "aim == now"), (4, 1, "aim < now")]
)
def test_now_and_aim_on_the_spectrum_are_told_together(now: int, aim: int, rule: str) -> None:
    page = readiness_page(DEFAULT, facts({"SPEC-NOW": now, "SPEC-AIM": aim}))

    said = next(one.text for one in DEFAULT.spectrum.results if one.rule == rule)
    assert page.result.spectrum.text == said
    assert (page.result.title, page.bars) == ("", ())
    positions = [one.position for one in page.result.spectrum.positions]
    assert positions == [DEFAULT.spectrum.positions[place - 1].label for place in (now, aim)]


def test_aim_alone_is_shown_without_a_comparison() -> None:
    page = readiness_page(DEFAULT, facts({"SPEC-AIM": 4}))

    (aim,) = page.result.spectrum.positions
    assert aim.question == DEFAULT.spectrum.questions[1].text
    assert page.result.spectrum.text == ""


# The report ------------------------------------------------------------------------------------


def anchors(report) -> list[str]:
    return [section.anchor for section in report.contents]


def test_a_report_has_the_pages_of_what_was_answered() -> None:
    everything = present(DEFAULT, facts(person_1() | readiness() | learning()))
    themes_alone = present(DEFAULT, facts(person_1()))

    assert anchors(everything) == [
        "profile", "themes", "readiness", "learning", "talk", "about",
    ]  # fmt: skip
    assert anchors(themes_alone)[-3:] == ["learning", "talk", "about"]
    assert themes_alone.readiness is None


def test_a_bank_without_the_other_parts_reports_its_themes_alone() -> None:
    plain = instrument_with([3, 3, 3])
    answers = {question.code: 3 for question in plain.questions()}

    report = present(plain, facts_of(plain, answers))

    assert (report.readiness, report.learning) == (None, None)
    assert anchors(report)[-1] == "about"
