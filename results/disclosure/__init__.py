"""Disclosure control: what may be published about groups so that nobody can be picked out.

Pure: standard library, NumPy and SciPy only. Build a `Snapshot`, call `publish`, store what the
`Release` holds: its cells are all that anybody may see. If it is not `publishable`, its reasons
are codes: organisation_too_small, nothing_can_be_shown, like_a_recent_release or audit_not_clean. A `Decision` and a
`AuditFinding` hold numbers for the service's log, which are not for display.

The rules in words: docs/confidentiality.md. What each module does: `snapshot` what goes in,
`cells` what comes out, `layer`, `means` and `shares` each kind of figure, `figures` which of them
a measure has, `rules` which groups are shown, `connections` sums that follow exactly, `bounds`
scores that follow nearly, `together` shares that follow from others, `publish` the whole, `forecast`
what would be shown before anybody has answered.
"""

from results.disclosure.cells import IN_WORDS, Audit, AuditFinding, Cell, Decision, Hidden, Release
from results.disclosure.forecast import (
    Expected,
    count_shown,
    count_with_people,
    forecast,
    packed,
    too_small,
)
from results.disclosure.publish import audit, decide_only, people_behind, publish
from results.disclosure.snapshot import (
    ABSENT,
    Distribution,
    Matched,
    Measure,
    Rules,
    Scores,
    Share,
    Snapshot,
    Team,
)

__all__ = [
    "ABSENT",
    "IN_WORDS",
    "Audit",
    "AuditFinding",
    "Cell",
    "Decision",
    "Distribution",
    "Expected",
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
    "count_shown",
    "count_with_people",
    "decide_only",
    "forecast",
    "packed",
    "people_behind",
    "publish",
    "too_small",
]
