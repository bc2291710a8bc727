"""What others say of a person, beside their own report."""

from assessments.models import Assessment
from observers.presenters.results import RoundResults, results_of
from observers.queries import newest_published


def others_of(assessment: Assessment) -> RoundResults | None:
    """Return what was published last of rounds that follow an assessment, for its owner; None without one."""
    found = newest_published(assessment.pk)
    return results_of(found) if found else None
