"""Remembers which code another program had for each answer of a scale, in the words for the scale's kind.

Files of answers that come from there later have these codes. A scale that was turned round could not be told by
its words or numbers any more.
"""

import re
from collections.abc import Mapping

from leadership.instrument import DONT_KNOW, NOT_APPLICABLE, RawAnswer

BEGINS = "LimeSurvey: "
MOST = 300  # characters, as the kind of a scale may have
PAIR = re.compile(r"([A-Za-z0-9]{1,20})=(-?\d{1,4}|NA|DK)")


def written(codes: Mapping[str, RawAnswer]) -> str:
    """Return codes as the kind of a scale; empty where they do not fit."""
    pairs = [f"{code}={answer}" for code, answer in codes.items()]
    words = BEGINS + " ".join(pairs)
    fits = len(words) <= MOST and all(map(PAIR.fullmatch, pairs))
    return words if pairs and fits else ""


def read_codes(kind: str | None) -> dict[str, RawAnswer]:
    """Return what each code stands for; nothing where the scale comes from elsewhere."""
    if not kind or not kind.startswith(BEGINS):
        return {}
    found = map(PAIR.fullmatch, kind.removeprefix(BEGINS).split())
    return {one[1]: _answer(one[2]) for one in found if one}


def _answer(text: str) -> RawAnswer:
    others: dict[str, RawAnswer] = {NOT_APPLICABLE: NOT_APPLICABLE, DONT_KNOW: DONT_KNOW}
    return others[text] if text in others else int(text)
