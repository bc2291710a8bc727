"""The doors to reports: (user, id) to one's own submitted assessment, or 404."""

from uuid import UUID

from django.http import Http404

from accounts.models import User
from assessments.models import Assessment


class UnfinishedError(Exception):
    """The assessment is the person's own but has no report yet."""

    def __init__(self, public_id: UUID) -> None:
        super().__init__(str(public_id))
        self.public_id = public_id


def own_finished(user: User, public_id: UUID) -> Assessment:
    """Return the user's own submitted assessment with all that a report names (one query).

    Raises Http404 for anyone else's, and UnfinishedError for one's own that is still open.
    """
    found = (
        Assessment.objects.owned_by(user)
        .select_related(
            "member__user", "member__organisation", "campaign", "version", "overall_score"
        )
        .filter(public_id=public_id)
        .first()
    )
    if found is None:
        raise Http404
    if found.submitted_at is None:
        raise UnfinishedError(public_id)
    return found
