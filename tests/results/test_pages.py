"""The pages of results: each its own address, for the organisation, a team and a branch alike."""

from copy import deepcopy
from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils.html import escape
from pypdf import PdfReader

from accounts.models import Organisation
from accounts.permissions import Role
from results.actions import close_campaign
from results.models import Cell, Release, ReleaseGroup
from results.presenters.team_list import ON_A_PAGE
from tests.factories import (
    CampaignFactory,
    MembershipFactory,
    OrganisationFactory,
    TeamFactory,
    bank,
)
from tests.results.published import CLOSES, LATER, OPENS, answered
from tests.worker import fetched

PAGES = ("results", "themes", "teams", "learning", "change")


@pytest.fixture(scope="module")
def _published(standing: None) -> Release:
    organisation = OrganisationFactory(name="Ambleford Borough Council", slug="ambleford")
    campaign = CampaignFactory(
        organisation=organisation, slug="spring", name="Spring", opens_at=OPENS,
        closes_at=CLOSES, asks_learning=True, asks_readiness=True,
    )  # fmt: skip
    for name, people in (("Housing", 14), ("Digital", 8), ("Streets", 12)):
        team = TeamFactory(organisation=organisation, name=name)
        for number in range(people):
            member = MembershipFactory(organisation=organisation, team=team)
            answered(member, campaign, 2 + number % 3, OPENS)
    return close_campaign(campaign, by=None, at=LATER)


@pytest.fixture
def release(_published: Release, db: None) -> Release:
    """Fourteen in Housing, eight in Digital and twelve in Streets, who answered every part."""
    return deepcopy(_published)


@pytest.fixture
def organisation(release: Release) -> Organisation:
    return release.campaign.organisation


