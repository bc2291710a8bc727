"""A bank in several languages: which texts there are to translate, how far each is, and the bank as one language has it.

Scores never depend on the language: only texts are put in place of texts, codes and numbers stay.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from hashlib import sha256
from typing import Any, cast

from jsonpointer import JsonPointer

from leadership.addressing import (
    INSTRUMENT,
    Address,
    Node,
    Path,
    identity,
    keys_along,
    resolve,
)
from leadership.instrument import Instrument, Translation
from leadership.shapes import Shape, ValueKind, as_record, attributes

Texts = Mapping[str, str]
"""Texts by their places, in the order of the bank."""

# For authors alone, or names of works: nobody who answers reads them.
UNTRANSLATED = (
    "/translations",
    "/sources",
    "/report_wording/always|never",
    "/scales/*/kind",
    "/themes/*/source_section|source_title|source_strapline",
    "/learning_areas/*/source_title",
    "/readiness/individual|organisational/items/*/facet",
    "/scoring/provisional_reliability",
)


class TextState(StrEnum):
    """How far one text is in one language. A stale one was made from words that have changed since."""

    MISSING = "missing"
    STALE = "stale"
    DRAFT = "draft"
    CHECKED = "checked"
    APPROVED = "approved"


@dataclass(frozen=True)
class TextPair:
    """A text beside its words in another language, for whoever translates."""

    place: str
    source: str
    text: str
    state: TextState
    longest: int
    """The most characters that the place takes."""

    def path_in(self, instrument: Instrument) -> Path:
        """Return where it stands now, with positions in place of codes."""
        *above, last = JsonPointer(self.place).parts
        try:
            return resolve(instrument, (*above, last))
        except KeyError:
            # A line of a list of lines, which has nothing but its position.
            return (*resolve(instrument, tuple(above)), int(last))

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to write it, or to write it anew."""
        return self.state in {TextState.MISSING, TextState.STALE}


@dataclass(frozen=True)
class LanguageProgress:
    """How many texts of a bank are how far in one language."""

    language: str
    counts: Mapping[TextState, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def open(self) -> int:
        return self.counts[TextState.MISSING] + self.counts[TextState.STALE]

    @property
    def is_complete(self) -> bool:
        """Whether every text has words that fit it."""
        return not self.open

    @property
    def is_approved(self) -> bool:
        """Whether somebody stands by every word."""
        return self.counts[TextState.APPROVED] == self.total


@dataclass(frozen=True)
class TranslatedInstrument(Instrument):
    """A bank in another language than it was written in. What is compared goes by `source`."""

    original: Instrument | None = None
    is_draft: bool = True
    """Whether some of its words wait for somebody to stand by them."""

    @property
    def source(self) -> Instrument:
        return self.original or self

    @property
    def shown_in(self) -> str:
        return self.instrument.language

    @property
    def has_draft_words(self) -> bool:
        return self.is_draft


# Texts -------------------------------------------------------------------------------------------


def texts(instrument: Instrument) -> Texts:
    """Return every text that people who answer, or who read reports, may see."""
    return {place: text for place, text, _longest in _texts(instrument)}


def digest(text: str) -> str:
    """Return what tells the words of a text; a change of one letter changes it."""
    return sha256(text.encode()).hexdigest()[:12]


def primary(language: str) -> str:
    """Return the language of a tag without region: `en` of en-GB."""
    return language.partition("-")[0].lower()


def is_written_in(instrument: Instrument, language: str) -> bool:
    """Tell whether a bank's own words are in a language, of whatever region."""
    return primary(instrument.source.instrument.language) == primary(language)


def _texts(instrument: Instrument) -> Iterator[tuple[str, str, int]]:
    for address, text, shape in _walk(instrument, INSTRUMENT, ()):
        if not _is_untranslated(address):
            yield _place(address), text, shape.longest or 0


def _place(address: Address) -> str:
    """Write an address as a JSON Pointer, without the checks that make the library slow for a thousand."""
    return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in address)


def _walk(node: Node, shape: Shape, address: Address) -> Iterator[tuple[Address, str, Shape]]:
    if isinstance(node, str):
        # What has a pattern is a code, a number of a version, or a language.
        if node and shape.kind is ValueKind.TEXT and shape.longest and not shape.pattern:
            yield address, node, shape
        return
    for key, child, inner in _children(node, shape):
        yield from _walk(child, inner, (*address, key))


