"""People and teams."""

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from accounts import actions, queries
from accounts.access import PeopleReach
from accounts.models import Membership, Team
from accounts.permissions import Role
from api import access
from api.actions import in_turn
from api.paging import PageQuery, page_of
from api.protocol import ApiRequest, asks, check_version, limit_mail, once, versioned
from api.schemas import (
    Id,
    Line,
    NewPerson,
    NewTeam,
    PageOf,
    PersonOut,
    PersonPatch,
    RoleHeld,
    TeamOut,
    TeamPatch,
)
from api.scopes import Scope
from api.writing import add_person, add_team, change_person, change_team

router = Router(tags=["People and teams"])


class PeopleSearch(Schema):
    """Whom to list: those who match all of it."""

    text: Line = Field(default="", max_length=100, description="Words of names and addresses.")
    team_id: Id | None = Field(default=None, description="A team, with all below it.")
    role: Role | None = None
    left: bool = Field(default=False, description="Those who have left, instead of those here.")


@router.get("/people", response=PageOf[PersonOut], **asks(Scope.READ_PEOPLE))
def list_people(
    request: ApiRequest, search: Query[PeopleSearch], paging: PageQuery
) -> PageOf[PersonOut]:
    """List people by name."""
    reach = access.people_to_manage(request.auth)
    if search.team_id is not None:
        access.team_to_read(request.auth, search.team_id)
    wanted = queries.Search(
        text=search.text,
        team_ids=reach.tree.branch(search.team_id) if search.team_id else None,
        role=search.role.value if search.role else "",
        left=search.left,
    )
    found = queries.matching_members(
        reach.membership.organisation_id, wanted, within=reach.team_ids
    )
    cut = page_of(request, paging, found)
    return cut.told([person_out(one, reach) for one in cut.rows])


@router.post("/people", response={201: PersonOut}, **asks(Scope.WRITE_PEOPLE))
@once(Scope.WRITE_PEOPLE)
def create_person(
    request: ApiRequest, response: HttpResponse, body: NewPerson
) -> Status[PersonOut]:
    """Add somebody, or bring back somebody who has left; they are sent an invitation."""
    reach = access.people_to_manage(request.auth)
    limit_mail(request)
    membership = add_person(request.auth, reach, body, at=timezone.now())
    return Status(201, versioned(response, _person(request, membership.pk)))


@router.get("/people/{person_id}", response=PersonOut, **asks(Scope.READ_PEOPLE))
def get_person(request: ApiRequest, response: HttpResponse, person_id: Id) -> PersonOut:
    """Read one person."""
    return versioned(response, _person(request, person_id))


@router.patch("/people/{person_id}", response=PersonOut, **asks(Scope.WRITE_PEOPLE))
def update_person(
    request: ApiRequest, response: HttpResponse, person_id: Id, body: PersonPatch
) -> PersonOut:
    """Change what the organisation says of somebody; with If-Match only the version that was read."""
    with in_turn(request.auth.organisation):
        reach, membership = access.member_to_manage(request.auth, person_id)
        check_version(request, person_out(membership, reach))
        change_person(request.auth, reach, membership, body, at=timezone.now())
        return versioned(response, _person(request, person_id))


@router.post("/people/{person_id}/end", response=PersonOut, **asks(Scope.WRITE_PEOPLE))
@once(Scope.WRITE_PEOPLE)
def end_person(request: ApiRequest, response: HttpResponse, person_id: Id) -> PersonOut:
    """End somebody's access at once. What they answered stays theirs; nothing is erased."""
    with in_turn(request.auth.organisation):
        membership = access.member_to_end(request.auth, person_id)
        actions.end_membership(membership, by=request.auth.user, at=timezone.now())
        return versioned(response, _person(request, person_id))


def _person(request: ApiRequest, pk: int) -> PersonOut:
    reach, membership = access.member_to_manage(request.auth, pk)
    return person_out(membership, reach)


def person_out(membership: Membership, reach: PeopleReach) -> PersonOut:
    """Return what is told of a membership that brings its person and roles along."""
    person = membership.user
    roles = [
        RoleHeld(role=grant.role, team_id=grant.branch_id)  # type: ignore[arg-type]
        for grant in queries.grants_of(membership)
    ]
    return PersonOut(
        id=membership.pk,
        email=person.address,
        name=membership.name,
        team_id=membership.team_id,
        team=reach.tree.path(membership.team_id),
        roles=sorted(roles, key=lambda one: (one.role, one.team_id or 0)),
        attributes=membership.attributes,
        joined_at=membership.joined_at,
        left_at=membership.left_at,
        signs_in=person.signs_in,
    )


# Teams -----------------------------------------------------------------------------------------


@router.get("/teams", response=PageOf[TeamOut], **asks(Scope.READ_PEOPLE))
def list_teams(request: ApiRequest, paging: PageQuery) -> PageOf[TeamOut]:
    """List the teams within reach, each after the one above it."""
    reach = access.people_to_manage(request.auth)
    cut = page_of(request, paging, [one for one in reach.tree.teams if reach.covers(one.pk)])
    members = queries.members_by_team(reach.membership.organisation_id)
    return cut.told([_team_out(one, reach, members.get(one.pk, 0)) for one in cut.rows])


@router.post("/teams", response={201: TeamOut}, **asks(Scope.WRITE_PEOPLE))
@once(Scope.WRITE_PEOPLE)
def create_team(request: ApiRequest, response: HttpResponse, body: NewTeam) -> Status[TeamOut]:
    """Add a team."""
    reach = access.people_to_manage(request.auth)
    team = add_team(request.auth, reach, body, at=timezone.now())
    return Status(201, versioned(response, _team(request, team.pk)))


@router.get("/teams/{team_id}", response=TeamOut, **asks(Scope.READ_PEOPLE))
def get_team(request: ApiRequest, response: HttpResponse, team_id: Id) -> TeamOut:
    """Read one team."""
    return versioned(response, _team(request, team_id))


@router.patch("/teams/{team_id}", response=TeamOut, **asks(Scope.WRITE_PEOPLE))
def update_team(
    request: ApiRequest, response: HttpResponse, team_id: Id, body: TeamPatch
) -> TeamOut:
    """Rename a team, or move it with all below it; with If-Match only the version that was read."""
    with in_turn(request.auth.organisation):
        reach, team = access.team_to_change(request.auth, team_id)
        check_version(request, _team(request, team_id))
        change_team(request.auth, reach, team, body, at=timezone.now())
        return versioned(response, _team(request, team_id))


@router.delete("/teams/{team_id}", response={204: None}, **asks(Scope.WRITE_PEOPLE))
def delete_team(request: ApiRequest, team_id: Id) -> Status[None]:
    """Delete a team that nothing belongs to; with If-Match only the version that was read."""
    with in_turn(request.auth.organisation):
        _reach, team = access.team_to_change(request.auth, team_id)
        check_version(request, _team(request, team_id))
        actions.delete_team(team, by=request.auth.user, at=timezone.now())
        return Status(204, None)


def _team(request: ApiRequest, pk: int) -> TeamOut:
    reach, team = access.team_to_read(request.auth, pk)
    members = queries.members_by_team(team.organisation_id)
    return _team_out(team, reach, members.get(pk, 0))


def _team_out(team: Team, reach: PeopleReach, members: int) -> TeamOut:
    return TeamOut(
        id=team.pk,
        name=team.name,
        path=reach.tree.path(team.pk),
        parent_id=team.parent_id,
        members=members,
    )
