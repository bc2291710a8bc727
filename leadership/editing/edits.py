"""Edits of a draft, each a function from one Instrument to the next.

Two people may edit one draft. So a change of a field says what it was, and what somebody else has made
of it since is never overwritten unasked: that field is a conflict, and all others are changed.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from itertools import count as naturals
from itertools import islice
from typing import Any

from leadership.concurrency import Change, Outcome, decide_texts, with_outcome
from leadership.editing.places import Path, changed, entries, found, holding
from leadership.editing.values import Shape, texts, with_texts
from leadership.instrument import OWN_PREFIX, Instrument, LearningArea, Theme

CODE_MAX_LENGTH = 40


Changes = Mapping[str, Change[str]]


@dataclass(frozen=True)
class Edited:
    """The draft after an edit, and by field the text that stands in the way of a change."""

    instrument: Instrument
    conflicts: Mapping[str, str] = field(default_factory=dict)


def edit(instrument: Instrument, path: Path, changes: Changes, each: Shape | None = None) -> Edited:
    """Change fields of what stands at a path; raise KeyError where nothing does."""
    item = found(instrument, path)
    stored = texts(item, changes)
    outcomes = decide_texts(changes, stored)
    conflicts = {name: stored[name] for name in with_outcome(outcomes, Outcome.CONFLICT)}
    new = {name: changes[name].new for name in with_outcome(outcomes, Outcome.WRITE)}
    if not new:
        return Edited(instrument, conflicts)
    return Edited(changed(instrument, path, lambda item: with_texts(item, new, each)), conflicts)


def add(instrument: Instrument, container: Path, key: str, entry: Any) -> Instrument:
    """Put an entry at the end of a list, or of keys with values."""
    return changed(
        instrument,
        container,
        lambda items: holding(items, [*entries(items).items(), (key, entry)]),
    )


def copy(instrument: Instrument, path: Path, key: str, entry: Any) -> Instrument:
    """Put an entry below the one at the path."""

    def put(items: Any) -> Any:
        kept = list(entries(items).items())
        place = [one for one, _entry in kept].index(path[-1]) + 1
        return holding(items, [*kept[:place], (key, entry), *kept[place:]])

    return changed(instrument, path[:-1], put)


def delete(instrument: Instrument, path: Path, was: Mapping[str, str]) -> Edited:
    """Take an entry out, unless somebody has changed it since the person saw it (`was`)."""
    stored = texts(found(instrument, path), was)
    conflicts = {name: text for name, text in stored.items() if text != was[name]}
    if conflicts:
        return Edited(instrument, conflicts)

    def out(items: Any) -> Any:
        kept = entries(items)
        del kept[path[-1]]
        return holding(items, kept.items())

    return Edited(without_loose_ends(changed(instrument, path[:-1], out)))


def move(instrument: Instrument, path: Path, place: int) -> Instrument:
    """Move an entry to a place of its list, counted from 0; beyond the ends it goes to the end."""

    def put(items: Any) -> Any:
        kept = list(entries(items).items())
        moved = kept.pop([one for one, _entry in kept].index(path[-1]))
        kept.insert(max(place, 0), moved)
        return holding(items, kept)

    return changed(instrument, path[:-1], put)


def place_of(instrument: Instrument, path: Path) -> int:
    """Return where an entry stands in its list, counted from 0; raise KeyError where it does not."""
    places = {key: n for n, key in enumerate(entries(found(instrument, path[:-1])))}
    return places[path[-1]]


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
        feedback={code: said for code, said in theme.feedback.items() if code in bands},
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


def recoded(entry: Any, code: str, taken: Collection[str], *, own: bool = True) -> Any:
    """Return a copy of an entry under a new code, with new codes for all that is within it.

    With `own`, what is answered is marked as an organisation's own.
    """
    used = {*taken, code}

    def fresh(items: tuple[Any, ...], *, own: bool) -> dict[str, str]:
        codes = free_codes(code, used, len(items), own=own)
        used.update(codes)
        return dict(zip((item.code for item in items), codes, strict=True))

    if isinstance(entry, Theme):
        facets = fresh(entry.facets, own=False)
        questions = fresh(entry.questions, own=own)
        return replace(
            entry,
            code=code,
            facets=tuple(replace(one, code=facets[one.code]) for one in entry.facets),
            questions=tuple(
                replace(one, code=questions[one.code], facet=one.facet and facets[one.facet])
                for one in entry.questions
            ),
        )
    if isinstance(entry, LearningArea):
        statements, activities = (
            fresh(entry.statements, own=own),
            fresh(entry.activities, own=False),
        )
        return replace(
            entry,
            code=code,
            importance_code=free_code(f"{code[:34]}-IMP", used, own=own),
            statements=tuple(replace(s, code=statements[s.code]) for s in entry.statements),
            activities=tuple(replace(a, code=activities[a.code]) for a in entry.activities),
        )
    return replace(entry, code=code)
