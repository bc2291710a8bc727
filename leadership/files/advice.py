"""What the author of a usable bank might look at again: the rules for writing good statements."""

from collections.abc import Callable, Iterator

from leadership.addressing import Path, codes, value_at, walk
from leadership.files.faults import Finding
from leadership.instrument import NAME, Favourable, Instrument
from leadership.instrument.parts import KINDS_OF_PARTS, THEMES
from leadership.translation import gettext as _
from leadership.translation import ngettext
from leadership.wording import FIXED_TEXTS

Findings = Iterator[Finding]
LONGEST_STATEMENT = 20
MOST_REVERSED = 2
FEWEST_OF_OTHERS = 3


def advice(data: object, instrument: Instrument) -> Findings:
    """Yield advice; the plain data says where things stand, the Instrument what they come to."""
    for check in CHECKS:
        yield from check(data, instrument)


def reversed_statements(data: object, _instrument: Instrument) -> Findings:
    for path, theme in walk(data, "/themes/*", dict):
        items = value_at(theme, "/items", list, [])
        reverse = [place for place, item in enumerate(items) if item["reverse"]]
        counted = [place for place in reverse if not items[place].get("separate")]
        if not 1 <= len(counted) <= MOST_REVERSED:
            yield Finding((*path, "items"), _reversed_words(len(counted)))
        for place in {0, len(items) - 1} & set(reverse):
            yield Finding(
                (*path, "items", place, "reverse"),
                _("a reversed statement should not be the first or the last of its theme."),
            )
        for place in reverse:
            if "label" not in items[place]:
                yield Finding(
                    (*path, "items", place, "label"),
                    _("a reversed statement needs a label that names the helpful behaviour."),
                )


def _reversed_words(number: int) -> str:
    if not number:
        return _("no statement is reversed: one or two work best.")
    words = ngettext("%(number)s statement is reversed: one or two work best.", "%(number)s statements are reversed: one or two work best.", number)  # fmt: skip
    return words % {"number": number}


def answers_apart(data: object, _instrument: Instrument) -> Findings:
    for path, scale in walk(data, "/scales/*", dict):
        seen: set[str] = set()
        for place, point in enumerate(scale["points"]):
            label = point["label"].casefold()
            if label in seen:
                yield Finding(
                    (*path, "points", place, "label"),
                    _("another answer of this scale reads the same."),
                )
            seen.add(label)


def long_statements(data: object, _instrument: Instrument) -> Findings:
    for path, text in walk(data, "/themes/*/items/*/text", str):
        words = len(text.split())
        if words > LONGEST_STATEMENT:
            yield Finding(
                path,
                _("has %(words)s words: aim at %(most)s or fewer.")
                % {"words": words, "most": LONGEST_STATEMENT},
            )


def words_for_others(data: object, _instrument: Instrument) -> Findings:
    """What others are asked names whom it is about, and asks them enough of each theme."""
    for key in ("for_others", "for_customers"):
        for path, text in walk(data, f"/themes/*/items/*/{key}", str):
            if NAME not in text:
                yield Finding(
                    path, _("does not say whom it is about: write %(name)s.") % {"name": NAME}
                )
    asked = {path[:2] for path, _text in walk(data, "/themes/*/items/*/for_others", str)}
    for path, theme in walk(data, "/themes/*", dict):
        number = len(list(walk(theme, "/items/*/for_others", str)))
        if asked and number < FEWEST_OF_OTHERS:
            yield Finding(
                (*path, "items"),
                _(
                    "%(number)s of its statements have words for others: %(enough)s give a steadier picture."
                )
                % {"number": number, "enough": FEWEST_OF_OTHERS},
            )


def feedback_for_each_band(data: object, instrument: Instrument) -> Findings:
    for path, theme in walk(data, "/themes/*", dict):
        given = value_at(theme, "/feedback", dict, {})
        missing = [band.code for band in instrument.bands if band.code not in given]
        if missing:
            yield Finding(
                (*path, "feedback"),
                _("there is none for %(missing)s.") % {"missing": ", ".join(missing)},
            )


def used_facets(data: object, _instrument: Instrument) -> Findings:
    for path, theme in walk(data, "/themes/*", dict):
        used = codes(theme, "/items/*/facet")
        for below, facet in walk(theme, "/facets/*/code", str):
            if facet not in used:
                yield Finding(
                    (*path, *below),
                    _("no statement belongs to the facet %(facet)s.") % {"facet": facet},
                )


