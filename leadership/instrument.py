"""The Instrument: one bank version as frozen dataclasses, in the shape of the bank file.

These classes are the only definition of what a bank holds. `leadership.files` reads and writes
them as YAML, `banks.models` keeps them as rows, and the questionnaire, the scorer and the report
work on them alone. Field names are the keys of the file, so that a message about a file can name them;
where a file's key is not our word for the thing, the field carries the key as an alias.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from leadership.wording import FIXED_TEXTS

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$")]
Version = Annotated[str, StringConstraints(pattern=r"^\d{1,6}(\.\d{1,6}){0,2}$")]
Language = Annotated[
    str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=20)
]
Line = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
Lines = Annotated[tuple[Text, ...], Field(max_length=200)]
Strength = Literal["primary", "secondary"]
Strict = {"extra": "forbid", "str_strip_whitespace": True}

OWN_PREFIX: Final = "X-"
"""Begins the codes of what an organisation adds to its copy of a shared bank."""
NOT_APPLICABLE: Final = "NA"
DONT_KNOW: Final = "DK"
RawAnswer = int | Literal["NA", "DK"]
"""What a person answered: a value of the question's scale, NA or DK. Blank is absence."""


@dataclass(frozen=True)
class Point:
    """One labelled position of a scale."""

    __pydantic_config__ = Strict
    value: int
    label: Line
    help: Text | None = None


@dataclass(frozen=True)
class OtherChoice:
    """A choice beside the scale that is stored but never scored."""

    __pydantic_config__ = Strict
    label: Line
    help: Text | None = None
    value: Literal["NA", "DK"] | None = None


@dataclass(frozen=True)
class Scale:
    """The answers a question offers, from low to high."""

    __pydantic_config__ = Strict
    points: Annotated[tuple[Point, ...], Field(min_length=2, max_length=20)]
    code: Code = ""
    kind: Line | None = None
    stem: Text | None = None
    stem_new_in_role: Text | None = None
    not_applicable: OtherChoice | None = None
    dont_know: OtherChoice | None = None

    @property
    def min(self) -> int:
        return self.points[0].value

    @property
    def max(self) -> int:
        return self.points[-1].value

    @property
    def answers(self) -> tuple[tuple[RawAnswer, Point | OtherChoice], ...]:
        """What can be answered: the points from low to high, then the choices beside them."""
        beside: tuple[tuple[RawAnswer, OtherChoice | None], ...] = (
            (NOT_APPLICABLE, self.not_applicable),
            (DONT_KNOW, self.dont_know),
        )
        return (
            *((point.value, point) for point in self.points),
            *((raw, choice) for raw, choice in beside if choice is not None),
        )

    def label_of(self, value: int) -> str:
        return next(point.label for point in self.points if point.value == value)


@dataclass(frozen=True)
class Facet:
    """A side of a theme that guides its content; never scored."""

    __pydantic_config__ = Strict
    code: Code
    title: Line
    text: Text | None = None


@dataclass(frozen=True)
class Question:
    """A statement of a theme. Its label names the helpful behaviour, whichever way it is keyed.

    A separate one is asked and reported, but is no part of its theme's score.
    """

    __pydantic_config__ = Strict
    code: Code
    text: Text
    reverse: bool
    label: Line = ""
    facet: Code | None = None
    order: int = 0
    separate: bool = False

    @property
    def is_own(self) -> bool:
        """Whether an organisation added it, as its code says."""
        return self.code.startswith(OWN_PREFIX)


@dataclass(frozen=True)
class Feedback:
    """What a report says about a theme in one band."""

    __pydantic_config__ = Strict
    summary: Text
    strengths: Lines = ()
    next_steps: Lines = ()
    questions: Lines = ()


@dataclass(frozen=True)
class Theme:
    """One spoke of the radar: its words, its statements, and its feedback by band code."""

    __pydantic_config__ = Strict
    code: Code
    title: Line
    questions: Annotated[tuple[Question, ...], Field(alias="items", min_length=1)]
    order: int = 0
    scale: Code | None = None
    short_title: Line = ""
    source_section: Line | None = None
    source_title: Line | None = None
    source_strapline: Line | None = None
    icon_hint: Code | None = None
    page_intro: Text | None = None
    definition: Text | None = None
    good: Lines = ()
    poor: Lines = ()
    facets: tuple[Facet, ...] = ()
    evidence_prompt: Text | None = None
    feedback: dict[Code, Feedback] = field(default_factory=dict)

    @property
    def is_own(self) -> bool:
        """Whether an organisation added it, and holds nothing else in it than what it added."""
        statements = all(question.is_own for question in self.questions)
        return self.code.startswith(OWN_PREFIX) and statements

    @cached_property
    def counted(self) -> tuple[Question, ...]:
        """The statements that make its score."""
        return tuple(question for question in self.questions if not question.separate)

    @cached_property
    def separate(self) -> tuple[Question, ...]:
        """The statements that are reported beside its score."""
        return tuple(question for question in self.questions if question.separate)


