"""Banks of other fields go the whole way, by the real pages: in, answered, reported, published, looked at."""

import io
import json
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from pypdf import PdfReader

from accounts.permissions import Role
from assessments.actions import PersonAnswers, store_sittings
from assessments.models import Assessment, Campaign
from banks.models import BankVersion
from leadership.files.workbook import dump_workbook
from leadership.instrument import Band, Instrument, Point, Scale
from tests.building import instrument_with
from tests.factories import CampaignFactory, MembershipFactory, bank
from tests.worker import fetched, publish_what_is_closed

pytestmark = pytest.mark.any_database
PEOPLE = 36
BANDS = (Band("LOW", "Beginning", 0, 59, order=1), Band("HIGH", "Settled", 60, 100, order=2))


def on_a_scale(instrument: Instrument, low: int, high: int) -> Instrument:
    points = tuple(Point(value, f"Point {value}") for value in range(low, high + 1))
    scale = Scale(points, code="SC")
    return Instrument(**{**vars(instrument), "scales": {"only": scale}})


INSTRUMENTS = {
    "one to six, four themes": bank("coaching"),
    "one to seven, three themes, bands": on_a_scale(instrument_with([3, 5, 9], bands=BANDS), 1, 7),
    "nought to four, fifteen themes": on_a_scale(
        instrument_with([3, 4, 5, 6, 7] * 3, titles="Looking after matter {} well"), 0, 4
    ),
    "below nought, two themes": on_a_scale(instrument_with([4, 3]), -2, 2),
}


@dataclass
class Council:
    """Who takes part, each with a browser."""

    keeper: Client
    manager: Client
    hr_lead: Client


@pytest.fixture
def council(client_of, administrator, manager, hr_lead) -> Council:
    return Council(client_of(administrator), client_of(manager), client_of(hr_lead))


@pytest.mark.parametrize("instrument", INSTRUMENTS.values(), ids=INSTRUMENTS)
def test_another_instrument_goes_the_whole_way(instrument, council, organisation, manager):
    version = brought_in(instrument, council.keeper, organisation)
    now = timezone.now()
    campaign = CampaignFactory(
        organisation=organisation, version=version, opens_at=now - timedelta(days=3),
        closes_at=now + timedelta(days=1),
    )  # fmt: skip
    others = answered_by_others(instrument, campaign)

    assessment = answered_by_page(instrument, campaign, council.manager)
    report_is_right(instrument, assessment, council.manager)
    results_are_right(instrument, campaign, council.hr_lead, others)
    statistics_are_there(instrument, version, council.keeper)


def brought_in(instrument: Instrument, keeper: Client, organisation) -> BankVersion:
    file = SimpleUploadedFile("bank.xlsx", dump_workbook(instrument))
    url = reverse("banks:import")
    shown = keeper.post(url, {"file": file, "organisation": organisation.pk})
    keeper.post(url, shown.context["form"].initial)
    version = BankVersion.objects.get()
    keeper.post(reverse("banks:publish", args=[version.pk]), {"summary": "New."})
    version.refresh_from_db()
    assert version.status == BankVersion.Status.PUBLISHED
    return version


def answered_by_others(instrument: Instrument, campaign: Campaign) -> np.ndarray:
    """Let people answer who have habits of their own; return their answers, keyed, from 0 to 1."""
    rng = np.random.default_rng(3)
    questions = list(instrument.questions())
    scales = [instrument.scale_of(instrument.theme_of(q.code)) for q in questions]
    habit = rng.uniform(0.2, 0.8, size=(PEOPLE, 1))
    wish = np.clip(habit + rng.normal(0, 0.2, size=(PEOPLE, len(questions))), 0, 1)
    steps = np.array([scale.max - scale.min for scale in scales])
    keyed = np.round(wish * steps)
    sittings = [
        PersonAnswers(
            member_id=MembershipFactory(
                organisation=campaign.organisation, roles=[Role.MANAGER]
            ).pk,
            started_at=campaign.opens_at,
            submitted_at=campaign.opens_at + timedelta(hours=1),
            answers={
                q.code: int(scale.max - step if q.reverse else scale.min + step)
                for q, scale, step in zip(questions, scales, row, strict=True)
            },
        )
        for row in keyed
    ]
    store_sittings(sittings, campaign=campaign)
    return keyed / steps


