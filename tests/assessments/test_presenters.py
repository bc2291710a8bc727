from dataclasses import replace
from uuid import uuid4

import pytest

from assessments import presenters
from assessments.pages import Questionnaire
from assessments.parts import questionnaire
from assessments.queries import AnswerSheet, Stored
from leadership.instrument.parts import THEMES
from tests.factories import bank
from tests.factories.assessments import STARTED

KEY = uuid4()


def sheet(answers: dict[str, str], notes: dict[str, str] | None = None) -> AnswerSheet:
    def store(texts: dict[str, str]) -> dict[str, Stored]:
        return {code: Stored(text, STARTED) for code, text in texts.items()}

    return AnswerSheet(store(answers), store(notes or {}))


def everything(name: str = "default") -> Questionnaire:
    return questionnaire(bank(name))


def themes_only(name: str = "default") -> Questionnaire:
    return questionnaire(bank(name), {THEMES})


def test_minutes_are_those_of_the_bank_or_estimated_by_its_statements() -> None:
    silent = replace(bank(), instrument=replace(bank().instrument, estimated_minutes={}))

    asked = [questionnaire(one, {THEMES}) for one in (bank(), silent)]

    assert [one.minutes for one in asked] == [12, 12]
    assert themes_only("small").minutes == 1


@pytest.mark.parametrize(
    ("answered", "statements", "words"),
    [
        (0, 1, "0 of 1 statement answered"),
        (1, 1, "1 of 1 statement answered"),
        (9, 42, "9 of 42 statements answered"),
    ],
)
def test_progress_in_words(answered: int, statements: int, words: str) -> None:
    assert presenters.Progress(answered, statements).words == words


def test_minutes_of_the_other_parts_are_counted_apart() -> None:
    assert everything().optional_minutes == 4 + 6
    assert themes_only().optional_minutes == 0
    assert everything("small").optional_minutes == 0


def test_position_of_the_first_and_the_last_theme() -> None:
    pages = themes_only().pages

    first = presenters.position_of(themes_only(), pages[0])
    last = presenters.position_of(themes_only(), pages[-1])

    assert (first.words, first.before, first.after) == ("Theme 1 of 6", None, pages[1])
    assert (last.words, last.before, last.after) == ("Theme 6 of 6", pages[-2], None)
    assert (first.part_words, first.ends_with_result, last.after_part) == ("", False, None)


def test_position_among_several_parts_says_which_and_where_skipping_leads() -> None:
    pages = everything().pages

    spectrum = presenters.position_of(everything(), pages[8])
    area = presenters.position_of(everything(), pages[-1])

    assert (spectrum.words, spectrum.part_words) == ("Page 3 of 3", "Part 2 of 3: Are you ready?")
    assert (spectrum.ends_with_result, spectrum.after_part) == (True, pages[9])
    assert (area.words, area.part_words) == ("Area 7 of 7", "Part 3 of 3: What to learn next")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("ASP-01", "1 of 42 statements answered"),
        ("ASP", "1 of 42 statements answered"),
        ("RO-02", "2 of 18 statements answered"),
        ("SPEC-AIM", "2 of 18 statements answered"),
        ("LA3-IMP", "3 of 28 statements answered"),
    ],
)
def test_progress_counts_the_part_that_was_answered(code: str, words: str) -> None:
    codes = ["ASP-01", "RI-01", "SPEC-NOW", "LA1-S1", "LA1-S2", "LA7-IMP"]
    answers = sheet(dict.fromkeys(codes, "3")).answers

    assert presenters.progress_with(bank(), answers, code).words == words


@pytest.mark.parametrize(("rated", "is_enough"), [(4, False), (5, True)])
def test_check_tells_whether_a_theme_has_enough_answers(rated: int, is_enough: bool) -> None:
    codes = [question.code for question in bank().themes[0].questions]
    answers = dict.fromkeys(codes[:rated], "3") | dict.fromkeys(codes[rated:6], "NA")

    theme = presenters.check(themes_only(), sheet(answers, {"ASP": "A note"}), KEY).themes[0]

    assert (theme.rated, theme.needed, theme.is_enough) == (rated, 5, is_enough)
    assert theme.note == "A note"
    assert theme.gaps == 1
    assert theme.statements[-1].answer == ""
    assert theme.statements[0].answer == "About half the time"


def test_check_counts_the_gaps_of_all_themes() -> None:
    page = presenters.check(themes_only(), sheet({"ASP-01": "3"}), KEY)

    assert page.gaps == 41
    assert [one.theme.code for one in page.too_few] == [one.code for one in bank().themes]
    assert not page.is_straight_line


def test_check_works_for_a_bank_with_only_what_must_be_there() -> None:
    small = bank("small")
    question = next(small.questions())
    lowest = small.scale_of(small.theme_of(question.code)).points[0]

    page = presenters.check(everything("small"), sheet({question.code: str(lowest.value)}), KEY)

    assert page.themes[0].statements[0].answer == lowest.label


def test_check_lists_the_optional_parts_after_the_themes_and_says_which_were_left_out() -> None:
    page = presenters.check(everything(), sheet({"RI-01": "3", "RO-02": "DK"}), KEY)

    assert page.before == []
    ready, learn = page.after
    assert (ready.part.title, ready.progress.words, ready.is_skipped) == (
        "Are you ready?",
        "2 of 18 statements answered",
        False,
    )
    assert [one.progress.answered for one in ready.pages] == [1, 1, 0]
    assert ready.pages[1].statements[1].answer == "Don't know"
    assert ready.result
    assert (learn.is_skipped, learn.result, learn.part.minutes) == (True, "", 6)
    assert page.gaps == 42
