"""The precision that an organisation has adopted for a bank version's change labels."""

from assessments.models import AdoptedPrecision
from leadership.instrument import Reliability

Precision = dict[int | None, Reliability]
"""By the key of a theme's row; None is the overall score."""


def adopted_precision(version_id: int, organisation_id: int) -> Precision:
    """Return what has been adopted last, where anything has (one query)."""
    rows = AdoptedPrecision.objects.filter(
        version=version_id, organisation=organisation_id
    ).order_by("adopted_at", "pk")
    # In order of time, so that a later row of a theme takes the place of an earlier one.
    return {row.theme_id: Reliability(row.alpha, row.sd) for row in rows}