def areas_primary_somewhere(data: object, instrument: Instrument) -> Findings:
    primary = {link.area for link in instrument.mapping if link.strength == "primary"}
    for path, code in walk(data, "/learning_areas/*/code", str):
        if code not in primary:
            yield Finding(
                path, _("%(code)s is not a primary learning area of any theme.") % {"code": code}
            )


def weights_match(data: object, instrument: Instrument) -> Findings:
    weights = instrument.scoring.learning_priority.weights
    for path, link in walk(data, "/mapping/*", dict):
        expected: float = getattr(weights, link["strength"])
        if link["weight"] != expected:
            yield Finding(
                (*path, "weight"),
                _("a %(strength)s link usually counts %(expected)s.")
                % {"strength": link["strength"], "expected": f"{expected:g}"},
            )


def reachable_minimums(data: object, instrument: Instrument) -> Findings:
    least = instrument.scoring.readiness.min_items_answered
    for name, side in instrument.readiness.sides if instrument.readiness else ():
        path: Path = ("readiness", name, "items")
        if len(side.statements) < least:
            yield Finding(
                path,
                _("fewer than %(least)s, so a result needs an answer to each of them.")
                % {"least": least},
            )
    least = instrument.scoring.learning_priority.min_statements_answered
    for path, area in walk(data, "/learning_areas/*", dict):
        statements = value_at(area, "/statements", list, [])
        if not statements:
            yield Finding(
                (*path, "statements"), _("there are none, so this area gets no priority.")
            )
        elif len(statements) < least:
            yield Finding(
                (*path, "statements"),
                _("too few for a result, which needs %(least)s answers.") % {"least": least},
            )


def favourable_once(data: object, instrument: Instrument) -> Findings:
    """What is favourable is said of each value once, and only of all the values of a scale."""
    rule = instrument.scoring.favourable
    path: Path = ("scoring", "favourable")
    said: dict[int, str] = {}
    for kind in ("favourable", "neutral", "unfavourable"):
        values: tuple[int, ...] = getattr(rule, f"{kind}_keyed_values")
        for value in values:
            if value in said:
                where = (*path, f"{kind}_keyed_values")
                yield Finding(
                    where,
                    _("%(value)s counts as %(said)s, which it is named as too.")
                    % {"value": value, "said": said[value]},
                )
            said.setdefault(value, kind)
    scales = [instrument.scale_of(theme) for theme in instrument.themes]
    if rule != Favourable() and not any(
        set(said) == {point.value for point in scale.points} for scale in scales
    ):
        yield Finding(
            path, _("is not used: no theme is answered on a scale with just these values.")
        )


def dont_know_on_offer(_data: object, instrument: Instrument) -> Findings:
    for name, side in instrument.readiness.sides if instrument.readiness else ():
        if side.allow_dont_know and instrument.scales[side.scale].dont_know is None:
            path = ("readiness", name, "allow_dont_know")
            yield Finding(
                path,
                _("the scale %(scale)s has no dont_know, so it is not offered.")
                % {"scale": side.scale},
            )


def asked_parts(_data: object, instrument: Instrument) -> Findings:
    """A bank that names parts of the questionnaire asks no other."""
    named = {part.contains for part in instrument.instrument.parts}
    for one in KINDS_OF_PARTS if named else ():
        there = one.kind != THEMES and any(getattr(instrument, name) for name in one.content)
        if one.is_asked and there and one.kind not in named:
            yield Finding(
                ("instrument", "parts"),
                _("no part contains %(kind)s, so it is not asked.") % {"kind": one.kind},
            )


def known_fixed_texts(data: object, _instrument: Instrument) -> Findings:
    for path, _text in walk(data, "/report_wording/fixed_texts/*", str):
        if path[-1] not in FIXED_TEXTS:
            yield Finding(path, _("no report uses this text."))


CHECKS: tuple[Callable[[object, Instrument], Findings], ...] = (
    reversed_statements,
    answers_apart,
    long_statements,
    words_for_others,
    feedback_for_each_band,
    used_facets,
    areas_primary_somewhere,
    weights_match,
    reachable_minimums,
    favourable_once,
    dont_know_on_offer,
    asked_parts,
    known_fixed_texts,
)
