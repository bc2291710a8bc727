"""The doors to results: what is published to one's role, and campaigns that one follows."""

from dataclasses import dataclass

from django.http import Http404

from accounts.access import membership_with
from accounts.models import User
from accounts.permissions import Permission
from assessments.models import Campaign
from results.models import Release, ReleaseGroup
from results.queries.published import (
    Branches,
    Reach,
    branches_of,
    reach_of,
    release_with,
    release_with_log,
)


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
