"""Who counts in a group's figures: nobody whom a reader of those figures may have made up."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import actions
from accounts.actions import confirm_members
from accounts.models import AuditEntry, Organisation, User
from accounts.permissions import Role
from assessments.models import Campaign
from assessments.queries import counting, left_out_of
from assessments.queries.counting import LeftOut
from banks.models import BankVersion
from psychometrics.queries import first_assessments
from results.actions import close_campaign
from results.models import Cell, Release
from tests.factories import CampaignFactory, MembershipFactory, TeamFactory
from tests.results.published import CLOSES, LATER, OPENS, answered

BEFORE = OPENS - timedelta(days=5)


@pytest.fixture
def campaign(organisation: Organisation, version: BankVersion) -> Campaign:
    return CampaignFactory(
        organisation=organisation,
        version=version,
        name="Spring",
        slug="spring",
        opens_at=OPENS,
        closes_at=CLOSES,
    )


@pytest.fixture
def hr_lead(organisation: Organisation) -> User:
    return MembershipFactory(organisation=organisation, roles=[Role.HR_LEAD]).user


@pytest.fixture
def administrator(organisation: Organisation) -> User:
    return MembershipFactory(organisation=organisation, roles=[Role.ADMINISTRATOR]).user


def brought_in(organisation: Organisation, number: int, *, by: User | None, at=BEFORE, team=None):
    """Members as the page for adding one person makes them."""
    return [
        actions.add_member(
            f"person.{at:%j}.{one}@council.example",
            actions.MemberDetails(
                name=f"Person {one}",
                team_id=team and team.pk,
                grants=frozenset({(Role.MANAGER.value, None)}),
                attributes={},
            ),
            organisation=organisation,
            by=by,
            at=at,
        )
        for one in range(number)
    ]


def all_answer(members, campaign):
    return [answered(member, campaign, 3, OPENS + timedelta(days=2)) for member in members]


def waiting(organisation: Organisation):
    return organisation.memberships.current().unconfirmed()


def test_four_made_up_people_do_not_unlock_the_fifth(organisation, campaign, hr_lead):
    """All their answers are known to whoever made them up, so the rest would be the fifth person's."""
    all_answer(brought_in(organisation, 4, by=hr_lead), campaign)
    all_answer([MembershipFactory(organisation=organisation, roles=[Role.MANAGER])], campaign)

    release = close_campaign(campaign, by=None, at=LATER)

    assert not release.publishable
    assert (release.submitted, release.came_late, release.unconfirmed) == (1, 0, 4)


def test_people_whom_an_administrator_confirms_count(
    organisation, campaign, hr_lead, administrator
):
    made = brought_in(organisation, 6, by=hr_lead)
    all_answer(made, campaign)

    confirmed = confirm_members(
        waiting(organisation), organisation=organisation, by=administrator, at=CLOSES
    )
    release = close_campaign(campaign, by=None, at=LATER)

    assert confirmed == 6
    assert (release.publishable, release.submitted, release.unconfirmed) == (True, 6, 0)
    acts = AuditEntry.objects.filter(act="membership.confirmed", actor=administrator)
    assert {entry.subject for entry in acts} == {one.user.email for one in made}


@pytest.mark.parametrize("by_administrator", [True, False])
def test_people_brought_in_by_who_cannot_see_results_count(
    organisation, campaign, administrator, by_administrator
):
    made = brought_in(organisation, 6, by=administrator if by_administrator else None)
    all_answer(made, campaign)

    assert close_campaign(campaign, by=None, at=LATER).submitted == 6


def test_who_becomes_an_hr_lead_made_nobody_up_either(organisation, campaign, administrator):
    all_answer(brought_in(organisation, 6, by=administrator), campaign)
    administrator.memberships.get().role_grants.create(role=Role.HR_LEAD)

    assert left_out_of(campaign, at=CLOSES) == LeftOut(came_late=0, unconfirmed=6)


def test_laying_the_role_down_makes_nobody_real(organisation, campaign, hr_lead):
    """Or one HR lead would make people up, and another, made up too, would read the results."""
    all_answer(brought_in(organisation, 6, by=hr_lead), campaign)
    hr_lead.memberships.get().role_grants.all().delete()

    assert left_out_of(campaign, at=CLOSES) == LeftOut(came_late=0, unconfirmed=6)


def test_who_joins_an_open_campaign_does_not_count(organisation, campaign):
    there = [MembershipFactory(organisation=organisation, roles=[Role.MANAGER]) for _ in range(7)]
    late = brought_in(organisation, 2, by=None, at=OPENS + timedelta(days=1))
    all_answer([*there, *late], campaign)

    release = close_campaign(campaign, by=None, at=LATER)

    assert (release.submitted, release.came_late) == (7, 2)


