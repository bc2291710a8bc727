"""The doors to results: what is published to one's role, and campaigns that one follows."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.access import membership_with
from accounts.models import Organisation, User
from accounts.permissions import Permission
from accounts.queries import (
    Branches,
    branches_of,
    current_memberships,
    grants_of,
    memberships_that_allow,
)
from assessments.access import campaign_to_follow
from assessments.models import Campaign
from assessments.queries import overviews_of
from results.models import Release, ReleaseGroup
from results.queries.published import (
    Reach,
    groups_of,
    reach_of,
    release_with,
    release_with_log,
)


def results_to_read(user: User, slug: str) -> Reach:
    """Return what an HR lead may see of a campaign's results.

    Raises Http404 outside the campaign's organisation and where nothing is published yet, and
    PermissionDenied inside it without the role.
    """
    following = campaign_to_follow(user, slug, Permission.VIEW_RESULTS)
    release = release_with(slug)
    if release is None:
        raise Http404
    return reach_of(release, following.branches)


def protection_to_read(user: User, slug: str) -> Release:
    """Return a release with its log and audit, for whoever may read how it was protected."""
    release = release_with_log(slug)
    if release is None:
        raise Http404
    organisation = release.campaign.organisation_id
    # An administrator may see how people were protected without seeing a figure.
    membership_with(user, Permission.VIEW_PROTECTION, organisation_id=organisation)
    return release


def may_read_results(user: User, release: Release) -> bool:
    """Tell whether somebody who may read how results were protected may read them too."""
    organisation = release.campaign.organisation_id
    return (
        memberships_that_allow(user, Permission.VIEW_RESULTS)
        .filter(organisation=organisation)
        .exists()
    )


def overview_to_read(user: User, slug: str) -> Reach:
    """Return the organisation alone, for those whose answers count in it, where its HR leads show it to them.

    Raises Http404 outside the organisation and where there is no such overview, and PermissionDenied inside for
    anybody else but an HR lead, who sees what they see.
    """
    release = release_with(slug)
    if release is None or not release.campaign.shows_overview:
        raise Http404
    campaign = release.campaign
    if not current_memberships(user).filter(organisation=campaign.organisation_id).exists():
        raise Http404
    counts = overviews_of(user).filter(pk=campaign.pk).exists()
    if not counts and not may_read_results(user, release):
        raise PermissionDenied
    # No team is in reach, whatever the page asks for.
    return Reach(release, tuple(groups_of(release).filter(order=0)), frozenset())


def group_to_read(user: User, slug: str, group: int | None) -> tuple[Reach, ReleaseGroup]:
    """Return one group of the results, or the organisation where none is named."""
    if group is not None:
        return team_to_read(user, slug, group)
    reach = results_to_read(user, slug)
    return reach, reach.organisation


def team_to_read(user: User, slug: str, group: int) -> tuple[Reach, ReleaseGroup]:
    """Return one team's group; a team outside the HR lead's branches is not found."""
    reach = results_to_read(user, slug)
    found = next((one for one in reach.groups if one.pk == group), None)
    # Outside the reach and not there look alike, so that a number in the address tells nothing.
    if found is None:
        raise Http404
    return reach, found


def campaign_to_close(user: User, slug: str) -> Campaign:
    """Return a campaign to those who see the results of the whole; 403 for a branch alone."""
    following = campaign_to_follow(user, slug, Permission.VIEW_RESULTS)
    if not following.is_whole:
        raise PermissionDenied
    return following.campaign


def organisations_with_results(user: User) -> list[tuple[Organisation, Branches]]:
    """Return the organisations whose results the person sees, and in which branches; 403 without any."""
    memberships = list(memberships_that_allow(user, Permission.VIEW_RESULTS))
    if not memberships:
        raise PermissionDenied
    return [
        (one.organisation, branches_of(grants_of(one), Permission.VIEW_RESULTS))
        for one in memberships
    ]
