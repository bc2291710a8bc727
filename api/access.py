"""The doors of programs. A person's token goes through the doors of the pages; a program of an organisation gets
what they give for the whole of it, as far as its token allows.
"""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts import access as people_doors
from accounts.access import PeopleReach, membership_with, row_with
from accounts.models import Membership, Organisation, Team, User
from accounts.permissions import Permission, Role
from accounts.queries import Branches, current_memberships, grants_of, member, team, team_tree
from api import queries
from api.callers import Caller
from api.models import PersonalToken, Program, Webhook
from api.scopes import Scope, scopes_for
from assessments.access import Following, campaign_to_follow, organisations_to_follow
from assessments.models import Assessment, Campaign
from assessments.queries import campaign_with_slug
from reports.access import own_finished
from results.access import organisations_with_results, results_to_read
from results.queries.published import Reach, reach_of, release_with

# A secret that leaks makes nobody an administrator.
GIVEN_BY_PROGRAMS = frozenset({Role.MANAGER})


# People and teams ------------------------------------------------------------------------------


def people_to_manage(caller: Caller) -> PeopleReach:
    if caller.program is None:
        return people_doors.people_to_manage(caller.user, organisation_id=caller.organisation.pk)
    return PeopleReach(
        # It is no member, and so nobody's row: only its organisation is asked for.
        membership=Membership(user=caller.user, organisation=caller.organisation),
        tree=team_tree(caller.organisation.pk),
        team_ids=None,
        gives=GIVEN_BY_PROGRAMS,
        confirms=False,
        sees_results=False,
    )


def member_to_manage(caller: Caller, pk: int) -> tuple[PeopleReach, Membership]:
    """Return a member within reach; 404 for one of another branch or organisation."""
    found = member(pk)
    if found is None or found.organisation_id != caller.organisation.pk:
        raise Http404
    reach = people_to_manage(caller)
    if not reach.covers(found.team_id):
        raise Http404
    return reach, found


def member_to_end(caller: Caller, pk: int) -> Membership:
    """Return a member to let go; 403 for one with roles that the caller could not give."""
    reach, found = member_to_manage(caller, pk)
    if not reach.may_end(found):
        raise PermissionDenied
    return found


def team_to_read(caller: Caller, pk: int) -> tuple[PeopleReach, Team]:
    found = team(pk)
    if found is None or found.organisation_id != caller.organisation.pk:
        raise Http404
    reach = people_to_manage(caller)
    if not reach.covers(found.pk):
        raise Http404
    return reach, found


def team_to_change(caller: Caller, pk: int) -> tuple[PeopleReach, Team]:
    """Return a team; 404 for one of another branch, 403 for the top of one's own."""
    reach, found = team_to_read(caller, pk)
    if not reach.may_change(found):
        raise PermissionDenied
    return reach, found


# Campaigns -------------------------------------------------------------------------------------


def branches_to_follow(caller: Caller) -> Branches:
    """Return the branches whose people the caller follows; None for the whole organisation, 403 for none."""
    if caller.program is not None:
        return None
    followed = organisations_to_follow(caller.user)
    if caller.organisation not in followed:
        raise PermissionDenied
    return followed[caller.organisation]


def organisation_to_run_for(caller: Caller) -> Organisation:
    """Return the organisation whose campaigns the caller sets up; 403 for the HR lead of a branch."""
    if branches_to_follow(caller) is not None:
        raise PermissionDenied
    return caller.organisation


def following(
    caller: Caller, slug: str, permission: Permission = Permission.RUN_CAMPAIGNS
) -> Following:
    """Return a campaign of the organisation; 404 for any other."""
    found = campaign_with_slug(slug)
    if found is None or found.organisation_id != caller.organisation.pk:
        raise Http404
    if caller.program is not None:
        return Following(found, None)
    return campaign_to_follow(caller.user, slug, permission)


def campaign_to_run(
    caller: Caller, slug: str, permission: Permission = Permission.RUN_CAMPAIGNS
) -> Campaign:
    found = following(caller, slug, permission)
    if not found.is_whole:
        raise PermissionDenied
    return found.campaign


# Results ---------------------------------------------------------------------------------------


def branches_with_results(caller: Caller) -> Branches:
    """Return the branches whose results the caller sees; None for the whole organisation, 403 for none."""
    if caller.program is not None:
        return None
    found = dict(organisations_with_results(caller.user))
    if caller.organisation not in found:
        raise PermissionDenied
    return found[caller.organisation]


def results(caller: Caller, slug: str) -> Reach:
    """Return what the caller may see of a campaign's results; 404 where nothing is published yet."""
    if caller.program is None:
        reach = results_to_read(caller.user, slug)
        if reach.release.campaign.organisation_id != caller.organisation.pk:
            raise Http404
        return reach
    found, release = following(caller, slug), release_with(slug)
    if release is None:
        raise Http404
    return reach_of(release, found.branches)


# One's own -------------------------------------------------------------------------------------


def own_membership(caller: Caller) -> Membership:
    """Return the person's membership of the token's organisation; 403 for a program, which has nothing of its own."""
    own = None
    if caller.program is None:
        own = current_memberships(caller.user).filter(organisation=caller.organisation).first()
    if own is None:
        raise PermissionDenied
    return own


def own_report(caller: Caller, public_id: UUID) -> Assessment:
    """Return one of the person's own reports in the token's organisation; any other is not found."""
    member = own_membership(caller)
    found = own_finished(caller.user, public_id)
    if found.member_id != member.pk:
        raise Http404
    return found


# Pages -----------------------------------------------------------------------------------------


def organisation_to_connect(user: User) -> tuple[Organisation, list[Scope]]:
    """Return whose programs the person allows, and what they may allow: no more than they may do everywhere there."""
    membership = membership_with(user, Permission.CONNECT_PROGRAMS)
    whole = [grant.role for grant in grants_of(membership) if grant.branch_id is None]
    return membership.organisation, scopes_for(map(Role, whole), own=False)


def program_to_revoke(user: User, pk: int) -> Program:
    """Return a program of the person's organisation; 404 for another's, 403 for the wrong role."""
    programs = Program.objects.select_related("organisation")
    return row_with(user, Permission.CONNECT_PROGRAMS, programs.filter(pk=pk).first())


def token_to_revoke(user: User, pk: int) -> PersonalToken:
    """Return a token of a member of the person's organisation; 404 for another's, 403 for the wrong role."""
    tokens = PersonalToken.objects.select_related("organisation")
    return row_with(user, Permission.CONNECT_PROGRAMS, tokens.filter(pk=pk).first())


def webhook_to_change(user: User, pk: int) -> Webhook:
    """Return an address of the person's organisation; 404 for another's, 403 for the wrong role."""
    webhooks = Webhook.objects.select_related("organisation")
    return row_with(user, Permission.CONNECT_PROGRAMS, webhooks.filter(pk=pk).first())


def own_token(user: User, pk: int) -> PersonalToken:
    """Return one of the person's own tokens; anyone else's is not found."""
    token = queries.personal_tokens_of(user).filter(pk=pk).first()
    if token is None:
        raise Http404
    return token


def own_choices(user: User) -> list[tuple[Organisation, list[Scope]]]:
    """Return the organisations for which somebody can make a token, and what each may allow there: where they have accepted."""
    own = current_memberships(user).accepted().prefetch_related("role_grants")
    return [
        (one.organisation, scopes_for([Role(grant.role) for grant in grants_of(one)], own=True))
        for one in own
    ]
