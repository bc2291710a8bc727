"""How answers become scores: the only place that computes one. Exact arithmetic, no Django, no clock.

The worked examples are in tests/leadership/scoring_examples.yaml. Answers map question codes to raw answers; a blank is an absent key.
Scores run from 0 to 100 and means along the question's own scale, both exact fractions until they are
stored or shown. "Shown" numbers are rounded half up; bands and levels are read from the shown score.
"""

from leadership.scoring.areas import (
    AreaScore,
    Learning,
    learning,
)
from leadership.scoring.changes import (
    CLEAR_CHANGE,
    ChangeCode,
    Comparison,
    ScoreChange,
    Sitting,
    change_code,
    compare,
    is_asked_the_same,
    is_same_theme,
    is_too_soon,
    points_needed,
    reliable_change,
)
from leadership.scoring.groups import (
    GroupDifference,
    GroupMean,
    change_of_group,
    clear_between,
    difference_of_groups,
    difference_to_whole,
)
from leadership.scoring.showing import (
    Number,
    interval_of,
    is_near_boundary,
    low_to_high,
    neighbour,
    shown,
    shown_score,
)
from leadership.scoring.sides import (
    HELPFUL_ENOUGH,
    SideScore,
    is_low,
    readiness,
    readiness_outcome,
)
from leadership.scoring.themes import (
    INSUFFICIENT,
    SCORED,
    Answers,
    OverallScore,
    Status,
    ThemeScore,
    common_range,
    is_straight_line,
    keyed,
    minimum_answers,
    minimum_themes,
    position,
    score,
    score_overall,
    score_theme,
)

SCORER_VERSION = 2
"""Stored with every score; raise it whenever the same answers would give another number."""

__all__ = [
    "CLEAR_CHANGE",
    "HELPFUL_ENOUGH",
    "INSUFFICIENT",
    "SCORED",
    "SCORER_VERSION",
    "Answers",
    "AreaScore",
    "ChangeCode",
    "Comparison",
    "GroupDifference",
    "GroupMean",
    "Learning",
    "Number",
    "OverallScore",
    "ScoreChange",
    "SideScore",
    "Sitting",
    "Status",
    "ThemeScore",
    "change_code",
    "change_of_group",
    "clear_between",
    "common_range",
    "compare",
    "difference_of_groups",
    "difference_to_whole",
    "interval_of",
    "is_asked_the_same",
    "is_low",
    "is_near_boundary",
    "is_same_theme",
    "is_straight_line",
    "is_too_soon",
    "keyed",
    "learning",
    "low_to_high",
    "minimum_answers",
    "minimum_themes",
    "neighbour",
    "points_needed",
    "position",
    "readiness",
    "readiness_outcome",
    "reliable_change",
    "score",
    "score_overall",
    "score_theme",
    "shown",
    "shown_score",
]
