"""Doors: views get assessments and campaigns here, and only those that are theirs to see."""

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.access import membership_with
from accounts.models import Membership, Organisation, User
from accounts.permissions import Permission
from accounts.queries import current_memberships
from assessments import queries
from assessments.models import Assessment, Campaign


def own_assessment(user: User, public_id: UUID) -> Assessment:
    """Return the person's own assessment; anyone else's is not found."""
    assessment = queries.own_assessment(user, public_id)
    if assessment is None:
        raise Http404
    return assessment


def own_assessment_to_change(user: User, public_id: UUID) -> Assessment:
    """Return the same in a transaction: nobody else changes the assessment until that ends."""
    assessment = queries.lock_own_assessment(user, public_id)
    if assessment is None:
        raise Http404
    return assessment


@dataclass(frozen=True)
class Place:
    """A campaign and the membership in which the person may answer it."""

    campaign: Campaign
    membership: Membership


def place_in_campaign(user: User, slug: str) -> Place:
    """Raise Http404 outside the campaign's organisation, PermissionDenied inside for who is not invited.

    Who has begun stays in, also when they change teams.
    """
    campaign = Campaign.objects.select_related("organisation").filter(slug=slug).first()
    if campaign is None:
        raise Http404
    membership = membership_with(user, Permission.ANSWER, organisation_id=campaign.organisation_id)
    invited = queries.is_invited(campaign, membership)
    if not invited and queries.assessment_in(campaign, membership) is None:
        raise PermissionDenied
    return Place(campaign, membership)


def membership_to_answer(user: User, organisation_slug: str = "") -> Membership:
    """Return the membership for answering in one's own time: the named one, or the oldest."""
    if not organisation_slug:
        return membership_with(user, Permission.ANSWER)
    # Compared here: an address can hold what PostgreSQL refuses to be asked, such as NUL.
    places = current_memberships(user)
    named = next((one for one in places if one.organisation.slug == organisation_slug), None)
    if named is None:
        raise Http404
    return membership_with(user, Permission.ANSWER, organisation_id=named.organisation_id)


def organisations_to_list_for(user: User) -> list[Organisation]:
    """Return the organisations whose campaigns the person runs: none for an HR lead of a branch alone.

    Raise PermissionDenied for anyone who is no HR lead at all.
    """
    membership_with(user, Permission.RUN_CAMPAIGNS)
    return [found.organisation for found in queries.memberships_that_run_campaigns(user)]


def organisations_to_run_for(user: User) -> list[Organisation]:
    """Return the organisations whose campaigns the person runs; raise PermissionDenied without any."""
    organisations = organisations_to_list_for(user)
    if not organisations:
        raise PermissionDenied
    return organisations


def organisation_to_run_for(user: User, slug: str = "") -> Organisation:
    """Return the named organisation, or without a name the first; one that is not theirs is not found."""
    organisations = organisations_to_run_for(user)
    if not slug:
        return organisations[0]
    named = next((one for one in organisations if one.slug == slug), None)
    if named is None:
        raise Http404
    return named


def campaign_to_run(user: User, slug: str) -> Campaign:
    """Raise Http404 outside the campaign's organisation, PermissionDenied inside without the role."""
    campaign = (
        Campaign.objects.select_related("organisation", "version__bank")
        .defer("version__sections")
        .filter(slug=slug)
        .first()
    )
    if campaign is None:
        raise Http404
    membership_with(user, Permission.RUN_CAMPAIGNS, organisation_id=campaign.organisation_id)
    # The role in one branch is not enough: a campaign is of the whole organisation.
    whole = queries.memberships_that_run_campaigns(user).values_list("organisation_id", flat=True)
    if campaign.organisation_id not in whole:
        raise PermissionDenied
    return campaign
