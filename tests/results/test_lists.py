"""Two campaigns of which one is for a list: nobody may be picked out by leaving them off it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.permissions import Role
from assessments.models import Campaign
from results.actions import close_campaign
from tests.factories import CampaignFactory, MembershipFactory
from tests.results.published import CLOSES, LATER, OPENS, answered

LIST, EVERYONE = Campaign.Audience.PEOPLE, Campaign.Audience.EVERYONE


@pytest.fixture
def members(organisation):
    return [MembershipFactory(organisation=organisation, roles=[Role.MANAGER]) for _ in range(20)]


def release_of(organisation, version, name, members, audience, *, later=timedelta(0), **more):
    """The results of a campaign that just these members answered."""
    campaign = CampaignFactory(
        organisation=organisation, version=version, name=name, slug=name, audience=audience,
        opens_at=OPENS + later, closes_at=CLOSES + later, **more,
    )  # fmt: skip
    campaign.people.set(members)
    for member in members:
        answered(member, campaign, 3, OPENS + later + timedelta(days=1))
    return close_campaign(campaign, by=None, at=LATER + later)


@pytest.mark.parametrize(
    ("first", "second", "published"),
    [
        ((0, 10), (1, 11), False),  # one off, another on, whose answers may be known
        ((0, 10), (0, 9), False),
        ((0, 12), (0, 16), False),
        ((0, 10), (0, 10), True),
        ((0, 10), (0, 15), True),
        ((0, 10), (10, 20), True),
    ],
)
def test_list_that_differs_by_a_few_is_not_published(
    organisation, version, members, first, second, published
):
    spring = release_of(organisation, version, "spring", members[slice(*first)], LIST)

    autumn = release_of(
        organisation, version, "autumn", members[slice(*second)], LIST, later=timedelta(days=150)
    )

    assert spring.publishable
    assert autumn.publishable is published
    assert autumn.reasons == ([] if published else ["like_a_recent_release"])


def test_list_of_all_but_one_beside_everybody_is_not_published(organisation, version, members):
    release_of(organisation, version, "spring", members, EVERYONE)

    assert not release_of(
        organisation, version, "autumn", members[1:], LIST, later=timedelta(days=60)
    ).publishable


@pytest.mark.parametrize("more", [{"later": timedelta(days=400)}, {"is_imported": True}])
def test_long_after_or_from_a_file_it_is(organisation, version, members, more):
    """Of answers from a file nobody here drew up the list."""
    imported = more.get("is_imported", False)
    release_of(organisation, version, "spring", members[:10], LIST, is_imported=imported)

    later = more.get("later", timedelta(days=60))
    autumn = release_of(
        organisation, version, "autumn", members[:9], LIST, later=later, is_imported=imported
    )

    assert autumn.publishable


def test_everybody_twice_is_published_though_somebody_left(organisation, version, members):
    release_of(organisation, version, "spring", members, EVERYONE)

    assert release_of(
        organisation, version, "autumn", members[1:], EVERYONE, later=timedelta(days=60)
    ).publishable


def test_protection_of_a_refused_list_does_not_speak_of_what_was_never_tried(
    organisation, version, members, client_of
):
    """What is refused for who took part is refused before anything is worked out."""
    release_of(organisation, version, "spring", members[:10], LIST)
    release_of(organisation, version, "autumn", members[:9], LIST, later=timedelta(days=60))
    client = client_of(MembershipFactory(organisation=organisation, roles=[Role.HR_LEAD]).user)

    published, refused = (
        client.get(reverse("results:protection", args=[slug])).content.decode()
        for slug in ("spring", "autumn")
    )

    assert "Laid side by side, the two would tell" in refused
    for words in ("How hard it was tried", "the service attacked its own results", "was stored"):
        assert words in published
    for words in (
        "How hard it was tried", "0 kinds of figure", "Nothing was found", "the service tried",
        "Everything was worked out once",
    ):  # fmt: skip
        assert words not in refused
    assert "What it does not protect against" in refused
