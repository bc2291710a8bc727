"""Reads for reports, for item statistics, and of everything held about one person."""

from reports.queries.items import first_assessments, gathered, latest_snapshot, raw_answer_arrays
from reports.queries.report import (
    EarlierFacts,
    Facts,
    Finished,
    Held,
    HeldAnswer,
    HeldAssessment,
    HeldMembership,
    earlier_facts,
    earlier_than,
    facts_of,
    held_about,
)

__all__ = [
    "EarlierFacts",
    "Facts",
    "Finished",
    "Held",
    "HeldAnswer",
    "HeldAssessment",
    "HeldMembership",
    "earlier_facts",
    "earlier_than",
    "facts_of",
    "first_assessments",
    "gathered",
    "held_about",
    "latest_snapshot",
    "raw_answer_arrays",
]
