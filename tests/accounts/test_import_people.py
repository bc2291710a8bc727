from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command

from accounts.actions import ImportReport, RefusedFileError, end_membership, import_people
from accounts.models import AuditEntry, Membership, Organisation, Team, User
from accounts.permissions import Role
from accounts.queries import team_tree
from tests.accounts.test_actions import NOW
from tests.factories import MembershipFactory

FILE = """email,name,team,roles,grade
ada@council.example,Ada,Care > East,manager,G10
bo@council.example,Bo,care,hr_lead: Care; manager,
"""


def bring_in(organisation: Organisation, text: str = FILE, **options: Any) -> ImportReport:
    file = BytesIO(text.encode())
    return import_people(file, organisation=organisation, by=None, at=NOW, **options)


def membership(email: str) -> Membership:
    return Membership.objects.get(user__email=email)


def held(email: str) -> set[tuple[str, str]]:
    grants = membership(email).role_grants.select_related("branch")
    return {(grant.role, grant.branch.name if grant.branch else "") for grant in grants}


def paths(organisation: Organisation) -> list[str]:
    tree = team_tree(organisation.pk)
    return [tree.path(team.pk) for team in tree.teams]


def everything() -> tuple[int, ...]:
    models = (User, Membership, Team, AuditEntry)
    return tuple(model.objects.count() for model in models)


def test_import_makes_people_teams_and_roles(organisation: Organisation) -> None:
    report = bring_in(organisation)

    assert (report.added, report.people) == (2, 2)
    assert report.new_teams == ["Care", "Care > East"]
    assert paths(organisation) == ["Care", "Care > East"]
    assert str(membership("ada@council.example").team) == "East"
    assert membership("ada@council.example").attributes == {"grade": "G10"}
    assert held("bo@council.example") == {("hr_lead", "Care"), ("manager", "")}
    assert not User.objects.get(email="ada@council.example").has_usable_password()


def test_import_again_changes_nothing(organisation: Organisation) -> None:
    bring_in(organisation)

    report = bring_in(organisation)

    assert (report.unchanged, report.people, report.new_teams, report.changes) == (2, 2, [], [])


def test_import_changes_what_the_file_says_and_no_more(organisation: Organisation) -> None:
    bring_in(organisation)

    report = bring_in(
        organisation,
        "email,name,team,roles,location\nADA@council.example,Ada B,Care,administrator,Hall\n",
    )

    (change,) = report.changes
    assert (change.kind, change.line) == ("changed", 2)
    assert change.fields == (
        ("name", "Ada", "Ada B"),
        ("team", "Care > East", "Care"),
        ("roles", "manager", "administrator"),
        ("location", "", "Hall"),
    )
    assert membership("ada@council.example").name == "Ada B"
    assert membership("ada@council.example").attributes == {"grade": "G10", "location": "Hall"}
    assert held("ada@council.example") == {("administrator", "")}
    assert held("bo@council.example") == {("hr_lead", "Care"), ("manager", "")}
    entry = AuditEntry.objects.get(act="membership.changed")
    assert entry.details["changed"]["team"] == ["Care > East", "Care"]


def test_empty_cells_change_nothing(organisation: Organisation) -> None:
    bring_in(organisation)

    report = bring_in(organisation, "email,name,team,roles,grade\nada@council.example,,,,\n")

    assert report.unchanged == 1


def test_person_without_roles_becomes_a_manager(organisation: Organisation) -> None:
    bring_in(organisation, "email,name\nada@council.example,Ada\n")

    assert held("ada@council.example") == {("manager", "")}


def test_leaver_comes_back_with_the_roles_of_the_file_alone(organisation: Organisation) -> None:
    bring_in(organisation)
    end_membership(membership("bo@council.example"), by=None, at=NOW)

    report = bring_in(organisation, "email,name\nbo@council.example,Bo\n")

    assert (report.returned, report.people) == (1, 1)
    assert membership("bo@council.example").left_at is None
    assert held("bo@council.example") == {("manager", "")}


def test_name_that_another_organisation_sees_stays(organisation: Organisation) -> None:
    user = MembershipFactory().user

    bring_in(organisation, f"email,name\n{user.email},Somebody else\n")

    user.refresh_from_db()
    assert user.name != "Somebody else"
    assert user.memberships.count() == 2


def test_dry_run_tells_nothing_of_people_of_other_organisations(
    organisation: Organisation,
) -> None:
    elsewhere = MembershipFactory(user__name="Vera Victim").user
    recorded = MembershipFactory(
        user__name="Rae Recorded", user__signs_in=False, user__is_active=False
    ).user
    own = MembershipFactory(organisation=organisation, user__name="Own Person").user
    addresses = [elsewhere.email, recorded.email, "unknown@b.example"]

    guessed = bring_in(
        organisation, "email,name\n" + "".join(f"{a},Guess\n" for a in addresses), dry_run=True
    )
    unnamed = bring_in(
        organisation,
        "email,name,grade\n" + "".join(f"{a},,G1\n" for a in [*addresses, own.email]),
        dry_run=True,
    )

    assert {(c.name, c.kind, c.fields) for c in guessed.changes} == {
        ("Guess", "added", (("roles", "", "manager"),))
    }
    assert len(guessed.changes) == 3
    assert [str(fault) for fault in unnamed.faults] == [
        f"line {line}, column name: a new person needs a name." for line in (2, 3, 4)
    ]
    assert [change.name for change in unnamed.changes] == ["Own Person"]


