"""Stages 1 to 3 of the framework: readiness, the spectrum, learning areas with what to do, the plan."""

from collections.abc import Container
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from leadership.instrument.scales import Point, Scale
from leadership.instrument.types import Code, Line, Lines, Strength, Strict, Text


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
    # One of the bank's activity types, whose own advice is shown beside it.
    type: Code
    duration: Line | None = None
    how: Text | None = None


@dataclass(frozen=True)
class LearningArea:
    """One of the areas of stage 2."""

    __pydantic_config__ = Strict
    code: Code
    title: Line
    # How important the area is to the person: asked in the words of its title and the scale's stem.
    importance_code: Code
    order: int = 0
    source_title: Line | None = None
    short_title: Line = ""
    # What the title means in everyday words, shown beside it.
    plain_line: Line | None = None
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
    # Stated with each link, so that a bank may weigh one by hand; the advice points out any unusual one.
    weight: Annotated[float, Field(gt=0, le=1)]
    rationale: Text | None = None


# What may hold of the person who reads a tip, and of their answers.
Circumstance = Literal["before_themes", "after_themes", "has_goal", "has_shared", "in_set"]


@dataclass(frozen=True)
class TipsWhen:
    """Tips for somebody who has already done something, because no tip asks for what is done."""

    __pydantic_config__ = Strict
    # The themes have too few answers for the overall score yet, or enough of them.
    before_themes: Text | None = None
    after_themes: Text | None = None
    # An open goal in the plan, a report shared with a colleague, a seat in an action learning set.
    has_goal: Text | None = None
    has_shared: Text | None = None
    in_set: Text | None = None

    def last_of(self, holding: Container[Circumstance]) -> Text | None:
        """Return the tip for what holds; of several the last, which is the furthest on."""
        in_order: tuple[tuple[Circumstance, Text | None], ...] = (
            ("before_themes", self.before_themes),
            ("after_themes", self.after_themes),
            ("has_goal", self.has_goal),
            ("has_shared", self.has_shared),
            ("in_set", self.in_set),
        )
        fitting = [text for circumstance, text in in_order if text and circumstance in holding]
        return fitting[-1] if fitting else None


@dataclass(frozen=True)
class ReadinessStatement:
    """A condition for learning. A key one that is missing caps its side."""

    __pydantic_config__ = Strict
    code: Code
    text: Text
    order: int = 0
    facet: Line | None = None
    # What learning cannot do without: answered low, it keeps the whole side out of its highest level.
    key: bool = False
    # For the person who answered, and for those who run the organisation: they can do different things.
    tip: Text | None = None
    tip_when: TipsWhen = TipsWhen()
    hr_tip: Text | None = None

    def tip_for(self, holding: Container[Circumstance]) -> str:
        """Return the tip for a person of whom this holds; '' where the bank has none."""
        return self.tip_when.last_of(holding) or self.tip or ""


@dataclass(frozen=True)
class ReadinessSide:
    """The person's side or the organisation's side of readiness."""

    __pydantic_config__ = Strict
    code: Code
    title: Line
    scale: Code
    statements: Annotated[tuple[ReadinessStatement, ...], Field(alias="items", min_length=1)]
    # Said of the side, because both sides may share a scale.
    allow_dont_know: bool = False


@dataclass(frozen=True)
class ReadinessOutcome:
    """What both sides together suggest."""

    __pydantic_config__ = Strict
    # One for each thing that `scoring.readiness_outcome` can come to.
    code: Literal["GO", "GO_STRENGTHEN", "SELF_FIRST", "GROUND_FIRST", "PLAN_FIRST", "UNKNOWN"]
    title: Line
    text: Text


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
        # With one position there is nothing to choose between.
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
    # Which part of the questionnaire serves this stage; the learning library leads there.
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
    order: int = 0
    max_length: Annotated[int, Field(ge=1, le=4000)] | None = None
    required: bool = False
    help: Text | None = None


@dataclass(frozen=True)
class PlanTemplate:
    """Stage 3: what a plan asks."""

    __pydantic_config__ = Strict
    fields: tuple[PlanField, ...]
    intro: Text | None = None
    max_goals: Annotated[int, Field(ge=1, le=20)] = 5
    support_types: tuple[Choice, ...] = ()
    statuses: tuple[Choice, ...] = ()
    review_questions: Lines = ()
    suggested_review_points: Lines = ()
    # A worked goal by the codes of the fields; the form shows each beside its field.
    example: dict[Code, Text] = field(default_factory=dict)
