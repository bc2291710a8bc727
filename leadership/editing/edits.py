"""Edits of a draft, each a function from one Instrument to the next.

Two people may edit one draft. So a change of a field says what it was, and what somebody else has made
of it since is never overwritten unasked: that field is a conflict, and all others are changed.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import count as naturals
from itertools import islice
from typing import Protocol

from leadership.addressing import Address, Node, changed, entries, found, shape_at
from leadership.concurrency import Outcome, ValueChange, decide_texts, with_outcome
from leadership.editing.values import texts, with_keys, with_texts
from leadership.instrument import OWN_PREFIX, Instrument, LearningArea, Point, Theme
from leadership.shapes import as_record

CODE_MAX_LENGTH = 40


class Coded(Protocol):
    """Something with a code."""

    @property
    def code(self) -> str: ...


FieldChange = ValueChange[str]
"""What a field was when the person saw it, and what they made of it."""
FieldChanges = Mapping[str, FieldChange]


@dataclass(frozen=True)
class Edited:
    """The draft after an edit, and by field the text that stands in the way of a change."""

    instrument: Instrument
    conflicts: Mapping[str, str] = field(default_factory=dict)


def edit(instrument: Instrument, address: Address, changes: FieldChanges) -> Edited:
    """Change fields of what stands at an address; raise KeyError where nothing does."""
    stored = texts(found(instrument, address), changes)
    outcomes = decide_texts(changes, stored)
    conflicts = {name: stored[name] for name in with_outcome(outcomes, Outcome.CONFLICT)}
    new = {name: changes[name].new for name in with_outcome(outcomes, Outcome.WRITE)}
    # Nothing is written where all are conflicts, or are stored as wished already.
    if not new:
        return Edited(instrument, conflicts)
    return Edited(_with(instrument, address, new), conflicts)


def _with(instrument: Instrument, address: Address, new: Mapping[str, str]) -> Instrument:
    def put(item: Node) -> Node:
        if isinstance(item, Mapping):
            each = shape_at(address).item
            return with_keys(item, new, each) if each else item
        return with_texts(as_record(item), new)

    return changed(instrument, address, put)


def add(instrument: Instrument, container: Address, key: str, entry: Node) -> Instrument:
    """Put an entry at the end of a list, or of keys with values."""
    return changed(
        instrument,
        container,
        lambda items: _holding(items, [*entries(items).items(), (key, entry)]),
    )


def copy(instrument: Instrument, address: Address, key: str, entry: Node) -> Instrument:
    """Put an entry below the one at the address."""

    def put(items: Node) -> Node:
        kept = list(entries(items).items())
        # Right below, where the author looks for it, not at the end of a long list.
        position = [one for one, _entry in kept].index(address[-1]) + 1
        return _holding(items, [*kept[:position], (key, entry), *kept[position:]])

    return changed(instrument, address[:-1], put)


def delete(instrument: Instrument, address: Address, was: Mapping[str, str]) -> Edited:
    """Take an entry out, unless somebody has changed it since the person saw it (`was`)."""
    stored = texts(found(instrument, address), was)
    conflicts = {name: text for name, text in stored.items() if text != was[name]}
    if conflicts:
        return Edited(instrument, conflicts)

    def out(items: Node) -> Node:
        kept = entries(items)
        del kept[address[-1]]
        return _holding(items, kept.items())

    return Edited(without_loose_ends(changed(instrument, address[:-1], out)))


def move(instrument: Instrument, address: Address, position: int) -> Instrument:
    """Move an entry to a position in its list, counted from 0; beyond the ends it goes to the end."""

    def put(items: Node) -> Node:
        kept = list(entries(items).items())
        moved = kept.pop([one for one, _entry in kept].index(address[-1]))
        kept.insert(max(position, 0), moved)
        return _holding(items, kept)

    return changed(instrument, address[:-1], put)


def position_of(instrument: Instrument, address: Address) -> int:
    """Return where an entry stands in its list, counted from 0; raise KeyError where it does not."""
    positions = {key: n for n, key in enumerate(entries(found(instrument, address[:-1])))}
    return positions[address[-1]]


def _holding(container: Node, items: Iterable[tuple[str, Node]]) -> Node:
    """Return a container like this one that holds these; orders and values follow the positions."""
    if isinstance(container, Mapping):
        return dict(items)
    return _numbered([entry for _key, entry in items], container)


def _numbered(items: list[Node], before: Node) -> tuple[Node, ...]:
    """Number answers of a scale on from its lowest, and give what has an order its position."""
    points = [one for one in items if isinstance(one, Point)]
    if points:
        # A scale from 0 goes on from 0, whichever of its answers was taken out.
        lowest = next(iter(entries(before)), "1")
        return tuple(replace(point, value=n) for n, point in enumerate(points, int(lowest)))
    return tuple(_ordered(item, order) for order, item in enumerate(items, 1))


def _ordered(item: Node, order: int) -> Node:
    if getattr(item, "order", order) == order:
        return item
    return replace(as_record(item), order=order)


def without_loose_ends(instrument: Instrument) -> Instrument:
    """Take out what only spoke of something that is gone: feedback, links, facets, advice on activities."""
    bands = {band.code for band in instrument.bands}
    themes = {theme.code for theme in instrument.themes}
    areas = {area.code for area in instrument.learning_areas}
    types = {one.code for one in instrument.activity_types}
    return replace(
        instrument,
        themes=tuple(_tidied(theme, bands) for theme in instrument.themes),
        mapping=tuple(
            link for link in instrument.mapping if link.theme in themes and link.area in areas
        ),
        activity_guidance={
            code: lines for code, lines in instrument.activity_guidance.items() if code in types
        },
    )


def _tidied(theme: Theme, bands: Collection[str]) -> Theme:
    facets = {facet.code for facet in theme.facets}
    return replace(
        theme,
        feedback={code: text for code, text in theme.feedback.items() if code in bands},
        questions=tuple(
            replace(one, facet=None) if one.facet and one.facet not in facets else one
            for one in theme.questions
        ),
    )


# Codes -----------------------------------------------------------------------------------------


def free_code(stem: str, taken: Collection[str], *, own: bool = True) -> str:
    """Return a code that no version has ever used: codes keep their meaning."""
    return free_codes(stem, taken, 1, own=own)[0]


def free_codes(stem: str, taken: Collection[str], count: int, *, own: bool = True) -> list[str]:
    """Return so many codes that no version has ever used."""
    prefix = OWN_PREFIX if own else ""
    stem = prefix + stem.removeprefix(OWN_PREFIX)[: CODE_MAX_LENGTH - len(OWN_PREFIX) - 6]
    free = (code for n in naturals(1) if (code := f"{stem}-{n:02}") not in taken)
    return list(islice(free, count))


def recoded(entry: Node, code: str, taken: Collection[str], *, own: bool = True) -> Node:
    """Return a copy of an entry under a new code, with new codes for all that is within it.

    With `own`, what is answered is marked as an organisation's own.
    """
    used = {*taken, code}
    if isinstance(entry, Theme):
        return _recoded_theme(entry, code, used, own=own)
    if isinstance(entry, LearningArea):
        return _recoded_area(entry, code, used, own=own)
    return replace(as_record(entry), code=code)


def _recoded_theme(theme: Theme, code: str, used: set[str], *, own: bool) -> Theme:
    facets = _fresh(theme.facets, code, used, own=False)
    questions = _fresh(theme.questions, code, used, own=own)
    return replace(
        theme,
        code=code,
        facets=tuple(replace(one, code=facets[one.code]) for one in theme.facets),
        questions=tuple(
            replace(one, code=questions[one.code], facet=one.facet and facets[one.facet])
            for one in theme.questions
        ),
    )


def _recoded_area(area: LearningArea, code: str, used: set[str], *, own: bool) -> LearningArea:
    statements = _fresh(area.statements, code, used, own=own)
    activities = _fresh(area.activities, code, used, own=False)
    return replace(
        area,
        code=code,
        importance_code=free_code(f"{code[:34]}-IMP", used, own=own),
        statements=tuple(replace(one, code=statements[one.code]) for one in area.statements),
        activities=tuple(replace(one, code=activities[one.code]) for one in area.activities),
    )


def _fresh(items: Iterable[Coded], stem: str, used: set[str], *, own: bool) -> dict[str, str]:
    """Return a new code for each old one, and add the new ones to those in use."""
    old = [item.code for item in items]
    new = free_codes(stem, used, len(old), own=own)
    used.update(new)
    return dict(zip(old, new, strict=True))