def get(client, name: str, *args: object, **query: str) -> str:
    answer = client.get(reverse(f"results:{name}", args=["spring", *args]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_each_page_leads_to_every_other_and_says_where_one_is(release, client_of, hr_lead):
    client = client_of(hr_lead)
    addresses = [reverse(f"results:{name}", args=["spring"]) for name in (*PAGES, "protection")]

    for name in (*PAGES, "protection"):
        page = get(client, name)
        assert [one for one in addresses if f'href="{one}"' not in page] == []
        current = reverse(f"results:{name}", args=["spring"])
        assert f'<a href="{current}" aria-current="page">' in page
        # Of two campaigns in two tabs each says which it is.
        title = page[page.index("<title>") : page.index("</title>")]
        assert release.campaign.name in title
        assert release.campaign.organisation.name in title


def test_a_team_has_the_same_pages_with_its_own_figures(release, client_of, hr_lead):
    client = client_of(hr_lead)
    housing = release.groups.get(name="Housing")

    for name in ("team", "team_themes", "team_learning", "team_change"):
        page = get(client, name, housing.pk)
        assert "Results for Housing" in page
        assert reverse("results:team_themes", args=["spring", housing.pk]) in page
    # No team lies below it, so there is no page of teams to lead to.
    assert reverse("results:team_teams", args=["spring", housing.pk]) not in page


def test_overview_says_in_words_what_is_behind_it(release, client_of, hr_lead):
    page = get(client_of(hr_lead), "results")

    assert "The answers suggest" in page
    assert "There is no earlier campaign to compare with." in page
    assert "Learning that would serve most people" in page or "No learning area" in page
    assert "34 of 34 invited took part (100%)" in page
    assert "Differences under 8 points" not in page


def test_a_small_team_folds_what_is_not_shown_under_one_line(release, client_of, hr_lead):
    digital = release.groups.get(name="Digital")
    if not digital.cells.filter(statistic="people", value=8).exists():
        pytest.skip("hidden to protect others in this draw")

    page = get(client_of(hr_lead), "team_themes", digital.pk)

    assert page.count("rest on too few people") == 1
    assert "Single statements are not shown for this group" in page
    assert "need at least 10 people" in page


def test_reader_sorts_statements_without_a_script(release, client_of, hr_lead):
    client = client_of(hr_lead)
    shares = {
        cell.code: cell.value
        for cell in Cell.objects.filter(
            group__release=release, group__order=0, statistic="question_favourable",
            value__isnull=False,
        )
    }  # fmt: skip
    labels = dict(
        Cell.objects.filter(group__order=0, statistic="question_favourable").values_list(
            "code", "label"
        )
    )
    least, most = min(shares, key=shares.get), max(shares, key=shares.get)
    assert shares[least] < shares[most]

    page = get(client, "themes", sort="least")
    assert page.index(labels[least]) < page.index(labels[most])
    page = get(client, "themes", sort="most")
    assert page.index(labels[most]) < page.index(labels[least])
    # What nobody offers is sorted by theme, as without a question.
    unknown, plain = (get(client, "themes", sort=sort) for sort in ("nonsense", "theme"))
    assert unknown.split("<h1>")[1] == plain.split("<h1>")[1]


def test_administrator_reads_method_and_privacy_alone(release, client_of, administrator):
    page = get(client_of(administrator), "protection")

    assert "Method and privacy" in page
    assert "How they were protected" in page
    # An administrator sees no figure, and is not led to any.
    assert reverse("results:themes", args=["spring"]) not in page


def test_hr_lead_of_a_branch_lands_in_their_branch(release, client_of, organisation, hr_lead):
    housing = release.groups.get(name="Housing")
    lead = MembershipFactory(organisation=organisation)
    lead.role_grants.create(role=Role.HR_LEAD, branch=housing.team)
    own = reverse("results:team", args=["spring", housing.pk])
    whole = reverse("results:results", args=["spring"])
    client = client_of(lead.user)

    listed = client.get(reverse("results:campaigns")).content.decode()

    assert listed.index(f'href="{own}"') < listed.index(f'href="{whole}?whole=1"')
    # By its address too, and on to the whole by a link that says so.
    assert client.get(whole).url == own
    assert f'href="{whole}?whole=1"' in client.get(own).content.decode()
    assert own in client.get(whole, {"whole": "1"}).content.decode()
    assert f'href="{own}"' in get(client, "protection")
    campaign = client.get(reverse("assessments:campaign", args=["spring"])).content.decode()
    assert f'href="{whole}"' in campaign
    # Whoever looks after everybody begins with everybody.
    assert client_of(hr_lead).get(whole).status_code == 200
    assert own not in client_of(hr_lead).get(reverse("results:campaigns")).content.decode()
    for name in ("teams", "learning", "change", "themes"):
        assert "Streets" not in get(client, name)


def test_hr_lead_of_two_branches_begins_with_the_whole_and_sees_both_named(
    release, client_of, organisation
):
    lead = MembershipFactory(organisation=organisation)
    for name in ("Housing", "Streets"):
        lead.role_grants.create(role=Role.HR_LEAD, branch=release.groups.get(name=name).team)

    page = get(client_of(lead.user), "results")

    assert page.index("Your branch") < page.index("Housing</a>") < page.index("Streets</a>")


def test_hidden_teams_stand_under_one_line_with_the_reason(release, client_of, hr_lead):
    Cell.objects.filter(group__name="Digital").update(
        value=None, n=None, bound="", hidden="protects_others"
    )

    page = get(client_of(hr_lead), "teams")

    assert "1 group shows no figures" in page
    reason = page.split("1 group shows no figures")[1]
    assert "the figures of a smaller group could be worked out" in reason
    assert "<li>Digital</li>" in reason
    assert "<li>Housing</li>" not in reason


def with_many_teams(release: Release, teams: int) -> None:
    """Add teams that all show what Housing shows; every third is hidden."""
    model = release.groups.get(name="Housing")
    start = release.groups.count()
    groups = ReleaseGroup.objects.bulk_create(
        ReleaseGroup(
            release=release, kind="team", parent_id=model.parent_id, name=f"Team {number}",
            path=f"A directorate > Team {number}", order=start + number,
        )
        for number in range(teams)
    )  # fmt: skip
    wanted = ("people", "theme_mean", "theme_sd", "area_priority", "area_top_three")
    cells = list(model.cells.filter(statistic__in=wanted))
    copies = []
    for number, group in enumerate(groups):
        for cell in cells:
            hidden = number % 3 == 0
            copies.append(
                Cell(
                    group=group, statistic=cell.statistic, code=cell.code, label=cell.label,
                    n=None if hidden else cell.n, value=None if hidden else cell.value,
                    bound="" if hidden else cell.bound, order=cell.order,
                    hidden="too_few" if hidden else cell.hidden,
                )
            )  # fmt: skip
    Cell.objects.bulk_create(copies)


def test_pages_stay_light_and_ask_the_same_with_a_thousand_teams(
    release, client_of, hr_lead, django_assert_num_queries
):
    client = client_of(hr_lead)
    get(client, "results")
    with_many_teams(release, 1000)

    for name, queries in {"results": 9, "teams": 11, "learning": 11, "change": 10}.items():
        with django_assert_num_queries(queries):
            page = get(client, name)
        assert len(page) < 100_000, name
    page = get(client, "teams")
    assert page.count('role="rowheader"') <= ON_A_PAGE + 1
    assert "334 groups show no figures" in page
    found = get(client, "teams", q="team 997")
    assert "A directorate &gt; Team 997" in found
    assert "Team 998" not in found
    # With an accent or without.
    assert "A directorate &gt; Team 997" in get(client, "teams", q="tèam 997")


def test_change_tells_of_every_campaign(release, organisation, client_of, hr_lead):
    people = list(organisation.memberships.filter(team__isnull=False))
    for number in (1, 2):
        opens = OPENS + timedelta(days=182 * number)
        campaign = CampaignFactory(
            organisation=organisation, version=release.campaign.version, slug=f"round-{number}",
            name=f"Round {number}", opens_at=opens, closes_at=opens + timedelta(days=30),
        )  # fmt: skip
        for place, member in enumerate(people):
            answered(member, campaign, 2 + place % 3, opens)
        close_campaign(campaign, by=None, at=opens + timedelta(days=31))

    page = client_of(hr_lead).get(reverse("results:change", args=["round-2"])).content.decode()

    assert "From “Spring” to “Round 1”" in page
    assert "From “Round 1” to “Round 2”" in page
    assert page.index("From “Round 1”") < page.index("From “Spring”")
    summary = client_of(hr_lead).get(reverse("results:results", args=["round-2"])).content.decode()
    # The two pages say the same of the last pair.
    assert "Since “Round 1”" in summary
    sentence = next(part for part in summary.split("Since “Round 1” ")[1].split(".")[:1])
    assert sentence in page


def test_advice_for_hr_is_not_the_managers_tip(release, client_of, hr_lead):
    page = get(client_of(hr_lead), "learning")

    assert "What HR can do:" in page
    assert "Agree one real piece of work" not in page


def test_learning_leads_with_what_to_put_on_and_folds_the_rest(release, client_of, hr_lead):
    """For everybody what most ask for; beside it who has the highest priority, and what only some ask for."""
    areas = Cell.objects.filter(group__release=release, statistic="area_priority")
    areas.update(value=20, bound="", hidden="", n=12)
    housing = areas.filter(group__name="Housing")
    everywhere, here = list(housing.order_by("code").values_list("code", flat=True))[:2]
    areas.filter(code=everywhere).update(value=45)
    housing.filter(code=everywhere).update(value=90)
    housing.filter(code=here).update(value=45)
    title = {cell.code: cell.label for cell in housing}

    page = get(client_of(hr_lead), "learning")

    first, *rest = page.split('<ul class="offers">')[1].split("<h3>")[1:]
    link = reverse("results:team_learning", args=["spring", housing[0].group_id])
    assert first.startswith(escape(title[everywhere]))
    assert "For everybody here:" in first
    assert f'High priority in:</strong> <a href="{link}">Housing</a>' in first
    # Nobody was asked this: it comes of importance and confidence.
    assert "Among the first areas of 3 teams" in first
    [some] = [part for part in rest if part.startswith(escape(title[here]))]
    assert f'For some:</strong> <a href="{link}">Housing</a>' in some
    content = fetched(client_of(hr_lead), reverse("results:results_pdf", args=["spring"])).content
    paper = " ".join(one.extract_text() for one in PdfReader(BytesIO(content)).pages)
    assert "High priority in: Housing" in " ".join(paper.split())
    # What is behind it is one click away, and nothing of it stands open.
    tail = page.split("</ul>", 1)[1]
    assert "<summary>Each learning area by team</summary>" in tail
    assert "<details open" not in tail


def test_that_no_theme_lies_lower_is_said_of_those_shown(release, client_of, hr_lead):
    client = client_of(hr_lead)
    team = release.groups.get(name="Housing")
    means = Cell.objects.filter(statistic="theme_mean")
    means.update(value=50, bound="", hidden="", n=14)
    Cell.objects.filter(statistic="readiness_favourable").update(
        value=90, bound="", hidden="", n=14
    )
    assert "No theme lies lower than in the whole organisation." in get(client, "team", team.pk)

    hidden = means.filter(group=team).first()
    means.filter(pk=hidden.pk).update(value=None, n=None, hidden="too_few")
    page = get(client, "team", team.pk)
    assert "No theme shown lies lower than in the whole organisation." in page

    means.filter(group=team).update(value=None, n=None, hidden="too_few")
    assert "lies lower" not in get(client, "team", team.pk)


def test_a_theme_leads_to_questions_and_to_learning(release, client_of, hr_lead):
    page = get(client_of(hr_lead), "themes")

    asks = [question.ask for question in bank().theme("LIS").questions]
    assert 2 <= sum(escape(ask) in page for ask in asks) <= 3
    for link in bank().links_of(bank().theme("LIS"), "primary"):
        assert escape(link.rationale) in page


def test_single_statements_that_are_not_shown_ask_nothing(release, client_of, hr_lead):
    digital = release.groups.get(name="Digital")
    page = client_of(hr_lead).get(reverse("results:team_themes", args=["spring", digital.pk]))

    asks = [question.ask for question in bank().questions()]
    assert [ask for ask in asks if escape(ask) in page.content.decode()] == []