def _children(node: Node, shape: Shape) -> Iterator[tuple[str, Node, Shape]]:
    """Yield what stands in a record, a list or under keys, with the step that leads there."""
    if shape.record and node is not None:
        for one in attributes(shape.record):
            yield one.key, getattr(node, one.name), one.shape
    elif shape.item and isinstance(node, Mapping):
        for key, child in node.items():
            yield key, child, shape.item
    elif shape.item and isinstance(node, tuple):
        for position, child in enumerate(node):
            # Plain lines have nothing but their position.
            yield identity(child) or str(position), child, shape.item


def _is_untranslated(address: Address) -> bool:
    return any(keys_along(pattern, address) is not None for pattern in UNTRANSLATED)


# How far they are --------------------------------------------------------------------------------


def languages_of(instrument: Instrument) -> tuple[str, ...]:
    """Return the other languages in which a bank has any words."""
    return tuple(sorted({one.language for one in instrument.translations}))


def pairs(instrument: Instrument, language: str) -> tuple[TextPair, ...]:
    """Return every text beside what it is in a language, in the order of the bank."""
    there = {one.place: one for one in instrument.translations if one.language == language}
    return tuple(
        TextPair(place, source, there[place].text if place in there else "", state, longest)
        for place, source, longest in _texts(instrument)
        for state in [_state(there.get(place), source)]
    )


def progress(instrument: Instrument, language: str) -> LanguageProgress:
    """Count how far the texts of a bank are in a language."""
    counted = Counter(pair.state for pair in pairs(instrument, language))
    return LanguageProgress(language, {state: counted[state] for state in TextState})


def _state(translation: Translation | None, source: str) -> TextState:
    if translation is None:
        return TextState.MISSING
    if translation.made_from not in {"", digest(source)}:
        return TextState.STALE
    return TextState(translation.state)


# The bank in a language --------------------------------------------------------------------------


def in_language(instrument: Instrument, language: str) -> Instrument:
    """Return the bank with its texts in a language; what has no words there keeps its own."""
    own = {one.place: one.text for one in instrument.translations if one.language == language}
    if not own:
        return instrument
    # From the pointers of all texts, since those of lists of lines have positions in them.
    wanted = {
        address: own[place]
        for address, _text, _shape in _walk(instrument, INSTRUMENT, ())
        for place in [_place(address)]
        if place in own and not _is_untranslated(address)
    }
    worded = cast("Instrument", _worded(instrument, INSTRUMENT, (), wanted))
    values: dict[str, Any] = {one.name: getattr(worded, one.name) for one in fields(Instrument)}
    values["instrument"] = replace(worded.instrument, language=language)
    values["translations"] = ()
    is_draft = not progress(instrument, language).is_approved
    return TranslatedInstrument(**values, original=instrument, is_draft=is_draft)


def _worded(node: Node, shape: Shape, address: Address, wanted: Mapping[Address, str]) -> Node:
    """Return a node with these texts in it; what none of them is in stays the same object."""
    if isinstance(node, str):
        return wanted.get(address, node)
    new = [
        (key, child, _worded(child, inner, (*address, key), wanted))
        for key, child, inner in _children(node, shape)
    ]
    if all(before is after for _key, before, after in new):
        return node
    if isinstance(node, Mapping):
        return {key: after for key, _before, after in new}
    if isinstance(node, tuple):
        return tuple(after for _key, _before, after in new)
    names = {one.key: one.name for one in attributes(shape.record or type(node))}
    changed = {names[key]: after for key, before, after in new if before is not after}
    return replace(as_record(node), **changed)


# Writing -----------------------------------------------------------------------------------------


def with_translations(instrument: Instrument, new: Iterable[Translation]) -> Instrument:
    """Return the bank with these words in place of those there were; an empty text takes one out."""
    there = {(one.language, one.place): one for one in instrument.translations}
    for one in new:
        there[one.language, one.place] = one
    kept = [one for one in there.values() if one.text]
    return replace(instrument, translations=_in_order(kept))


def with_current_translations(instrument: Instrument) -> Instrument:
    """Return the bank without translations of texts that are gone, and with a digest at each."""
    if not instrument.translations:
        return instrument
    sources = texts(instrument)
    kept = [
        one if one.made_from else replace(one, made_from=digest(sources[one.place]))
        for one in instrument.translations
        if one.place in sources
    ]
    return replace(instrument, translations=_in_order(kept))


def _in_order(translations: Iterable[Translation]) -> tuple[Translation, ...]:
    # By place and not in the order of the bank: authors choose some keys, whose order no file keeps.
    return tuple(sorted(translations, key=lambda one: (one.language, one.place)))
