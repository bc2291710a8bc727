"""Doors: views get assessments and campaigns here, and only those that are theirs to see."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.access import membership_with
from accounts.models import Membership, Message, Organisation, User
from accounts.permissions import Permission, allows
from accounts.queries import (
    Branches,
    TeamTree,
    branches_of,
    current_memberships,
    grants_of,
    memberships_that_allow,
    message,
    team_tree,
)
from assessments import queries
from assessments.models import Assessment, Campaign


def own_assessment(user: User, public_id: UUID) -> Assessment:
    """Return the person's own assessment; anyone else's is not found."""
    assessment = queries.own_assessment(user, public_id)
    if assessment is None:
        raise Http404
    return assessment


def assessment_to_answer(user: User, public_id: UUID) -> Assessment:
    """Return the same as the pages of its questionnaire want it."""
    assessment = queries.assessment_to_answer(user, public_id)
    if assessment is None:
        raise Http404
    return assessment


def own_assessment_to_change(user: User, public_id: UUID) -> Assessment:
    """Return the same in a transaction: nobody else changes the assessment until that ends."""
    assessment = queries.lock_own_assessment(user, public_id)
    if assessment is None:
        raise Http404
    return assessment


def may_reopen(assessment: Assessment, at: datetime) -> bool:
    """Tell whether its owner may change what they finished: as long as its campaign is open."""
    campaign = assessment.campaign
    return bool(assessment.submitted_at and campaign and is_open_to(campaign, at))


def may_delete_finished(assessment: Assessment, at: datetime) -> bool:
    """Tell whether its owner may delete what they finished: as long as no results of a campaign rest on it."""
    campaign = assessment.campaign
    return bool(assessment.submitted_at and (campaign is None or is_open_to(campaign, at)))


def is_open_to(campaign: Campaign, at: datetime) -> bool:
    """Tell whether a campaign counts what is finished now."""
    # A close that came while this waited for the campaign's lock has a later day than `at`.
    return campaign.counted_at is None and campaign.is_open_at(at)


@dataclass(frozen=True)
class CampaignMembership:
    """A campaign and the membership in which the person may answer it."""

    campaign: Campaign
    membership: Membership


def membership_in_campaign(user: User, slug: str) -> CampaignMembership:
    """Raise Http404 outside the campaign's organisation, PermissionDenied inside for who is not invited.

    Who has begun stays in, also when they change teams.
    """
    campaign = Campaign.objects.select_related("organisation").filter(slug=slug).first()
    if campaign is None:
        raise Http404
    membership = membership_with(user, Permission.ANSWER, organisation_id=campaign.organisation_id)
    invited = queries.is_invited(campaign, membership)
    # Whoever has begun keeps what they have written, wherever they are moved to.
    if not invited and queries.assessment_in(campaign, membership) is None:
        raise PermissionDenied
    return CampaignMembership(campaign, membership)


def membership_to_answer(user: User, organisation_slug: str = "") -> Membership:
    """Return the membership for answering in one's own time: the named one, or the oldest."""
    if not organisation_slug:
        return membership_with(user, Permission.ANSWER)
    # Compared here: an address can hold what PostgreSQL refuses to be asked, such as NUL.
    memberships = current_memberships(user)
    named = next((one for one in memberships if one.organisation.slug == organisation_slug), None)
    if named is None:
        raise Http404
    return membership_with(user, Permission.ANSWER, organisation_id=named.organisation_id)


def organisations_to_follow(user: User) -> dict[Organisation, Branches]:
    """Return the organisations whose campaigns the person follows, and in which branches.

    An HR lead of a branch follows those of the whole, as far as their branch goes, and runs none. Raise
    PermissionDenied for anyone who is no HR lead at all.
    """
    permission = Permission.RUN_CAMPAIGNS
    membership_with(user, permission)
    followed = memberships_that_allow(user, permission).prefetch_related("role_grants")
    return {one.organisation: branches_of(grants_of(one), permission) for one in followed}


def organisations_to_run_for(user: User) -> list[Organisation]:
    """Return the organisations whose campaigns the person runs; raise PermissionDenied without any."""
    followed = organisations_to_follow(user)
    organisations = [one for one, branches in followed.items() if branches is None]
    if not organisations:
        raise PermissionDenied
    return organisations


def follows_campaigns(user: User) -> bool:
    """Tell whether the person is an HR lead of anything; their roles came with the session, without a query."""
    return allows(user.held_roles, Permission.RUN_CAMPAIGNS)


def organisation_to_run_for(user: User, slug: str = "") -> Organisation:
    """Return the named organisation, or without a name the first; one that is not theirs is not found."""
    organisations = organisations_to_run_for(user)
    if not slug:
        return organisations[0]
    named = next((one for one in organisations if one.slug == slug), None)
    if named is None:
        raise Http404
    return named


def campaign_to_copy(organisation: Organisation, slug: str) -> Campaign:
    """Return one of an organisation's campaigns that a new one can begin from; any other is not found."""
    # Compared here: an address can hold what PostgreSQL refuses to be asked, such as NUL.
    earlier = queries.campaigns_to_copy(organisation)
    match = next((one for one in earlier if one.slug == slug), None)
    if match is None:
        raise Http404
    return match


@dataclass(frozen=True)
class Following:
    """A campaign, and the branches whose people somebody may follow in it; None for everybody."""

    campaign: Campaign
    branches: Branches

    @property
    def is_whole(self) -> bool:
        """Whether they may also change, remind, close: a campaign is of the whole organisation."""
        return self.branches is None

    @cached_property
    def tree(self) -> TeamTree:
        return team_tree(self.campaign.organisation_id)

    @property
    def team_ids(self) -> frozenset[int] | None:
        return self.tree.within(self.branches)


def campaign_to_follow(
    user: User, slug: str, permission: Permission = Permission.RUN_CAMPAIGNS
) -> Following:
    """Raise Http404 outside the campaign's organisation, PermissionDenied inside without the role."""
    campaign = queries.campaign_with_slug(slug)
    if campaign is None:
        raise Http404
    membership = membership_with(user, permission, organisation_id=campaign.organisation_id)
    return Following(campaign, branches_of(grants_of(membership), permission))


def campaign_to_run(user: User, slug: str) -> Campaign:
    """Raise PermissionDenied also for the HR lead of a branch alone."""
    following = campaign_to_follow(user, slug)
    if not following.is_whole:
        raise PermissionDenied
    return following.campaign


def message_to_send_again(user: User, slug: str, pk: int) -> Message:
    """Return an e-mail of a campaign that the person runs; 404 for any other."""
    campaign = campaign_to_run(user, slug)
    match = message(pk)
    # The key of another campaign's e-mail in this campaign's address is not found either.
    if match is None or match.topic != campaign.topic:
        raise Http404
    return match
