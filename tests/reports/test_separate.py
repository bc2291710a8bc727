"""Statements that are no part of their theme's score, wherever figures of that theme are shown."""

import csv
import io
import json
from datetime import UTC, datetime

import numpy as np
import pytest
from django.core.management import call_command
from django.urls import reverse
from openpyxl import load_workbook

from assessments.models import Answer, Assessment
from banks.models import BankVersion
from banks.queries import question_ids
from leadership.instrument import Instrument
from psychometrics.actions import renew_item_statistics
from reports.presenters.report import present
from results.actions import close_campaign
from results.models import Cell
from tests.building import DEFAULT, facts_of, finished, person_1
from tests.factories import CampaignFactory, MembershipFactory, bank, published, with_own
from tests.results.published import CLOSES, OPENS, answered
from tests.worker import fetched

LATER = datetime(2026, 5, 1, 9, tzinfo=UTC)
OWN = "X-ASP-01"


@pytest.fixture
def version(organisation) -> BankVersion:
    return published(with_own(bank()), organisation=organisation)


def first_theme(instrument: Instrument, answers):
    return present(instrument, facts_of(instrument, answers)).themes[0]


def test_report_shows_them_apart_and_says_why():
    plain = first_theme(DEFAULT, person_1())
    theme = first_theme(with_own(DEFAULT, reverse=True), person_1() | {OWN: 1})
    (row,) = theme.separate.statements

    assert plain.separate is None
    assert theme.separate.title == "Your organisation’s own statements"
    assert (row.answer, row.place) == ("Rarely or never", "5 of 5")
    assert (theme.statements, theme.result) == (plain.statements, plain.result)
    assert (theme.answered_words, theme.needed) == ("7 of 7", 5)


def test_a_bank_may_report_any_statement_separately():
    theme = first_theme(with_own(DEFAULT, "ASP-20"), person_1())

    assert theme.separate.title == "Statements reported separately"
    assert theme.separate.statements[0].answer == "No answer"


def test_page_and_json_of_a_report_have_them_apart(version, manager, client_of, capsys):
    assessment = finished(manager, version, person_1() | {OWN: 2})
    address = reverse("reports:report", args=[assessment.public_id])

    said = client_of(manager).get(address).content.decode()
    call_command("export_report", str(assessment.public_id), format="json")
    theme = json.loads(capsys.readouterr().out)["themes"][0]

    assert said.count("Your organisation’s own statements") == 1
    assert "They do not count in the score of this theme" in said
    assert theme["separate"] == [{"code": OWN, "answer": 2, "keyed": 2}]
    assert (theme["answered"], theme["score"]) == (7, pytest.approx(64.28571428571429))


def test_verifying_finds_stored_scores_as_they_should_be(version, manager, capsys):
    finished(manager, version, person_1() | {OWN: 1})

    call_command("verify_scores")

    assert "1 assessments checked; every stored score is right." in capsys.readouterr().out


# Of groups


def asked_too(assessment: Assessment, value: int | None) -> None:
    """Add an answer to the own statement."""
    if value is not None:
        question = question_ids(assessment.version_id)[OWN]
        Answer.objects.create(
            assessment=assessment, question_id=question, value=value, saved_at=OPENS
        )


def closed(organisation, version, values):
    campaign = CampaignFactory(
        organisation=organisation, version=version, slug="spring", opens_at=OPENS, closes_at=CLOSES
    )
    for number, value in enumerate(values):
        member = MembershipFactory(organisation=organisation)
        asked_too(answered(member, campaign, 2 + number % 3, OPENS), value)
    return close_campaign(campaign, by=None, at=LATER)


def test_results_have_their_own_figures_under_the_same_rules(organisation, version):
    release = closed(organisation, version, [5] * 8 + [1] * 6)
    cells = Cell.objects.filter(group__release=release, code=OWN)

    assert {cell.statistic: cell.value for cell in cells if not cell.hidden} == {
        "separate_favourable": 57,
        "separate_neutral": 0,
        "separate_unfavourable": 43,
    }
    assert not Cell.objects.filter(statistic__startswith="question", code=OWN).exists()


def test_results_hide_what_few_answered(organisation, version):
    release = closed(organisation, version, [5] * 6 + [1] * 3 + [None] * 5)

    cell = Cell.objects.get(group__release=release, code=OWN, statistic="separate_favourable")
    assert (cell.hidden, cell.value) == ("too_few", None)


def test_pages_and_files_of_results_show_them_apart(organisation, version, client_of, hr_lead):
    closed(organisation, version, [5] * 8 + [1] * 6)
    client = client_of(hr_lead)

    said = client.get(reverse("results:themes", args=["spring"])).content.decode()
    book = load_workbook(
        io.BytesIO(fetched(client, reverse("results:results_xlsx", args=["spring"])).content)
    )
    heads, *rows = book["Statements by group"].iter_rows(min_row=1, values_only=True)
    of = {name: number for number, name in enumerate(heads)}
    counts = [row[of["Counts in the theme"]] for row in rows]

    assert said.count("Your organisation’s own statements") == 1
    named = [row[of["Statement"]] for row in rows]
    assert counts[named.index("Asking residents")] == "no"
    assert counts.count("yes") == 42


# Item statistics


def many(organisation, version, people: int) -> None:
    chance = np.random.default_rng(3)
    ids = question_ids(version.pk)
    for _ in range(people):
        habit = int(chance.integers(2, 5))
        sitting = Assessment.objects.create(
            member=MembershipFactory(organisation=organisation), version=version,
            started_at=OPENS, submitted_at=OPENS,
        )  # fmt: skip
        Answer.objects.bulk_create(
            Answer(
                assessment=sitting, question_id=ids[question.code], saved_at=OPENS,
                value=int(np.clip(habit + chance.integers(-1, 2), 1, 5)),
            )
            for theme in with_own(bank()).themes[:1]
            for question in theme.questions
        )  # fmt: skip


def test_item_statistics_list_them_apart(organisation, version, client_of, administrator, capsys):
    many(organisation, version, 32)
    renew_item_statistics(version, organisation=organisation, by=administrator, at=LATER)
    client = client_of(administrator)

    said = client.get(reverse("psychometrics:statistics", args=[version.pk])).content.decode()
    table = client.get(reverse("psychometrics:statistics_csv", args=[version.pk])).content.decode()
    call_command("item_statistics", "CFL", format="json", organisation=organisation.slug)
    (theme, *_others) = json.loads(capsys.readouterr().out)["themes"]

    assert said.count("Reported separately") == 1
    rows = {row[1]: row for row in csv.reader(io.StringIO(table)) if len(row) > 1}
    assert (rows["ASP-01"][4], rows[OWN][4]) == ("no", "yes")
    assert (rows[OWN][5], rows[OWN][9]) == ("30 or more", "–")
    assert [one["code"] for one in theme["separate"]] == [OWN]
    assert len(theme["questions"]) == 7
    assert theme["separate"][0]["n"] == 32
    assert theme["separate"][0]["item_rest"] > 0
