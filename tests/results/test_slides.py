"""Results as slides: findings as titles, charts that can be edited, nothing but published figures."""

import io
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from pptx import Presentation

from accounts.permissions import Role
from results.actions import close_campaign
from results.models import Cell, Release
from results.presenters.group_learning import GroupActivityView
from results.presenters.overview import changed_sentence
from tests.factories import CampaignFactory, MembershipFactory, TeamFactory
from tests.results.published import CLOSES, LATER, OPENS, answered
from tests.worker import fetched

# Other tests read the same rows on both databases.
pytestmark = pytest.mark.any_database


@pytest.fixture
def hr_lead(organisation):
    return MembershipFactory(organisation=organisation, roles=[Role.HR_LEAD]).user


@pytest.fixture
def release(organisation, version):
    campaign = CampaignFactory(
        organisation=organisation, version=version, name="Spring", slug="spring", opens_at=OPENS,
        closes_at=CLOSES, asks_learning=True, asks_readiness=True,
    )  # fmt: skip
    for name, habit, people in (("Care", 2, 14), ("Streets", 5, 13), ("Digital", 3, 3)):
        team = TeamFactory(organisation=organisation, name=name)
        for _ in range(people):
            member = MembershipFactory(organisation=organisation, team=team, roles=[Role.MANAGER])
            answered(member, campaign, habit, OPENS + timedelta(days=2))
    return close_campaign(campaign, by=None, at=LATER)


def deck_of(client, name, *args):
    return Presentation(io.BytesIO(fetched(client, reverse(name, args=args)).content))


def words_of(deck):
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    said = [shape.text_frame.text for shape in shapes if shape.has_text_frame]
    charts = [shape.chart for shape in shapes if shape.has_chart]
    said += [str(one) for chart in charts for one in chart.plots[0].categories]
    said += [slide.notes_slide.notes_text_frame.text for slide in deck.slides]
    return "\n".join(said)


def test_slides_hold_findings_charts_and_notes(client, hr_lead, release):
    client.force_login(hr_lead)

    deck = deck_of(client, "results:results_pptx", "spring")

    slides = list(deck.slides)
    assert 6 <= len(slides) <= 8
    assert all(slide.shapes.title.text for slide in slides)
    assert all(slide.notes_slide.notes_text_frame.text for slide in slides)
    charts = [shape for slide in slides for shape in slide.shapes if shape.has_chart]
    assert charts
    for shape in charts:
        assert shape._element.nvGraphicFramePr.cNvPr.get("descr")
    said = words_of(deck)
    assert "30 of 30 invited took part (100%)" in said
    assert "Teams shown: 1. Teams not shown, to protect people: 2." in said
    assert "Digital" not in said


def test_chart_has_the_published_averages(client, hr_lead, release):
    client.force_login(hr_lead)

    deck = deck_of(client, "results:results_pptx", "spring")

    cells = release.groups.get(kind="organisation").cells.filter(statistic="theme_mean", hidden="")
    chart = next(s.chart for slide in deck.slides for s in slide.shapes if s.has_chart)
    assert sorted(chart.plots[0].series[0].values) == sorted(cell.value for cell in cells)


def test_team_has_slides_of_its_own(client, hr_lead, release):
    client.force_login(hr_lead)
    team = release.groups.get(name="Care")

    said = words_of(deck_of(client, "results:team_pptx", "spring", team.pk))

    assert "What managers at Care say" in said
    assert "14 people took part" in said


def test_hidden_team_has_no_figure_on_slides(client, hr_lead, release):
    client.force_login(hr_lead)
    team = release.groups.get(name="Digital")

    deck = deck_of(client, "results:team_pptx", "spring", team.pk)

    assert not any(shape.has_chart for slide in deck.slides for shape in slide.shapes)
    assert "Nothing can be shown of this group" in words_of(deck)


def titles_of(deck):
    return [slide.shapes.title.text for slide in deck.slides]


def charts_of(deck):
    return [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]


