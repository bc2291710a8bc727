"""Campaigns, assessments, the raw answers and notes, and the scores stored on submit."""

from assessments.models.answers import (
    NOTE_MAX_LENGTH,
    Answer,
    Assessment,
    AssessmentQuerySet,
    EvidenceNote,
    counts_as_finished,
    raw_answer,
)
from assessments.models.campaigns import (
    WORDS_MAX_LENGTH,
    Campaign,
    CampaignQuerySet,
    NewsSwitchedOff,
)
from assessments.models.joining import JoinedGroup, JoinedTeam
from assessments.models.repeats import FEWEST_MONTHS, MOST_MONTHS, CampaignRepeat
from assessments.models.scores import (
    AdoptedPrecision,
    AreaScore,
    OverallScore,
    ReadinessScore,
    Status,
    ThemeScore,
)

__all__ = [
    "FEWEST_MONTHS",
    "MOST_MONTHS",
    "NOTE_MAX_LENGTH",
    "WORDS_MAX_LENGTH",
    "AdoptedPrecision",
    "Answer",
    "AreaScore",
    "Assessment",
    "AssessmentQuerySet",
    "Campaign",
    "CampaignQuerySet",
    "CampaignRepeat",
    "EvidenceNote",
    "JoinedGroup",
    "JoinedTeam",
    "NewsSwitchedOff",
    "OverallScore",
    "ReadinessScore",
    "Status",
    "ThemeScore",
    "counts_as_finished",
    "raw_answer",
]
