"""Disclosure control: what may be published about groups so that nobody can be picked out.

Pure: standard library, NumPy and SciPy only. Build a `Snapshot`, call `publish`, store what the
`Release` holds. The rules are those of docs/confidentiality.md.
"""

from reports.disclosure.cells import IN_WORDS, Audit, Cell, Decision, Finding, Hidden, Release
from reports.disclosure.publish import audit, decide_only, publish
from reports.disclosure.snapshot import (
    ABSENT,
    Distribution,
    Earlier,
    Matched,
    Measure,
    Rules,
    Scores,
    Share,
    Snapshot,
    Team,
    in_order,
)

__all__ = [
    "ABSENT",
    "IN_WORDS",
    "Audit",
    "Cell",
    "Decision",
    "Distribution",
    "Earlier",
    "Finding",
    "Hidden",
    "Matched",
    "Measure",
    "Release",
    "Rules",
    "Scores",
    "Share",
    "Snapshot",
    "Team",
    "audit",
    "decide_only",
    "in_order",
    "publish",
]
