"""Where something stands in a bank, in words of those who edit it."""

from django.utils.translation import gettext as _

from leadership.addressing import Path, found, name_of
from leadership.editing.sections import SECTIONS, Spot, spot_of
from leadership.instrument import Instrument


def where_of(instrument: Instrument, path: Path) -> str:
    """Say which thing, by its kind and title, a path leads to; '' without a page."""
    spot = spot_of(instrument, path, tuple(SECTIONS.values()))
    if spot is None or len(spot.keys) < spot.section.depth:
        return ""
    item = found(instrument, spot.section.address(spot.keys))
    title = spot.section.title_of(instrument, spot.keys, item)
    return _("Look at: %(one)s “%(title)s”.") % {"one": _(spot.section.one), "title": title}


def place_words(instrument: Instrument, path: Path) -> str:
    """Say where in a bank something stands, by the kind, code and field of what it is; its path without a page."""
    spot = spot_of(instrument, path, tuple(SECTIONS.values()))
    return name_of(path) if spot is None else words_of_spot(instrument, spot)


def words_of_spot(instrument: Instrument, spot: Spot) -> str:
    section, keys = spot.section, spot.keys
    if len(keys) < section.depth:
        return f"{_(section.title)} {' '.join(keys[-1:])}".strip()
    fields = section.fields_in(instrument)
    label = next((_(one.label) for one in fields if one.name == spot.field), "")
    where = f"{_(section.one)} {' '.join(keys[-1:])}".strip()
    return f"{where}, {label}" if label else where