@dataclass(frozen=True)
class Band:
    """A stretch of whole-number scores with a word for it; both ends belong to it."""

    __pydantic_config__ = Strict
    code: Code
    label: Line
    min: Annotated[int, Field(ge=0, le=100)]
    max: Annotated[int, Field(ge=0, le=100)]
    order: int = 0
    mean_range: Line | None = None
    meaning: Text | None = None


@dataclass(frozen=True)
class LearningStatement:
    """Something a person may feel able to do, rated on the confidence scale."""

    __pydantic_config__ = Strict
    code: Code
    text: Text
    order: int = 0


@dataclass(frozen=True)
class Activity:
    """Something to do to learn."""

    __pydantic_config__ = Strict
    code: Code
    title: Line
    type: Code
    duration: Line | None = None
    how: Text | None = None


@dataclass(frozen=True)
class LearningArea:
    """One of the areas of stage 2."""

    __pydantic_config__ = Strict
    code: Code
    title: Line
    importance_code: Code
    order: int = 0
    source_title: Line | None = None
    short_title: Line = ""
    definition: Text | None = None
    covers: Lines = ()
    outcomes: Lines = ()
    statements: tuple[LearningStatement, ...] = ()
    activities: tuple[Activity, ...] = ()


@dataclass(frozen=True)
class Link:
    """How much a theme points to a learning area, and why."""

    __pydantic_config__ = Strict
    theme: Code
    area: Code
    strength: Strength
    weight: Annotated[float, Field(gt=0, le=1)]
    rationale: Text | None = None


@dataclass(frozen=True)
class ReadinessStatement:
    """A condition for learning. A key one that is missing caps its side."""

    __pydantic_config__ = Strict
    code: Code
    text: Text
    order: int = 0
    facet: Line | None = None
    key: bool = False
    tip: Text | None = None


@dataclass(frozen=True)
class ReadinessSide:
    """The person's side or the organisation's side of readiness."""

    __pydantic_config__ = Strict
    code: Code
    title: Line
    scale: Code
    statements: Annotated[tuple[ReadinessStatement, ...], Field(alias="items", min_length=1)]
    allow_dont_know: bool = False


@dataclass(frozen=True)
class ReadinessOutcome:
    """What both sides together suggest."""

    __pydantic_config__ = Strict
    code: Literal["GO", "GO_STRENGTHEN", "SELF_FIRST", "GROUND_FIRST", "PLAN_FIRST", "UNKNOWN"]
    title: Line
    text: Text
    rule: str | None = None


@dataclass(frozen=True)
class Readiness:
    """Stage 1."""

    __pydantic_config__ = Strict
    individual: ReadinessSide
    organisational: ReadinessSide
    intro: Text | None = None
    level_text: dict[Code, Text] = field(default_factory=dict)
    outcomes: tuple[ReadinessOutcome, ...] = ()

    @property
    def sides(self) -> tuple[tuple[str, ReadinessSide], ...]:
        return (("individual", self.individual), ("organisational", self.organisational))


@dataclass(frozen=True)
class SpectrumQuestion:
    """Where the service is, or should be, on the spectrum."""

    __pydantic_config__ = Strict
    code: Code
    text: Text
    required: bool = False


@dataclass(frozen=True)
class SpectrumPosition:
    """One position of the spectrum of customer focus."""

    __pydantic_config__ = Strict
    code: Code
    label: Line
    text: Text
    order: int = 0


@dataclass(frozen=True)
class SpectrumResult:
    """What a report says about now and aim together."""

    __pydantic_config__ = Strict
    rule: Literal["aim > now", "aim == now", "aim < now"]
    text: Text


