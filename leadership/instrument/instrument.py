"""The Instrument itself: one bank version, complete."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Annotated, Final, Literal

from pydantic import Field

from leadership.instrument.learning import (
    Choice,
    LearningArea,
    Link,
    PlanTemplate,
    Readiness,
    ReadinessSide,
    ServiceModels,
    Spectrum,
    Stage,
)
from leadership.instrument.parts import PartKind
from leadership.instrument.rules import ScoringRules
from leadership.instrument.scales import Scale
from leadership.instrument.themes import Band, Question, Theme
from leadership.instrument.translations import Translation
from leadership.instrument.types import Code, Language, Line, Lines, Strength, Strict, Text, Version
from leadership.translation import gettext
from leadership.wording import FIXED_TEXTS, Worded


@dataclass(frozen=True)
class Part:
    """A part of the questionnaire."""

    __pydantic_config__ = Strict
    code: Code
    title: Line
    contains: PartKind
    order: int = 0
    stage: Code | None = None
    optional: bool = False


@dataclass(frozen=True)
class About:
    """The head of a bank file."""

    __pydantic_config__ = Strict
    code: Code
    version: Version
    title: Line
    language: Language
    short_title: Line = ""
    audience: Text | None = None
    purpose: Text | None = None
    not_for: Lines = ()
    estimated_minutes: dict[Code, Annotated[int, Field(gt=0, le=600)]] = field(default_factory=dict)
    intro: Text | None = None
    # A bank that names none has the usual ones; one that names some asks no other.
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Source:
    """A work that a bank draws on."""

    __pydantic_config__ = Strict
    code: Code
    citation: Text
    used_for: Text | None = None


@dataclass(frozen=True)
class GlossaryEntry:
    """What a word means in the statements."""

    __pydantic_config__ = Strict
    term: Line
    text: Text


@dataclass(frozen=True)
class ReportWording:
    """Fixed texts of reports, by key; `leadership.wording` has the default of each."""

    __pydantic_config__ = Strict
    always: Lines = ()
    never: Lines = ()
    fixed_texts: dict[Code, Text] = field(default_factory=dict)


OF_THEME: Final = "theme"


@dataclass(frozen=True)
class Asked:
    """Anything that is asked, of whatever part: its words, and the answers that may be given."""

    code: str
    text: str
    scale: Scale
    # What sums keep apart; stored beside each code.
    kind: str


@dataclass(frozen=True)
class Instrument:
    """One bank version, complete."""

    __pydantic_config__ = Strict
    # A later layout of the file gets another number; until then an older service refuses it in plain words.
    schema_version: Literal["1.0"]
    instrument: About
    scales: Annotated[dict[Code, Scale], Field(min_length=1)]
    themes: Annotated[tuple[Theme, ...], Field(min_length=1, max_length=40)]
    scoring: ScoringRules = field(default_factory=ScoringRules)
    bands: tuple[Band, ...] = ()
    learning_areas: tuple[LearningArea, ...] = ()
    mapping: tuple[Link, ...] = ()
    readiness: Readiness | None = None
    spectrum: Spectrum | None = None
    sources: tuple[Source, ...] = ()
    glossary: tuple[GlossaryEntry, ...] = ()
    service_models: ServiceModels | None = None
    stages: tuple[Stage, ...] = ()
    activity_types: tuple[Choice, ...] = ()
    activity_guidance: dict[Code, Lines] = field(default_factory=dict)
    embedding_plan: PlanTemplate | None = None
    # Words for whoever writes for the bank, and texts that stand in place of the service's own.
    report_wording: ReportWording = field(default_factory=ReportWording)
    translations: tuple[Translation, ...] = ()

    @property
    def source(self) -> "Instrument":
        """The bank in its authors' own words: what may be compared, whatever language somebody reads."""
        return self

    @property
    def shown_in(self) -> str:
        """The language that its words were put into; empty where they are its authors' own."""
        return ""

    @property
    def has_draft_words(self) -> bool:
        """Whether it is shown in words of another language that nobody stands by yet."""
        return False

    @cached_property
    def _themes_by_code(self) -> dict[str, Theme]:
        return {theme.code: theme for theme in self.themes}

    @cached_property
    def _theme_by_question(self) -> dict[str, Theme]:
        return {question.code: theme for theme in self.themes for question in theme.questions}

    @cached_property
    def _questions_by_code(self) -> dict[str, Question]:
        return {question.code: question for question in self.questions()}

    @cached_property
    def asked(self) -> Mapping[str, Asked]:
        """Everything that is asked, by its code."""
        # A spectrum that is still being written has questions and nothing to choose between.
        return {one.code: one for one in self.answerable if len(one.scale.points) > 1}

    @cached_property
    def answerable(self) -> tuple[Asked, ...]:
        """Everything that can be answered, also what is not asked now."""
        return (
            *(
                Asked(one.code, one.text, self.scale_of(theme), OF_THEME)
                for theme in self.themes
                for one in theme.questions
            ),
            *(
                Asked(one.code, one.text, self.scale_of_side(side), "readiness")
                for _, side in (self.readiness.sides if self.readiness else ())
                for one in side.statements
            ),
            *(
                Asked(one.code, one.text, spectrum.scale, "spectrum")
                for spectrum in ([self.spectrum] if self.spectrum else ())
                for one in spectrum.questions
            ),
            *(asked for area in self.learning_areas for asked in self._asked_of(area)),
        )

    def _asked_of(self, area: LearningArea) -> Iterator[Asked]:
        for one in area.statements:
            # These two scales go by fixed names: the priority is importance times the gap in confidence.
            yield Asked(one.code, one.text, self.scales["confidence"], "confidence")
        importance = self.scales["importance"]
        words = f"{area.title}: {importance.stem}" if importance.stem else area.title
        yield Asked(area.importance_code, words, importance, "importance")

    @cached_property
    def readiness_codes(self) -> tuple[str, ...]:
        """The codes of the readiness statements, the person's side first."""
        sides = self.readiness.sides if self.readiness else ()
        return tuple(one.code for _, side in sides for one in side.statements)

    @cached_property
    def spectrum_codes(self) -> tuple[str, ...]:
        """The codes of the questions on the spectrum, where they can be answered."""
        asked = self.spectrum.questions if self.spectrum and self.spectrum.is_asked else ()
        return tuple(question.code for question in asked)

    @cached_property
    def preparation_codes(self) -> tuple[str, ...]:
        """The codes of all that is asked before the learning areas: readiness and the spectrum."""
        return (*self.readiness_codes, *self.spectrum_codes)

    @cached_property
    def learning_codes(self) -> tuple[str, ...]:
        """The codes of what is asked of the learning areas: confidence, then importance."""
        return tuple(
            code
            for area in self.learning_areas
            for code in (*(one.code for one in area.statements), area.importance_code)
        )

    def theme(self, code: str) -> Theme:
        """Raise KeyError where there is no such theme."""
        return self._themes_by_code[code]

    def question(self, code: str) -> Question:
        """Return a statement of a theme; raise KeyError where there is no such one."""
        return self._questions_by_code[code]

    def theme_of(self, question_code: str) -> Theme:
        """Return the theme that asks this question; raise KeyError where none does."""
        return self._theme_by_question[question_code]

    def is_of_themes(self, code: str) -> bool:
        return code in self._theme_by_question

    def scale_of(self, theme: Theme) -> Scale:
        """Return the scale of a theme's questions: the one it names, or the only one there is."""
        # A bank that was read has it filled in; one that is put together in code may not.
        return self.scales[theme.scale] if theme.scale else next(iter(self.scales.values()))

    def scale_of_side(self, side: ReadinessSide) -> Scale:
        """Return the scale of a readiness side, without "don't know" where it is not offered there."""
        scale = self.scales[side.scale]
        # People know their own side; of the organisation they may honestly not know.
        return scale if side.allow_dont_know else replace(scale, dont_know=None)

    def questions(self) -> Iterator[Question]:
        """Yield the questions of all themes, in bank order."""
        for theme in self.themes:
            yield from theme.questions

    def counted(self) -> Iterator[Question]:
        """Yield the questions that make the themes' scores, in bank order."""
        for theme in self.themes:
            yield from theme.counted

    def area(self, code: str) -> LearningArea:
        """Raise KeyError where there is no such learning area."""
        return next(area for area in self.learning_areas if area.code == code)

    def links_of(self, theme: Theme, strength: Strength) -> tuple[Link, ...]:
        """Return the theme's links of one strength, in the order of the map."""
        return tuple(
            link for link in self.mapping if link.theme == theme.code and link.strength == strength
        )

    def text(self, key: str) -> Worded:
        """Return a fixed text of the reports: the bank's own, or else the default, which is in its reader's language."""
        own = self.report_wording.fixed_texts.get(key)
        language = self.instrument.language if own else ""
        # The number by which themes are told apart is the bank's, whoever wrote the sentence.
        points = str(self.scoring.profile.smallest_difference)
        return Worded((own or gettext(FIXED_TEXTS[key])).replace("{points}", points), language)
