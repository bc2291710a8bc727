"""Translations out to an agency's program and back."""

import pytest

from leadership.files import BankFileError
from leadership.files.xliff import dump_xliff, parse_xliff
from leadership.instrument import Translation
from leadership.languages import (
    digest,
    progress,
    texts,
    with_current_translations,
    with_translations,
)
from tests.building import DEFAULT

TEXTS = texts(DEFAULT)
PLACE = "/themes/ASP/title"
UNIT = '<trans-unit id="{}"><source>{}</source><target {}>{}</target></trans-unit>'


def xliff(*units: str, language: str = "cy") -> bytes:
    """Return a file as a translator's program may write it."""
    head = f'<file original="x" source-language="en" target-language="{language}" datatype="plaintext">'
    return (
        '<?xml version="1.0"?>\n<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">\n'
        f"{head}<body>\n" + "\n".join(units) + "\n</body></file></xliff>"
    ).encode()


@pytest.mark.parametrize("state", ["draft", "checked", "approved"])
def test_a_bank_s_translations_come_back_to_the_letter(state):
    new = [Translation("cy", place, f"{text} <&>\n“ŵ”", state) for place, text in TEXTS.items()]
    bank = with_current_translations(with_translations(DEFAULT, new))

    read = parse_xliff(dump_xliff(bank, "cy").encode(), DEFAULT)

    assert with_current_translations(with_translations(DEFAULT, read)) == bank


def test_what_nobody_has_translated_goes_out_without_a_target_and_stays_missing():
    assert "<target" not in dump_xliff(DEFAULT, "cy")
    assert parse_xliff(dump_xliff(DEFAULT, "cy").encode(), DEFAULT) == ()


@pytest.mark.parametrize(
    ("state", "kept"),
    [
        ("", "draft"),
        ('state="translated"', "draft"),
        ('state="needs-review-translation"', "draft"),
        ('state="signed-off"', "checked"),
        ('state="final"', "approved"),
        ('state="new"', None),
        ('state="needs-adaptation"', None),
    ],
)
def test_states_of_programs_are_understood(state, kept):
    found = parse_xliff(xliff(UNIT.format(PLACE, TEXTS[PLACE], state, "Teitl")), DEFAULT)

    assert [one.state for one in found] == ([kept] if kept else [])


def test_words_made_from_another_text_are_taken_over_and_are_stale():
    (one,) = parse_xliff(xliff(UNIT.format(PLACE, "An older title", "", "Hen deitl")), DEFAULT)

    assert one.made_from == digest("An older title")
    assert progress(with_translations(DEFAULT, [one]), "cy").open == len(TEXTS)


def test_marks_around_parts_of_a_text_are_left_out():
    text = "Un <g id='1'>dau</g> tri"

    (one,) = parse_xliff(xliff(UNIT.format(PLACE, TEXTS[PLACE], "", text)), DEFAULT)

    assert one.text == "Un dau tri"


FAULTS = {
    "no XML": (b"translations", "not well-formed"),
    "other XML": (b"<html/>", "no XLIFF 1.2"),
    "an entity": (b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "not well-formed"),
    "no language": (xliff(language=""), "must name one target-language"),
    "no tag": (xliff(language="cy_GB"), "must name one target-language"),
    "its own language": (xliff(language="en"), "written in en-GB itself"),
    "a text that is none": (
        xliff(UNIT.format("/nothing", "", "", "")),
        "line 4.*no text at /nothing",
    ),
    "twice": (
        xliff(*[UNIT.format(PLACE, "", "", "Teitl")] * 2),
        f"line 5.*{PLACE} stands in the file twice",
    ),
}


@pytest.mark.parametrize("case", FAULTS)
def test_what_is_wrong_with_a_file_is_said_and_where(case):
    content, words = FAULTS[case]

    with pytest.raises(BankFileError, match=words):
        parse_xliff(content, DEFAULT)
