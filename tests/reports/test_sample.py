"""The sample report: what a version would read like, on answers that nobody gave."""

import io
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from assessments.models import Assessment
from banks.actions import store_draft
from leadership.instrument import Band
from reports.presenters.sample import sample_report
from tests.building import instrument_with
from tests.factories import bank
from tests.worker import fetched

pytestmark = pytest.mark.any_database
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def keeper(administrator, client_of) -> Client:
    return client_of(administrator)


@pytest.fixture
def version(organisation):
    return store_draft(bank(), organisation=organisation, by=None, at=AT)


def test_sample_is_marked_and_stores_nothing(keeper: Client, version) -> None:
    said = keeper.get(reverse("reports:sample", args=[version.pk])).content.decode()

    assert "This is a sample" in said
    assert "made-up answers of nobody" in said
    assert all(theme.title in said for theme in bank().themes)
    assert "Share this report" not in said
    assert not Assessment.objects.exists()


def test_sample_pdf_says_on_every_page_that_it_is_one(keeper: Client, version) -> None:
    response = fetched(keeper, reverse("reports:sample_pdf", args=[version.pk]))

    pages = PdfReader(io.BytesIO(response.content)).pages
    assert len(pages) > 8
    assert all("made-up answers of nobody" in page.extract_text() for page in pages[1:])


@pytest.mark.parametrize("name", ["default", "small", "coaching"])
def test_same_number_gives_the_same_answers_for_any_bank(name: str) -> None:
    one, same, other = (
        sample_report(bank(name), number, version_id=1, at=AT) for number in (1, 1, 2)
    )

    assert one == same
    assert one != other
    assert any(theme.result for theme in one.themes)


def test_short_themes_have_a_score_in_every_sample() -> None:
    instrument = instrument_with([3, 4, 2])

    samples = [sample_report(instrument, number, version_id=1, at=AT) for number in range(40)]

    assert all(theme.result for one in samples for theme in one.themes)
    assert any(theme.answered < theme.asked for one in samples for theme in one.themes)


@pytest.mark.parametrize("meaning", [None, "You do this often."])
def test_bands_without_a_meaning_have_no_column_for_it(
    keeper: Client, organisation, meaning
) -> None:
    bands = (
        Band("LOW", "Low", 0, 49, order=1),
        Band("HIGH", "High", 50, 100, order=2, meaning=meaning),
    )
    instrument = instrument_with([3, 3, 3], bands=bands)
    version = store_draft(instrument, organisation=organisation, by=None, at=AT)

    said = keeper.get(reverse("reports:sample", args=[version.pk])).content.decode()

    assert ("What it suggests" in said) == bool(meaning)


@pytest.mark.parametrize("answers", ["", "0", "99999999999", "x", "²"])
def test_any_wish_for_answers_is_met(keeper: Client, version, answers: str) -> None:
    address = reverse("reports:sample", args=[version.pk])

    assert keeper.get(address, {"answers": answers}).status_code == 200