def test_statement_with_a_share_in_words_is_named_where_fewest_are_favourable(
    client, hr_lead, release
):
    """Slides name first what the page of themes names first; without a number it has no bar."""
    client.force_login(hr_lead)
    own = Cell.objects.filter(group__release=release, group__order=0)
    worst = own.filter(statistic="question_favourable", value__gt=40).last()
    parts = own.filter(statistic__startswith="question_", code=worst.code)
    parts.update(value=None, n=None, bound="", hidden="too_few")
    own.filter(pk=worst.pk).update(hidden="few_or_none")

    page = client.get(reverse("results:themes", args=["spring"]), {"sort": "least"})
    deck = deck_of(client, "results:results_pptx", "spring")

    slide = next(one for one in deck.slides if "Most could be" in one.shapes.title.text)
    assert slide.shapes.title.text == f"Most could be gained in: {worst.label}"
    assert f"{worst.label}: favourable few or none" in words_of(deck)
    assert page.context["statements"][0].view.label == worst.label
    chart = next(shape.chart for shape in slide.shapes if shape.has_chart)
    assert [*chart.plots[0].categories] == [
        one.view.label for one in page.context["statements"][1:6]
    ]


def test_bar_of_a_bounded_figure_is_labelled_with_its_bound(client, hr_lead, release):
    client.force_login(hr_lead)
    cells = Cell.objects.filter(group__release=release, group__order=0, statistic="theme_mean")
    first = cells.earliest("order")
    cells.filter(pk=first.pk).update(value=97, bound="at_least", hidden="")

    deck = deck_of(client, "results:results_pptx", "spring")

    points = charts_of(deck)[0].plots[0].series[0].points
    assert points[0].data_label.text_frame.text == "97 or more"
    assert not points[1].data_label.has_text_frame
    notes = list(deck.slides)[1].notes_slide.notes_text_frame.text
    assert ": 97 or more" in notes


def test_team_is_not_one_of_its_own_teams_that_lie_lower(client, hr_lead, release):
    client.force_login(hr_lead)
    # As if Care had been hidden to protect others: the draw decides which team is shown.
    shown = next(
        group for group in release.groups.filter(kind="team")
        if group.cells.filter(statistic="theme_mean", hidden="").exists()
    )  # fmt: skip

    whole = titles_of(deck_of(client, "results:results_pptx", "spring"))
    own = titles_of(deck_of(client, "results:team_pptx", "spring", shown.pk))

    assert any("lies clearly lower" in one or "lie clearly lower" in one for one in whole)
    assert not any("clearly lower" in one for one in own)


def test_organisation_without_teams_is_told_nothing_of_teams(
    client, hr_lead, organisation, version
):
    campaign = CampaignFactory(
        organisation=organisation, version=version, slug="spring", opens_at=OPENS, closes_at=CLOSES
    )
    for _ in range(12):
        member = MembershipFactory(organisation=organisation, roles=[Role.MANAGER])
        answered(member, campaign, 3, OPENS + timedelta(days=2))
    close_campaign(campaign, by=None, at=LATER)
    client.force_login(hr_lead)

    titles = titles_of(deck_of(client, "results:results_pptx", "spring"))
    page = client.get(reverse("results:results", args=["spring"])).content.decode()

    assert len(titles) > 2
    assert not any("clearly lower" in one for one in titles)
    assert "lies clearly lower" not in page
    assert "Where help is needed" not in page


@pytest.mark.parametrize(
    ("left_out", "words"),
    [
        ({}, "30 of 30 invited took part (100%)"),
        ({"came_late": 2}, "30 of 40 invited took part and count (75%)"),
        ({"unconfirmed": 1}, "30 of 40 invited took part and count (75%)"),
    ],
)
def test_who_took_part_and_does_not_count_is_not_denied(client, hr_lead, release, left_out, words):
    if left_out:
        Release.objects.update(**left_out, invited=40)
    client.force_login(hr_lead)

    page = client.get(reverse("results:results", args=["spring"])).content.decode()

    assert words in page
    assert words in words_of(deck_of(client, "results:results_pptx", "spring"))


@pytest.mark.parametrize(
    ("kind", "duration", "words"),
    [("Workshop", "2 hours", "Map it (Workshop, 2 hours)"), ("Workshop", "", "Map it (Workshop)"), ("", "", "Map it")],
)  # fmt: skip
def test_an_activity_is_named_without_what_the_bank_leaves_out(kind, duration, words):
    assert GroupActivityView("Map it", kind, duration).words == words


def test_a_change_is_a_whole_sentence_whatever_the_campaign_is_called():
    row = SimpleNamespace(short_title="Agility", judged=SimpleNamespace(code="NONE"))
    change = SimpleNamespace(earlier="St. Albans 2026", too_soon="", rows=(row,), judged=(row,))

    assert changed_sentence(change) == (
        "Since “St. Albans 2026” the same people’s answers are about the same."
    )
