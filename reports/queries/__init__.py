"""Reads for reports, and of everything held about one person; all public names here."""

from reports.queries.facts import (
    EarlierFacts,
    Facts,
    Finished,
    earlier_facts,
    earlier_than,
    facts_of,
    finished_in,
    member_with,
    user_with,
)
from reports.queries.held import (
    Held,
    HeldAnswer,
    HeldAssessment,
    HeldEntry,
    HeldMembership,
    HeldMessage,
    HeldNote,
    held_about,
)
from reports.queries.stored import stored_facts

__all__ = [
    "EarlierFacts",
    "Facts",
    "Finished",
    "Held",
    "HeldAnswer",
    "HeldAssessment",
    "HeldEntry",
    "HeldMembership",
    "HeldMessage",
    "HeldNote",
    "earlier_facts",
    "earlier_than",
    "facts_of",
    "finished_in",
    "held_about",
    "member_with",
    "stored_facts",
    "user_with",
]
