"""The PDF of published results: a first page that stands alone, and no more of it than a board reads."""

import io
from dataclasses import replace

import pytest
from django.urls import reverse
from pypdf import PdfReader

from results.actions import close_campaign
from results.presenters import document
from results.presenters.cells import ShownCell
from results.presenters.teams import GroupRow
from tests.factories import CampaignFactory
from tests.results.published import CLOSES, LATER, OPENS, four_teams
from tests.worker import fetched

any_database = pytest.mark.any_database


@pytest.fixture
def release(organisation, version):
    campaign = CampaignFactory(
        organisation=organisation, version=version, name="Spring", slug="spring",
        opens_at=OPENS, closes_at=CLOSES, asks_learning=True, asks_readiness=True,
    )  # fmt: skip
    four_teams(organisation, campaign)
    return close_campaign(campaign, by=None, at=LATER)


def pages(client, name: str, *args: object) -> list[str]:
    answer = fetched(client, reverse(f"results:{name}", args=["spring", *args]))
    return [
        " ".join(one.extract_text().split()) for one in PdfReader(io.BytesIO(answer.content)).pages
    ]


@any_database
@pytest.mark.django_db
def test_first_page_answers_the_three_questions_and_is_to_be_had_alone(release, client_of, hr_lead):
    client = client_of(hr_lead)

    first, *rest = pages(client, "results_pdf")
    alone = pages(client, "results_summary")

    for words in ("24 of ", "invited took part", "Where help is needed", "What to put on", "What changed", "selection, promotion"):  # fmt: skip
        assert words in first
    assert len(rest) < 12
    assert [one.replace("Page 1 of 1", "") for one in alone] == [
        first.replace(f"Page 1 of {1 + len(rest)}", "")
    ]


@any_database
@pytest.mark.django_db
def test_a_team_has_a_page_of_its_own_and_a_hidden_one_no_figure_on_it(release, client_of, hr_lead):
    client = client_of(hr_lead)
    housing, digital = (release.groups.get(name=name) for name in ("Housing", "Digital"))

    (shown,) = pages(client, "team_summary", housing.pk)
    (hidden,) = pages(client, "team_summary", digital.pk)

    assert "Housing: results on one page" in shown
    assert "it would rest on too few people" in hidden
    assert "out of 100" not in hidden


@any_database
@pytest.mark.django_db
def test_teams_without_figures_are_named_in_one_line_with_the_reason(release, client_of, hr_lead):
    text = " ".join(pages(client_of(hr_lead), "results_pdf"))

    assert "without figures: Digital" in text
    assert "it would rest on too few people" in text


def test_of_a_large_council_the_upper_levels_are_printed():
    row = GroupRow(1, "A", "A", 0, True, ShownCell("9"), (), "")
    most = document.MOST_PRINTED
    few, many = (
        [replace(row, depth=depth) for _ in range(number)] for depth, number in ((1, 10), (2, most))
    )

    assert len(document._printed([row, *few])) == 11
    assert {one.depth for one in document._printed([row, *few, *many])} == {0, 1}
    assert len(document._printed([replace(row, depth=1)] * (most + 5))) == most