@dataclass(frozen=True)
class Spectrum:
    """The spectrum of customer focus; not scored, and higher is not always better."""

    __pydantic_config__ = Strict
    code: Code
    title: Line
    questions: tuple[SpectrumQuestion, ...]
    positions: tuple[SpectrumPosition, ...]
    note: Text | None = None
    results: tuple[SpectrumResult, ...] = ()

    @property
    def is_asked(self) -> bool:
        """Whether there is something to choose between."""
        return len(self.positions) > 1

    @cached_property
    def scale(self) -> Scale:
        """The positions as answers, the first of them 1; only where they are asked about."""
        return Scale(
            code=self.code,
            points=tuple(
                Point(number, position.label, position.text)
                for number, position in enumerate(self.positions, 1)
            ),
        )


@dataclass(frozen=True)
class Part:
    """A part of the questionnaire."""

    __pydantic_config__ = Strict
    code: Code
    title: Line
    contains: Literal["readiness", "themes", "learning_areas", "embedding_plan"]
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
    status: str | None = None
    audience: Text | None = None
    purpose: Text | None = None
    not_for: Lines = ()
    estimated_minutes: dict[Code, Annotated[int, Field(gt=0, le=600)]] = field(default_factory=dict)
    intro: Text | None = None
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class ThemeRule:
    """How a theme is scored. The minimum follows from the theme's length (see `scoring`)."""

    __pydantic_config__ = Strict
    method: Literal["prorated_person_mean"] = "prorated_person_mean"
    min_proportion_answered: Literal["2/3"] = "2/3"
    min_items_answered: int | None = None
    items: int | None = None
    insufficient_text: Line = "Not enough answers"
    outputs: tuple[Line, ...] = ()


@dataclass(frozen=True)
class OverallRule:
    """How the overall score is made. Without a minimum, five themes of six, in proportion."""

    __pydantic_config__ = Strict
    method: Literal["mean_of_theme_pomp_scores"] = "mean_of_theme_pomp_scores"
    equal_theme_weights: Literal[True] = True
    min_themes_scored: Annotated[int, Field(ge=1)] | None = None
    themes: int | None = None


@dataclass(frozen=True)
class RoundingRule:
    """How numbers are shown."""

    __pydantic_config__ = Strict
    mode: Literal["half_up"] = "half_up"
    pomp_display_decimals: Literal[0] = 0
    mean_display_decimals: Literal[1] = 1
    band_uses: str | None = None
    store: str | None = None


@dataclass(frozen=True)
class ProfileRule:
    """When a profile is flat, and how many strengths and priorities it names."""

    __pydantic_config__ = Strict
    flat_if_range_less_than: Annotated[int, Field(ge=0, le=100)] = 8
    show_top: Annotated[int, Field(ge=0, le=5)] = 2
    show_bottom: Annotated[int, Field(ge=0, le=5)] = 2
    tie_rule: str | None = None


@dataclass(frozen=True)
class Level:
    """A stretch of whole-number scores of a learning priority or a readiness side."""

    __pydantic_config__ = Strict
    code: Code
    label: Line
    min: Annotated[int, Field(ge=0, le=100)]
    max: Annotated[int, Field(ge=0, le=100)]


@dataclass(frozen=True)
class Weights:
    """What a link counts in a learning area's need."""

    __pydantic_config__ = Strict
    primary: Annotated[float, Field(gt=0, le=1)] = 1.0
    secondary: Annotated[float, Field(gt=0, le=1)] = 0.5


@dataclass(frozen=True)
class PriorityRule:
    """How learning areas are put in order."""

    __pydantic_config__ = Strict
    formula: str | None = None
    min_statements_answered: Annotated[int, Field(ge=1)] = 2
    statements: int | None = None
    show_top: Annotated[int, Field(ge=1, le=15)] = 3
    show_if_at_least: Annotated[int, Field(ge=0, le=100)] = 25
    tie_break: tuple[Line, ...] = ()
    theme_need_formula: str | None = None
    weights: Weights = field(default_factory=Weights)
    add_theme_suggestion_if_at_least: Annotated[int, Field(ge=0, le=100)] = 50
    levels: tuple[Level, ...] = (
        Level("HIGH", "High priority", 50, 100),
        Level("MEDIUM", "Worth planning", 25, 49),
        Level("LOW", "Lower priority for now", 0, 24),
    )


