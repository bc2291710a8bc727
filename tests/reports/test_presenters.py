"""What the report says, from the worked example and from the awkward cases."""

from dataclasses import replace
from datetime import timedelta

import pytest

from charts.bars import Bars
from leadership.instrument import Feedback, Question, Reliability
from reports.presenters.change import present_change
from reports.presenters.figures import radar_figure
from reports.presenters.report import present
from tests.building import (
    AT,
    DEFAULT,
    EXAMPLES,
    answers_to,
    earlier_facts,
    facts_of,
    instrument_with,
    person_1,
)

GAP = {"AGI": [4, "NA", 2, "NA", "NA", 2, None]}


def report(answers=None, notes=None):
    return present(DEFAULT, facts_of(DEFAULT, answers or person_1(), notes))


def compared(before, after=None, *, days: int = 200, instrument=DEFAULT, earlier_instrument=None):
    facts = facts_of(instrument, after or person_1())
    earlier = earlier_facts(before, at=AT - timedelta(days=days))
    change = present_change(instrument, facts, earlier_instrument or instrument, earlier)
    return present(instrument, facts, change)


def test_themes_have_the_numbers_of_the_worked_example():
    expected = EXAMPLES["person_1"]["expected"]
    labels = {band.code: band.label for band in DEFAULT.bands}

    assert {
        theme.code: (
            theme.result.score,
            theme.result.mean,
            theme.result.band.label,
            theme.result.near_boundary,
            theme.answered,
        )
        for theme in report().themes
    } == {
        code: (
            one["display_pomp"],
            str(one["display_mean"]),
            labels[one["band"]],
            one["near_boundary"],
            one["answered"],
        )
        for code, one in expected.items()
    }


def test_overall_strengths_and_room_are_those_of_the_worked_example():
    example = EXAMPLES["person_1"]
    found = report()

    assert found.overall.score == example["overall"]["display_pomp"]
    assert titles(found.first_page.strengths) == [
        "Empowerment and accountability",
        "Listening to customers and staff",
    ]
    assert titles(found.first_page.room) == [
        "Assessment and evaluation",
        "Leading with a customer focus",
    ]
    assert [line.anchor for line in found.first_page.near] == [
        "theme-lcf",
        "theme-lis",
        "theme-eva",
    ]


def titles(pointed) -> list[str]:
    return [theme.title for theme in pointed.themes]


def test_a_profile_without_differences_says_that_nothing_stands_out():
    first = report({question.code: 3 for question in DEFAULT.questions()}).first_page

    assert (first.strengths.themes, first.room.themes) == ((), ())
    assert first.statements_alike
    assert first.nothing == (
        "Nothing stands out: all your themes have the same score. All are in the same band, "
        "Establishing. Choose the theme that matters most to those you serve now."
    )


def test_a_statement_stands_as_it_was_asked_with_the_persons_own_word():
    plain, reversed_ = report().themes[0].statements[0], report().themes[0].statements[3]

    assert (plain.place, plain.answer, plain.note) == ("4 of 5", "Usually", "")
    assert reversed_.text == "I set targets before I think about what they mean for customers."
    assert (reversed_.place, reversed_.answer) == ("4 of 5", "Occasionally")
    assert reversed_.note == (
        "worded the other way round: here “Rarely or never” is the helpful end"
    )


def test_a_reversed_habit_without_a_label_says_what_was_answered():
    bank = instrument_with([3, 3, 3])
    found = present(bank, facts_of(bank, answers_to(bank, T1=[1, 1, 1])))

    assert [habit.label for habit in found.themes[0].advice.habits] == ["“I do 1 2.” Point 1"]


def test_what_was_not_answered_has_no_place():
    agility = report(person_1(**GAP)).themes[5]

    assert [(row.is_placed, row.answer) for row in agility.statements[:2]] == [
        (True, "Usually"),
        (False, "Not applicable to my role"),
    ]
    assert agility.statements[6].answer == "No answer"


def test_too_few_answers_give_no_score_and_the_questions_of_the_middle_band():
    agility = report(person_1(**GAP)).themes[5]

    assert (agility.result, agility.bar, agility.summary) == (None, None, "")
    assert agility.questions == DEFAULT.theme("AGI").feedback["EST"].questions
    assert agility.misfit


def test_blanks_alone_do_not_make_a_theme_a_misfit():
    agility = report(person_1(AGI=[4, None, None, None, None, 2, None])).themes[5]

    assert agility.result is None
    assert not agility.misfit