def answered_by_page(instrument: Instrument, campaign: Campaign, manager: Client) -> Assessment:
    """Answer everything as helpfully as the scale allows, page by page."""
    manager.post(reverse("assessments:start", args=[campaign.slug]))
    assessment = Assessment.objects.get(campaign=campaign, submitted_at=None)
    for theme in instrument.themes:
        url = reverse("assessments:theme", args=[assessment.public_id, theme.code])
        page = manager.get(url).content.decode()
        scale = instrument.scale_of(theme)
        assert all(escape(point.label) in page for point in scale.points)
        best = {
            f"answer-{q.code}": str(scale.min if q.reverse else scale.max) for q in theme.questions
        }
        assert manager.post(url, best | {"then": "continue"}).status_code == 302
    manager.post(reverse("assessments:check", args=[assessment.public_id]))
    assessment.refresh_from_db()
    assert assessment.submitted_at is not None
    return assessment


def report_is_right(instrument: Instrument, assessment: Assessment, manager: Client) -> None:
    page = manager.get(reverse("reports:report", args=[assessment.public_id])).content.decode()
    pdf = fetched(manager, reverse("reports:report_pdf", args=[assessment.public_id]))
    words = " ".join(
        " ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf.content)).pages).split()
    )
    assert [score.score for score in assessment.theme_scores.all()] == [100] * len(
        instrument.themes
    )
    assert ('class="radar-bar"' in page) is (len(instrument.themes) < 3)
    for theme in instrument.themes:
        assert escape(theme.title) in page
        assert theme.title in words
    assert ("Settled" in page) is bool(instrument.bands)


def results_are_right(
    instrument: Instrument, campaign: Campaign, hr_lead: Client, others: np.ndarray
) -> None:
    hr_lead.post(reverse("results:close", args=[campaign.slug]), {"confirm": "on"})
    publish_what_is_closed()
    page = hr_lead.get(reverse("results:results", args=[campaign.slug]))
    found = json.loads(
        fetched(hr_lead, reverse("results:results_json", args=[campaign.slug])).content
    )
    themes = hr_lead.get(reverse("results:themes", args=[campaign.slug]))
    for words, where in (("On average</th>", page), ("People in each band", themes)):
        assert (words in where.content.decode()) is bool(instrument.bands), words
    means = {
        cell["code"]: cell["value"]
        for cell in found["cells"]
        if cell["statistic"] == "theme_mean" and cell["group"]["kind"] == "organisation"
    }
    start, expected = 0, {}
    for theme in instrument.themes:
        end = start + len(theme.questions)
        scores = np.append(100 * others[:, start:end].mean(axis=1), 100)
        expected[theme.code] = scores.mean()
        start = end

    assert page.status_code == 200
    assert found["publishable"]
    assert set(means) == set(expected)
    assert all(abs(means[code] - expected[code]) <= 0.5 + 1e-9 for code in means)
    if len(instrument.themes) == 15:
        assert (
            fetched(hr_lead, reverse("results:results_pdf", args=[campaign.slug])).status_code
            == 200
        )


def statistics_are_there(instrument: Instrument, version: BankVersion, keeper: Client) -> None:
    keeper.post(reverse("psychometrics:renew_statistics", args=[version.pk]))

    page = keeper.get(reverse("psychometrics:statistics", args=[version.pk])).content.decode()

    assert page.count("30 or more") >= len(instrument.themes)
    assert all(f"{q.code}: {escape(q.text)}" in page for q in instrument.questions())
