"""Words stand in the order of their reader's alphabet."""

import pytest

from documents.alphabets import sort_key

# Y Pwyllgor's alphabet: a b c ch d dd e f ff g ng h i j l ll m n o p ph r rh s t th u w y.
WELSH = (
    "allan", "bach", "cyd", "chwarae", "dŵr", "ddoe", "eto", "fyny", "ffordd", "gwlad", "ngwlad", "haf",
    "iaith", "jam", "lwc", "llan", "mam", "nant", "oed", "pwyll", "phen", "rŵan", "rhan", "sir", "tŷ",
    "tyst", "thema", "ugain", "wrth", "ysgol",
)  # fmt: skip


def in_order(texts: tuple[str, ...], language: str) -> tuple[str, ...]:
    backwards = list(texts[::-1])
    backwards.sort(key=lambda text: sort_key(text, language))
    return tuple(backwards)


def test_welsh_has_letters_that_are_written_as_two() -> None:
    assert in_order(WELSH, "cy") == WELSH
    assert in_order(("cud", "chwa", "cyd"), "en-gb") == ("chwa", "cud", "cyd")


@pytest.mark.parametrize("language", ["en-gb", "cy"])
@pytest.mark.parametrize(
    "texts",
    [
        ("Adult care", "ailing", "Aled", "Âled", "Alun"),  # accents, then capitals, decide last
        ("Ann", "ann", "Ánn", "Anna"),
        ("Team 2", "Team 10", "Team 10a", "Teams"),
        ("1st", "2nd", "10th", "a"),
        ("Ann Wood", "Ann-Marie", "Anna"),
        ("Lodz", "Łódź", "Lodzi"),
        ("", " ", "'", "9", "æon", "b", "β"),
    ],
)
def test_case_accents_and_numbers_are_as_in_a_dictionary(
    texts: tuple[str, ...], language: str
) -> None:
    assert in_order(texts, language) == texts
