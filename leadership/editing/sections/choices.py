"""What may be chosen where one thing of a bank names another."""

from collections.abc import Iterable
from typing import Protocol

from leadership.editing.sections.section import Keys
from leadership.instrument import Instrument
from leadership.instrument.parts import KINDS_OF_PARTS
from leadership.translation import gettext as _

Pairs = list[tuple[str, str]]


class Titled(Protocol):
    """Something with a code and a title."""

    @property
    def code(self) -> str: ...

    @property
    def title(self) -> str: ...


def scales(instrument: Instrument, _keys: Keys) -> Pairs:
    return [
        (key, f"{key}: {scale.points[0].label} – {scale.points[-1].label}")
        for key, scale in instrument.scales.items()
    ]


def facets(instrument: Instrument, keys: Keys) -> Pairs:
    return _titled(instrument.theme(keys[0]).facets)


def themes(instrument: Instrument, _keys: Keys) -> Pairs:
    return _titled(instrument.themes)


def areas(instrument: Instrument, _keys: Keys) -> Pairs:
    return _titled(instrument.learning_areas)


def bands_without_feedback(instrument: Instrument, keys: Keys) -> Pairs:
    given = instrument.theme(keys[0]).feedback
    return [(band.code, band.label) for band in instrument.bands if band.code not in given]


def activity_types(instrument: Instrument, _keys: Keys) -> Pairs:
    return [(one.code, one.label) for one in instrument.activity_types]


def stages(instrument: Instrument, _keys: Keys) -> Pairs:
    return _titled(instrument.stages)


def contents(_instrument: Instrument, _keys: Keys) -> Pairs:
    return [(one.kind, _(one.label)) for one in KINDS_OF_PARTS]


def strengths(_instrument: Instrument, _keys: Keys) -> Pairs:
    return [("primary", _("Primary")), ("secondary", _("Secondary"))]


def _titled(items: Iterable[Titled]) -> Pairs:
    return [(item.code, item.title) for item in items]
