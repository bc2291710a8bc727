"""Tests of published results in the awkward cases: ties, one team, nobody, no bands, odd characters."""

import io
from pathlib import Path

import pypdf
import pytest
from django.core.management import call_command
from django.template.loader import render_to_string
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Organisation
from assessments.models import Campaign
from banks.models import BankVersion
from results.actions import close_campaign
from results.models import Cell, Release, ReleaseGroup
from results.presenters import group as presenter
from results.queries.published import Reach
from tests.building import DEFAULT
from tests.factories import CampaignFactory, MembershipFactory, TeamFactory
from tests.results.published import CLOSES, LATER, OPENS, answered
from tests.worker import fetched


def present(
    means: list[float | None], instrument=DEFAULT, smallest: int = 5
) -> presenter.GroupResults:
    """Present an organisation's group with these theme means; None is a hidden one."""
    organisation = Organisation(name="Ambleford")
    campaign = Campaign(
        organisation=organisation, name="Spring", slug="spring", opens_at=OPENS, closes_at=CLOSES
    )
    release = Release(
        campaign=campaign, published_at=LATER, smallest_group=smallest, invited=40, submitted=30,
        publishable=True,
    )  # fmt: skip
    group = ReleaseGroup(pk=1, release=release, kind="organisation", name="Ambleford", order=0)
    cells = [
        Cell(statistic="theme_mean", code=theme.code, value=mean, hidden="" if mean else "too_few")
        for theme, mean in zip(instrument.themes, means, strict=True)
    ]
    cells.append(Cell(statistic="people", value=30, n=30))
    return presenter.present_group(instrument, Reach(release, (group,)), group, {1: cells})


@pytest.mark.parametrize(("smallest", "spread"), [(5, 10), (14, 14)])
def test_the_numbers_in_force_are_named(smallest, spread):
    results = present([50] * 6, smallest=smallest)

    page = render_to_string("results/_method.html", {"results": results})

    assert f"Averages need at least {smallest} people" in page
    assert f"single statements at least {spread}." in page


def places(titles: tuple[str, ...]) -> list[int]:
    order = [theme.short_title for theme in DEFAULT.themes]
    return [order.index(title) for title in titles]


@pytest.mark.parametrize(
    ("means", "strengths", "room"),
    [
        ([70, 40, 60, 50, 55, 65], [0, 5], [1, 3]),
        # Thirty people: ten points are clear, and four are not.
        ([50, 50, 50, 60, 50, 50], [3], []),
        ([50, 50, 50, 50, 40, 50], [], [4]),
        ([50, 52, 54, 51, 50, 53], [], []),
        ([None, None, 50, 50, 51, 60], [5], [2, 3]),
        ([None, None, None, None, None, 60], [], []),
    ],
)
def test_a_theme_is_named_where_it_stands_clearly_apart(means, strengths, room):
    profile = present(means).profile

    assert places(profile.strengths) == strengths
    assert places(profile.room) == room
    assert all(title in profile.words for title in (*profile.strengths, *profile.room))


def test_an_even_profile_says_so():
    assert "an even profile" in present([50, 52, 54, 51, 50, 53]).profile.words


def test_too_many_that_share_a_place_are_no_even_profile():
    words = present([70, 70, 70, 70, 65, 60]).profile.words

    assert words.startswith("Too many themes share the highest or the lowest place")
    assert "even profile" not in words


def test_the_response_is_all_only_where_everybody_answered():
    assert presenter._response(199, 200) == "99%"
    assert presenter._response(200, 200) == "100%"


@pytest.mark.parametrize(
    ("means", "words"),
    [
        ([95, 95, 95, 95, 95, 80], "Every theme is a habit on average"),
        ([None, 95, 95, 95, 95, 80], "Every theme shown is a habit on average"),
        ([20, 20, 20, 20, 20, 5], "No theme is an established habit yet"),
        ([None, 20, 20, 20, 20, 5], "No theme shown is an established habit yet"),
        ([50, 50, 50, 60, 50, 50], "; no theme stands clearly below"),
        ([None, 50, 50, 60, 50, 50], "; no theme shown stands clearly below"),
        ([None, 50, 50, 50, 50, 50], "no theme shown stands clearly above or below"),
    ],
)
def test_what_is_said_of_every_theme_is_said_of_those_shown(means, words):
    assert words in present(means).profile.words


