"""Goals in published results: counted once, of enough people by area and support, and never a word of a plan."""

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, Membership, Organisation
from assessments.models import Campaign
from banks.models import BankVersion
from plans.models import Goal
from results.actions import GOALS_AFTER, PublishingError, close_campaign, publish_goal_count
from results.models import Cell, Release
from results.queries.goals import goal_counts_due, goals_snapshot
from tests.factories import CampaignFactory, GoalFactory, MembershipFactory, TeamFactory
from tests.results.published import CLOSES, OPENS, answered, as_pdf, as_workbook, text_of
from tests.worker import fetched

DUE = CLOSES + GOALS_AFTER
LATER = DUE + timedelta(days=1)
SECRET = "Mrs Quillfeather of Larkspur Row"


@pytest.fixture
def campaign(organisation: Organisation, version: BankVersion) -> Campaign:
    return CampaignFactory(
        organisation=organisation, version=version, slug="spring", opens_at=OPENS,
        closes_at=CLOSES,
    )  # fmt: skip


@pytest.fixture
def people(organisation: Organisation, campaign: Campaign) -> list[Membership]:
    """Twelve in Housing and eight in Digital, who all answered."""
    found = []
    for name, number in {"Housing": 12, "Digital": 8}.items():
        team = TeamFactory(organisation=organisation, name=name)
        found += [MembershipFactory(organisation=organisation, team=team) for _ in range(number)]
    for place, member in enumerate(found):
        answered(member, campaign, 2 + place % 3, OPENS)
    return found


def set_goal(member: Membership, version: BankVersion, area: str, support: str, **fields) -> Goal:
    plan = {"plan": member.plan} if hasattr(member, "plan") else {"plan__member": member}
    fields = {"made_at": DUE - timedelta(days=3)} | fields
    return GoalFactory(
        **plan, version=version, learning_area=area, support_type=support,
        goal=SECRET, measure=SECRET, support_person=SECRET, obstacle=SECRET, **fields,
    )  # fmt: skip


@pytest.fixture
def release(campaign: Campaign, version: BankVersion, people: list[Membership]) -> Release:
    """Published; then six in Housing set two goals each, two in Digital one; others do not count."""
    found = close_campaign(campaign, by=None, at=CLOSES)
    for member in people[:6]:
        set_goal(member, version, "LA2", "ALS")
        set_goal(member, version, "LA2", "MANAGER")
    for member in people[-2:]:
        set_goal(member, version, "LA5", "COACH")
    for member in people[8:]:
        set_goal(member, version, "LA4", "PEER", status=Goal.Status.STOPPED)
        set_goal(member, version, "LA4", "PEER", made_at=DUE + timedelta(seconds=1))
    return found


@pytest.fixture
def counted(release: Release) -> Release:
    publish_goal_count(release.goal_count, at=LATER)
    return release


def cells(release: Release, group: str = "") -> dict[str, float | str]:
    """The figure of each area and kind of support, or why there is none."""
    name = group or release.groups.get(order=0).name
    found = Cell.objects.filter(
        group__release=release, group__name=name, statistic__startswith="goal_"
    )
    return {one.code: one.hidden or one.value for one in found}


def test_shares_of_those_who_took_part_are_published_where_people_are_enough(counted):
    organisation, housing, digital = (
        cells(counted),
        cells(counted, "Housing"),
        cells(counted, "Digital"),
    )

    assert len(organisation) == 1 + 7 + 6
    assert {organisation[code] for code in ("LA2", "ALS", "MANAGER")} == {30}
    assert organisation["organisation"] == 40
    assert {organisation[code] for code in ("LA4", "LA5", "PEER", "COACH")} == {"few_or_none"}
    assert set(digital.values()) == {"too_few"}
    # Housing alone would leave the eight of Digital to follow by subtraction.
    assert set(housing.values()) == {"protects_others"}


def test_a_share_is_a_number_from_five_people_inside_and_outside_on(campaign, people, version):
    """Three would be enough for other shares; who has the same goal is a group of its own."""
    release = close_campaign(campaign, by=None, at=CLOSES)
    for inside, area in ((4, "LA1"), (5, "LA2"), (15, "LA3"), (16, "LA4")):
        for member in people[:inside]:
            set_goal(member, version, area, "ALS")
    publish_goal_count(release.goal_count, at=LATER)

    found = cells(release)

    assert [found[f"LA{n}"] for n in (1, 2, 3, 4)] == ["few_or_none", 25, 75, "nearly_everyone"]


def test_goals_are_counted_when_it_is_time_and_once(release, people, version):
    count = release.goal_count

    assert not cells(release)
    assert not goal_counts_due(DUE - timedelta(seconds=1)).exists()
    with pytest.raises(PublishingError, match="not time yet"):
        publish_goal_count(count, at=DUE - timedelta(seconds=1))
    assert goal_counts_due(DUE).get() == count
    call_command("tick", stdout=io.StringIO())
    before = cells(release)
    set_goal(people[7], version, "LA2", "ALS")
    publish_goal_count(count, at=LATER)

    assert before["LA2"] == 30
    assert cells(release) == before
    assert AuditEntry.objects.filter(act="campaign.goals_published").count() == 1


