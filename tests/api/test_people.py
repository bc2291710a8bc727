"""People by programs: as the pages have them, within the same reach."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import AuditEntry, Membership, Message, Organisation, RoleGrant, Team, User
from accounts.permissions import Role
from accounts.queries import lock_organisation
from tests.api.conftest import Speaker, pk_of, program_of, speaker_of
from tests.factories import MembershipFactory, TeamFactory

pytestmark = pytest.mark.django_db


def test_people_are_listed_by_name_and_looked_for(
    hr: Speaker, manager: User, colleague: User, team: Team
) -> None:
    Membership.objects.filter(user=colleague).update(team=team)

    assert [one["name"] for one in hr.get("people")["items"]] == [
        "Casey Colleague",
        "Harper Lead",
        "Morgan Manager",
    ]
    for asked, found in {
        "text=casey": ["Casey Colleague"],
        f"team_id={team.pk}": ["Casey Colleague"],
        "role=hr_lead": ["Harper Lead"],
        "left=true": [],
    }.items():
        assert [one["name"] for one in hr.get(f"people?{asked}")["items"]] == found


def test_person_is_told_whole(hr: Speaker, manager: User, team: Team) -> None:
    below = TeamFactory(organisation=team.organisation, parent=team, name="Homes")
    Membership.objects.filter(user=manager).update(team=below, attributes={"grade": "G10"})

    said = hr.get(f"people/{pk_of(manager)}")

    assert {name: said[name] for name in ("email", "name", "team", "roles", "attributes")} == {
        "email": "morgan@council.example",
        "name": "Morgan Manager",
        "team": "Care > Homes",
        "roles": [{"role": "manager", "team_id": None}],
        "attributes": {"grade": "G10"},
    }


def test_person_is_added_and_invited(
    hr: Speaker, hr_lead: User, organisation: Organisation, team: Team
) -> None:
    body = {
        "email": "New@Council.example",
        "name": "Noor New",
        "team_id": team.pk,
        "attributes": {"grade": "G10"},
    }

    said = hr.post("people", body)

    member = Membership.objects.get(pk=said["id"])
    assert (member.organisation, member.team, member.user.email) == (
        organisation,
        team,
        "new@council.example",
    )
    assert Message.objects.get(to=member).kind == "invitation"
    line = AuditEntry.objects.get(act="membership.invited")
    assert (line.actor, line.subject) == (hr_lead, "new@council.example")
    # Of somebody who reads results they count once an administrator has confirmed them.
    assert (member.added_by, member.added_by_reader) == (hr_lead, True)
    assert hr.post("people", body, 409)["detail"] == "New@Council.example is a member already."


def test_program_adds_in_its_own_name_and_whoever_made_it_answers(
    program: Speaker, administrator: User
) -> None:
    said = program.post("people", {"email": "new@council.example", "name": "Noor New"})

    line = AuditEntry.objects.get(act="membership.invited")
    assert str(line.actor) == "Program (HR system)"
    member = Membership.objects.get(pk=said["id"])
    assert (member.added_by, member.added_by_reader) == (administrator, False)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"name": "New"}, "/email"),
        ({"email": "none", "name": "New"}, "/email"),
        ({"email": "a@x.example", "name": ""}, "/name"),
        ({"email": "a@x.example", "name": "A\x00"}, "/name"),
        ({"email": "a@x.example", "name": "A", "more": 1}, "/more"),
        ({"email": "a@x.example", "name": "A", "roles": [{"role": "king"}]}, "/roles/0/role"),
        ({"email": "a@x.example", "name": "A", "attributes": {"a=b": "c"}}, "/attributes/a=b"),
    ],
)
def test_body_that_is_none_is_refused_where_its_fault_is(
    hr: Speaker, body: dict[str, Any], pointer: str
) -> None:
    said = hr.post("people", body, 422)

    assert any(one["pointer"].startswith(pointer) for one in said["errors"]), said


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"team_id": 2**63 - 1}, "/team_id"),
        ({"roles": [{"role": "manager", "team_id": 1}]}, "/roles"),
        ({"attributes": {"name": "x"}}, "/attributes"),
    ],
)
def test_what_the_page_would_refuse_is_a_conflict(
    hr: Speaker, more: dict[str, Any], pointer: str
) -> None:
    body = {"email": "a@x.example", "name": "A"} | more
    said = hr.post("people", body, 409)

    assert [one["pointer"] for one in said["errors"]] == [pointer]


def test_nobody_gives_a_role_that_they_may_not_give(
    hr: Speaker, admin: Speaker, program: Speaker
) -> None:
    body = {"email": "a@x.example", "name": "A", "roles": [{"role": "administrator"}]}
    hr.post("people", body, 403)
    program.post("people", body, 403)
    program.post("people", body | {"roles": [{"role": "hr_lead"}]}, 403)
    admin.post("people", body)


def test_person_is_changed_and_what_is_left_out_stays(
    hr: Speaker, manager: User, team: Team
) -> None:
    Membership.objects.filter(user=manager).update(attributes={"grade": "G10", "site": "A"})
    pk = pk_of(manager)

    said = hr.patch(f"people/{pk}", {"team_id": team.pk})
    assert (said["team_id"], said["name"]) == (team.pk, "Morgan Manager")
    assert said["roles"] == [{"role": "manager", "team_id": None}]
    assert said["attributes"] == {"grade": "G10", "site": "A"}

    said = hr.patch(f"people/{pk}", {"team_id": None, "attributes": {"grade": "G11"}})
    assert (said["team_id"], said["attributes"]) == (None, {"grade": "G11"})
    line = AuditEntry.objects.filter(act="membership.changed").latest("pk")
    assert line.details["changed"]["grade"] == ["G10", "G11"]


def test_roles_in_several_branches_are_given_at_once(
    admin: Speaker, manager: User, organisation: Organisation
) -> None:
    teams = [TeamFactory(organisation=organisation) for _one in range(3)]
    roles = [{"role": "hr_lead", "team_id": one.pk} for one in teams]

    said = admin.patch(f"people/{pk_of(manager)}", {"roles": [{"role": "manager"}, *roles]})

    assert said["roles"] == [*roles, {"role": "manager", "team_id": None}]


def test_role_beyond_ones_reach_stays(hr: Speaker, administrator: User) -> None:
    pk = pk_of(administrator)
    both = [{"role": "administrator", "team_id": None}, {"role": "manager", "team_id": None}]

    assert hr.patch(f"people/{pk}", {"roles": [{"role": "manager"}]})["roles"] == both
    # As it was read, with one that is held already.
    assert hr.patch(f"people/{pk}", {"roles": both})["roles"] == both


def test_name_that_another_organisation_knows_is_not_changed(hr: Speaker, manager: User) -> None:
    pk = pk_of(manager)
    MembershipFactory(user=manager)

    hr.patch(f"people/{pk}", {"name": "Somebody Else"}, 409)
    hr.patch(f"people/{pk}", {"name": "Morgan Manager"})


def test_change_of_another_version_is_refused(hr: Speaker, manager: User, team: Team) -> None:
    path = f"people/{pk_of(manager)}"
    version = hr.send("GET", path).headers["ETag"]
    answer = hr.send("PATCH", path, {"team_id": team.pk}, **{"If-Match": version})
    assert answer.status_code == 200

    stale = hr.send("PATCH", path, {"name": "Else"}, **{"If-Match": version})
    assert stale.status_code == 412
    fresh = hr.send("PATCH", path, {"name": "Else"}, **{"If-Match": answer.headers["ETag"]})
    assert fresh.status_code == 200
    assert hr.send("PATCH", path, {"name": "E"}, **{"If-Match": "x"}).status_code == 412
    assert hr.send("PATCH", path, {"name": "E"}, **{"If-Match": "*"}).status_code == 200


def test_one_of_several_versions_is_enough(hr: Speaker, manager: User, team: Team) -> None:
    path = f"people/{pk_of(manager)}"
    version = hr.send("GET", path).headers["ETag"]

    hr.patch(path, {"team_id": team.pk}, **{"If-Match": f'"other", {version}'})


def test_role_that_is_taken_away_meanwhile_does_not_come_back(
    hr: Speaker, colleague: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody takes it while the program's change waits for its turn."""
    pk = pk_of(colleague)
    colleague.memberships.get().role_grants.create(role=Role.HR_LEAD)

    def wait(organisation: int) -> Organisation:
        RoleGrant.objects.filter(membership=pk, role=Role.HR_LEAD).delete()
        return lock_organisation(organisation)

    for place in ("accounts.actions.people", "accounts.actions.locking"):
        monkeypatch.setattr(f"{place}.lock_organisation", wait)
    said = hr.patch(f"people/{pk}", {"attributes": {"grade": "G10"}})

    assert [one["role"] for one in said["roles"]] == ["manager"]


