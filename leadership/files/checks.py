"""Faults that the shape of a bank file does not show and that make the bank unusable.

They are looked for in the plain data, not in the Instrument, so that a file whose shape is faulty too is
told of everything at once.
"""

from collections.abc import Callable, Iterator
from itertools import pairwise
from string import Formatter

from leadership.addressing import Path, codes, identity, value_at, walk
from leadership.files.defaults import USUAL_SCALE, usual_scale
from leadership.files.faults import Finding
from leadership.files.references import (
    ANSWERED,
    ORDERED,
    OTHERS,
    REFERENCES,
    SCALE_REFERENCES,
)
from leadership.instrument import ProfileRule, ReadinessRule
from leadership.instrument.parts import KINDS_OF_PARTS, THEMES
from leadership.translation import gettext as _
from leadership.translation import ngettext
from leadership.wording import FIXED_TEXTS, GAPS_TO_LEAVE_OUT

Findings = Iterator[Finding]
LOWEST, HIGHEST = 0, 100
# Answers are stored in two bytes, and the lowest values there mark blanks (`scoring.arrays`).
FARTHEST_VALUE = 1000
# As long as a `Line`: a longer text cannot stand in for its label.
LONGEST_LABEL = 300

CONTENTS: dict[str, tuple[str, ...]] = {
    one.kind: one.content for one in KINDS_OF_PARTS if one.kind != THEMES
}


def faults(data: object) -> Findings:
    """Yield everything that makes the bank unusable, apart from what its shape already shows."""
    for check in CHECKS:
        yield from check(data)


def unique_codes(data: object) -> Findings:
    for patterns in (ANSWERED, *OTHERS):
        first: dict[str, Path] = {}
        for pattern in patterns:
            for path, code in walk(data, pattern, str):
                if code in first:
                    yield Finding(
                        path,
                        _("%(code)s is already the code at {other}.") % {"code": code},
                        other=first[code],
                    )
                first.setdefault(code, path)


def known_references(data: object) -> Findings:
    for pattern, target, noun in REFERENCES:
        known = codes(data, target)
        for path, code in _referring(data, pattern):
            if code not in known:
                yield Finding(
                    path, _("there is no %(noun)s %(code)s.") % {"noun": _(noun), "code": code}
                )


def _referring(data: object, pattern: str) -> Iterator[tuple[Path, str]]:
    """Yield codes that stand as values at the pattern, or as keys below it."""
    yield from walk(data, pattern, str)
    for path, mapping in walk(data, pattern, dict):
        for key in mapping:
            yield (*path, key), key


def known_facets(data: object) -> Findings:
    for path, theme in walk(data, "/themes/*", dict):
        facets = codes(theme, "/facets/*/code")
        for below, facet in walk(theme, "/items/*/facet", str):
            if facet not in facets:
                yield Finding(
                    (*path, *below), _("this theme has no facet %(facet)s.") % {"facet": facet}
                )


def scales_named(data: object) -> Findings:
    scales = value_at(data, "/scales", dict, {})
    for pattern in SCALE_REFERENCES:
        for path, key in walk(data, pattern, str):
            if key not in scales:
                yield Finding(path, _("there is no scale %(key)s.") % {"key": key})
    for path, theme in walk(data, "/themes/*", dict):
        if "scale" not in theme and scales and usual_scale(scales) is None:
            yield Finding(
                (*path, "scale"),
                _("is missing: there are several scales and none of them is called %(scale)s.")
                % {"scale": USUAL_SCALE},
            )


def scales_of_learning_areas(data: object) -> Findings:
    scales = value_at(data, "/scales", dict, {})
    for path, areas in walk(data, "/learning_areas", list):
        for key in ("confidence", "importance"):
            if areas and key not in scales:
                yield Finding(path, _("learning areas need a scale called %(key)s.") % {"key": key})


def scale_points(data: object) -> Findings:
    for path, scale in walk(data, "/scales/*", dict):
        points = list(walk(scale, "/points/*/value", int))
        for (_before, low), (below, high) in pairwise(points):
            if high != low + 1:
                yield Finding(
                    (*path, *below),
                    _("must be %(value)s: values go up one by one.") % {"value": low + 1},
                )
        for below, value in points:
            if abs(value) > FARTHEST_VALUE:
                yield Finding(
                    (*path, *below),
                    _("must be between -%(most)s and %(most)s.") % {"most": FARTHEST_VALUE},
                )
        for key, end in (("min", points[:1]), ("max", points[-1:])):
            if key in scale and end and scale[key] != end[0][1]:
                yield Finding(
                    (*path, key),
                    _("must be %(end)s, as in the points, or be left out.") % {"end": end[0][1]},
                )


