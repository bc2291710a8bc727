"""Results as slides: findings as titles, charts that can be edited, nothing but published figures."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from pptx import Presentation

from accounts.permissions import Role
from results.actions import close_campaign
from tests.factories import CampaignFactory, MembershipFactory, TeamFactory
from tests.results.published import CLOSES, LATER, OPENS, answered
from tests.worker import fetched


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
