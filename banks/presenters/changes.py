"""An edit of a draft in words: what it was done to, and what was there before and after."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from banks.models import DraftChange
from leadership.addressing import Path, found
from leadership.editing.sections import OPTIONAL_PARTS, SECTIONS, Section, Spot, spot_of
from leadership.instrument import Instrument

PARTS_AS_KEPT = {part.kept_as: part for part in OPTIONAL_PARTS.values()}
# A statement is known by its first words, and the bar is one line on a wide screen.
SHOWN = 60
# What a thing that is gone is known by, the first that it has.
TITLES = ("text", "title", "label", "term", "citation", "summary")


@dataclass(frozen=True)
class TextChange:
    """A field of the thing, with its words before the edit and after."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class ChangeWords:
    """An edit of a draft that can be taken back, or made again."""

    pk: int
    what: str
    """The thing by its kind and code."""
    title: str
    """The words by which people know it; '' where there are none."""
    texts: tuple[TextChange, ...]
    change: DraftChange

    @property
    def words(self) -> str:
        """Return what was done in one line."""
        act = self.change.get_act_display()
        name = f"{self.what}, “{self.title}”" if self.title else self.what
        return f"{act}: {name}"


def change_words(instrument: Instrument, change: DraftChange | None) -> ChangeWords | None:
    """Say what an edit was, by what the thing is called now or else by what the edit took away or added."""
    if change is None:
        return None
    section, part = SECTIONS.get(change.section), PARTS_AS_KEPT.get(change.section)
    others = _(part.title) if part else _("Translations")
    one = _(section.one) if section else others
    what = " ".join([one, *change.keys[-1:]])
    if section is None:
        return ChangeWords(change.pk, what, "", (), change)
    edited = change.act == DraftChange.Act.EDITED
    texts = tuple(_texts(instrument, change)) if edited else ()
    return ChangeWords(change.pk, what, _title(instrument, section, change), texts, change)


def _title(instrument: Instrument, section: Section, change: DraftChange) -> str:
    keys = tuple(change.keys)
    # What was added is kept by the list it was added to, and where it is gone the patch still has it.
    if change.act not in {DraftChange.Act.ADDED, DraftChange.Act.DELETED}:
        try:
            title = section.title_of(instrument, keys, found(instrument, section.address(keys)))
        except KeyError:
            title = ""
        return _short(title) if title not in {*keys, _(section.one)} else ""
    values = (one.get("value") for one in change.patch)
    things = [value for value in values if isinstance(value, dict)]
    return _short(next((t for one in things for t in _titles(one)), ""))


def _titles(thing: dict[str, object]) -> Iterator[str]:
    for name in TITLES:
        if isinstance(text := thing.get(name), str) and text:
            yield text


def _texts(instrument: Instrument, change: DraftChange) -> Iterator[TextChange]:
    """Yield the fields of a thing that an edit gave other words."""
    before: object = None
    for one in change.patch:
        if one["op"] == "test":
            before = one["value"]
            continue
        if one["op"] == "replace" and isinstance(one["value"], str) and isinstance(before, str):
            yield TextChange(_label(instrument, one["path"]), _short(before), _short(one["value"]))
        before = None


def _label(instrument: Instrument, pointer: str) -> str:
    """Return what a page calls the field at a place of the file."""
    try:
        spot = spot_of(instrument, _path(pointer), tuple(SECTIONS.values()))
    except (KeyError, IndexError):
        spot = None
    return _field_label(instrument, spot) if spot else ""


def _path(pointer: str) -> Path:
    steps = (step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:])
    return tuple(int(step) if step.isdecimal() else step for step in steps)


def _field_label(instrument: Instrument, spot: Spot) -> str:
    fields = spot.section.fields_in(instrument)
    return next((_(one.label) for one in fields if one.name == spot.field), "")


def _short(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(SHOWN)
