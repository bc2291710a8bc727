from dataclasses import replace

import pytest

from assessments import presenters
from assessments.queries import Sheet, Stored
from tests.factories import all_answers, bank
from tests.factories.assessments import STARTED


def sheet(answers: dict[str, str], notes: dict[str, str] | None = None) -> Sheet:
    def store(texts: dict[str, str]) -> dict[str, Stored]:
        return {code: Stored(text, STARTED) for code, text in texts.items()}

    return Sheet(store(answers), store(notes or {}))


def test_minutes_are_those_of_the_bank_or_estimated_by_its_statements() -> None:
    silent = replace(bank(), instrument=replace(bank().instrument, estimated_minutes={}))

    assert presenters.minutes(bank()) == 12
    assert presenters.minutes(silent) == 12
    assert presenters.minutes(bank("small")) >= 1


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


def test_first_gap_is_in_bank_order_and_not_applicable_is_no_gap() -> None:
    answers = all_answers(bank(), "NA")
    assert presenters.first_gap(bank(), sheet(answers).answers) is None

    del answers["EVA-07"]
    del answers["LIS-01"]
    assert presenters.first_gap(bank(), sheet(answers).answers).code == "LIS"


def test_place_of_the_first_and_the_last_theme() -> None:
    themes = bank().themes

    first = presenters.place_of(bank(), themes[0])
    last = presenters.place_of(bank(), themes[-1])

    assert (first.words, first.before, first.after) == ("Theme 1 of 6", None, themes[1])
    assert (last.words, last.before, last.after) == ("Theme 6 of 6", themes[-2], None)


@pytest.mark.parametrize(("rated", "is_enough"), [(4, False), (5, True)])
def test_check_tells_whether_a_theme_has_enough_answers(rated: int, is_enough: bool) -> None:
    codes = [question.code for question in bank().themes[0].questions]
    answers = dict.fromkeys(codes[:rated], "3") | dict.fromkeys(codes[rated:6], "NA")

    theme = presenters.check(bank(), sheet(answers, {"ASP": "A note"})).themes[0]

    assert (theme.rated, theme.needed, theme.is_enough) == (rated, 5, is_enough)
    assert theme.note == "A note"
    assert theme.gaps == 1
    assert theme.statements[-1].answer == ""
    assert theme.statements[0].answer == "About half the time"


def test_check_counts_the_gaps_of_all_themes() -> None:
    page = presenters.check(bank(), sheet({"ASP-01": "3"}))

    assert page.gaps == 41
    assert [one.theme.code for one in page.too_few] == [one.code for one in bank().themes]
    assert not page.is_straight_line


def test_check_works_for_a_bank_with_only_what_must_be_there() -> None:
    small = bank("small")
    question = next(small.questions())
    lowest = small.scale_of(small.theme_of(question.code)).points[0]

    page = presenters.check(small, sheet({question.code: str(lowest.value)}))

    assert page.themes[0].statements[0].answer == lowest.label