def test_dry_run_says_the_same_and_writes_nothing(organisation: Organisation) -> None:
    before = everything()

    dry = bring_in(organisation, dry_run=True)
    after = everything()
    real = bring_in(organisation)

    assert before == after
    assert dry.changes == real.changes
    assert dry.new_teams == real.new_teams


def test_one_fault_stops_everything(organisation: Organisation) -> None:
    rows = "".join(f"p{n}@council.example,P,T{n}\n" for n in range(1200))
    before = everything()

    with pytest.raises(RefusedFileError) as refused:
        bring_in(organisation, f"email,name,team\n{rows}nobody,N,\n")

    assert everything() == before
    assert [str(fault) for fault in refused.value.report.faults] == [
        "line 1202, column email: nobody is not an e-mail address."
    ]


def test_many_faults_are_counted_and_the_first_are_named(organisation: Organisation) -> None:
    text = "email,name\n" + "nobody,N\n" * 10_000

    report = bring_in(organisation, text, dry_run=True)

    assert report.fault_count == 10_000
    assert [fault.line for fault in report.faults] == list(range(2, 102))


def test_faults_that_only_the_database_knows(organisation: Organisation) -> None:
    closed = MembershipFactory(organisation=organisation, user__is_active=False).user.email
    full = MembershipFactory(
        organisation=organisation, attributes={f"a{n}": "x" for n in range(20)}
    ).user.email
    text = f"email,name,grade\nnew@b.example,,\n{closed},C,\n{full},F,G1\n"

    report = bring_in(organisation, text, dry_run=True)

    assert [str(fault) for fault in report.faults] == [
        "line 2, column name: a new person needs a name.",
        f"line 3, column email: {closed} cannot be added here. Please ask an administrator, or"
        " whoever runs this service.",
        "line 4: this person would have more than 20 attributes.",
    ]


def test_roles_beyond_ones_own_are_neither_given_nor_taken(
    organisation: Organisation, administrator: User
) -> None:
    text = (
        "email,name,roles\n"
        f"{administrator.email},A,manager\n"
        "new@b.example,N,bank_editor\n"
        "fine@b.example,F,hr_lead\n"
    )
    gives = frozenset({Role.MANAGER, Role.HR_LEAD})

    report = bring_in(organisation, text, dry_run=True, gives=gives)

    said = "column roles: you cannot give or take away this role: "
    assert [str(fault) for fault in report.faults] == [
        f"line 2, {said}administrator. An administrator can.",
        f"line 3, {said}bank_editor. An administrator can.",
    ]


def test_last_administrator_stays(organisation: Organisation, administrator: User) -> None:
    text = f"email,name,roles\n{administrator.email},A,manager\n"

    report = bring_in(organisation, text, dry_run=True)
    with_another = bring_in(organisation, text + "b@b.example,B,administrator\n", dry_run=True)

    assert [str(fault) for fault in report.faults] == [
        "column roles: nobody would be left who is an administrator."
    ]
    assert with_another.faults == []


def test_queries_do_not_grow_with_people(
    organisation: Organisation, django_assert_max_num_queries: Any
) -> None:
    rows = "".join(f"p{n}@council.example,P,T,,G{n}\n" for n in range(400))

    with django_assert_max_num_queries(26):
        bring_in(organisation, f"email,name,team,roles,grade\n{rows}")


# The command -----------------------------------------------------------------------------------


def run(tmp_path: Path, text: str, *options: str) -> str:
    file = tmp_path / "people.csv"
    file.write_text(text)
    out = StringIO()
    call_command("import_people", str(file), "--organisation", "ambleford", *options, stdout=out)
    return out.getvalue()


def test_command_tells_what_it_did_and_invites(
    organisation: Organisation, tmp_path: Path, deliver: Callable[[], list[EmailMessage]]
) -> None:
    said = run(tmp_path, FILE, "--invite")

    assert said == "2 people: 2 added, 0 came back, 0 changed, 0 as they were; 2 new teams.\n" + (
        "2 invitations are queued; the worker sends them.\n"
    )
    assert [mail.to for mail in deliver()] == [["ada@council.example"], ["bo@council.example"]]


def test_command_dry_run_tells_each_change(organisation: Organisation, tmp_path: Path) -> None:
    said = run(tmp_path, FILE, "--dry-run").splitlines()

    assert said[0] == (
        "line 2: added ada@council.example (team: '' -> 'Care > East'; roles: '' -> 'manager';"
        " grade: '' -> 'G10')"
    )
    assert said[2:7] == [
        "new role: hr_lead for 1",
        "new role: manager for 2",
        "new attribute: grade",
        "new team: Care",
        "new team: Care > East",
    ]
    assert said[7].startswith("Dry run, nothing is written. 2 people: 2 added")
    assert Membership.objects.count() == 0


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_command_refuses_a_faulty_file(
    organisation: Organisation, tmp_path: Path, options: tuple[str, ...]
) -> None:
    text = "email,name\n" + "nobody,N\n" * 102

    with pytest.raises(CommandError) as refused:
        run(tmp_path, text, *options)

    lines = str(refused.value).splitlines()
    assert lines[0] == "The file has 102 faults, so nothing is written."
    assert lines[1] == "  line 2, column email: nobody is not an e-mail address."
    assert lines[-1] == "  and 2 more."
    assert len(lines) == 102


def test_command_names_an_unknown_organisation_and_a_missing_file(
    organisation: Organisation, tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match="no organisation 'nowhere'"):
        call_command("import_people", "x.csv", "--organisation", "nowhere")
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("import_people", str(tmp_path / "x.csv"), "--organisation", "ambleford")