def other_choices(data: object) -> Findings:
    for key, code in (("not_applicable", "NA"), ("dont_know", "DK")):
        for path, value in walk(data, f"/scales/*/{key}/value", str):
            if value in {"NA", "DK"} and value != code:
                yield Finding(path, _("must be %(code)s.") % {"code": code})


def intervals(data: object) -> Findings:
    for pattern in ("/bands", "/scoring/learning_priority/levels", "/scoring/readiness/levels"):
        for path, entries in walk(data, pattern, list):
            if not entries and pattern != "/bands":
                yield Finding(
                    path,
                    _("cover nothing: they must go from %(lowest)s to %(highest)s.")
                    % {"lowest": LOWEST, "highest": HIGHEST},
                )
            yield from _intervals(path, entries)


def _intervals(path: Path, entries: list[object]) -> Findings:
    """Yield what keeps these intervals from covering each score from 0 to 100 exactly once."""
    whole = []
    for position, entry in enumerate(entries):
        low, high = value_at(entry, "/min", int, -1), value_at(entry, "/max", int, -1)
        # -1 stands for what is missing or no number.
        if low < LOWEST or high < LOWEST:
            return  # the check of the shape speaks of it
        if low > high:
            yield Finding(
                (*path, position, "min"),
                _("must not be more than max, which is %(high)s.") % {"high": high},
            )
            return
        whole.append((low, high, position))
    expected, last = LOWEST, 0
    for low, high, position in sorted(whole):
        if low != expected:
            yield Finding((*path, position, "min"), _interval_words(low, expected))
        if high + 1 > expected:
            expected, last = high + 1, position
    if whole and expected <= HIGHEST:
        yield Finding(
            (*path, last, "max"), _("leaves a gap: must be %(expected)s.") % {"expected": HIGHEST}
        )


def _interval_words(low: int, expected: int) -> str:
    if low < expected <= HIGHEST:
        words = _("overlaps the one before: must be %(expected)s.")
    elif low < expected:
        words = _("overlaps the one before.")
    else:
        words = _("leaves a gap: must be %(expected)s.")
    return words % {"expected": expected}


def orders(data: object) -> Findings:
    for pattern in ORDERED:
        for path, entries in walk(data, pattern, list):
            first: dict[int, Path] = {}
            for below, order in walk(entries, "/*/order", int):
                if order in first:
                    yield Finding(
                        (*path, *below),
                        _("%(order)s is already the order of another entry.") % {"order": order},
                    )
                first[order] = below
            if first and len([e for e in entries if isinstance(e, dict) and "order" not in e]):
                yield Finding(path, _("give an order to every entry, or to none."))


def intervals_ascend(data: object) -> Findings:
    bands = [
        (value_at(band, "/order", int, 0), value_at(band, "/min", int, 0), path)
        for path, band in walk(data, "/bands/*", dict)
    ]
    for (_order, low, _path), (_next, high, path) in pairwise(sorted(bands, key=lambda b: b[0])):
        if high < low:
            yield Finding(path, _("bands must stand in order from the lowest to the highest."))
    levels = list(walk(data, "/scoring/readiness/levels/*/min", int))
    for (_path, low), (path, high) in pairwise(levels):
        if high < low:
            yield Finding(
                path[:-1], _("levels must stand in order from the lowest to the highest.")
            )
    if len(levels) == 1:
        yield Finding(levels[0][0][:-2], _("needs at least 2: there is a lowest and a highest."))


def habits_above_room(data: object) -> Findings:
    """No answer may be a habit and have room to grow at once."""
    usual = ProfileRule()
    habit = value_at(data, "/scoring/profile/habit", int, usual.habit)
    if value_at(data, "/scoring/profile/room_to_grow", int, usual.room_to_grow) >= habit:
        path = ("scoring", "profile", "room_to_grow")
        yield Finding(path, _("must be less than habit, which is %(habit)s.") % {"habit": habit})


def labels(data: object) -> Findings:
    for path, question in walk(data, "/themes/*/items/*", dict):
        text = value_at(question, "/text", str, "")
        if "label" not in question and len(text) > LONGEST_LABEL:
            yield Finding(
                (*path, "label"), _("is missing, and the text is too long to stand for it.")
            )


def something_counts(data: object) -> Findings:
    for path, theme in walk(data, "/themes/*", dict):
        items = value_at(theme, "/items", list, [])
        if items and all(value_at(item, "/separate", bool, False) for item in items):  # noqa: FBT003
            yield Finding(
                (*path, "items"),
                _("needs at least one statement that is not separate: a score is made of those."),
            )


