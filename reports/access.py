"""The doors to reports: one's own finished assessment; one that is not finished is told apart."""

from uuid import UUID

from django.http import Http404

from accounts.models import User
from assessments.models import Assessment, AssessmentQuerySet
from assessments.queries import bare_own_assessment


class UnfinishedError(Exception):
    """The assessment is the person's own but has no report yet."""

    def __init__(self, public_id: UUID) -> None:
        super().__init__(str(public_id))
        self.public_id = public_id


def finished_with(public_id: UUID) -> Assessment | None:
    """Return anyone's submitted assessment, or none: for the support command, which logs its use."""
    return _with_names(Assessment.objects.submitted()).filter(public_id=public_id).first()


def _with_names(assessments: AssessmentQuerySet) -> AssessmentQuerySet:
    return assessments.select_related(
        "member__user",
        "member__organisation__retention",
        "campaign",
        "version",
        "overall_score",
        "revision",
    )


def own_finished(user: User, public_id: UUID) -> Assessment:
    """Return the user's own submitted assessment with all that a report names (one query).

    Raises Http404 for anyone else's, and UnfinishedError for one's own that is still open.
    """
    own = Assessment.objects.owned_by(user)
    return _finished(_with_names(own).filter(public_id=public_id).first(), public_id)


def own_finished_bare(user: User, public_id: UUID) -> Assessment:
    """Return the same by the same rules, without its names: a file that is ready wants none of them (one query)."""
    return _finished(bare_own_assessment(user, public_id), public_id)


def _finished(found: Assessment | None, public_id: UUID) -> Assessment:
    if found is None:
        raise Http404
    if found.submitted_at is None:
        raise UnfinishedError(public_id)
    return found
