"""A bank in several languages: its texts, how far each is, and the same bank in other words."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadership.diff import differences, is_only_wording
from leadership.files import BankFileError, dump, parse, plain, review
from leadership.files.language_checks import translation_faults
from leadership.files.workbook import dump_workbook
from leadership.instrument import Translation
from leadership.languages import (
    TextState,
    digest,
    in_language,
    languages_of,
    pairs,
    progress,
    texts,
    with_current_translations,
    with_translations,
)
from leadership.scoring import is_asked_the_same, score
from tests.building import DEFAULT, ROOT

FILE = (ROOT / "fixtures" / "customer-focused-leadership.yaml").read_text()
BANK = DEFAULT
TEXTS = texts(BANK)
QUESTION = "/themes/ASP/items/ASP-01/text"


def whole(state: str = "approved", language: str = "cy"):
    """Return the default bank with each text translated: its words backwards, but for gaps."""
    new = [Translation(language, place, _backwards(text), state) for place, text in TEXTS.items()]
    return with_current_translations(with_translations(BANK, new))


def _backwards(text: str) -> str:
    return " ".join(reversed(text.split(" ")))


WHOLE = whole()


def test_texts_are_what_people_read_and_nothing_that_only_authors_do():
    assert TEXTS[QUESTION] == BANK.question("ASP-01").text
    assert "/themes/ASP/items/ASP-01/try/when" in TEXTS
    assert "/themes/ASP/good/0" in TEXTS
    assert not [place for place in TEXTS if place.startswith(("/sources", "/translations"))]
    assert "/themes/ASP/source_title" not in TEXTS


def test_a_bank_in_another_language_has_all_its_words_and_the_same_codes_and_numbers():
    worded = in_language(WHOLE, "cy")

    assert worded.question("ASP-01").text == _backwards(BANK.question("ASP-01").text)
    # By their words alone: what identifies an entry of the glossary is its term.
    assert list(texts(worded).values()) == [_backwards(text) for text in TEXTS.values()]
    assert worded.instrument.language == "cy"
    assert worded.scoring.anonymity == BANK.scoring.anonymity
    assert list(worded.asked) == list(BANK.asked)


@given(st.lists(st.sampled_from([1, 2, 3, 4, 5, "NA", None]), min_size=42, max_size=42))
def test_scores_are_the_same_in_every_language(given_answers):
    answers = {
        one.code: value
        for one, value in zip(BANK.questions(), given_answers, strict=True)
        if value is not None
    }

    assert score(in_language(WHOLE, "cy"), answers) == score(BANK, answers)


def test_a_statement_is_asked_the_same_whatever_language_it_is_read_in():
    worded = in_language(WHOLE, "cy")

    assert is_asked_the_same(BANK, worded, "ASP-01")
    assert is_asked_the_same(worded, BANK, "ASP-01")
    assert worded.source is WHOLE


def test_what_has_no_words_in_a_language_keeps_its_own():
    some = with_translations(BANK, [Translation("cy", QUESTION, "Rwy’n gofyn")])

    worded = in_language(some, "cy")

    assert worded.question("ASP-01").text == "Rwy’n gofyn"
    assert worded.question("ASP-02") == BANK.question("ASP-02")
    assert in_language(some, "ga") is some


@pytest.mark.parametrize("state", ["draft", "checked", "approved"])
def test_a_text_knows_how_far_it_is(state):
    found = progress(whole(state), "cy")

    assert found.counts[TextState(state)] == found.total == len(TEXTS)
    assert found.is_complete
    assert found.is_approved == (state == "approved")
    assert progress(BANK, "cy").counts[TextState.MISSING] == len(TEXTS)


def test_a_translation_is_stale_once_its_text_has_changed():
    theme = BANK.themes[0]
    reworded = replace(WHOLE, themes=(replace(theme, title="New words"), *WHOLE.themes[1:]))

    found = progress(reworded, "cy")
    (pair,) = [one for one in pairs(reworded, "cy") if one.is_open]

    assert (found.open, found.is_complete) == (1, False)
    assert (pair.place, pair.state, pair.source) == (
        "/themes/ASP/title",
        TextState.STALE,
        "New words",
    )


def test_a_translation_goes_with_its_text():
    without = with_current_translations(replace(WHOLE, themes=WHOLE.themes[1:]))

    assert not [one for one in without.translations if one.place.startswith("/themes/ASP/")]
    assert progress(without, "cy").is_complete


def test_an_empty_text_takes_a_translation_out():
    without = with_translations(WHOLE, [Translation("cy", QUESTION, "")])

    assert progress(without, "cy").counts[TextState.MISSING] == 1


def test_files_bring_translations_back_to_the_letter():
    bank = with_current_translations(
        with_translations(WHOLE, [Translation("fy", QUESTION, "Ik freegje", "draft")])
    )

    assert parse(dump(bank)).instrument == bank
    assert parse(dump_workbook(bank)).instrument == bank
    assert languages_of(bank) == ("cy", "fy")


def test_a_file_may_leave_out_what_a_translation_was_made_from():
    file = FILE + f'\ntranslations:\n  - {{language: "cy", place: "{QUESTION}", text: "Gofyn"}}\n'

    (one,) = parse(file).instrument.translations

    assert (one.state, one.made_from) == ("draft", digest(TEXTS[QUESTION]))


FAULTS = {
    "a place that is none": ("cy", "/themes/ASP/tittle", "Teitl", "no text at /themes/ASP/tittle"),
    "the bank's own language": ("en", QUESTION, "Words", "written in en-GB itself"),
    "a lost gap": ("cy", "/themes/ASP/items/ASP-01/for_others", "Mae’n gofyn", "gaps"),
    "too long a line": ("cy", "/themes/ASP/title", "x" * 301, "may have 300 characters"),
}


@pytest.mark.parametrize("case", FAULTS)
def test_what_does_not_fit_is_told(case):
    language, place, text, words = FAULTS[case]

    bank = replace(BANK, translations=(Translation(language, place, text),))

    assert words in " ".join(one.message for one in translation_faults(bank))


def test_a_file_with_the_same_place_twice_is_refused_at_its_line():
    line = f'  - {{language: "cy", place: "{QUESTION}", text: "Gofyn"}}\n'
    file = f"{FILE}\ntranslations:\n{line}{line}"

    with pytest.raises(BankFileError, match=r"is translated at .* already") as error:
        parse(file)

    assert error.value.faults[0].line == file.count("\n")


def test_a_bank_with_all_its_translations_is_usable():
    assert review(WHOLE).errors == ()


def test_new_translations_are_a_change_of_words_alone():
    found = differences(plain(BANK), plain(WHOLE))

    assert found
    assert is_only_wording(found)
