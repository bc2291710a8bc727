"""People who answered a campaign, and published results as the text of their files."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from accounts.models import Membership, Organisation, Team
from accounts.permissions import Role
from assessments.actions import score_rows, store_scores
from assessments.models import Answer, Assessment, Campaign
from banks.models import BankVersion
from banks.queries import question_ids
from leadership.instrument import RawAnswer
from results.actions import close_campaign
from results.models import Release
from tests.factories import CampaignFactory, MembershipFactory, TeamFactory, bank
from tests.worker import fetched

OPENS = datetime(2026, 3, 1, 9, tzinfo=UTC)
CLOSES = datetime(2026, 3, 31, 17, tzinfo=UTC)
LATER = datetime(2026, 4, 2, 9, tzinfo=UTC)


def answered(member: Membership, campaign: Campaign, habit: int, at: datetime) -> Assessment:
    """A submitted assessment of somebody who answers about `habit`, with its stored scores."""
    # The same answers each time: PostgreSQL goes on counting keys from one test to the next.
    first = Membership.objects.filter(organisation=member.organisation_id).earliest("pk")
    rng = np.random.default_rng(1 + member.pk - first.pk)
    ids = question_ids(campaign.version_id)
    answers = {}
    for question in bank().questions():
        helpful = int(np.clip(habit + rng.integers(-1, 2), 1, 5))
        answers[question.code] = 6 - helpful if question.reverse else helpful
    if campaign.asks_learning or campaign.asks_readiness:
        answers |= other_parts(rng)
    assessment = Assessment.objects.create(
        member=member, campaign=campaign, version=campaign.version, started_at=at, submitted_at=at
    )
    Answer.objects.bulk_create(
        Answer(
            assessment=assessment, question_id=ids[code], saved_at=at,
            value=value if isinstance(value, int) else None,
            other="" if isinstance(value, int) else value,
        )
        for code, value in answers.items()
    )  # fmt: skip
    store_scores([score_rows(assessment, bank(), answers)])
    return assessment


def four_teams(organisation: Organisation, campaign: Campaign) -> dict[str, Team]:
    """Housing (12, of whom 4 in Repairs below it), Streets (9), Digital (3), all answered."""
    housing = TeamFactory(organisation=organisation, name="Housing")
    found = {
        "Housing": housing,
        "Repairs": TeamFactory(organisation=organisation, name="Repairs", parent=housing),
        "Streets": TeamFactory(organisation=organisation, name="Streets"),
        "Digital": TeamFactory(organisation=organisation, name="Digital"),
    }
    for name, people in {"Housing": 8, "Repairs": 4, "Streets": 9, "Digital": 3}.items():
        for number in range(people):
            member = MembershipFactory(
                organisation=organisation, team=found[name], roles=[Role.MANAGER]
            )
            answered(member, campaign, 2 + number % 3, OPENS + timedelta(days=3))
    return found


def held(
    organisation: Organisation,
    version: BankVersion,
    people: Sequence[Membership],
    *,
    slug: str,
    half_years: int = 0,
    shows: bool = True,
) -> Release:
    """A campaign that everybody answers, closed and published."""
    later = timedelta(days=182 * half_years)
    campaign = CampaignFactory(
        organisation=organisation, version=version, slug=slug, name=slug.title(),
        opens_at=OPENS + later, closes_at=CLOSES + later, asks_learning=True, asks_readiness=True,
        shows_overview=shows,
    )  # fmt: skip
    for number, member in enumerate(people):
        answered(member, campaign, 2 + number % 3, OPENS + later)
    return close_campaign(campaign, by=None, at=LATER + later)


def other_parts(rng: np.random.Generator) -> dict[str, RawAnswer]:
    """Answers to all that is asked beside the themes; one in six does not know about the organisation."""
    themes = {question.code for question in bank().questions()}
    return {
        code: "DK" if code.startswith("RO-") and rng.random() < 1 / 6 else int(rng.integers(1, 6))
        for code in bank().asked
        if code not in themes
    }


def workbook_rows(client: Client, slug: str, sheet: str) -> list[dict[str, object]]:
    """A sheet of the workbook, a row by its headings each."""
    answer = fetched(client, reverse("results:results_xlsx", args=[slug]))
    heading, *rest = load_workbook(io.BytesIO(answer.content))[sheet].values
    return [dict(zip(heading, row, strict=True)) for row in rest]


def as_workbook(client: Client, slug: str = "spring") -> str:
    """The text of every cell, or of the refusal."""
    answer = fetched(client, reverse("results:results_xlsx", args=[slug]))
    if answer.status_code != 200:
        return answer.content.decode()
    book = load_workbook(io.BytesIO(answer.content))
    return "\n".join(str(value) for sheet in book for row in sheet.values for value in row)


def as_pdf(client: Client) -> str:
    answer = fetched(client, reverse("results:results_pdf", args=["spring"]))
    if answer.status_code != 200:
        return answer.content.decode()
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)


def text_of(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)