def test_program_invites_as_often_an_hour_as_a_page(
    hr: Speaker, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"mail": "2/h/user"}
    body = {"name": "New", "email": "new1@council.example"}
    hr.post("people", body)
    hr.post("people", body | {"email": "new2@council.example"})

    hr.post("people", body | {"email": "new3@council.example"}, 429)


def test_nobody_is_ended_and_invited_over_and_over(
    program: Speaker, organisation: Organisation, time_machine: Any
) -> None:
    time_machine.move_to(timezone.now(), tick=False)
    body = {"name": "New", "email": "new@council.example"}
    for _one in range(5):
        pk = program.post("people", body)["id"]
        program.post(f"people/{pk}/end", status=200)
        time_machine.shift(timedelta(minutes=2))

    assert "within a day" in program.post("people", body, 409)["detail"]
    assert Message.objects.filter(kind="invitation").count() == 5
    assert not organisation.memberships.get(user__email=body["email"]).role_grants.exists()


def test_access_is_ended_and_not_of_who_holds_more(
    hr: Speaker, admin: Speaker, manager: User, administrator: User
) -> None:
    said = hr.post(f"people/{pk_of(manager)}/end", status=200)

    assert said["left_at"] is not None
    assert [one["name"] for one in hr.get("people?left=true")["items"]] == ["Morgan Manager"]
    hr.post(f"people/{pk_of(administrator)}/end", status=403)
    # Not themselves, as on the page.
    admin.post(f"people/{pk_of(administrator)}/end", status=403)


