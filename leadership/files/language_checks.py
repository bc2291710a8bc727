"""What is wrong with translations in a bank file, against the texts that the bank has."""

import re
from collections.abc import Iterator

from leadership.addressing import Path
from leadership.files.faults import Finding
from leadership.instrument import NAME, Instrument
from leadership.languages import pairs, primary

GAP = re.compile(r"\{\w+\}")


def translation_faults(instrument: Instrument) -> Iterator[Finding]:
    """Yield each translation of nothing, for the second time, or too long, and each gap for a name that it lacks."""
    own = instrument.instrument.language
    places = {pair.place: pair for pair in pairs(instrument, own)}
    first: dict[tuple[str, str], Path] = {}
    for number, one in enumerate(instrument.translations):
        path: Path = ("translations", number)
        pair = places.get(one.place)
        if primary(one.language) == primary(own):
            yield Finding((*path, "language"), f"the bank is written in {own} itself.")
        elif pair is None:
            yield Finding((*path, "place"), f"this bank has no text at {one.place}.")
        elif (one.language, one.place) in first:
            other = first[one.language, one.place]
            yield Finding(
                (*path, "place"), "is translated at {other} already.", other=(*other, "place")
            )
        elif len(one.text) > pair.longest:
            yield Finding(
                (*path, "text"), f"is too long: it may have {pair.longest} characters here."
            )
        elif missing := sorted(gaps(pair.source) ^ gaps(one.text)):
            yield Finding(
                (*path, "text"), f"must have the same gaps as the text: {', '.join(missing)}."
            )
        first.setdefault((one.language, one.place), path)


def gaps(text: str) -> set[str]:
    """Return what stands in a text for something to be put in: a name, a number."""
    return {*GAP.findall(text), *([NAME] if NAME in text else [])}