def one_link_each(data: object) -> Findings:
    linked: set[str] = set()
    for path, link in walk(data, "/mapping/*", dict):
        pair = identity(link)
        if pair and pair in linked:
            yield Finding(
                path,
                _("%(theme)s and %(area)s are linked already.")
                % dict(zip(("theme", "area"), pair.split("+"), strict=True)),
            )
        linked.add(pair)


def learning_as_mapped(data: object) -> Findings:
    """A theme's `learning` says the same as `mapping`, where the map speaks of that theme at all."""
    mapped: dict[str, set[tuple[str, str]]] = {}
    for _path, link in walk(data, "/mapping/*", dict):
        theme, area, strength = (
            value_at(link, f"/{key}", str, "") for key in ("theme", "area", "strength")
        )
        mapped.setdefault(theme, set()).add((strength, area))
    for path, theme_data in walk(data, "/themes/*", dict):
        said = [
            (strength, area)
            for strength in ("primary", "secondary")
            for _path, area in walk(theme_data, f"/learning/{strength}/*", str)
        ]
        links = mapped.get(value_at(theme_data, "/code", str, ""))
        if said and links and set(said) != links:
            yield Finding((*path, "learning"), _("differs from what mapping says of this theme."))
        if len({area for _strength, area in said}) != len(said):
            yield Finding((*path, "learning"), _("names a learning area twice."))


def learning_shape(data: object) -> Findings:
    """`learning` is no part of the Instrument, so its shape is checked here."""
    for path, theme in walk(data, "/themes/*", dict):
        learning = theme.get("learning", {})
        if not isinstance(learning, dict):
            yield Finding((*path, "learning"), _("must be keys with values."))
            continue
        for key, areas in learning.items():
            if key not in {"primary", "secondary"}:
                yield Finding(
                    (*path, "learning", key), _("is not a key here: primary and secondary are.")
                )
            elif not (isinstance(areas, list) and all(isinstance(area, str) for area in areas)):
                yield Finding(
                    (*path, "learning", key), _("must be a list of codes of learning areas.")
                )


def parts_have_content(data: object) -> Findings:
    for path, section in walk(data, "/instrument/parts/*/contains", str):
        names = CONTENTS.get(section, ())
        if names and not any(value_at(data, f"/{name}", object, None) for name in names):
            yield Finding(path, _("the file has no %(section)s.") % {"section": section})


def readiness_levels(data: object) -> Findings:
    levels = codes(data, "/scoring/readiness/levels/*/code") or {
        level.code: () for level in ReadinessRule().levels
    }
    for path, texts in walk(data, "/readiness/level_text", dict):
        for code in texts:
            if code not in levels:
                yield Finding(
                    (*path, code), _("there is no readiness level %(code)s.") % {"code": code}
                )


def enough_themes(data: object) -> Findings:
    themes = value_at(data, "/themes", list, [])
    for path, least in walk(data, "/scoring/overall/min_themes_scored", int):
        if themes and least > len(themes):
            yield Finding(
                path,
                ngettext(
                    "there is only %(number)s theme, so no overall score could be made.",
                    "there are only %(number)s themes, so no overall score could be made.",
                    len(themes),
                )
                % {"number": len(themes)},
            )


def fixed_texts(data: object) -> Findings:
    """A text with a gap to fill, such as {n}, keeps that gap and gets no other."""
    for path, text in walk(data, "/report_wording/fixed_texts/*", str):
        key = str(path[-1])
        known, found = _gaps(FIXED_TEXTS.get(key, "")) or set(), _gaps(text)
        least = known - GAPS_TO_LEAVE_OUT.get(key, frozenset())
        if found is None or not least <= found <= known:
            needed = ", ".join(f"{{{name}}}" for name in sorted(known)) or _("none")
            yield Finding(
                path, _("the names in curly brackets must be: %(needed)s.") % {"needed": needed}
            )


def _gaps(text: str) -> set[str] | None:
    try:
        return {
            name for _text, name, _spec, _conversion in Formatter().parse(text) if name is not None
        }
    except ValueError:
        return None


def broken_references(data: object) -> set[Path]:
    """Return the paths of what names by its code what is not there."""
    named = (known_references, known_facets, scales_named, scales_of_learning_areas)
    return {finding.path for check in named for finding in check(data)}


CHECKS: tuple[Callable[[object], Findings], ...] = (
    unique_codes,
    known_references,
    known_facets,
    scales_named,
    scales_of_learning_areas,
    scale_points,
    other_choices,
    intervals,
    orders,
    intervals_ascend,
    labels,
    habits_above_room,
    something_counts,
    learning_shape,
    one_link_each,
    learning_as_mapped,
    parts_have_content,
    readiness_levels,
    enough_themes,
    fixed_texts,
)