# Through the pages and files


def campaign_of(organisation: Organisation, version: BankVersion, **fields: object) -> Campaign:
    return CampaignFactory(
        organisation=organisation, version=version, slug="spring", opens_at=OPENS,
        closes_at=CLOSES, **fields,
    )  # fmt: skip


def with_one_team(organisation: Organisation, campaign: Campaign) -> Release:
    """Seven in Housing and eight without a team."""
    housing = TeamFactory(organisation=organisation, name="Housing")
    for number in range(15):
        team = housing if number < 7 else None
        member = MembershipFactory(organisation=organisation, team=team)
        answered(member, campaign, 2 + number % 3, OPENS)
    return close_campaign(campaign, by=None, at=LATER)


def exported(path: Path, *options: str) -> str:
    call_command("export_results", "spring", "--format", "pdf", "--output", str(path), *options)
    return " ".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def test_the_command_exports_the_organisation_unless_a_team_is_named(
    organisation, version, tmp_path
):
    release = with_one_team(organisation, campaign_of(organisation, version))
    assert Cell.objects.filter(
        group__release=release, group__path="Housing", statistic="people", value=7
    ).exists()

    whole = exported(tmp_path / "whole.pdf")
    team = exported(tmp_path / "team.pdf", "--team", "Housing")

    assert "15 of 15 invited took part" in " ".join(whole.split())
    assert "answers of 7 people" in " ".join(team.split())
    # Those invited are the whole organisation's: beside a team's number they would mislead.
    assert "of 15 invited" not in team


@pytest.mark.parametrize("people", [0, 3])
def test_what_could_not_be_published_says_so_on_page_and_pdf(
    organisation, version, client_of, hr_lead, people
):
    campaign = campaign_of(organisation, version)
    for _ in range(people):
        answered(MembershipFactory(organisation=organisation), campaign, 3, OPENS)
    close_campaign(campaign, by=None, at=LATER)
    client = client_of(hr_lead)

    page = client.get(reverse("results:results", args=["spring"])).content.decode()
    content = fetched(client, reverse("results:results_pdf", args=["spring"])).content
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)

    for words in (page, " ".join(text.split())):
        assert "Nothing could be published" in words
        assert "Too few people took part." in words
        assert "Took part" not in words
        assert "Not part of these results" not in words
    files = [
        reverse(f"results:results_{kind}", args=["spring"]) for kind in ("json", "csv", "xlsx")
    ]
    assert [fetched(client, address).status_code for address in files] == [200, 200, 200]
    found = fetched(client, files[0]).json()
    assert (found["submitted"], found["cells"]) == (None, [])


def test_odd_characters_in_a_name_do_not_stop_the_workbook(
    organisation, version, client_of, hr_lead
):
    with_one_team(organisation, campaign_of(organisation, version, name="Spring\x0bround"))

    content = fetched(client_of(hr_lead), reverse("results:results_xlsx", args=["spring"])).content

    assert load_workbook(io.BytesIO(content))["Read me"]["B1"].value == "Springround"


def test_how_results_were_protected_is_told_in_words_without_a_group_or_a_figure_of_one(
    organisation, version, client_of, hr_lead, administrator
):
    release = with_one_team(organisation, campaign_of(organisation, version))
    client = client_of(hr_lead)
    page = client.get(reverse("results:protection", args=["spring"])).content.decode()
    shown = Cell.objects.filter(hidden__in=["", "few_or_none", "nearly_everyone"]).count()
    small = Cell.objects.filter(hidden="too_few").count()

    assert small
    assert f"All {Cell.objects.count()} figures" in page
    assert f'<td class="number">{shown}</td>' in page
    assert f'<td class="number">{small}</td>' in page
    assert "Housing" not in page
    assert client_of(administrator).get(
        reverse("results:protection", args=["spring"])
    ).content.decode().count("<table") == page.count("<table")
    # The log behind it names groups and how many people they hold; none of that leaves it.
    assert any(line["group"].startswith("team-") for line in release.decisions)
    results = client.get(reverse("results:results", args=["spring"])).content.decode()
    assert reverse("results:protection", args=["spring"]) in results