def test_too_few_themes_give_no_overall_score():
    found = report(person_1(AGI=[None] * 7, EVA=[None] * 7))

    assert found.overall is None
    assert (found.themes_scored, found.themes_needed) == (4, 5)


def test_statements_are_named_by_label_with_those_answered_the_same():
    first = report().first_page

    assert first.habits.named == (
        "Letting staff put things right for customers",
        "Thanking people for good work for customers",
        "Leaving people to do tasks in their own way",
    )
    assert len(first.habits.others) == 16
    assert first.to_grow.named == (
        "Measuring what has changed for customers",
        "Stopping work that does not help customers",
    )


def test_the_one_thing_to_try_is_that_of_the_statement_with_most_room():
    attempt = report().first_page.attempt

    assert (attempt.question, attempt.when) == ("EVA-02", "When I next report how much we did")


def test_somebody_at_the_top_of_everything_asks_others():
    best = {question.code: 1 if question.reverse else 5 for question in DEFAULT.questions()}
    attempt = report(best).first_page.attempt

    assert attempt.when == "When I next talk with somebody who sees me lead"
    assert not attempt.is_of_bank


def test_a_bank_that_says_nothing_of_statements_falls_back_to_the_feedback_of_the_band():
    feedback = {"EST": Feedback("Summary.", ("A strength.",), ("A step.",), ("A question?",))}
    plain = instrument_with([3, 3, 3], bands=DEFAULT.bands)
    bank = replace(plain, themes=tuple(replace(theme, feedback=feedback) for theme in plain.themes))
    found = present(bank, facts_of(bank, {question.code: 3 for question in bank.questions()}))

    advice = found.themes[0].advice
    assert (advice.strengths, advice.next_steps) == (("A strength.",), ("A step.",))
    assert (found.first_page.attempt.then, found.first_page.attempt.step) == ("A step.", 0)


def test_near_a_line_the_other_reading_is_that_of_the_neighbour():
    other = report().themes[2].other_reading

    assert other.band == "Developing"
    assert other.summary == DEFAULT.theme("LCF").feedback["DEV"].summary


def test_learning_areas_come_with_their_reasons_primary_first():
    theme = report().themes[0]

    assert [area.title for area in theme.primary] == [
        "Aligning leaders and managers",
        "Putting systems and processes right for customers",
    ]
    assert len(theme.secondary) == 2
    assert theme.primary[0].rationale.startswith("Purpose is shared only when")


def test_the_chart_says_in_words_what_it_shows():
    title = report(person_1(**GAP)).chart.title

    assert title.startswith(
        "Radar chart of 6 themes, from 0 to 100. "
        "Alignment and shared purpose: 64 out of 100, Establishing."
    )
    assert title.endswith("Agility: not enough answers.")


def test_a_bank_without_bands_learning_areas_or_labels_is_reported():
    bank = instrument_with([4] * 3, top=6)
    found = present(bank, facts_of(bank, answers_to(bank, T1=[6, 1, 6, 6], T2=[1, 6, 1, 1])))

    first, second, third = found.themes
    assert (first.result.score, first.result.mean, first.result.words) == (
        100,
        "6.0",
        "100 out of 100",
    )
    assert (second.result.score, third.result) == (0, None)
    assert found.mean_range == "1 to 6"
    assert (found.bands, found.sources, first.primary, first.summary) == ((), (), (), "")
    assert [ring.score for ring in found.chart.drawing.rings] == [25, 50, 75, 100]


@pytest.mark.parametrize("themes", [1, 2, 3, 40])
def test_any_number_of_themes_is_reported(themes: int):
    bank = instrument_with([3] * themes)
    found = present(bank, facts_of(bank, {question.code: 3 for question in bank.questions()}))

    assert len(found.themes) == themes
    assert isinstance(found.chart.drawing, Bars) == (themes < 3)
    assert len({section.anchor for section in found.contents}) == len(found.contents)


# Change


def test_change_is_told_in_words_and_a_fall_brings_its_note():
    change = compared(person_1(EVA=[1, 1, 2, 5, 1, 1, 1], EMA=[5, 5, 1, 5, 5, 1, 5])).change

    rows = {row.code: (row.before, row.after, row.difference, row.words) for row in change.rows}
    assert rows["ASP"] == (64, 64, "0", "About the same")
    assert rows["EVA"] == (4, 46, "+42", "Clear increase")
    assert rows["EMA"] == (100, 80, "−20", "Clear decrease")
    assert change.decrease_note.startswith("A lower score is not a failure.")
    assert change.provisional
    assert change.too_soon == ""


