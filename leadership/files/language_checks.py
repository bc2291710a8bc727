"""What is wrong with translations in a bank file, against the texts that the bank has."""

import re
from collections.abc import Iterator

from leadership.addressing import Path
from leadership.files.faults import Finding
from leadership.instrument import NAME, Instrument
from leadership.languages import pairs, primary
from leadership.translation import gettext as _

GAP = re.compile(r"\{\w+\}")


def translation_faults(instrument: Instrument) -> Iterator[Finding]:
    """Yield each translation of nothing, for the second time, or too long, and each gap for a name that it lacks."""
    # Most banks have none, and their thousand texts need not be listed for it.
    if not instrument.translations:
        return
    own = instrument.instrument.language
    places = {pair.place: pair for pair in pairs(instrument, own)}
    first: dict[tuple[str, str], Path] = {}
    for number, one in enumerate(instrument.translations):
        path: Path = ("translations", number)
        pair = places.get(one.place)
        if primary(one.language) == primary(own):
            yield Finding(
                (*path, "language"),
                _("the bank is written in %(language)s itself.") % {"language": own},
            )
        elif pair is None:
            yield Finding(
                (*path, "place"), _("this bank has no text at %(place)s.") % {"place": one.place}
            )
        elif (one.language, one.place) in first:
            other = first[one.language, one.place]
            yield Finding(
                (*path, "place"), _("is translated at {other} already."), other=(*other, "place")
            )
        elif len(one.text) > pair.longest:
            yield Finding(
                (*path, "text"),
                _("is too long: it may have %(most)s characters here.") % {"most": pair.longest},
            )
        elif missing := sorted(gaps(pair.source) ^ gaps(one.text)):
            yield Finding(
                (*path, "text"),
                _("must have the same gaps as the text: %(gaps)s.") % {"gaps": ", ".join(missing)},
            )
        first.setdefault((one.language, one.place), path)


def gaps(text: str) -> set[str]:
    """Return what stands in a text for something to be put in: a name, a number."""
    return {*GAP.findall(text), *([NAME] if NAME in text else [])}
