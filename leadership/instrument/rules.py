"""The numbers and words of scoring: a bank states them, the scorer keeps them."""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field

from leadership.group_sizes import LARGEST, SMALLEST, Largest, Smallest
from leadership.instrument.types import Code, Line, Strict, Text


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
    """Which differences count, and from where on an answer is a habit or has room to grow (both 0 to 100)."""

    __pydantic_config__ = Strict
    smallest_difference: Annotated[int, Field(ge=1, le=100)] = 8
    habit: Annotated[int, Field(ge=0, le=100)] = 75
    room_to_grow: Annotated[int, Field(ge=0, le=100)] = 50


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
        ChangeLabel("NONE", "About the same"),
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
    min_group_n: Annotated[int, Field(ge=SMALLEST, le=LARGEST)] = SMALLEST
    min_group_n_floor: Smallest = SMALLEST
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
    max_group_n_setting: Largest = LARGEST


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
