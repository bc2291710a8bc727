"""Lists are in the order of their reader's language, whoever sorts them: a database or we ourselves."""

import pytest
from django.utils import translation

from accounts import queries
from accounts.models import Organisation
from accounts.queries import Search
from accounts.reading_order import ReadingOrder, reading_order
from tests.factories import MembershipFactory, TeamFactory

pytestmark = pytest.mark.django_db

BY_LANGUAGE = {
    "cy": ("Ann", "Dafydd", "Dylan", "Ddewi", "Eleri", "Émile", "Llinos", "owain", "Rhys"),
    "en-gb": ("Ann", "Dafydd", "Ddewi", "Dylan", "Eleri", "Émile", "Llinos", "owain", "Rhys"),
}


@pytest.mark.parametrize("language", BY_LANGUAGE)
def test_people_are_in_the_order_of_the_reader(organisation: Organisation, language: str) -> None:
    for name in sorted(BY_LANGUAGE["cy"]):
        MembershipFactory(organisation=organisation, user__name=name)

    with translation.override(language):
        members = queries.matching_members(organisation.pk, Search(), within=None)
        names = [one.name for one in members]
        # A page of them is a part of the same list.
        assert [one.name for one in members[2:5]] == names[2:5]

    assert tuple(names) == BY_LANGUAGE[language]


def test_an_own_name_of_somebody_is_sorted_as_it_is_shown(organisation: Organisation) -> None:
    MembershipFactory(organisation=organisation, user__name="Zena")
    MembershipFactory(organisation=organisation, user__name="Yusuf", typed_name="Anwen")

    members = queries.matching_members(organisation.pk, Search(), within=None)

    assert [one.name for one in members] == ["Anwen", "Zena"]


@pytest.mark.parametrize("language", BY_LANGUAGE)
def test_teams_are_in_the_order_of_the_reader(organisation: Organisation, language: str) -> None:
    for name in (*sorted(BY_LANGUAGE["cy"]), "Team 10", "Team 9"):
        TeamFactory(organisation=organisation, name=name)

    with translation.override(language):
        tree = queries.team_tree(organisation.pk)

    assert tuple(team.name for team in tree.teams) == (*BY_LANGUAGE[language], "Team 9", "Team 10")


@pytest.mark.parametrize("language", BY_LANGUAGE)
def test_database_sorts_words_as_we_do(organisation: Organisation, language: str) -> None:
    words = (
        "Aled, Âled, ailing, O'Neill, O’Neill, Oakes, llan, lwc, Ngwlad, gwlad, Ann-Marie, Ann Wood, Anna, rhan, rŵan, tŷ, "
        "Person 10, Person 9, Person 9b, ann, Ann, Łódź, lodz, æon, aer, βeta, 1, (a)"
    )
    for word in words.split(", "):
        TeamFactory(organisation=organisation, name=word)

    with translation.override(language):
        names = organisation.teams.order_by(ReadingOrder("name")).values_list("name", flat=True)
        assert list(names) == sorted(words.split(", "), key=reading_order)