def test_the_same_people_in_the_same_groups_count_as_at_the_close(
    release, campaign, people, version
):
    """Somebody moves, somebody leaves, somebody joins and finishes late: no other group comes of it."""
    late = MembershipFactory(organisation=campaign.organisation, team=people[0].team)
    answered(late, campaign, 3, CLOSES + timedelta(days=1))
    set_goal(late, version, "LA2", "ALS")
    Membership.objects.filter(pk=people[0].pk).update(left_at=CLOSES + timedelta(days=2))
    Membership.objects.filter(pk=people[1].pk).update(team=people[-1].team)
    shown = people_in(release)

    snapshot = goals_snapshot(release.goal_count, after=None)
    publish_goal_count(release.goal_count, at=LATER)

    assert len(snapshot.people) == 20
    assert people_in(release, goals=True) == shown
    assert cells(release)["LA2"] == 30


def people_in(release: Release, *, goals: bool = False) -> dict[str, float | None]:
    """How many people each figure of a group rests on, of all or of those with goals."""
    statistic = "goal_any" if goals else "people"
    found = Cell.objects.filter(group__release=release, statistic=statistic, n__isnull=False)
    # Alone, Housing's goals would tell those of Digital: its number of people is shown all the same.
    return {one.group.name: one.n for one in found if one.group.kind == "organisation"}


def test_without_any_goal_all_figures_are_there_in_words(campaign, people, client_of, hr_lead):
    release = close_campaign(campaign, by=None, at=CLOSES)
    client = client_of(hr_lead)
    before = read(client, "learning")

    publish_goal_count(release.goal_count, at=LATER)

    assert set(cells(release).values()) == {"few_or_none"}
    assert "Goals are counted once, on 30 June 2026" in before
    assert "Hardly anybody has a goal" in read(client, "learning")
    assert "goals_counted_at" in read(client, "results_json")


def test_a_group_too_small_to_count_says_so(campaign, version, organisation, client_of, hr_lead):
    """Nine are enough for averages."""
    for _ in range(9):
        member = MembershipFactory(organisation=organisation)
        answered(member, campaign, 3, OPENS)
        set_goal(member, version, "LA2", "ALS")
    release = close_campaign(campaign, by=None, at=CLOSES)
    publish_goal_count(release.goal_count, at=LATER)

    page = read(client_of(hr_lead), "learning")

    assert release.publishable
    assert not any(isinstance(value, float) for value in cells(release).values())
    folded = page.split("Not shown for this group")[1]
    assert "Goals in people’s plans" in folded
    assert "rest on too few people" in folded


def test_a_goal_counts_in_one_campaign_only(counted, organisation, version, people):
    """A newcomer would follow from goals that were counted before; also from a campaign closed late."""
    for member in people[:5]:
        set_goal(member, version, "LA7", "MENTOR", made_at=DUE + timedelta(days=30))
    figures = []
    for slug, days in (("summer", 90), ("late", -1)):
        closes_at = CLOSES + timedelta(days=days)
        again = CampaignFactory(
            organisation=organisation,
            version=version,
            slug=slug,
            opens_at=OPENS,
            closes_at=closes_at,
        )
        for member in people:
            answered(member, again, 3, OPENS)
        release = close_campaign(again, by=None, at=LATER)
        publish_goal_count(release.goal_count, at=LATER + timedelta(days=100))
        figures.append(cells(release))

    summer, late = figures
    assert (summer["LA7"], summer["MENTOR"]) == (25, 25)
    # Goals of the first campaign are not told again; those made a second after its count are new.
    assert (summer["LA2"], summer["ALS"]) == ("few_or_none", "few_or_none")
    assert summer["LA4"] == 60
    assert set(late.values()) == {"few_or_none"}


def test_goals_are_on_page_and_in_every_file_and_no_word_of_a_plan_is(
    counted, client_of, hr_lead, people
):
    client = client_of(hr_lead)
    texts = {name: read(client, name) for name in ("learning", "results_csv", "results_json")}
    texts |= {"pdf": as_pdf(client), "workbook": as_workbook(client)}
    pdf = text_of(fetched(client, reverse("results:results_pdf", args=["spring"])).content)

    for words in (texts["learning"], pdf):
        assert "Goals in people’s plans" in words
        assert "Action learning set" in words
        assert "about 8 of 20 people" in words
        assert "Growing: at least one person in five has a goal" in words
    assert "goal_area,LA2" in texts["results_csv"]
    assert '"goal_support"' in texts["results_json"]
    assert "Goals with this support" in texts["workbook"]
    assert not [name for name, text in texts.items() if SECRET in text or "Quillfeather" in text]
    own = client_of(people[0].user).get(reverse("reports:my_data_json"))
    assert SECRET in own.content.decode()
    team = reverse("results:team_learning", args=["spring", counted.groups.get(name="Digital").pk])
    hidden = client.get(team).content.decode()
    assert "rest on too few people" in hidden


def read(client: Client, name: str) -> str:
    return fetched(client, reverse(f"results:{name}", args=["spring"])).content.decode()


def test_count_asks_the_database_the_same_for_many_goals_as_for_one(
    campaign, people, version, django_assert_num_queries
):
    count = close_campaign(campaign, by=None, at=CLOSES).goal_count
    goals_snapshot(count, after=None)  # warms what is kept of the bank

    for goals in (1, 20):
        for member in people[:goals]:
            set_goal(member, version, "LA2", "ALS")
        with django_assert_num_queries(4):
            goals_snapshot(count, after=None)
