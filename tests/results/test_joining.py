"""Small teams that are one group of a campaign's results: proposed, chosen, frozen, published, and attacked."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.permissions import Role
from assessments.actions import CampaignError, join_teams, part_joined
from assessments.models import JoinedGroup
from assessments.queries import invited_to
from results.actions import close_campaign
from results.disclosure import Rules, Team, packed, publish
from results.queries.neighbours import joinable_of
from results.queries.published import reach_of
from results.queries.recent_releases import shown_lately
from results.queries.snapshot import close_of
from tests.factories import CampaignFactory, MembershipFactory, TeamFactory
from tests.results.councils import scores, shown, snapshot, varied
from tests.results.published import CLOSES, LATER, OPENS, answered

BEFORE = OPENS - timedelta(days=3)
NAME = "Repairs and Voids together"
SIZES = {"Care": 12, "Lettings": 10, "Repairs": 3, "Voids": 4}
JOINED = f"Housing > {NAME}"


@pytest.mark.parametrize(
    ("sizes", "packs"),
    [
        ([3, 12, 5], [(0, 2)]),
        ([4, 4, 4, 4], [(0, 1), (2, 3)]),
        ([4, 4, 2], [(0, 1, 2)]),  # the one left over goes with those before it
        ([3, 3], [(0, 1)]),  # shown if nearly all answer
        ([2, 2], []),
        ([3, 12], []),
        ([8, 9], []),
        ([0, 4, 4], [(1, 2)]),
    ],
)
def test_as_few_are_put_together_as_it_takes(sizes, packs):
    assert list(packed(sizes, Rules(), 0.7)) == packs


# Until it opens ---------------------------------------------------------------------------------


@pytest.fixture
def teams(organisation):
    """Care (12), and Housing with Lettings (10), Repairs (3) and Voids (4) below it."""
    housing = TeamFactory(organisation=organisation, name="Housing")
    found = {"Housing": housing}
    for name, people in SIZES.items():
        parent = None if name == "Care" else housing
        found[name] = TeamFactory(organisation=organisation, name=name, parent=parent)
        for _one in range(people):
            MembershipFactory(organisation=organisation, team=found[name], roles=[Role.MANAGER])
    return found


def planned(organisation, version, slug="spring", later=timedelta(0)):
    return CampaignFactory(
        organisation=organisation, version=version, slug=slug, name=slug.title(),
        opens_at=OPENS + later, closes_at=CLOSES + later,
    )  # fmt: skip


@pytest.fixture
def campaign(organisation, version, teams):
    return planned(organisation, version)


def joined(campaign, teams, hr_lead, *names, name=NAME):
    keys = [teams[one].pk for one in names or ("Repairs", "Voids")]
    return join_teams(campaign, keys, name=name, by=hr_lead, at=campaign.opens_at - timedelta(1))


def test_hr_lead_takes_the_proposal_renames_it_and_undoes_it(client_of, hr_lead, campaign, teams):
    url = reverse("results:joining", args=["spring"])
    key = teams["Housing"].pk
    ticked = {f"in-{key}-teams": [teams["Repairs"].pk, teams["Voids"].pk]}

    with time_machine.travel(BEFORE, tick=False):
        client = client_of(hr_lead)
        proposal = client.get(url).content.decode()
        done = client.post(url, {"then": f"join-{key}", **ticked}, follow=True).content.decode()
        group = JoinedGroup.objects.get()
        named = {"then": f"rename-{group.pk}", f"group-{group.pk}-name": "Works"}
        page = client.post(url, named, follow=True).content.decode()
        campaign_page = client.get(reverse("assessments:campaign", args=["spring"]))
        client.post(url, {"then": f"part-{group.pk}"})

    assert f"“{NAME}”, or as you tick" in proposal
    assert "7 people together" in proposal
    assert f"“{NAME}” is one group of the results now." in done
    assert "Works" in page
    assert "Works" in campaign_page.content.decode()
    assert not JoinedGroup.objects.exists()
    acts = AuditEntry.objects.filter(subject__contains="Spring").values_list("act", flat=True)
    assert list(acts.order_by("pk")) == ["campaign.joined", "campaign.joined", "campaign.parted"]


def test_all_proposals_are_taken_at_once(client_of, hr_lead, campaign, teams, organisation):
    for name in ("Digital", "Legal"):
        team = TeamFactory(organisation=organisation, name=name)
        for _one in range(4):
            MembershipFactory(organisation=organisation, team=team, roles=[Role.MANAGER])

    with time_machine.travel(BEFORE, tick=False):
        url = reverse("results:joining", args=["spring"])
        client_of(hr_lead).post(url, {"then": "all"})

    names = set(JoinedGroup.objects.values_list("name", flat=True))
    assert names == {NAME, "Digital and Legal together"}


def test_fault_stands_at_its_form_with_what_was_typed(client_of, hr_lead, campaign, teams):
    url, key = reverse("results:joining", args=["spring"]), teams["Housing"].pk
    typed = {
        "then": f"join-{key}",
        f"in-{key}-teams": [teams["Repairs"].pk],
        f"in-{key}-name": "Works <b>",
    }

    with time_machine.travel(BEFORE, tick=False):
        answer = client_of(hr_lead).post(url, typed)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count("Choose two or more teams to join.") > 1  # above, and at the field
    assert "Works &lt;b&gt;" in page


@pytest.mark.parametrize(
    ("names", "name", "words"),
    [
        (["Repairs"], NAME, "two or more"),
        (["Repairs", "Care"], NAME, "directly below the same"),
        (["Repairs", "Voids"], "lettings", "another team or group"),
        (["Repairs", "Voids"], "A > B", "cannot have the sign"),
        (["Voids", "Lettings"], "More", "joined already"),
    ],
)
def test_what_cannot_be_joined_is_refused(campaign, teams, hr_lead, names, name, words):
    if words == "joined already":
        joined(campaign, teams, hr_lead)

    with pytest.raises(CampaignError, match=words):
        joined(campaign, teams, hr_lead, *names, name=name)


def test_once_it_is_open_nothing_is_joined_or_parted(campaign, teams, hr_lead, client_of):
    group = joined(campaign, teams, hr_lead)
    late = campaign.opens_at + timedelta(hours=1)
    others = [teams["Care"].pk, teams["Housing"].pk]

    with pytest.raises(CampaignError):
        part_joined(campaign, group.pk, by=hr_lead, at=late)
    with pytest.raises(CampaignError):
        join_teams(campaign, others, name="All", by=hr_lead, at=late)
    with time_machine.travel(late, tick=False):
        url = reverse("results:joining", args=["spring"])
        answer = client_of(hr_lead).post(url, {"then": f"part-{group.pk}"})
    assert answer.status_code == 302
    assert JoinedGroup.objects.count() == 1


def test_page_takes_the_same_queries_with_many_teams(
    client_of, hr_lead, organisation, campaign, django_assert_max_num_queries
):
    url = reverse("results:joining", args=["spring"])
    for number in range(30):
        parent = TeamFactory(organisation=organisation, name=f"Service {number}")
        for name in ("East", "West"):
            team = TeamFactory(organisation=organisation, parent=parent, name=name)
            for _one in range(4):
                MembershipFactory(organisation=organisation, team=team, roles=[Role.MANAGER])

    with time_machine.travel(BEFORE, tick=False):
        client = client_of(hr_lead)
        with django_assert_max_num_queries(25):
            page = client.get(url)

    assert len(page.content) < 100_000


# In results -------------------------------------------------------------------------------------


def published(campaign, organisation, teams):
    for name, team in teams.items():
        for place, member in enumerate(team.memberships.order_by("pk")):
            answered(member, campaign, 2 + (place + len(name)) % 3, campaign.opens_at)
    return close_campaign(campaign, by=None, at=LATER + (campaign.opens_at - OPENS))


@pytest.fixture
def release(campaign, organisation, teams, hr_lead):
    joined(campaign, teams, hr_lead)
    return published(campaign, organisation, teams)


def test_joined_teams_are_published_as_one_and_not_alone(release, client_of, hr_lead, capsys):
    group = release.groups.get(path=JOINED)
    page = client_of(hr_lead).get(reverse("results:team", args=["spring", group.pk]))
    call_command("export_results", "spring", "--team", JOINED)
    cells = json.loads(capsys.readouterr().out)["cells"]

    paths = set(release.groups.values_list("path", flat=True))
    assert paths >= {"Care", "Housing", "Housing > Lettings", JOINED}
    assert not any("> Repairs" in path and path != JOINED for path in paths)
    assert group.cells.get(statistic="people").value == 7
    assert "not shown alone: Repairs, Voids." in " ".join(page.content.decode().split())
    means = [c for c in cells if c["group"]["path"] == JOINED and c["statistic"] == "theme_mean"]
    assert means
    assert all(cell["value"] is not None for cell in means)


def test_branch_lead_sees_the_group_if_all_of_its_teams_are_theirs(
    release, teams, client_of, organisation
):
    """Whoever looks after one of them is told, and sees the organisation alone."""
    group = release.groups.get(path=JOINED)
    repairs, voids, housing = (teams[name].pk for name in ("Repairs", "Voids", "Housing"))
    lead = MembershipFactory(organisation=organisation)
    lead.role_grants.create(role=Role.HR_LEAD, branch=teams["Repairs"])
    client = client_of(lead.user)

    assert group in reach_of(release, frozenset({housing})).groups
    assert reach_of(release, frozenset({repairs, voids})).landing == group
    assert reach_of(release, frozenset({repairs})).teams == ()
    whole = client.get(reverse("results:results", args=["spring"])).content.decode()
    assert f"as “{NAME}”" in whole
    team = reverse("results:team", args=["spring", group.pk])
    assert client.get(team).status_code == 404
    listing = client.get(reverse("results:teams", args=["spring"])).content.decode()
    assert NAME not in listing.replace(f"as “{NAME}”", "")


def test_team_that_was_moved_away_stands_for_itself(campaign, organisation, teams, hr_lead):
    joined(campaign, teams, hr_lead, "Repairs", "Voids", "Lettings", name="All")
    team = teams["Voids"]
    team.parent = None
    team.save()

    nodes = {one.code: one.parent for one in close_of(campaign, at=CLOSES).snapshot.teams}

    both = "-".join(["joined", *map(str, sorted([teams["Repairs"].pk, teams["Lettings"].pk]))])
    assert nodes[both] == f"team-{teams['Housing'].pk}"
    assert nodes[f"team-{team.pk}"] == "organisation"
    assert f"team-{teams['Repairs'].pk}" not in nodes


# Beside other results ---------------------------------------------------------------------------


def test_change_is_shown_where_the_same_teams_were_joined_in_both(
    release, organisation, version, teams, hr_lead, client_of
):
    """Of Housing, which was there both times, as well; of what was made anew, no change."""
    year = timedelta(days=365)
    again = planned(organisation, version, "again", year)
    proposed = [one.proposed for one in joinable_of(again, invited_to(again)).neighbours]
    joined(again, teams, hr_lead)
    same = published(again, organisation, teams)
    other = planned(organisation, version, "other", 2 * year)
    joined(other, teams, hr_lead, "Repairs", "Voids", "Lettings", name="All")
    differs = published(other, organisation, teams)

    assert [{one.team.name for one in pack} for pack in proposed] == [{"Repairs", "Voids"}]
    assert changes(same, JOINED)
    assert not changes(differs, "Housing > All")
    made = differs.groups.get(name="All")
    page = client_of(hr_lead).get(reverse("results:team_change", args=["other", made.pk]))
    assert "There was no such group in the earlier one." in page.content.decode()
    assert changes(differs, "Care")


def changes(release, path):
    cells = release.groups.get(path=path).cells.filter(statistic="matched_change")
    return cells.filter(value__isnull=False).exists()


def test_so_soon_after_other_results_their_groups_are_kept(
    release, organisation, version, teams, hr_lead, client_of
):
    """Else the average of Repairs and Voids together, then of Voids alone, would give that of Repairs."""
    soon = planned(organisation, version, "soon", timedelta(days=60))
    joined(soon, teams, hr_lead, "Voids", "Lettings", name="Other")

    with time_machine.travel(soon.opens_at - timedelta(days=1), tick=False):
        page = client_of(hr_lead).get(reverse("results:joining", args=["soon"])).content.decode()
    after = published(soon, organisation, teams)

    assert "so shortly before" in page
    assert "Join those ticked" not in page
    assert after.groups.filter(path=JOINED).exists()
    assert not after.groups.filter(name="Other").exists()
    assert after.publishable


def test_groups_that_differ_so_soon_are_laid_beside_each_other(release, campaign, teams):
    """Where two releases shortly before had different groups, one of them cannot be kept."""
    soon = planned(campaign.organisation, campaign.version, "soon", timedelta(days=60))
    sittings = {one.member_id: one.pk for one in campaign.assessments.all()}
    lettings = f"team-{teams['Lettings'].pk}"
    [code] = [
        one.code for one in close_of(campaign, at=CLOSES).snapshot.teams if "joined" in one.code
    ]

    apart = list(shown_lately(soon, sittings, {lettings}))
    together = list(shown_lately(soon, sittings, {lettings, code}))
    other = list(shown_lately(soon, sittings, {lettings, "joined-1-2"}))

    assert len(together) == 1
    assert [set(one) for one in apart[1:]] == [{lettings}]
    assert apart[1][lettings] == together[0][code]
    assert {len(one["joined-1-2"]) for one in other[1:] if "joined-1-2" in one} >= {7, 10, 12}


def test_joined_group_is_hidden_where_a_few_set_it_apart():
    """Repairs alone then and with Voids now: three people would follow."""
    snap = snapshot(
        (Team("Org"), Team("joined-1-2", "Org")),
        ("joined-1-2",) * 9 + ("Org",) * 11,
        scores(varied(20)),
        lately=({"joined-1-2": frozenset(range(1, 7))},),
    )

    assert shown(publish(snap)) == {"Org"}
