"""Two campaigns soon after one another: nobody may be picked out by being in one of them alone."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.actions import erase_person
from accounts.permissions import Role
from assessments.models import Campaign
from results.actions import close_campaign
from results.models import Cell
from tests.factories import CampaignFactory, MembershipFactory, TeamFactory, bank, published
from tests.results.published import LATER, OPENS, answered

LIST, EVERYONE = Campaign.Audience.PEOPLE, Campaign.Audience.EVERYONE


@pytest.fixture
def members(organisation):
    return [MembershipFactory(organisation=organisation, roles=[Role.MANAGER]) for _ in range(20)]


def release_of(
    organisation, version, name, members, audience, *, later=timedelta(0), open_for=30, **more
):
    """The results of a campaign that just these members answered."""
    campaign = CampaignFactory(
        organisation=organisation, version=version, name=name, slug=name, audience=audience,
        opens_at=OPENS + later, closes_at=OPENS + later + timedelta(days=open_for), **more,
    )  # fmt: skip
    campaign.people.set(members)
    for member in members:
        answered(member, campaign, 3, OPENS + later + timedelta(days=1))
    return close_campaign(campaign, by=None, at=LATER + later + timedelta(days=open_for))


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


@pytest.mark.parametrize(("days", "published"), [(60, False), (183, True)])
def test_everybody_twice_is_published_half_a_year_apart(
    organisation, version, members, days, published
):
    """Ended and brought back, one of them does not count the second time."""
    release_of(organisation, version, "spring", members, EVERYONE)

    autumn = release_of(
        organisation, version, "autumn", members[1:], EVERYONE, later=timedelta(days=days)
    )

    assert autumn.publishable is published


def test_who_counted_then_is_not_worked_out_anew(organisation, version, members):
    """Whoever was ended and brought back since, by somebody who reads results, was in the first list's figures."""
    release_of(organisation, version, "spring", members[:10], LIST)
    members[0].joined_at = LATER
    members[0].save()

    autumn = release_of(
        organisation, version, "autumn", members[:10], LIST, later=timedelta(days=1)
    )

    assert autumn.submitted == 9
    assert autumn.reasons == ["like_a_recent_release"]


def test_whoever_was_erased_counted_then(organisation, version, members):
    release_of(organisation, version, "spring", members[:10], LIST)
    erase_person(members[0].user, organisation=organisation, by=None, at=LATER)

    autumn = release_of(
        organisation, version, "autumn", members[1:10], LIST, later=timedelta(days=60)
    )

    assert autumn.reasons == ["like_a_recent_release"]


def in_teams(organisation, sizes):
    """Members of teams, team by team."""
    teams = [TeamFactory(organisation=organisation) for _ in sizes]
    return [
        MembershipFactory(organisation=organisation, team=team, roles=[Role.MANAGER])
        for team, size in zip(teams, sizes, strict=True)
        for _ in range(size)
    ]


def told_of_teams(release):
    """What is told of how many are in each team."""
    cells = Cell.objects.filter(group__release=release, statistic="people", group__kind="team")
    return [cell.hidden or int(cell.value) for cell in cells.order_by("group__order")]


def test_teams_of_each_of_which_one_was_left_off_a_list_are_hidden(organisation, version):
    """Five apart in all, and one in each team that was shown: of those nothing is shown now."""
    members = in_teams(organisation, [8] * 5)
    release_of(organisation, version, "spring", members, EVERYONE)

    listed = [member for number, member in enumerate(members) if number % 8]
    autumn = release_of(organisation, version, "autumn", listed, LIST, later=timedelta(days=150))

    assert autumn.publishable
    assert told_of_teams(autumn) == ["like_a_recent_group"] * 5
    hidden = Cell.objects.filter(group__release=autumn, group__kind="team", value__isnull=False)
    assert not hidden.exists()


def test_team_is_hidden_alone_where_it_alone_is_like_a_recent_one(organisation, version, client_of):
    """One of the first team and five of the second are left off, and nobody of the third."""
    members = in_teams(organisation, [10, 12, 9, 9])
    release_of(organisation, version, "spring", members, EVERYONE)

    listed = [*members[1:10], *members[15:]]
    autumn = release_of(organisation, version, "autumn", listed, LIST, later=timedelta(days=150))

    # What is left over beside the others would be the first team, so another goes with it.
    assert told_of_teams(autumn) == ["like_a_recent_group", "protects_others", 9, 9]
    client = client_of(MembershipFactory(organisation=organisation, roles=[Role.HR_LEAD]).user)
    page = client.get(reverse("results:teams", args=["autumn"])).content.decode()
    assert "only a few people set this group apart from what it was in another campaign" in page


def test_list_that_is_open_for_long_is_compared_all_the_same(organisation, version, members):
    release_of(organisation, version, "spring", members[:10], LIST)

    autumn = release_of(
        organisation, version, "autumn", members[:9], LIST, later=timedelta(days=60), open_for=400
    )

    assert not autumn.publishable


def test_copy_of_the_bank_is_compared_too(organisation, version, members):
    release_of(organisation, version, "spring", members[:10], LIST)
    about = replace(bank().instrument, code="COPY")
    copy = published(replace(bank(), instrument=about), organisation=organisation)

    autumn = release_of(organisation, copy, "autumn", members[:9], LIST, later=timedelta(days=60))

    assert not autumn.publishable


def test_protection_of_a_refused_list_does_not_speak_of_what_was_never_tried(
    organisation, version, members, client_of
):
    """What is refused for who took part is refused before anything is worked out."""
    release_of(organisation, version, "spring", members[:10], LIST)
    release_of(organisation, version, "autumn", members[:9], LIST, later=timedelta(days=60))
    client = client_of(MembershipFactory(organisation=organisation, roles=[Role.HR_LEAD]).user)

    shown, refused = (
        client.get(reverse("results:protection", args=[slug])).content.decode()
        for slug in ("spring", "autumn")
    )

    assert "Laid side by side, the two would tell" in refused
    for words in ("How hard it was tried", "the service attacked its own results", "was stored"):
        assert words in shown
    for words in (
        "How hard it was tried", "0 kinds of figure", "Nothing was found", "the service tried",
        "Everything was worked out once",
    ):  # fmt: skip
        assert words not in refused
    assert "What it does not protect against" in refused
