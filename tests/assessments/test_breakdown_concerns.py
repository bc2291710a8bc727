"""What is amiss with the values that results would be shown by is said before a campaign opens and before it closes."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from assessments.presenters import breakdown_concerns, concerns_before_closing
from assessments.queries import AttributeInUse
from tests.factories import CampaignFactory, MembershipFactory, OrganisationFactory, published


def words(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def graded(organisation):
    """Six managers of one grade, five of another, one of whom nobody can tell whether it is the first."""
    for grade in (*["G10"] * 6, *["G9"] * 5, "g10"):
        MembershipFactory(
            organisation=organisation, roles=[Role.MANAGER], attributes={"grade": grade}
        )
    return organisation


def test_look_alikes_and_small_values_are_told():
    grades = AttributeInUse("grade", {"G10": 6, "G9": 5, "g10": 1, "G12": 4})

    (concern,) = breakdown_concerns([grades], 5)

    assert (concern.name, concern.alike, concern.small) == ("grade", (("g10", "G10"),), 2)


def test_nothing_is_told_of_values_that_are_as_they_should_be():
    sites = AttributeInUse("site", {"Hall": 6, "Depot": 5})

    assert breakdown_concerns([sites], 5) == []
    assert breakdown_concerns([sites], 6)[0].small == 1


def test_groups_step_warns_with_a_way_to_tidy_up(client_of, hr_lead, graded):
    client = client_of(hr_lead)
    first = reverse("assessments:new_campaign")
    client.post(first, {"version": published().pk})
    client.post(f"{first}parts/", {})
    client.post(f"{first}who/", {"audience": "everyone"})

    page = client.get(f"{first}groups/")

    assert "Look at the values of “grade” first" in words(page)
    assert "“g10” looks like “G10” and would be a group of its own." in words(page)
    assert "1 value has fewer than 5 people among those invited." in words(page)
    assert reverse("people:attributes") in page.content.decode()


@pytest.mark.parametrize("typed", ["6", "x", "٣", "999", ""])
def test_groups_step_goes_by_the_smallest_group_that_was_typed(client_of, hr_lead, graded, typed):
    client = client_of(hr_lead)
    first = reverse("assessments:new_campaign")
    client.post(first, {"version": published().pk})
    client.post(f"{first}parts/", {})
    client.post(f"{first}who/", {"audience": "everyone"})

    page = client.post(f"{first}groups/", {"smallest_group": typed, "breakdown": "none"})

    small = "2 values have fewer than 6" if typed == "6" else "1 value has fewer than 5"
    assert small in words(page)


def test_close_page_warns_of_the_chosen_attribute_alone(client_of, hr_lead, graded):
    now = timezone.now()
    dates = {"opens_at": now - timedelta(days=9), "closes_at": now + timedelta(days=9)}  # fmt: skip
    warned = CampaignFactory(organisation=graded, breakdown="grade", **dates)
    teams_only = CampaignFactory(organisation=graded, **dates)
    other = CampaignFactory(organisation=OrganisationFactory(), breakdown="grade", **dates)
    client = client_of(hr_lead)

    page = client.get(reverse("results:close", args=[warned.slug]))

    assert "“g10” looks like “G10”" in words(page)
    assert reverse("people:attributes") in page.content.decode()
    quiet = client.get(reverse("results:close", args=[teams_only.slug]))
    assert quiet.status_code == 200
    assert "Look at the values" not in words(quiet)
    assert client.get(reverse("results:close", args=[other.slug])).status_code == 404
    assert concerns_before_closing(other) == []
