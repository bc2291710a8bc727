"""The one place for the order of words that people read: the alphabet of their language, numbers by their size.

For languages in Latin letters: letters alone decide first, then accents, then capitals; spaces, marks and numbers come
before letters. A language may have letters that are written as two. A database can take each step as well.
"""

import re
import string
from unicodedata import normalize

AFTER = "~"  # behind every letter that has no accent; of the marks none is left
FIRST = "\x01"  # before every character
ACCENTS = "[\u0300-\u036f]+"
# Letters with a stroke, which no decomposition takes off, and every mark for one.
ALONE = "łøđðıħ" + string.punctuation + "‘’“”–—·"
BECOME = "loddih" + "!" * (len(ALONE) - 6)
ONE_BY_ONE = str.maketrans(ALONE, BECOME)
Replacements = tuple[tuple[str, str], ...]
TOGETHER: Replacements = (("æ", "ae"), ("œ", "oe"), ("þ", "th"))
# Each right after the letter that it begins with, and ng after g, as Unicode's data for the language have it.
LETTERS: dict[str, Replacements] = {
    "cy": tuple(
        (two, f"{two[-1] if two == 'ng' else two[0]}{AFTER}")
        for two in ("ch", "dd", "ff", "ng", "ll", "ph", "rh", "th")
    )
}
# Up to ten digits.
NUMBERS: Replacements = (("([0-9]+)", r"0000000000\1"), ("[0-9]*([0-9]{10})", r"\1"))


def letters_of(language: str) -> Replacements:
    """Return what is put in place of letters of a language that are written as two."""
    return (*TOGETHER, *LETTERS.get(language.partition("-")[0].lower(), ()))


def sort_key(text: str, language: str) -> str:
    """Return what sorts as a text does in a language, character by character."""
    folded = text.lower() if text.isascii() else normalize("NFD", text).lower()
    letters = folded if text.isascii() else re.sub(ACCENTS, "", folded)
    letters = letters.translate(ONE_BY_ONE)
    for two, one in letters_of(language):
        letters = letters.replace(two, one)
    for found, becomes in NUMBERS if re.search("[0-9]", letters) else ():
        letters = re.sub(found, becomes, letters)
    return FIRST.join((letters, folded, text))
