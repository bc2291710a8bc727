import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.characters import (
    folded,
    likeness,
    search_pattern,
    tidy,
    unseen,
    without_ends,
    without_unseen,
    word_before,
)

ZWSP, ZWNJ, ZWJ = "\u200b", "\u200c", "\u200d"
WALES = "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"


def test_spaces_and_accents_become_one_kind_and_lines_stay() -> None:
    assert tidy("I\u00a0plan \u2009ahead.\nCafe\u0301") == "I plan ahead.\nCafé"


@pytest.mark.parametrize(
    "text",
    [f"می{ZWNJ}رضا", f"क्{ZWJ}ष", f"ക്{ZWJ} x", f"👩{ZWJ}💼", f"❤\ufe0f{ZWJ}🔥", WALES, "a\n\tb", "Łukasz Tŷ"],
    ids=["Persian", "Hindi", "Malayalam", "a picture", "with a variation", "a flag", "lines", "Welsh"],
)  # fmt: skip
def test_what_belongs_to_a_spelling_stays(text: str) -> None:
    assert unseen(text) == []
    assert without_unseen(text) == text


@pytest.mark.parametrize(
    "mark",
    [ZWSP, ZWNJ, ZWJ, "\u00ad", "\u2060", "\u200e", "\u202e", "\ufeff", "\u3164", "\u2800", "\x07", "\U000e0067"],
)  # fmt: skip
def test_mark_that_nobody_sees_is_found(mark: str) -> None:
    assert unseen(f"Ann{mark}Lee") == [3]
    assert word_before(f"Mx Ann{mark}Lee", 6) == "Ann"
    assert without_unseen(f"Ann{mark}Lee") == ("AnnLee" if mark != "\x07" else "Ann\x07Lee")


def test_marks_at_the_ends_go_and_controls_do_not() -> None:
    assert without_ends(f"{ZWSP}\u202a Ann \u202c{ZWSP}") == "Ann"
    assert without_ends("Ann\x07") == "Ann\x07"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Children’s services", "Childrens Services"),
        ("Café", "Cafe"),
        ("Night-team", "Night  team"),
        ("Adult & Social Care", "Adult and social care"),
        ("Tŷ Łukasz", "ty lukasz"),
        ("Сare", "Care"),  # the first letter is Cyrillic
        ("Ｃａｒｅ", "Care"),
    ],
)
def test_words_that_look_alike_are_alike(one: str, other: str) -> None:
    assert likeness(one) == likeness(other)


@pytest.mark.parametrize(
    ("one", "other"), [("बाल", "बल"), ("Team 1", "Team 11"), ("East", "West"), ("Care", "Core")]
)
def test_other_words_are_not(one: str, other: str) -> None:
    assert likeness(one) != likeness(other)


@pytest.mark.parametrize(
    "word", ["ŵyn", "wyn", "WYN", "Ŵyn", "lukasz", "łukasz", "Łuk", "o'n", "W\u0302yn"]
)
def test_search_finds_names_with_accents_or_without(word: str) -> None:
    name = "Ŵyn Łukasz O'Neill"

    assert re.search(search_pattern(word), name)
    assert folded(word) in folded(name)


@pytest.mark.parametrize("word", ["wyx", ".", "w.n", "(", "[a-z]+", "\\w"])
def test_search_takes_signs_as_they_are(word: str) -> None:
    assert not re.search(search_pattern(word), "Ŵyn Łukasz")


@given(st.text(max_size=8))
def test_any_word_is_found_in_itself(word: str) -> None:
    assert re.search(search_pattern(word), unicodedata.normalize("NFC", word))
