"""The one place for what characters of a text mean: spaces, accents, and marks that nobody sees.

Files bring the same word in many spellings of bytes. `tidy` makes them one, `unseen` finds what
cannot be seen and belongs to no spelling, and `likeness` is what words have in common that a
reader takes for the same.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

JOINERS = "\u200c\u200d"
VIRAMA = 9  # the combining class of signs that take a letter's vowel away
FLAG, TAGS = "\U0001f3f4", range(0xE0020, 0xE0080)  # as in the flags of Wales and Scotland
# What has no look of its own although Unicode counts it among letters, signs and accents.
BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
# Scripts whose letters are not joined: a joiner between them is a leftover of copying.
UNJOINED = frozenset(["LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "GEORGIAN", "CJK", "HANGUL", "HEBREW"])  # fmt: skip
MOST_KEPT = 300
# From "À" on, all with which the languages of Europe, and Vietnamese, are written.
ACCENTS = "[\u0300-\u036f]"
LATIN = (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
SPACES = re.compile(r"[^\S\n\t]+")
# Letters that look the same, or are written one for the other, and that no decomposition brings together.
TWINS = str.maketrans(
    "авекмнорстухіјѕ" "αβεικνορτυχ" "łøđðıħ" "’‘ʼ`´",
    "abekmhopctyxijs" "abeiknoptux" "loddih" "'''''",
)  # fmt: skip


STROKES = str.maketrans("łøđðıħ", "loddih")


# What no database keeps: the character of no character, and halves of one that a JSON file may hold alone.
UNKEPT = re.compile("[\x00\ud800-\udfff]")


def keepable(text: str) -> str:
    """Return a text that every database can keep and look for."""
    return text if text.isascii() and "\x00" not in text else UNKEPT.sub("", text)


def tidy(text: str) -> str:
    """Return a text composed (NFC), every kind of space as a space, lines kept."""
    if text.isascii() and "  " not in text:
        return text
    return SPACES.sub(" ", unicodedata.normalize("NFC", text))


def is_unseen(character: str) -> bool:
    """Tell whether a character shows nothing, whatever it may do: formats, controls, halves, blanks."""
    return character in BLANKS or unicodedata.category(character) in {"Cf", "Cc", "Cs", "Co", "Cn"}


def unseen(text: str) -> list[int]:
    """Return where marks stand that cannot be seen and belong to no spelling; lines and tabs are none."""
    if text.isascii() and text.isprintable():
        return []
    return [
        at
        for at, character in enumerate(text)
        if character not in "\n\t" and is_unseen(character) and not _belongs(text, at)
    ]


def is_one_line(text: str) -> bool:
    """Tell whether a text is one line in which all can be seen or belongs to a spelling: it can forge no line of an e-mail."""
    return "\t" not in text and len(text.splitlines()) <= 1 and not unseen(text)


def without_ends(text: str) -> str:
    """Return a text without spaces and unseen marks at its ends, which copying leaves there."""
    start, end = 0, len(text)
    while start < end and _is_edge(text[start]):
        start += 1
    while end > start and _is_edge(text[end - 1]) and not _belongs(text, end - 1):
        end -= 1
    return text[start:end]


def without_unseen(text: str) -> str:
    """Return a text without marks that cannot be seen and belong to no spelling; controls are more than marks."""
    gone = {at for at in unseen(text) if _is_mark(text[at])}
    return "".join(one for at, one in enumerate(text) if at not in gone) if gone else text


def named(text: str, at: int) -> str:
    """Return the code point of a character, such as U+200B."""
    return f"U+{ord(text[at]):04X}"


def word_before(text: str, at: int) -> str:
    """Return the word that a place in a text stands in or after, as far as it can be seen."""
    words = "".join(one for one in text[:at] if not is_unseen(one)).split()
    return words[-1] if words else ""


def likeness(text: str) -> str:
    """Return what two texts have in common that look alike: letters and digits without accents."""
    # Only short ones are kept in memory, as names and answers are.
    return _kept_likeness(text) if len(text) <= MOST_KEPT else _likeness(text)


def folded(text: str) -> str:
    """Return a text as it is searched: without accents and case, its words and signs as they are."""
    decomposed = unicodedata.normalize("NFKD", text.casefold()).translate(STROKES)
    return "".join(one for one in decomposed if not unicodedata.combining(one))


def search_pattern(word: str) -> str:
    """Return a regular expression for texts that have a word with or without accents, in either case.

    Databases differ in what they know of letters beyond English, so it names them all itself.
    """
    composed = unicodedata.normalize("NFC", word)
    # An accent that its letter cannot be composed with may stand after any of them.
    return "".join(f"{_letters(one)}{ACCENTS}*" for one in composed if not re.match(ACCENTS, one))


def _letters(letter: str) -> str:
    plain = likeness(letter)
    if len(plain) != 1 or not plain.isalpha():
        return re.escape(letter)
    return f"[{plain}{plain.upper()}{_accented().get(plain, '')}{letter}{letter.swapcase()[:1]}]"


@lru_cache(maxsize=1)
def _accented() -> dict[str, str]:
    """Return by plain letter the letters of the Latin script that differ from it by accents."""
    found: dict[str, str] = {}
    for code in LATIN:
        plain = likeness(chr(code))
        if len(plain) == 1:
            found[plain] = found.get(plain, "") + chr(code)
    return found


@lru_cache(maxsize=4096)
def _kept_likeness(text: str) -> str:
    return _likeness(text)


def _likeness(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold()).casefold().translate(TWINS)
    plain = re.sub(r"&|\band\b|\ba'r\b", "+", plain)
    return "".join(one for one in plain if one.isalnum() or one == "+" or _is_vowel_sign(one))


def _is_vowel_sign(character: str) -> bool:
    """Tell a sign that words of other scripts are told apart by from an accent."""
    return unicodedata.category(character)[0] == "M" and character > "\u036f"


def _is_edge(character: str) -> bool:
    """Tell what copying leaves around a text; controls come from elsewhere, and are worth a word."""
    return character.isspace() or _is_mark(character)


def _is_mark(character: str) -> bool:
    return character in BLANKS or unicodedata.category(character) == "Cf"


def _belongs(text: str, at: int) -> bool:
    """Tell whether a mark is part of a spelling: joiners in scripts that join, in emoji, tags of flags."""
    if text[at] in JOINERS:
        before = next(_seen_before(text, at), "")
        after = text[at + 1 : at + 2]
        if before and unicodedata.combining(before) == VIRAMA:
            return True
        return _joins(before) and _joins(after)
    return ord(text[at]) in TAGS and FLAG in text[max(0, at - 8) : at]


def _seen_before(text: str, at: int) -> Iterator[str]:
    """Yield what stands before a place, nearest first; signs of variation are passed over."""
    return (one for one in reversed(text[max(0, at - 4) : at]) if one not in "\ufe0e\ufe0f")


def _joins(character: str) -> bool:
    if not character:
        return False
    category = unicodedata.category(character)
    if category in {"So", "Sk"}:
        return character not in BLANKS  # pictures, as in a family of several
    if category[0] not in "LM" or ord(character) < ord("\u0600"):
        return False
    return unicodedata.name(character, "").split(" ")[0] not in UNJOINED
