"""Learning demand and readiness in published results: what the cells rest on, and where they are shown."""

import io

import numpy as np
import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Organisation
from assessments.models import Answer, AreaScore, ReadinessScore
from banks.models import BankVersion
from leadership.scoring import shown
from results.actions import close_campaign
from results.models import Cell, Release
from results.presenters.group_learning import present_learning
from tests.factories import CampaignFactory, MembershipFactory, TeamFactory, bank
from tests.results.published import CLOSES, LATER, OPENS, answered, as_pdf, as_workbook, text_of
from tests.worker import fetched


@pytest.fixture
def release(organisation: Organisation, version: BankVersion) -> Release:
    """Thirty people, twelve of them in Housing and three in Digital; all parts answered."""
    campaign = CampaignFactory(
        organisation=organisation, version=version, slug="spring", opens_at=OPENS,
        closes_at=CLOSES, asks_learning=True, asks_readiness=True,
    )  # fmt: skip
    sizes = {"Housing": 12, "Digital": 3, "Streets": 15}
    for name, people in sizes.items():
        team = TeamFactory(organisation=organisation, name=name)
        for number in range(people):
            member = MembershipFactory(organisation=organisation, team=team)
            answered(member, campaign, 2 + number % 3, OPENS)
    return close_campaign(campaign, by=None, at=LATER)


def whole(release: Release, statistic: str, code: str) -> Cell:
    return Cell.objects.get(
        group__release=release, group__order=0, statistic=statistic, code=code, parts=[]
    )


def rounded(values: list[float]) -> int:
    return int(shown(float(np.mean(values))))


def test_cells_hold_what_people_said_about_learning(release):
    scores = AreaScore.objects.filter(area__code="LA3", priority__isnull=False)

    assert whole(release, "area_priority", "LA3").value == rounded([one.priority for one in scores])
    assert whole(release, "area_importance", "LA3").value == rounded(
        [(one.importance - 1) * 25 for one in scores]
    )
    assert whole(release, "area_confidence", "LA3").value == rounded(
        [(one.confidence - 1) * 25 for one in scores]
    )
    assert whole(release, "area_top_three", "LA3").value == rounded(
        [100 * one.is_featured for one in scores]
    )


def test_cells_hold_what_people_said_about_readiness(release):
    scores = ReadinessScore.objects.filter(side="organisational", score__isnull=False)
    answers = Answer.objects.filter(question__code="RO-04")
    values = [answer.value for answer in answers if answer.value]

    mean = whole(release, "readiness_mean", "organisational")
    assert mean.value == rounded([one.score for one in scores])
    favourable = whole(release, "readiness_favourable", "RO-04")
    assert favourable.value == rounded([100 * (value >= 4) for value in values])
    unknown = whole(release, "readiness_dont_know", "RO-04")
    assert unknown.value == rounded([100 * (answer.other == "DK") for answer in answers])
    now = Cell.objects.filter(
        group__release=release, group__order=0, statistic="spectrum_share", code="SPEC-NOW"
    )
    assert [part for cell in now for part in cell.parts] == ["SP1", "SP2", "SP3", "SP4", "SP5"]
    # What people say of themselves is published as a mean and not statement by statement.
    assert not Cell.objects.filter(code__startswith="RI-").exists()


def test_learning_and_readiness_of_a_small_team_are_hidden(release):
    parts = ("area_", "readiness_", "spectrum_")
    cells = [
        cell
        for cell in Cell.objects.filter(group__name="Digital")
        if cell.statistic.startswith(parts)
    ]

    assert {cell.hidden for cell in cells} == {"too_few"}
    assert len({cell.statistic for cell in cells}) == 10


def test_learning_and_readiness_are_on_page_and_in_every_file(release, client_of, hr_lead):
    client = client_of(hr_lead)
    page = client.get(reverse("results:learning", args=["spring"])).content.decode()
    pdf = text_of(fetched(client, reverse("results:results_pdf", args=["spring"])).content)
    book = load_workbook(
        io.BytesIO(fetched(client, reverse("results:results_xlsx", args=["spring"])).content)
    )
    rows = fetched(client, reverse("results:results_csv", args=["spring"])).content.decode()

    assert "What to put on, and for whom" in page
    assert "What the answers suggest putting on" in pdf
    for words in (page, pdf):
        assert "Readiness to learn" in words
        assert "What HR can do" in words
        assert "Where is your service now?" in words
    assert book["Learning"]["D2"].value == whole(release, "area_priority", "LA1").value
    assert book["Readiness"]["D2"].value == whole(release, "readiness_mean", "individual").value
    assert "area_priority,LA1" in rows


def test_campaign_that_asked_for_neither_says_nothing_of_them(
    organisation, version, client_of, hr_lead
):
    campaign = CampaignFactory(
        organisation=organisation, version=version, slug="spring", opens_at=OPENS, closes_at=CLOSES
    )
    for number in range(6):
        answered(MembershipFactory(organisation=organisation), campaign, 2 + number % 3, OPENS)
    close_campaign(campaign, by=None, at=LATER)

    learning = client_of(hr_lead).get(reverse("results:learning", args=["spring"])).content.decode()

    for words in ("What to put on", "Readiness to learn"):
        assert words not in learning
    assert not Cell.objects.filter(statistic__startswith="area_").exists()


def test_offers_are_where_most_people_put_their_top_areas_and_only_where_it_is_worth_planning():
    priorities = {"LA1": 24, "LA2": 60, "LA3": 30, "LA4": 40, "LA5": 45, "LA6": 10, "LA7": None}
    shares = {"LA3": 70.0, "LA4": 55.0}
    cells = [
        Cell(statistic="area_priority", code=code, value=value, hidden="" if value else "too_few")
        for code, value in priorities.items()
    ]
    cells += [Cell(statistic="area_top_three", code=code, value=v) for code, v in shares.items()]

    view = present_learning(bank(), cells)

    titles = [bank().area(code).title for code in ("LA3", "LA4", "LA2")]
    assert [offer.title for offer in view.offers] == titles
    assert view.offers[0].reason == (
        "among the top areas of 70% of people; average priority 30 out of 100"
    )
    assert all(offer.activities for offer in view.offers)


def test_nobodys_own_priority_or_readiness_is_on_any_page_or_in_any_file(
    release, client_of, hr_lead, administrator
):
    """Exact values of one person, which stand in what is held about them."""
    areas = AreaScore.objects.filter(priority__isnull=False).select_related(
        "assessment__member__user"
    )
    area = next(one for one in areas if len(str(one.priority)) > 8)
    side = next(
        one for one in ReadinessScore.objects.filter(score__isnull=False) if len(str(one.score)) > 4
    )
    planted = [str(area.priority), str(side.score)]
    own = client_of(area.assessment.member.user).get(reverse("reports:my_data_json"))
    assert planted[0] in own.content.decode()
    addresses = [
        *(
            reverse(f"results:{name}", args=["spring"])
            for name in ("results", "protection", "results_json", "results_csv")
        ),
        *(reverse("results:team", args=["spring", one.pk]) for one in release.groups.all()[1:]),
    ]

    for visitor in (hr_lead, administrator, area.assessment.member.user):
        client = client_of(visitor)
        texts = [fetched(client, address).content.decode() for address in addresses]
        texts += [as_workbook(client), as_pdf(client)]
        assert not [value for value in planted for text in texts if value in text]
