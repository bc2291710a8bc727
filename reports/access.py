"""The doors to reports and results: one's own submitted assessment, what is published to one's role."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404

from accounts.access import membership_with
from accounts.models import Organisation, User
from accounts.permissions import Permission
from assessments.models import Assessment, AssessmentQuerySet, Campaign
from leadership.access import organisations_to_edit_for, version_to_read
from leadership.models import BankVersion
from reports.models import Release, ReleaseGroup
from reports.queries.published import (
    Branches,
    Reach,
    branches_of,
    reach_of,
    release_with,
    release_with_log,
)


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
        "member__user", "member__organisation", "campaign", "version", "overall_score"
    )


def own_finished(user: User, public_id: UUID) -> Assessment:
    """Return the user's own submitted assessment with all that a report names (one query).

    Raises Http404 for anyone else's, and UnfinishedError for one's own that is still open.
    """
    own = Assessment.objects.owned_by(user)
    found = _with_names(own).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    if found.submitted_at is None:
        raise UnfinishedError(public_id)
    return found


def results_to_read(user: User, slug: str) -> Reach:
    """Return what an HR lead may see of a campaign's results.

    Raises Http404 outside the campaign's organisation and where nothing is published yet, and
    PermissionDenied inside it without the role.
    """
    campaign = campaign_to_follow(user, slug)
    release = release_with(campaign.slug)
    if release is None:
        raise Http404
    return reach_of(release, campaign.branches)


def protection_to_read(user: User, slug: str) -> Release:
    """Return a release with its log and audit, for whoever may read how it was protected."""
    release = release_with_log(slug)
    if release is None:
        raise Http404
    organisation = release.campaign.organisation_id
    membership_with(user, Permission.VIEW_PROTECTION, organisation_id=organisation)
    return release


def team_to_read(user: User, slug: str, group: int) -> tuple[Reach, ReleaseGroup]:
    """Return one team's group; a team outside the HR lead's branches is not found."""
    reach = results_to_read(user, slug)
    found = next((one for one in reach.groups if one.pk == group), None)
    if found is None:
        raise Http404
    return reach, found


@dataclass(frozen=True)
class Followed:
    """A campaign that an HR lead follows, and the branches they follow it in; None for all."""

    campaign: Campaign
    branches: Branches

    @property
    def slug(self) -> str:
        return self.campaign.slug


def campaign_to_follow(user: User, slug: str) -> Followed:
    campaign = Campaign.objects.select_related("organisation").filter(slug=slug).first()
    if campaign is None:
        raise Http404
    membership = membership_with(
        user, Permission.VIEW_RESULTS, organisation_id=campaign.organisation_id
    )
    return Followed(campaign, branches_of(membership, Permission.VIEW_RESULTS))


@dataclass(frozen=True)
class Watched:
    """A version whose item statistics somebody may see, and over whose people."""

    version: BankVersion
    organisation: Organisation
    others: tuple[Organisation, ...]


def statistics_to_read(user: User, version_id: int, organisation_slug: str = "") -> Watched:
    """Return a version that could have been answered, to those who keep banks, for their own organisation.

    Of a shared bank they see what their own people say; a bank of another organisation is not found.
    """
    version = version_to_read(user, version_id)
    if version.status == BankVersion.Status.DRAFT:
        raise Http404
    own = organisations_to_edit_for(user)
    if version.bank.organisation_id is not None:
        own = [one for one in own if one.pk == version.bank.organisation_id]
    chosen = [one for one in own if organisation_slug in {"", one.slug}]
    if not chosen:
        raise Http404
    return Watched(version, chosen[0], tuple(one for one in own if one != chosen[0]))
