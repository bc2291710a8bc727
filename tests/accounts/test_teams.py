import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actions import (
    TeamDepthError,
    TeamInUseError,
    TeamLoopError,
    TeamNameError,
    add_team,
    change_team,
    delete_team,
)
from accounts.models import AuditEntry, Membership, Organisation, Team, User
from accounts.permissions import Role
from accounts.queries import team_tree
from tests.accounts.test_actions import NOW
from tests.factories import MembershipFactory, TeamFactory

ClientOf = Callable[[User], Client]
TEAMS = "/people/teams/"


def paths(organisation: Organisation) -> list[str]:
    tree = team_tree(organisation.pk)
    return [tree.path(team.pk) for team in tree.teams]


def change(team: Team, **said: Any) -> Team:
    said = {"name": team.name, "parent_id": team.parent_id} | said
    return change_team(team, **said, by=None, at=NOW)


def log() -> list[tuple[str, str, dict[str, str]]]:
    entries = AuditEntry.objects.order_by("pk")
    return [(entry.act, entry.subject, entry.details) for entry in entries]


def test_team_is_added_moved_with_all_below_renamed_and_deleted(
    organisation: Organisation, care: Team, east: Team, roads: Team
) -> None:
    night = add_team("Night  team", organisation=organisation, parent_id=east.pk, by=None, at=NOW)
    change(east, name="West", parent_id=roads.pk)
    moved = paths(organisation)
    delete_team(night, by=None, at=NOW)

    assert moved == ["Care", "Roads", "Roads > West", "Roads > West > Night team"]
    assert paths(organisation) == ["Care", "Roads", "Roads > West"]
    assert log() == [
        ("team.added", "Care > East > Night team", {}),
        ("team.changed", "Roads > West", {"was": "Care > East"}),
        ("team.deleted", "Roads > West > Night team", {}),
    ]


def test_saving_the_same_team_is_not_in_the_log(east: Team) -> None:
    change(east)

    assert log() == []


@pytest.mark.parametrize("name", ["", "   ", "A > B", "A\x07", "x" * 201, "care", "Care"])
def test_name_that_cannot_be_is_refused(name: str, organisation: Organisation, care: Team) -> None:
    with pytest.raises(TeamNameError):
        add_team(name, organisation=organisation, parent_id=None, by=None, at=NOW)


def test_team_keeps_its_name_when_only_its_case_changes(care: Team) -> None:
    assert change(care, name="CARE").name == "CARE"


def test_team_cannot_go_below_itself(care: Team, east: Team) -> None:
    for parent in (care, east):
        with pytest.raises(TeamLoopError):
            change(care, parent_id=parent.pk)


def test_tree_is_at_most_six_floors_deep(
    organisation: Organisation, care: Team, east: Team
) -> None:
    chain = [TeamFactory(organisation=organisation, name="1")]
    for number in range(2, 7):
        chain.append(TeamFactory(organisation=organisation, name=str(number), parent=chain[-1]))

    with pytest.raises(TeamDepthError):
        add_team("7", organisation=organisation, parent_id=chain[5].pk, by=None, at=NOW)
    with pytest.raises(TeamDepthError):
        change(care, parent_id=chain[4].pk)
    change(care, parent_id=chain[3].pk)

    assert "1 > 2 > 3 > 4 > Care > East" in paths(organisation)


def test_team_that_something_belongs_to_stays(
    care: Team, east: Team, in_roads: Membership, roads: Team
) -> None:
    in_roads.left_at = NOW
    in_roads.save()
    in_roads.role_grants.create(role=Role.HR_LEAD, branch=east)

    for team in (care, east, roads):
        with pytest.raises(TeamInUseError):
            delete_team(team, by=None, at=NOW)

    assert Team.objects.count() == 3


# Pages ----------------------------------------------------------------------------------------


def outline(response: Any) -> str:
    """The nested list of a page: brackets for lists, names for their items."""
    main = response.content.decode().split("<h1>")[1].split("<h2>")[0]
    main = re.sub(r"<a class=.soft small.*?</a>", "", main, flags=re.DOTALL)
    tree = main[main.index("<ul>") : main.rindex("</ul>") + 5]
    tree = tree.replace("<ul>", "(").replace("</ul>", ")").replace("</li>", ";")
    return re.sub(r"<[^>]*>|\s", "", tree)


def test_teams_are_a_nested_list(
    client_of: ClientOf, hr_lead: User, organisation: Organisation, east: Team, roads: Team
) -> None:
    TeamFactory(organisation=organisation, name="Night", parent=east)
    TeamFactory(organisation=organisation, name="Signs", parent=roads)

    response = client_of(hr_lead).get(TEAMS)

    assert outline(response) == "(Care(East(Night;););Roads(Signs;);)"


def test_branch_lead_sees_and_changes_what_is_below_the_top_of_the_branch(
    client_of: ClientOf, branch_lead: User, care: Team, east: Team, roads: Team
) -> None:
    client = client_of(branch_lead)

    shown = outline(client.get(TEAMS))
    answers = [client.get(f"{TEAMS}{team.pk}/").status_code for team in (care, east, roads)]
    moved_out = client.post(f"{TEAMS}{east.pk}/", {"name": "East", "parent": roads.pk})
    at_the_top = client.post(TEAMS, {"name": "New"})
    below = client.post(TEAMS, {"name": "New", "parent": care.pk})

    assert shown == "(Care(East;);)"
    assert answers == [403, 200, 404]
    assert [moved_out.status_code, at_the_top.status_code, below.status_code] == [200, 200, 302]
    assert paths(care.organisation) == ["Care", "Care > East", "Care > New", "Roads"]


def test_page_says_why_a_team_cannot_be_deleted_or_named_so(
    client_of: ClientOf, hr_lead: User, care: Team, east: Team, roads: Team
) -> None:
    client = client_of(hr_lead)

    kept = client.post(f"{TEAMS}{care.pk}/delete/", follow=True)
    named = client.post(f"{TEAMS}{roads.pk}/", {"name": "Care"})
    twice = client.post(TEAMS, {"name": "Roads"})
    gone = client.post(f"{TEAMS}{east.pk}/delete/", follow=True)

    assert "This team cannot be deleted" in kept.content.decode()
    assert "There is a team “Care” there already." in named.content.decode()
    assert "There is a team “Roads” there already." in twice.content.decode()
    assert "The team Care &gt; East is deleted." in gone.content.decode()


@pytest.mark.parametrize("teams", [1, 3])
def test_teams_cost_the_same_for_any_number(
    teams: int,
    client_of: ClientOf,
    hr_lead: User,
    organisation: Organisation,
    django_assert_num_queries: Any,
) -> None:
    for _number in range(teams):
        team = TeamFactory(organisation=organisation)
        MembershipFactory(organisation=organisation, team=team)
    client = client_of(hr_lead)

    # Session, person; membership, teams, roles; members of each team.
    with django_assert_num_queries(6):
        client.get(reverse("people:teams"))