@dataclass(frozen=True)
class ReadinessRule:
    """How a readiness side is scored."""

    __pydantic_config__ = Strict
    method: Literal["prorated_person_mean"] = "prorated_person_mean"
    min_items_answered: Annotated[int, Field(ge=1)] = 6
    items_per_side: int | None = None
    key_item_cap: str | None = None
    levels: tuple[Level, ...] = (
        Level("PREPARE", "Prepare first", 0, 49),
        Level("NEARLY", "Nearly ready", 50, 74),
        Level("READY", "Ready", 75, 100),
    )


@dataclass(frozen=True)
class ChangeLabel:
    """The words for one kind of change."""

    __pydantic_config__ = Strict
    code: Literal["CLEAR_UP", "POSSIBLE_UP", "NONE", "POSSIBLE_DOWN", "CLEAR_DOWN"]
    label: Line
    rule: str | None = None


@dataclass(frozen=True)
class ChangeRule:
    """How two assessments are compared."""

    __pydantic_config__ = Strict
    sem: str | None = None
    s_diff: str | None = None
    rci: str | None = None
    labels: tuple[ChangeLabel, ...] = (
        ChangeLabel("CLEAR_UP", "Clear increase"),
        ChangeLabel("POSSIBLE_UP", "Possible increase"),
        ChangeLabel("NONE", "No clear change"),
        ChangeLabel("POSSIBLE_DOWN", "Possible decrease"),
        ChangeLabel("CLEAR_DOWN", "Clear decrease"),
    )
    same_items_only: Literal[True] = True
    min_common_items: Annotated[int, Field(ge=1)] = 5


@dataclass(frozen=True)
class Reliability:
    """A reference group's alpha, and its standard deviation on 0 to 100."""

    __pydantic_config__ = Strict
    alpha: Annotated[float, Field(gt=0, lt=1)]
    sd_pomp: Annotated[float, Field(gt=0, le=50)]


@dataclass(frozen=True)
class ProvisionalReliability:
    """Assumed precision, used for the change labels until it has been measured."""

    __pydantic_config__ = Strict
    note: Text | None = None
    theme: Reliability = field(default_factory=lambda: Reliability(0.80, 16.0))
    overall: Reliability = field(default_factory=lambda: Reliability(0.93, 12.0))
    replace_when_n_at_least: Annotated[int, Field(ge=100)] = 100


@dataclass(frozen=True)
class Favourable:
    """Which keyed values count as favourable, neutral and unfavourable in a group's results."""

    __pydantic_config__ = Strict
    favourable_keyed_values: tuple[int, ...] = (4, 5)
    neutral_keyed_values: tuple[int, ...] = (3,)
    unfavourable_keyed_values: tuple[int, ...] = (1, 2)


@dataclass(frozen=True)
class Anonymity:
    """The thresholds of results for others; a bank may ask for more than the least, never for less."""

    __pydantic_config__ = Strict
    min_group_n: Annotated[int, Field(ge=5, le=20)] = 5
    min_group_n_floor: Literal[5] = 5
    min_n_for_distribution: Annotated[int, Field(ge=10)] = 10
    min_n_for_sd: Annotated[int, Field(ge=10)] = 10
    min_n_for_item_results: Annotated[int, Field(ge=10)] = 10
    min_n_for_psychometrics: Annotated[int, Field(ge=30)] = 30
    recommended_n_for_psychometrics: Annotated[int, Field(ge=30)] = 100
    residual_rule: str | None = None
    top_code_mean: dict[Literal["low", "high"], int] = field(
        default_factory=lambda: {"low": 3, "high": 97}
    )
    min_cell: Annotated[int, Field(ge=3)] = 3
    cell_rule: str | None = None
    share_rule: str | None = None
    max_group_n_setting: Literal[20] = 20


@dataclass(frozen=True)
class ScoringRules:
    """The numbers and words of scoring. Formulas are stated for the reader; the scorer holds them."""

    __pydantic_config__ = Strict
    reverse_rule: Literal["keyed = min + max - raw"] = "keyed = min + max - raw"
    theme: ThemeRule = field(default_factory=ThemeRule)
    overall: OverallRule = field(default_factory=OverallRule)
    pomp_formula: Literal["100 * (mean - min) / (max - min)"] = "100 * (mean - min) / (max - min)"
    rounding: RoundingRule = field(default_factory=RoundingRule)
    near_boundary_points: Annotated[int, Field(ge=0, le=20)] = 4
    profile: ProfileRule = field(default_factory=ProfileRule)
    learning_priority: PriorityRule = field(default_factory=PriorityRule)
    readiness: ReadinessRule = field(default_factory=ReadinessRule)
    change: ChangeRule = field(default_factory=ChangeRule)
    provisional_reliability: ProvisionalReliability = field(default_factory=ProvisionalReliability)
    favourable: Favourable = field(default_factory=Favourable)
    anonymity: Anonymity = field(default_factory=Anonymity)


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
class ServiceModel:
    """One picture of how services come about, in three steps."""

    __pydantic_config__ = Strict
    code: Code
    title: Line
    start: Text
    middle: Text
    end: Text
    leader_role: Text | None = None
    customer_role: Text | None = None
    risk: Text | None = None


