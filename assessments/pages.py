"""Which pages a questionnaire has, part by part, in the order in which they are answered."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from leadership.instrument import Asked, Instrument, LearningArea, ReadinessSide, Scale, Theme

PartKind = Literal["readiness", "themes", "learning_areas"]
READINESS: PartKind = "readiness"
THEMES: PartKind = "themes"
LEARNING: PartKind = "learning_areas"

# What a bank that names no parts calls them, and their keys among its estimates of time.
TITLES: Mapping[PartKind, str] = {
    READINESS: "Are you ready?",
    THEMES: "How you lead",
    LEARNING: "What to learn next",
}
MINUTES: Mapping[PartKind, str] = {READINESS: "readiness", THEMES: "themes", LEARNING: "learning"}
SPECTRUM = "spectrum"
# Pilots of instruments like the default one take about so long over a statement.
SECONDS_A_STATEMENT = 17


@dataclass(frozen=True)
class Page:
    """One page: its questions, and the scale whose stem introduces them."""

    kind: PartKind
    code: str
    title: str
    questions: tuple[Asked, ...]
    intro: str = ""
    lead: Scale | None = None
    theme: Theme | None = None
    """The theme that the page's note is about; without one the page has no note."""

    def is_complete(self, answered: Mapping[str, object]) -> bool:
        return all(question.code in answered for question in self.questions)

    def is_begun(self, answered: Mapping[str, object]) -> bool:
        return any(question.code in answered for question in self.questions)


@dataclass(frozen=True)
class QuestionnairePart:
    """A part of the questionnaire; an optional one can be skipped."""

    kind: PartKind
    title: str
    is_optional: bool
    pages: tuple[Page, ...]
    said_minutes: int = 0
    """What the bank says of how long it takes; 0 where it says nothing."""

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(question.code for page in self.pages for question in page.questions)

    @property
    def minutes(self) -> int:
        """How long it takes: what the bank says, or an estimate by its statements."""
        return self.said_minutes or math.ceil(len(self.codes) * SECONDS_A_STATEMENT / 60)

    def is_begun(self, answered: Mapping[str, object]) -> bool:
        return any(page.is_begun(answered) for page in self.pages)


@dataclass(frozen=True)
class Questionnaire:
    """What one assessment asks."""

    instrument: Instrument
    parts: tuple[QuestionnairePart, ...]

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        return tuple(page for part in self.parts for page in part.pages)

    @property
    def optional(self) -> tuple[QuestionnairePart, ...]:
        return tuple(part for part in self.parts if part.is_optional)

    @property
    def minutes(self) -> int:
        """How long the parts take that cannot be skipped."""
        return sum(part.minutes for part in self.parts if not part.is_optional)

    @property
    def optional_minutes(self) -> int:
        return sum(part.minutes for part in self.optional)

    def part(self, kind: PartKind) -> QuestionnairePart | None:
        return next((part for part in self.parts if part.kind == kind), None)

    def page(self, kind: PartKind, code: str) -> Page | None:
        return next((page for page in self.pages if (page.kind, page.code) == (kind, code)), None)

    def part_of(self, page: Page) -> QuestionnairePart:
        return next(part for part in self.parts if page in part.pages)

    def after(self, part: QuestionnairePart) -> Page | None:
        """Return the first page after a part."""
        return next(iter(self.pages[self.pages.index(part.pages[-1]) + 1 :]), None)

    def asks(self, code: str) -> bool:
        return any(code in part.codes for part in self.parts)

    def first_gap(self, answered: Mapping[str, object]) -> Page | None:
        """Return where to go on. An optional part counts as skipped once a later one is begun."""
        begun = [part.is_begun(answered) for part in self.parts]
        for number, part in enumerate(self.parts):
            if part.is_optional and any(begun[number + 1 :]):
                continue
            for page in part.pages:
                if not page.is_complete(answered):
                    return page
        return None


def questionnaire(instrument: Instrument, *, readiness: bool, learning: bool) -> Questionnaire:
    """Return the parts that the bank has and that are asked for; the themes always are."""
    asked: Mapping[PartKind, bool] = {READINESS: readiness, THEMES: True, LEARNING: learning}
    parts = [
        part for kind in _order(instrument) if asked[kind] and (part := _part(instrument, kind))
    ]
    return Questionnaire(instrument, tuple(parts))


def _order(instrument: Instrument) -> list[PartKind]:
    """Return the kinds in the bank's own order; what it does not name comes where it usually does."""
    named = {part.contains: part.order for part in instrument.instrument.parts}
    usual: list[PartKind] = [READINESS, THEMES, LEARNING]
    if not named:
        return usual
    listed = [kind for kind in usual if kind in named or kind == THEMES]
    return sorted(listed, key=lambda kind: named.get(kind, usual.index(kind)))


def _part(instrument: Instrument, kind: PartKind) -> QuestionnairePart | None:
    named = next((one for one in instrument.instrument.parts if one.contains == kind), None)
    pages = tuple(_PAGES[kind](instrument))
    if not pages:
        return None
    title = named.title if named else TITLES[kind]
    optional = kind != THEMES and (named.optional if named else True)
    said = instrument.instrument.estimated_minutes.get(MINUTES[kind], 0)
    return QuestionnairePart(kind, title, optional, pages, said)


def _readiness_pages(instrument: Instrument) -> Iterator[Page]:
    sides = instrument.readiness.sides if instrument.readiness else ()
    intro = instrument.readiness.intro if instrument.readiness else None
    for name, side in sides:
        yield _side_page(instrument, name, side, intro or "")
        intro = ""
    spectrum = instrument.spectrum
    asked = spectrum.questions if spectrum and spectrum.is_asked else ()
    if spectrum and asked:
        yield Page(
            READINESS,
            SPECTRUM,
            spectrum.title,
            tuple(instrument.asked[question.code] for question in asked),
            spectrum.note or "",
        )


def _side_page(instrument: Instrument, name: str, side: ReadinessSide, intro: str) -> Page:
    return Page(
        READINESS,
        name,
        side.title,
        tuple(instrument.asked[statement.code] for statement in side.statements),
        intro,
        instrument.scales[side.scale],
    )


def _theme_pages(instrument: Instrument) -> Iterator[Page]:
    for theme in instrument.themes:
        yield Page(
            THEMES,
            theme.code,
            theme.title,
            tuple(instrument.asked[question.code] for question in theme.questions),
            theme.page_intro or "",
            instrument.scale_of(theme),
            theme,
        )


def _area_pages(instrument: Instrument) -> Iterator[Page]:
    for area in instrument.learning_areas:
        yield Page(
            LEARNING,
            area.code,
            area.title,
            tuple(_area_questions(instrument, area)),
            area.definition or "",
            instrument.scales["confidence"] if area.statements else None,
        )


def _area_questions(instrument: Instrument, area: LearningArea) -> Iterator[Asked]:
    for statement in area.statements:
        yield instrument.asked[statement.code]
    importance = instrument.asked[area.importance_code]
    # The page says which area it is about.
    yield replace(importance, text=importance.scale.stem or importance.text)


_PAGES = {READINESS: _readiness_pages, THEMES: _theme_pages, LEARNING: _area_pages}
