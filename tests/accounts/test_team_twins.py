"""New teams that look like one there is: the same by composition and case, else a word before it is done."""

import pytest
from django.test import Client

from accounts.models import Organisation, Team, User
from tests.accounts.test_import_people import bring_in, paths
from tests.accounts.test_upload import ClientOf, choose, words


def file(*teams: str) -> str:
    rows = (f"p{n}@x.example,P,{team}\n" for n, team in enumerate(teams))
    return "email,name,team\n" + "".join(rows)


def test_team_is_the_same_however_its_letters_are_composed(organisation: Organisation) -> None:
    report = bring_in(organisation, file("Café", "Cafe\u0301", "CAFÉ"))

    assert (paths(organisation), report.advice) == (["Café"], [])


def test_team_stored_uncomposed_is_found(organisation: Organisation) -> None:
    Team.objects.create(organisation=organisation, name="Cafe\u0301")

    assert bring_in(organisation, file("Café")).new_teams == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Children’s services", "Children's services"),
        ("Night team", "Night-team"),
        ("Night team", "Nightteam"),
        ("Café", "Cafe"),
        ("Health and Care", "Health & Care"),
    ],
)
def test_look_alike_is_told_beside_the_new_team(
    old: str, new: str, organisation: Organisation
) -> None:
    Team.objects.create(organisation=organisation, name=old)

    report = bring_in(organisation, file(new), dry_run=True)

    assert report.advice == [
        f"“{new}” would be a new team beside “{old}”, which looks the same. Write them alike if they are one."
    ]


def test_two_new_teams_that_look_alike_are_told_once(organisation: Organisation) -> None:
    report = bring_in(organisation, file("Children’s > A", "Children's > A"), dry_run=True)

    (said,) = report.advice
    assert said.startswith("“Children's” would be a new team beside “Children’s”")


def test_name_of_a_team_further_down_is_told_with_its_path(organisation: Organisation) -> None:
    housing = Team.objects.create(organisation=organisation, name="Housing")
    Team.objects.create(organisation=organisation, name="Repairs", parent=housing)

    report = bring_in(organisation, file("repairs", "Care > Repairs"), dry_run=True)

    assert report.advice == [
        "“repairs” would be a new team, and there is “Housing > Repairs”. Write the whole path if that team is meant."
    ]


def test_page_shows_advice_before_the_button(
    client_of: ClientOf, administrator: User, organisation: Organisation
) -> None:
    Team.objects.create(organisation=organisation, name="Children’s services")
    client: Client = client_of(administrator)

    page = words(choose(client, b"E-mail,Full name,Unit\nn@x.example,N,Children's services\n"))

    assert "would be a new team beside “Children’s services”" in page
    assert "column “E-mail”: email" in page
    assert page.index("Look at this first") < page.index("Bring them in")


def test_what_stands_for_no_team_is_told(organisation: Organisation) -> None:
    report = bring_in(organisation, file("N/A", "Care"), dry_run=True)

    assert [one for one in report.advice if "N/A" in one] == [
        "“N/A” would be a new team. Leave the cell empty where there is no team."
    ]