@dataclass(frozen=True)
class ServiceModels:
    """The two contrasting pictures."""

    __pydantic_config__ = Strict
    models: Annotated[tuple[ServiceModel, ...], Field(min_length=1)]
    note: Text | None = None


@dataclass(frozen=True)
class Stage:
    """A stage of the learning framework."""

    __pydantic_config__ = Strict
    code: Code
    title: Line
    order: int = 0
    short_title: Line = ""
    asks: Text | None = None
    platform_part: Code | None = None


@dataclass(frozen=True)
class Choice:
    """A coded choice with its words."""

    __pydantic_config__ = Strict
    code: Code
    label: Line
    text: Text | None = None


@dataclass(frozen=True)
class PlanField:
    """One question of the plan."""

    __pydantic_config__ = Strict
    code: Code
    label: Line
    type: Literal[
        "text", "date", "choice_theme", "choice_learning_area", "choice_activity_or_text",
        "choice_support", "choice_status",
    ]  # fmt: skip
    order: int = 0
    max_length: Annotated[int, Field(ge=1, le=4000)] | None = None
    required: bool = False
    help: Text | None = None
    default: str | None = None


@dataclass(frozen=True)
class PlanTemplate:
    """Stage 3: what a plan asks."""

    __pydantic_config__ = Strict
    fields: tuple[PlanField, ...]
    intro: Text | None = None
    max_goals: Annotated[int, Field(ge=1, le=20)] = 5
    recommended_goals: int | None = None
    support_types: tuple[Choice, ...] = ()
    statuses: tuple[Choice, ...] = ()
    review_questions: Lines = ()
    suggested_review_points: Lines = ()
    example: dict[Code, Text] = field(default_factory=dict)


@dataclass(frozen=True)
class ReportWording:
    """Fixed texts of reports, by key; `leadership.wording` has the default of each."""

    __pydantic_config__ = Strict
    always: Lines = ()
    never: Lines = ()
    fixed_texts: dict[Code, Text] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """Anything that is asked, of whatever part: its words, and the answers that may be given."""

    code: str
    text: str
    scale: Scale


@dataclass(frozen=True)
class Instrument:
    """One bank version, complete."""

    __pydantic_config__ = Strict
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
    report_wording: ReportWording = field(default_factory=ReportWording)

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
        """Everything that can be answered, by its code."""
        found = [
            *(
                Asked(one.code, one.text, self.scale_of(theme))
                for theme in self.themes
                for one in theme.questions
            ),
            *(
                Asked(one.code, one.text, self.scale_of_side(side))
                for _, side in (self.readiness.sides if self.readiness else ())
                for one in side.statements
            ),
            *(
                Asked(one.code, one.text, self.spectrum.scale)
                for one in (self.spectrum.questions if self.spectrum else ())
                if self.spectrum and one.code in self.spectrum_codes
            ),
            *(asked for area in self.learning_areas for asked in self._asked_of(area)),
        ]
        return {one.code: one for one in found}

    def _asked_of(self, area: LearningArea) -> Iterator[Asked]:
        for one in area.statements:
            yield Asked(one.code, one.text, self.scales["confidence"])
        importance = self.scales["importance"]
        words = f"{area.title}: {importance.stem}" if importance.stem else area.title
        yield Asked(area.importance_code, words, importance)

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
        """The codes of all that is asked before the themes: readiness and the spectrum."""
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
        return self.scales[theme.scale] if theme.scale else next(iter(self.scales.values()))

    def scale_of_side(self, side: ReadinessSide) -> Scale:
        """Return the scale of a readiness side, without "don't know" where it is not offered there."""
        scale = self.scales[side.scale]
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

    def text(self, key: str) -> str:
        """Return a fixed text of the reports: the bank's own, or else the default."""
        return self.report_wording.fixed_texts.get(key) or FIXED_TEXTS[key]
