"""Attributes as lists: what looks alike is told, refused on a person's page, and put right for everybody at once."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import actions
from accounts.attribute_twins import like, look_alikes, twin_of
from accounts.forms.attributes import field_name
from accounts.models import AuditEntry, Membership, Organisation, Team, User
from assessments.models import Campaign
from tests.factories import CampaignFactory, MembershipFactory, OrganisationFactory

ClientOf = Callable[[User], Client]
LIST = "/people/attributes/"


def words(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def grades(organisation: Organisation) -> list[str]:
    people = Membership.objects.filter(organisation=organisation, attributes__isnull=False)
    return sorted(one.attributes["grade"] for one in people if "grade" in one.attributes)


@pytest.fixture
def graded(organisation: Organisation, leaver: User) -> Organisation:
    """Three G10, one g 10 and one who had that before leaving, in an organisation beside another."""
    for grade in ("G10", "G10", "G10", "g 10"):
        MembershipFactory(organisation=organisation, attributes={"grade": grade, "site": "Hall"})
    Membership.objects.filter(user=leaver).update(attributes={"grade": "g 10"})
    MembershipFactory(organisation=OrganisationFactory(), attributes={"grade": "g 10"})
    return organisation


# The rule --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", ["g10", "G 10", "G-10", "G\u200910", "Ǵ10", "G010", "G1O", "Ｇ10", "G10."]
)
def test_what_is_typed_differently_looks_alike(words):
    assert (like(words), twin_of(words, {"G9": 1, "G10": 1})) == (like("G10"), "G10")


@pytest.mark.parametrize("words", ["G10", "G1", "G100", "G11", "H10", "G10A", "–"])
def test_what_is_known_or_differs_has_no_twin(words):
    assert twin_of(words, {"G10": 1, "—": 1}) is None


def test_rarer_spelling_is_the_look_alike():
    assert twin_of("G 10", {"g10": 2, "G10": 7, "G-10": 1}) == "G10"
    assert look_alikes({"G9": 1, "g10": 2, "G10": 7, "G-10": 1}) == {"g10": "G10", "G-10": "G10"}


# The page of all -------------------------------------------------------------------------------


def test_page_counts_current_members_and_flags_look_alikes(client_of, hr_lead, graded):
    response = client_of(hr_lead).get(LIST)

    page = words(response)
    assert "2 values, 4 people" in page
    assert "1 value looks like another." in page
    assert "g 10 Looks like “G10” 1 Make it “G10”" in page
    assert "?value=g%2010&amp;becomes=G10" in response.content.decode()


def test_page_costs_the_same_whatever_there_is(
    client_of, hr_lead, organisation, django_assert_max_num_queries
):
    for number in range(30):
        MembershipFactory(organisation=organisation, attributes={f"a{number % 9}": str(number)})
    client = client_of(hr_lead)

    with django_assert_max_num_queries(6):
        client.get(LIST)


def test_page_of_an_organisation_without_attributes(client_of, administrator):
    assert "No attributes yet" in words(client_of(administrator).get(LIST))


# One value -------------------------------------------------------------------------------------


def value_page(name: str, value: str) -> str:
    return reverse("people:attribute_value", args=[name]) + f"?value={value}"


def test_merging_asks_first_and_says_how_many(client_of, hr_lead, graded):
    page = client_of(hr_lead).post(value_page("grade", "g 10"), {"becomes": "G10"})

    assert "Make “g 10” one with “G10”?" in words(page)
    assert "1 current member is changed." in words(page)
    assert "3 people have “G10” already" in words(page)
    assert grades(graded) == ["G10", "G10", "G10", "g 10", "g 10"]
    assert not AuditEntry.objects.filter(act="attribute.value_changed").exists()


def test_merging_changes_everybody_of_the_organisation_and_nobody_else(client_of, hr_lead, graded):
    said = {"becomes": "G10", "sure": "1"}

    response = client_of(hr_lead).post(value_page("grade", "g 10"), said)

    assert response["Location"] == LIST
    assert grades(graded) == ["G10"] * 5
    assert Membership.objects.exclude(organisation=graded).get(
        attributes={"grade": "g 10"}
    )  # another organisation's
    (entry,) = AuditEntry.objects.filter(act="attribute.value_changed")
    assert (entry.subject, entry.organisation, entry.actor) == ("grade", graded, hr_lead)
    assert entry.details == {"changed": {"value": ["g 10", "G10"]}, "people": 1}


def test_renaming_to_a_look_alike_is_said_and_can_be_insisted_on(client_of, hr_lead, graded):
    client = client_of(hr_lead)

    asked = client.post(value_page("grade", "g 10"), {"becomes": "G-10"})
    client.post(value_page("grade", "g 10"), {"becomes": "G-10", "sure": "1"})

    assert "“G-10” looks like “G10”, and would be a value of its own." in words(asked)
    assert grades(graded) == ["G-10", "G-10", "G10", "G10", "G10"]


@pytest.mark.parametrize(
    ("becomes", "error"),
    [
        ("", "Enter the new value."),
        ("g 10", "It is called that already."),
        ("x" * 101, "this is longer than 100 characters."),
    ],
)
def test_new_value_that_cannot_be_is_refused(becomes, error, client_of, hr_lead, graded):
    said = {"becomes": becomes, "sure": "1"}

    assert error in words(client_of(hr_lead).post(value_page("grade", "g 10"), said))
    assert grades(graded).count("g 10") == 2


def test_value_that_only_others_have_is_not_found(client_of, hr_lead, graded):
    MembershipFactory(organisation=OrganisationFactory(), attributes={"grade": "Z1"})
    client = client_of(hr_lead)

    assert client.get(value_page("grade", "Z1")).status_code == 404
    assert client.get(value_page("band", "G10")).status_code == 404
    assert client.get(value_page("grade", "G10")).status_code == 200


def test_values_that_need_quoting_are_changed_too(client_of, hr_lead, organisation):
    one = MembershipFactory(organisation=organisation, attributes={'a "b" / é$[0]': "x & y"})
    page = reverse("people:attribute_value", args=['a "b" / é$[0]']) + "?value=x%20%26%20y"

    client_of(hr_lead).post(page, {"becomes": "it’s <b>", "sure": "1"})

    one.refresh_from_db()
    assert one.attributes == {'a "b" / é$[0]': "it’s <b>"}


# One attribute ---------------------------------------------------------------------------------


def attribute_page(name: str) -> str:
    return reverse("people:attribute", args=[name])


def test_renaming_an_attribute_asks_and_campaigns_without_results_follow(
    client_of, hr_lead, graded
):
    client = client_of(hr_lead)
    waiting = CampaignFactory(organisation=graded, breakdown="grade")
    published = CampaignFactory(organisation=graded, breakdown="grade", published_at=timezone.now())

    asked = client.post(attribute_page("grade"), {"becomes": "Band"})
    assert "Rename “grade” to “band”? 4 current members are changed." in words(asked)
    client.post(attribute_page("grade"), {"becomes": "Band", "sure": "1"})

    assert grades(graded) == []
    assert Membership.objects.filter(organisation=graded, attributes__band="g 10").count() == 2
    assert Campaign.objects.get(pk=waiting.pk).breakdown == "band"
    assert Campaign.objects.get(pk=published.pk).breakdown == "grade"
    entry = AuditEntry.objects.get(act="attribute.renamed")
    assert (entry.subject, entry.details) == ("band", {"was": "grade", "people": 4})


def test_two_attributes_become_one_unless_somebody_has_two_values(client_of, hr_lead, graded):
    client, said = client_of(hr_lead), {"becomes": "grade", "sure": "1"}
    one = MembershipFactory(organisation=graded, attributes={"grades": "G9"})
    both = MembershipFactory(organisation=graded, attributes={"grades": "G8", "grade": "G7"})

    refused = client.post(attribute_page("grades"), said)
    assert "1 person has both attributes with different values." in words(refused)
    Membership.objects.filter(pk=both.pk).update(attributes={"grades": "G7", "grade": "G7"})
    client.post(attribute_page("grades"), said)

    one.refresh_from_db()
    both.refresh_from_db()
    assert (one.attributes, both.attributes) == ({"grade": "G9"}, {"grade": "G7"})


def test_column_of_files_is_no_name_of_an_attribute(client_of, hr_lead, graded):
    page = client_of(hr_lead).post(attribute_page("grade"), {"becomes": "Team", "sure": "1"})

    assert "“team” is a column of its own in files of people." in words(page)


def test_removing_an_attribute_is_refused_while_results_are_to_be_shown_by_it(
    client_of, hr_lead, graded
):
    client, page = client_of(hr_lead), reverse("people:remove_attribute", args=["grade"])
    campaign = CampaignFactory(organisation=graded, breakdown="grade", name="Spring")

    assert "Results of “Spring” are to be shown by this attribute." in words(client.post(page))
    assert len(grades(graded)) == 5
    Campaign.objects.filter(pk=campaign.pk).update(published_at=timezone.now())
    assert "4 current members have it. Those who have left lose it too." in words(client.get(page))
    client.post(page)

    assert grades(graded) == []
    assert Membership.objects.filter(organisation=graded, attributes={"site": "Hall"}).count() == 4
    assert AuditEntry.objects.get(act="attribute.removed").details == {"people": 4}


def test_nothing_is_written_where_nobody_has_the_attribute(organisation, hr_lead):
    said = {"organisation": organisation, "by": hr_lead, "at": timezone.now()}

    assert actions.rename_attribute("none", "other", **said) == 0
    assert actions.remove_attribute("none", **said) == 0
    assert not AuditEntry.objects.filter(act__startswith="attribute.").exists()


def test_log_says_what_was_done_to_how_many_and_no_value(client_of, hr_lead, graded):
    said = {"organisation": graded, "by": hr_lead, "at": timezone.now()}
    actions.rename_value("grade", "g 10", "Quite Unlike", **said)
    actions.rename_attribute("grade", "band", **said)
    actions.remove_attribute("band", **said)
    client = client_of(hr_lead)

    page = words(client.get(reverse("people:log")))

    for part in (
        "Value of an attribute renamed, or made one with another",
        "Attribute renamed, or made one with another",
        "Attribute removed",
        "before: grade",
        "people: 1",
        "people: 4",
    ):
        assert part in page
    assert "Quite Unlike" not in page
    elsewhere = OrganisationFactory()
    actions.remove_attribute("grade", **(said | {"organisation": elsewhere}))
    assert words(client.get(reverse("people:log"))) == page


# The page of one person ------------------------------------------------------------------------


def saved(client, membership: Membership, **said: str) -> Any:
    details = {"name": membership.user.name, "roles": ["manager"], "team": membership.team_id or ""}
    return client.post(reverse("people:member", args=[membership.pk]), details | said)


def test_known_values_are_offered_in_a_list(client_of, hr_lead, graded, in_roads):
    page = client_of(hr_lead).get(reverse("people:member", args=[in_roads.pk])).content.decode()

    field = f"id_{field_name('grade')}"
    assert f'list="{field}_values"' in page
    offered = '<option value="g 10"></option><option value="G10"></option>'
    assert f'<datalist id="{field}_values">{offered}</datalist>' in page


def test_look_alike_of_a_known_value_is_refused_and_the_value_itself_saved(
    client_of: ClientOf, hr_lead: User, graded: Organisation, in_roads: Membership
) -> None:
    client, grade = client_of(hr_lead), field_name("grade")

    refused = saved(client, in_roads, **{grade: "G-10"})
    assert "Did you mean “G10”?" in words(refused)
    assert 'value="G-10"' in refused.content.decode()
    beside = saved(client, in_roads, attributes="grade = g10")
    assert "Did you mean “G10”?" in words(beside)
    name = saved(client, in_roads, attributes="si te = Hall")
    assert "“si te” looks like the attribute “site”." in words(name)
    assert saved(client, in_roads, **{grade: "G10"}, attributes="shift = late").status_code == 302

    in_roads.refresh_from_db()
    assert in_roads.attributes == {"grade": "G10", "shift": "late"}


def test_what_somebody_has_already_can_be_saved_again(client_of, hr_lead, graded):
    odd = Membership.objects.current().get(organisation=graded, attributes__grade="g 10")

    said = {field_name("grade"): "g 10", field_name("site"): ""}
    assert saved(client_of(hr_lead), odd, **said).status_code == 302

    odd.refresh_from_db()
    assert odd.attributes == {"grade": "g 10"}


def test_branch_lead_is_offered_what_their_branch_has_and_warned_of_all(
    client_of: ClientOf, branch_lead: User, in_east: Membership, roads: Team
) -> None:
    MembershipFactory(organisation=in_east.organisation, team=roads, attributes={"grade": "G12"})
    client = client_of(branch_lead)

    page = client.get(reverse("people:member", args=[in_east.pk])).content.decode()
    refused = saved(client, in_east, **{field_name("grade"): "g12"})

    assert '<option value="G9">' in page
    assert "G12" not in page
    assert "Did you mean “G12”? If “g12” is right, ask an administrator" in words(refused)
    # The page for that is closed to them.
    assert client.get(LIST).status_code == 403
    assert "under People, Attributes" not in words(refused)
