"""The one rule for when two values of an attribute, or two attributes, may be one that was typed differently."""

import re
from collections.abc import Mapping

from documents.characters import likeness

# The letter for the digit behind another digit, and what fills numbers up: G1O and G010 are G10.
LETTER_O = re.compile(r"(?<=[0-9])o")
LEADING_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")


def like(words: str) -> str:
    """Return what words have in common that look alike: not case, accents, spaces, hyphens or zeros before a number."""
    plain = LEADING_ZEROS.sub("", LETTER_O.sub("0", likeness(words)))
    # What has neither letters nor digits looks like nothing else.
    return plain or words


def twin_of(words: str, counts: Mapping[str, int]) -> str | None:
    """Return what most people have of all that looks like these words; nothing for words that are known."""
    if words in counts:
        return None
    key = like(words)
    alike = [one for one in counts if like(one) == key]
    return max(alike, key=lambda one: (counts[one], one)) if alike else None


def look_alikes(counts: Mapping[str, int]) -> dict[str, str]:
    """Return each value that looks like another that more people have, with that other."""
    first: dict[str, str] = {}
    found: dict[str, str] = {}
    for value in sorted(counts, key=lambda value: (-counts[value], value)):
        twin = first.setdefault(like(value), value)
        if twin != value:
            found[value] = twin
    return found