def test_last_administrator_stays(program: Speaker, administrator: User) -> None:
    # A program can give managers alone, and so it lets nobody go who is more.
    program.post(f"people/{pk_of(administrator)}/end", status=403)


def test_another_organisation_is_not_found(hr: Speaker, program: Speaker, outsider: User) -> None:
    there = outsider.memberships.get()
    team = TeamFactory(organisation=there.organisation)
    for speaker in (hr, program):
        speaker.get(f"people/{there.pk}", 404)
        speaker.patch(f"people/{there.pk}", {"name": "X"}, 404)
        speaker.post(f"people/{there.pk}/end", status=404)
        speaker.get(f"teams/{team.pk}", 404)
        speaker.patch(f"teams/{team.pk}", {"name": "X"}, 404)
        assert speaker.send("DELETE", f"teams/{team.pk}").status_code == 404
        speaker.get(f"people?team_id={team.pk}", 404)


def test_token_for_one_organisation_sees_nothing_of_the_persons_other(
    hr_lead: User, organisation: Organisation
) -> None:
    elsewhere = MembershipFactory(user=hr_lead, roles=[Role.HR_LEAD]).organisation
    somebody = MembershipFactory(organisation=elsewhere)
    ours, theirs = speaker_of(hr_lead, organisation), speaker_of(hr_lead, elsewhere)

    ours.get(f"people/{somebody.pk}", 404)
    theirs.get(f"people/{somebody.pk}")
    ids = {one["id"] for one in ours.get("people")["items"]}
    assert somebody.pk not in ids


def test_branch_is_all_that_its_lead_sees(
    branch: Speaker, team: Team, organisation: Organisation, manager: User
) -> None:
    inside = MembershipFactory(organisation=organisation, team=team)
    other = TeamFactory(organisation=organisation)

    assert {one["team_id"] for one in branch.get("people")["items"]} == {team.pk}
    branch.get(f"people/{inside.pk}")
    branch.get(f"people/{pk_of(manager)}", 404)
    branch.get(f"teams/{other.pk}", 404)
    assert [one["id"] for one in branch.get("teams")["items"]] == [team.pk]
    branch.patch(f"teams/{team.pk}", {"name": "Mine"}, 403)
    body = {"email": "a@x.example", "name": "A"}
    branch.post("people", body, 409)
    branch.post("people", body | {"team_id": other.pk}, 409)
    branch.post("people", body | {"team_id": team.pk})


def test_managers_and_those_without_a_token_of_it_see_nobody(own: Speaker, manager: User) -> None:
    for path in ("people", f"people/{pk_of(manager)}", "teams"):
        own.get(path, 403)
    own.post("people", {"email": "a@x.example", "name": "A"}, 403)


# Cost ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("people", [1, 40])
def test_list_asks_as_often_however_many_there_are(
    hr: Speaker, organisation: Organisation, people: int, django_assert_num_queries: Any
) -> None:
    for _one in range(people):
        member = MembershipFactory(
            organisation=organisation, team=TeamFactory(organisation=organisation)
        )
        member.role_grants.create(role=Role.MANAGER)
    hr.get("me")  # so that the token's use is noted already

    # One counts the request, two say whose token it is, three how far they may look, three find who is there.
    with django_assert_num_queries(LIST_QUERIES):
        hr.get("people")


LIST_QUERIES = 9


def test_program_costs_no_more(
    organisation: Organisation, administrator: User, django_assert_max_num_queries: Any
) -> None:
    speaker = program_of(organisation, administrator)
    assert timezone.now()
    speaker.get("me")

    with django_assert_max_num_queries(LIST_QUERIES):
        speaker.get("people")


def test_somebody_who_has_not_accepted_is_called_as_was_typed(hr: Speaker, outsider: User) -> None:
    said = hr.post("people", {"email": outsider.email, "name": "As Typed"})

    assert said["name"] == "As Typed"
    assert outsider.name not in str(hr.get("people"))
    changed = hr.patch(f"people/{said['id']}", {"name": "Otherwise"})
    assert changed["name"] == "Otherwise"
    outsider.refresh_from_db()
    assert outsider.name == "Oakley Outsider"
