"""The workbook of published results: for a board to read and an analyst to work with, and every figure a cell."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from results.actions import close_campaign
from results.models import Cell, ReleaseGroup
from tests.factories import CampaignFactory
from tests.results.published import CLOSES, LATER, OPENS, four_teams
from tests.worker import fetched

# Other tests read the same rows on both databases.
pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture
def published(organisation, version):
    campaign = CampaignFactory(
        organisation=organisation, version=version, name="Spring", slug="spring",
        opens_at=OPENS, closes_at=CLOSES,
    )  # fmt: skip
    four_teams(organisation, campaign)
    return close_campaign(campaign, by=None, at=LATER)


@pytest.fixture
def opened(published, client_of, hr_lead):
    """Return what opens the workbook once the release is as a test wants it."""

    def read():
        answer = fetched(client_of(hr_lead), reverse("results:results_xlsx", args=["spring"]))
        return load_workbook(io.BytesIO(answer.content))

    return read


def rows(sheet) -> list[dict[str, object]]:
    heading, *rest = sheet.values
    return [dict(zip(heading, row, strict=True)) for row in rest]


def test_workbook_has_a_sheet_each_and_no_formula(published, opened):
    published.groups.filter(name="Streets").update(name="=cmd()", path="=cmd()")

    book = opened()

    assert book.sheetnames == [
        "Read me", "Summary", "Teams", "Themes by group", "Statements by group", "Not shown",
    ]  # fmt: skip
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert "'=cmd()" in {cell.value for cell in cells}


def test_figures_are_the_published_cells_as_numbers_with_the_people_behind_them(published, opened):
    whole = published.groups.get(kind=ReleaseGroup.Kind.ORGANISATION)
    mean = whole.cells.get(statistic="theme_mean", code="ASP")
    share = whole.cells.filter(statistic="question_favourable", value__isnull=False).first()

    book = opened()

    theme = rows(book["Themes by group"])[0]
    assert (theme["Group"], theme["Average"]) == (whole.name, mean.value)
    assert theme["People"] in {mean.n, "nearly everyone"}
    statement = next(
        row
        for row in rows(book["Statements by group"])
        if row["Group"] == whole.name and row["Statement"] == share.label
    )
    assert statement["Favourable"] == share.value / 100
    assert book["Teams"]["C2"].value == mean.value


def test_rows_of_a_team_can_be_sorted_out_by_each_level_of_the_tree(opened):
    repairs = [row for row in rows(opened()["Teams"]) if row["Level 2"] == "Repairs"]

    assert [(one["Group"], one["Kind of group"], one["Level 1"]) for one in repairs] == [
        ("Housing > Repairs", "Team", "Housing")
    ]


def test_nothing_of_a_hidden_figure_is_told_but_the_word_and_the_reason(published, opened):
    hidden = published.groups.filter(
        cells__statistic="people", cells__value=None, kind=ReleaseGroup.Kind.TEAM
    )
    book = opened()

    assert hidden
    teams = {row["Group"]: row for row in rows(book["Teams"])}
    reasons = rows(book["Not shown"])
    for group in hidden:
        places = {str(value) for name, value in teams[group.path].items() if "evel" not in name}
        assert places == {group.path, "not shown", "Team"}
        assert any(row["Group"] == group.path and row["Why"] for row in reasons)
        assert group.path not in {row["Group"] for row in rows(book["Statements by group"])}
    counted = Cell.objects.filter(group__release=published, value=None).exclude(
        hidden__in=["few_or_none", "nearly_everyone", "merged"]
    )
    assert sum(row["Figures"] for row in reasons) == counted.count()


def test_the_first_sheet_says_what_this_is_and_by_which_rules(published, opened):
    text = "\n".join(str(value) for row in opened()["Read me"].values for value in row)

    assert published.campaign.name in text
    assert f"{published.smallest_group} people" in text
    assert "selection, promotion, pay" in text
