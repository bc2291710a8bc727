"""Campaigns, assessments, the raw answers and notes, and the scores stored on submit."""

from assessments.models.answers import (
    NOTE_MAX_LENGTH,
    Answer,
    Assessment,
    AssessmentQuerySet,
    EvidenceNote,
    counts_as_finished,
)
from assessments.models.campaigns import Campaign, CampaignQuerySet, NewsSwitchedOff
from assessments.models.scores import (
    AdoptedPrecision,
    AreaScore,
    OverallScore,
    ReadinessScore,
    Status,
    ThemeScore,
)

__all__ = [
    "NOTE_MAX_LENGTH",
    "AdoptedPrecision",
    "Answer",
    "AreaScore",
    "Assessment",
    "AssessmentQuerySet",
    "Campaign",
    "CampaignQuerySet",
    "EvidenceNote",
    "NewsSwitchedOff",
    "OverallScore",
    "ReadinessScore",
    "Status",
    "ThemeScore",
    "counts_as_finished",
]
