"""The code of a card for those who type it: short, without vowels, with a last character that shows a slip. Pure.

Nine characters of 23 are forty bits: with a thousand cards out, one guess in two thousand million finds one. The
number of characters is prime, so that the last one tells any single wrong character and any two that are swapped.
"""

from typing import Final

# No vowels and so no words; nothing that is taken for something else (0 and O, 1 and L, 5 and S, U and V).
ALPHABET: Final = "2346789BCDFGHJKMNPRTWXZ"
LENGTH: Final = 9
_PLACES: Final = {character: place for place, character in enumerate(ALPHABET)}


def code_from(number: int) -> str:
    """Return the code that stands for a number, with its last character, as it is printed."""
    characters = ""
    for _place in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        characters += ALPHABET[place]
    whole = characters + _check(characters)
    return f"{whole[:5]}-{whole[5:]}"


def read_code(typed: str) -> str | None:
    """Return a code as it was printed from what somebody typed, or None for one that cannot be."""
    characters = "".join(one for one in typed.upper() if one.isalnum())
    if len(characters) != LENGTH + 1 or any(one not in _PLACES for one in characters):
        return None
    if _check(characters[:LENGTH]) != characters[LENGTH]:
        return None
    return f"{characters[:5]}-{characters[5:]}"


def _check(characters: str) -> str:
    """Each place counts another number of times, so that neighbours cannot change places unseen."""
    total = sum(weight * _PLACES[one] for weight, one in enumerate(characters, 2))
    return ALPHABET[total % len(ALPHABET)]
