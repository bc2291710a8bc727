"""Who else reads a report, for its owner."""

from dataclasses import dataclass
from datetime import date

from assessments.models import Assessment
from plans.queries import standing_shares_of


@dataclass(frozen=True)
class SharedWith:
    """One who may read it, and until when."""

    name: str
    until: date


def readers_of(assessment: Assessment, *, on: date) -> tuple[SharedWith, ...]:
    """Return with whom a report is shared on a day (one query)."""
    shares = standing_shares_of(assessment.pk, on)
    return tuple(SharedWith(share.reader.name, share.expires_on) for share in shares)
