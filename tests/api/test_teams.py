"""Teams by programs: as the page has them, within the same reach."""

import pytest

from accounts.models import AuditEntry, Membership, Team, User
from tests.api.conftest import Speaker
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


def test_teams_are_made_moved_renamed_and_deleted(hr: Speaker, hr_lead: User, team: Team) -> None:
    made = hr.post("teams", {"name": "Homes", "parent_id": team.pk})
    assert (made["path"], made["members"]) == ("Care > Homes", 0)
    assert hr.post("teams", {"name": "homes", "parent_id": team.pk}, 409)["status"] == 409

    moved = hr.patch(f"teams/{made['id']}", {"parent_id": None})
    assert moved["path"] == "Homes"
    assert hr.patch(f"teams/{made['id']}", {"name": "Care homes"})["path"] == "Care homes"
    assert hr.send("DELETE", f"teams/{made['id']}").status_code == 204
    hr.get(f"teams/{made['id']}", 404)
    acts = AuditEntry.objects.filter(act__startswith="team.", actor=hr_lead)
    assert list(acts.order_by("pk").values_list("act", flat=True)) == [
        *("team.added", "team.changed", "team.changed", "team.deleted")
    ]


def test_team_that_somebody_is_in_is_not_deleted(hr: Speaker, manager: User, team: Team) -> None:
    Membership.objects.filter(user=manager).update(team=team)
    assert hr.get(f"teams/{team.pk}")["members"] == 1

    answer = hr.send("DELETE", f"teams/{team.pk}")

    assert answer.status_code == 409
    assert Team.objects.filter(pk=team.pk).exists()


def test_members_who_come_make_no_other_version_of_a_team(hr: Speaker, team: Team) -> None:
    path = f"teams/{team.pk}"
    version = hr.send("GET", path).headers["ETag"]
    MembershipFactory(organisation=team.organisation, team=team)

    # Whoever keeps what they read is told the new number all the same.
    assert hr.send("GET", path, **{"If-None-Match": version}).status_code == 200
    assert hr.patch(path, {"name": "Homes"}, **{"If-Match": version})["members"] == 1
