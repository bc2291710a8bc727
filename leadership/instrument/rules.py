"""The numbers and words of scoring: a bank states them, the scorer keeps them."""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field

from leadership.group_sizes import LARGEST, SMALLEST
from leadership.instrument.types import Code, Line, Strict, Text


@dataclass(frozen=True)
class OverallRule:
    """How the overall score is made. Without a minimum, five themes of six, in proportion."""

    __pydantic_config__ = Strict
    # Stricter than within a theme: to fill in a whole theme from the others is a bigger leap.
    min_themes_scored: Annotated[int, Field(ge=1)] | None = None


@dataclass(frozen=True)
class ProfileRule:
    """Which differences count, and from where on an answer is a habit or has room to grow (both 0 to 100)."""

    __pydantic_config__ = Strict
    # A third of the step between two answers of five: nearer than this, two themes are not told apart.
    smallest_difference: Annotated[int, Field(ge=1, le=100)] = 8
    habit: Annotated[int, Field(ge=0, le=100)] = 75
    room_to_grow: Annotated[int, Field(ge=0, le=100)] = 50


@dataclass(frozen=True)
class Level:
    """An interval of whole-number scores of a learning priority or a readiness side."""

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
    min_statements_answered: Annotated[int, Field(ge=1)] = 2
    show_top: Annotated[int, Field(ge=1, le=15)] = 3
    # Where nothing is both important and unsure, nothing is pressed on the reader.
    show_if_at_least: Annotated[int, Field(ge=0, le=100)] = 25
    weights: Weights = field(default_factory=Weights)
    # The themes may show a need that the person does not feel: one area at most is added for that.
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
    # Of eight; a shorter side needs all of its answers.
    min_items_answered: Annotated[int, Field(ge=1)] = 6
    levels: tuple[Level, ...] = (
        Level("PREPARE", "Prepare first", 0, 49),
        Level("NEARLY", "Nearly ready", 50, 74),
        Level("READY", "Ready", 75, 100),
    )


@dataclass(frozen=True)
class ChangeLabel:
    """The words for one kind of change."""

    __pydantic_config__ = Strict
    # Fixed, because the scorer decides among them; a bank only words them.
    code: Literal["CLEAR_UP", "POSSIBLE_UP", "NONE", "POSSIBLE_DOWN", "CLEAR_DOWN"]
    label: Line


@dataclass(frozen=True)
class ChangeRule:
    """How two assessments are compared."""

    __pydantic_config__ = Strict
    labels: tuple[ChangeLabel, ...] = (
        ChangeLabel("CLEAR_UP", "Clear increase"),
        ChangeLabel("POSSIBLE_UP", "Possible increase"),
        ChangeLabel("NONE", "About the same"),
        ChangeLabel("POSSIBLE_DOWN", "Possible decrease"),
        ChangeLabel("CLEAR_DOWN", "Clear decrease"),
    )
    # Of seven: the number that a theme's own score needs.
    min_common_items: Annotated[int, Field(ge=1)] = 5


@dataclass(frozen=True)
class Reliability:
    """A reference group's alpha, and its standard deviation on 0 to 100."""

    __pydantic_config__ = Strict
    # At 1 there would be no error at all, and any difference would be a change.
    alpha: Annotated[float, Field(gt=0, lt=1)]
    sd_pomp: Annotated[float, Field(gt=0, le=50)]


@dataclass(frozen=True)
class ProvisionalReliability:
    """Assumed precision, used for the change labels until it has been measured."""

    __pydantic_config__ = Strict
    note: Text | None = None
    # Design assumptions, not findings: nobody had answered when they were chosen.
    theme: Reliability = field(default_factory=lambda: Reliability(0.80, 16.0))
    overall: Reliability = field(default_factory=lambda: Reliability(0.93, 12.0))
    replace_when_n_at_least: Annotated[int, Field(ge=100)] = 100


@dataclass(frozen=True)
class Favourable:
    """Which keyed values count as favourable, neutral and unfavourable in a group's results."""

    __pydantic_config__ = Strict
    # Keyed: a reversed statement has been turned round before it is counted.
    favourable_keyed_values: tuple[int, ...] = (4, 5)
    neutral_keyed_values: tuple[int, ...] = (3,)
    unfavourable_keyed_values: tuple[int, ...] = (1, 2)


@dataclass(frozen=True)
class Anonymity:
    """The thresholds of results for others; a bank may ask for more than the least, never for less."""

    __pydantic_config__ = Strict
    # Common practice for means of teams; higher below, where single answers would show through.
    min_group_n: Annotated[int, Field(ge=SMALLEST, le=LARGEST)] = SMALLEST
    # A spread of few people comes close to naming them.
    min_n_for_distribution: Annotated[int, Field(ge=10)] = 10
    min_n_for_sd: Annotated[int, Field(ge=10)] = 10
    min_n_for_item_results: Annotated[int, Field(ge=10)] = 10
    # Fewer people make alpha swing too much to be acted on.
    min_n_for_psychometrics: Annotated[int, Field(ge=30)] = 30
    recommended_n_for_psychometrics: Annotated[int, Field(ge=30)] = 100
    # One or two people in a band are told apart by anybody who knows the team.
    min_cell: Annotated[int, Field(ge=3)] = 3


@dataclass(frozen=True)
class ScoringRules:
    """The numbers and words of scoring that a bank may choose; formulas are the scorer's."""

    __pydantic_config__ = Strict
    overall: OverallRule = field(default_factory=OverallRule)
    near_boundary_points: Annotated[int, Field(ge=0, le=20)] = 4
    profile: ProfileRule = field(default_factory=ProfileRule)
    learning_priority: PriorityRule = field(default_factory=PriorityRule)
    readiness: ReadinessRule = field(default_factory=ReadinessRule)
    change: ChangeRule = field(default_factory=ChangeRule)
    provisional_reliability: ProvisionalReliability = field(default_factory=ProvisionalReliability)
    favourable: Favourable = field(default_factory=Favourable)
    anonymity: Anonymity = field(default_factory=Anonymity)