@pytest.mark.parametrize("late", [True, False])
def test_whoever_came_late_is_told_before_and_at_the_end_that_they_do_not_count(
    organisation, version, client_of, late
):
    opens = timezone.now() - timedelta(days=3)
    CampaignFactory(
        organisation=organisation, version=version, name="Spring", slug="spring",
        opens_at=opens, closes_at=opens + timedelta(days=9),
    )  # fmt: skip
    member = MembershipFactory(organisation=organisation, roles=[Role.MANAGER])
    member.joined_at = opens + timedelta(days=1 if late else -1)
    member.save()
    client = client_of(member.user)

    before = client.get(reverse("assessments:start", args=["spring"])).content.decode()
    begun = client.post(reverse("assessments:start", args=["spring"]))["Location"]
    end = client.get(f"{begun}check/").content.decode()
    home = client.get("/").content.decode()

    assert ("figures of groups do not count your answers" in before) == late
    assert ("figures of groups do not count your answers" in end) == late
    assert ("counts your answers in figures of groups" in end) != late
    assert ("once you finish it" in home) != late


def test_protection_page_says_how_many_count_of_how_many_and_why(
    organisation, campaign, hr_lead, administrator, client_of
):
    there = [MembershipFactory(organisation=organisation, roles=[Role.MANAGER]) for _ in range(7)]
    MembershipFactory(organisation=organisation, roles=[Role.MANAGER])
    brought = brought_in(organisation, 2, by=hr_lead)
    all_answer([*there, *brought], campaign)
    close_campaign(campaign, by=None, at=LATER)

    page = client_of(administrator).get(reverse("results:protection", args=["spring"]))

    words = page.content.decode()
    assert "Of 10 people invited 9 finished, and 7 of these count." in words
    assert "2 people finished whom HR leads had brought in" in words


def test_late_and_unconfirmed_is_one_reason(organisation, campaign, hr_lead):
    all_answer(
        brought_in(organisation, 2, by=hr_lead, at=OPENS + timedelta(days=1)),
        campaign,
    )

    assert left_out_of(campaign, at=CLOSES) == LeftOut(came_late=2, unconfirmed=0)


@pytest.mark.parametrize("has_password", [True, False])
def test_who_comes_back_is_who_they_were_if_only_they_can_sign_in(
    organisation, campaign, hr_lead, has_password
):
    """Ending somebody and bringing them back is no way to choose who counts, nor to make them up."""
    member = MembershipFactory(organisation=organisation, roles=[Role.MANAGER])
    joined = member.joined_at
    if not has_password:
        member.user.set_unusable_password()
        member.user.save()
    actions.end_membership(member, by=hr_lead, at=BEFORE)

    actions.invite_member(
        member.user.email,
        member.user.name,
        organisation=organisation,
        roles=[Role.MANAGER],
        by=hr_lead,
        at=BEFORE + timedelta(days=1),
    )

    member.refresh_from_db()
    came = joined if has_password else BEFORE + timedelta(days=1)
    assert (member.left_at, member.joined_at) == (None, came)
    assert list(waiting(organisation)) == ([] if has_password else [member])


def test_small_team_needs_five_who_count(organisation, campaign, hr_lead):
    """The figures of the others do not tell the team's either: they are of people who count."""
    small, large = (TeamFactory(organisation=organisation, name=name) for name in ("A", "B"))
    there = {small: 4, large: 12}
    for team, people in there.items():
        members = [
            MembershipFactory(organisation=organisation, team=team, roles=[Role.MANAGER])
            for _ in range(people)
        ]
        all_answer(members, campaign)
    all_answer(brought_in(organisation, 4, by=hr_lead, team=small), campaign)

    release = close_campaign(campaign, by=None, at=LATER)

    assert shown_groups(release) == set()


def shown_groups(release: Release) -> set[str]:
    """Which teams have any number; the whole has one where nobody is left over beside it."""
    cells = Cell.objects.filter(group__release=release, group__kind="team", hidden="")
    return set(cells.values_list("group__name", flat=True))


def test_item_statistics_count_the_same_people(organisation, campaign, hr_lead, version):
    made_up = brought_in(organisation, 3, by=hr_lead)
    there = MembershipFactory(organisation=organisation, roles=[Role.MANAGER])
    *_, own = all_answer([*made_up, there], campaign)

    assert list(first_assessments(version, organisation)) == [own]


def test_answers_from_a_file_count_as_they_came(organisation, campaign):
    """Whoever is in such a campaign was recorded with the file, after the day of the answers."""
    campaign.is_imported = True
    campaign.save()
    late = brought_in(organisation, 6, by=None, at=CLOSES)
    made = all_answer(late, campaign)

    assert set(counting(campaign.assessments.all())) == set(made)


def test_protection_page_says_who_does_not_count_and_why(client, organisation, campaign, hr_lead):
    there = [MembershipFactory(organisation=organisation, roles=[Role.MANAGER]) for _ in range(7)]
    late = brought_in(organisation, 2, by=None, at=OPENS + timedelta(days=1))
    all_answer([*there, *late, *brought_in(organisation, 1, by=hr_lead)], campaign)
    close_campaign(campaign, by=None, at=LATER)
    client.force_login(hr_lead)

    said = client.get(reverse("results:protection", args=["spring"])).content.decode()

    assert "2 people finished who became members after the campaign had opened" in said
    assert "1 person finished whom an HR lead had brought in" in said
