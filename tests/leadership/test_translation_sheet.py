"""Translations side by side in a workbook, out and back."""

import io

import pytest
from openpyxl import load_workbook

from leadership.files import BankFileError
from leadership.files.translation_sheet import dump_translation_sheet, parse_translation_sheet
from leadership.instrument import Translation
from leadership.languages import texts, with_current_translations, with_translations
from tests.building import DEFAULT

TEXTS = texts(DEFAULT)
PLACES = list(TEXTS)[:9]


def changed(content: bytes, **cells: str) -> bytes:
    """Return a workbook with other words in some of its cells."""
    book, file = load_workbook(io.BytesIO(content)), io.BytesIO()
    for cell, text in cells.items():
        book.active[cell] = text
    book.save(file)
    return file.getvalue()


def test_translations_come_back_to_the_letter():
    words = ["=1+1", "_x000A_", "ŵ & <b>", "two\nlines", "-", "@a", "'", "1", "x" * 300]
    states = ["draft", "checked", "approved"] * 3
    new = [
        Translation("cy", place, text if "[Name]" not in TEXTS[place] else TEXTS[place], state)
        for place, text, state in zip(PLACES, words, states, strict=True)
    ]
    bank = with_current_translations(with_translations(DEFAULT, new))

    read = parse_translation_sheet(dump_translation_sheet(bank, "cy"), DEFAULT)

    assert with_current_translations(with_translations(DEFAULT, read)) == bank


def test_what_a_translator_writes_is_a_draft_whatever_they_leave_in_the_state():
    file = changed(dump_translation_sheet(DEFAULT, "cy"), C2="Teitl", D2="", C3="Byr", D3="checked")

    first, second = parse_translation_sheet(file, DEFAULT)

    assert (first.text, first.state, second.state) == ("Teitl", "draft", "checked")


@pytest.mark.parametrize("state", ["missing", "stale", ""])
def test_new_words_are_taken_over_whatever_stands_in_the_state(state):
    stale = Translation("cy", PLACES[0], "Hen", made_from="another")
    bank = with_translations(DEFAULT, [stale])
    file = changed(dump_translation_sheet(bank, "cy"), C2="Newydd", D2=state)

    (one,) = parse_translation_sheet(file, bank)

    assert (one.text, one.state) == ("Newydd", "draft")


def test_words_that_do_not_fit_stay_stale_where_nobody_has_touched_them():
    stale = Translation("cy", PLACES[0], "Hen", made_from="another")
    bank = with_translations(DEFAULT, [stale])

    assert parse_translation_sheet(dump_translation_sheet(bank, "cy"), bank) == ()


FAULTS = {
    "another head": ({"A1": "Where"}, "row 1.*the first row must be: Place, en-GB"),
    "no language": ({"C1": "Welsh"}, "row 1.*the first row must be"),
    "its own language": ({"C1": "en"}, "written in en-GB itself"),
    "a place that is none": ({"A5": "/nothing"}, "row 5.*no text at /nothing"),
    "a place twice": ({"A5": PLACES[0]}, f"row 5.*{PLACES[0]} stands in the file twice"),
    "a state that is none": ({"D5": "done"}, "row 5.*must be draft, checked or approved, not done"),
}


@pytest.mark.parametrize("case", FAULTS)
def test_what_is_wrong_is_said_with_its_row(case):
    cells, words = FAULTS[case]

    with pytest.raises(BankFileError, match=words):
        parse_translation_sheet(changed(dump_translation_sheet(DEFAULT, "cy"), **cells), DEFAULT)


def test_what_is_no_workbook_is_refused():
    with pytest.raises(BankFileError, match="workbook"):
        parse_translation_sheet(b"PK\x03\x04 nothing", DEFAULT)