def test_each_theme_has_one_label_and_the_report_says_how_many_points_it_takes():
    change = compared(person_1(EVA=[1, 1, 2, 5, 1, 1, 1])).change

    assert [(one.label, len(one.titles)) for one in change.by_label] == [
        ("Clear increase", 1),
        ("About the same", 5),
    ]
    assert "about 13 points before a change is possible, and about 20 before it is clear" in (
        change.needed
    )
    assert "about 6 and 9" in change.needed


def test_what_was_measured_sets_how_many_points_it_takes():
    facts = facts_of(DEFAULT, person_1())
    precise = replace(facts, precision=facts.precision | {"ASP": Reliability(0.9, 16.0)})

    change = present_change(DEFAULT, precise, DEFAULT, earlier_facts(person_1()))

    assert "about 9 to 13 points" in change.needed


def test_no_fall_no_note():
    assert compared(person_1()).change.decrease_note == ""


@pytest.mark.parametrize(("days", "soon"), [(55, True), (56, False)])
def test_less_than_eight_weeks_is_too_soon(days: int, soon: bool):
    change = compared(person_1(), days=days).change

    assert bool(change.too_soon) == soon
    # Said once, and not again of each theme.
    assert {row.words for row in change.rows} == {"" if soon else "About the same"}
    assert {row.line is None for row in change.rows} == {soon}
    assert [one.label for one in change.by_label] == ([] if soon else ["About the same"])


@pytest.mark.parametrize(
    ("days", "heads"),
    [(0, ("Before", "Now")), (9, ("11 Nov", "20 Nov")), (60, ("Sep 2026", "Nov 2026"))],
)
def test_the_columns_of_then_and_now_never_have_the_same_name(days, heads):
    assert compared(person_1(), days=days).change.heads == heads


def test_both_dates_are_scored_on_what_was_answered_both_times():
    before = person_1(ASP=[4, 4, 3, 2, 3, None, None])
    row = compared(before).change.rows[0]

    # 4 4 3 4 3: mean 3.6.
    assert (row.before, row.after, row.statements) == (65, 65, 5)


def test_a_theme_with_too_little_in_common_is_not_compared_and_leaves_a_gap():
    found = compared(person_1(ASP=[4, 4, 3, 2, None, None, None]))

    assert found.change.not_comparable == ("Alignment and shared purpose",)
    assert found.chart.drawing.earlier.points[0] is None
    assert found.chart.drawing.earlier.points[1] is not None


def test_a_reworded_statement_is_left_out():
    def reword(question: Question) -> Question:
        return replace(question, text=f"{question.text} Mostly.")

    old = replace(
        DEFAULT,
        themes=tuple(
            replace(theme, questions=tuple(map(reword, theme.questions)))
            if theme.code == "ASP"
            else theme
            for theme in DEFAULT.themes
        ),
    )

    change = compared(person_1(), earlier_instrument=old).change

    assert change.not_comparable == ("Alignment and shared purpose",)


# The interactive figure


def test_the_figure_has_the_earlier_line_dashed_and_a_gap_as_null():
    found = compared(person_1(), person_1(**GAP))

    earlier, you = radar_figure(found)["data"]
    assert (earlier["meta"], earlier["line"]["dash"]) == ("earlier", "dash")
    assert (you["meta"], you["line"]["dash"]) == ("you", "solid")
    assert not you.get("connectgaps")
    assert you["r"][5] is None
    assert you["theta"] == ["ASP", "EMA", "LCF", "LIS", "EVA", "AGI", "ASP"]


def test_hovering_names_the_theme_and_what_the_score_means():
    you = radar_figure(report())["data"][0]

    assert you["customdata"][1] == (
        "Empowerment and accountability\n80 out of 100, Embedded\n"
        "On the whole you usually or almost always do these things. The habit is part of how you lead."
    )


def test_markup_in_a_title_is_only_text_in_the_figure():
    bank = instrument_with([3] * 3, titles='<a href="javascript:alert(1)">{}</a>')
    found = present(bank, facts_of(bank, {question.code: 3 for question in bank.questions()}))

    assert "<a" not in radar_figure(found)["data"][0]["customdata"][0]


def test_bars_have_no_interactive_figure():
    bank = instrument_with([3, 3])

    assert radar_figure(present(bank, facts_of(bank, {}))) is None
