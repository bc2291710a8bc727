"""The support command: what it writes, and that each use is logged."""

import json
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from accounts.models import AuditEntry
from tests.building import (
    DEFAULT,
    EXAMPLES,
    answers_to,
    begun,
    finished,
    learning,
    person_1,
    readiness,
)

pytestmark = pytest.mark.django_db


def exported(assessment, **options) -> str:
    out = StringIO()
    call_command("export_report", str(assessment.public_id), stdout=out, **options)
    return out.getvalue()


def test_json_has_the_stored_scores_at_full_precision(manager, version):
    assessment = finished(manager, version, person_1(AGI=[4, "NA", 2, 4, "NA", 2, None]))

    data = json.loads(exported(assessment, format="json"))

    assert (data["bank"], data["version"]) == ("CFL", "1.0.0")
    assert data["submitted_at"] == "2026-11-20T14:30:00Z"
    assert data["overall"] == {
        "status": "scored",
        "score": pytest.approx(63.142857142857146),
        "mean": pytest.approx(3.5257142857142857),
        "band": "EST",
    }
    assert data["themes"][0] == {
        "code": "ASP",
        "status": "scored",
        "answered": 7,
        "score": pytest.approx(64.28571428571429),
        "mean": pytest.approx(3.5714285714285716),
        "band": "EST",
        "separate": [],
    }
    assert data["themes"][5] == {
        "code": "AGI",
        "status": "insufficient",
        "answered": 4,
        "score": None,
        "mean": None,
        "band": None,
        "separate": [],
    }
    assert (data["readiness"], data["learning_areas"]) == ([], [])
    assert data["reading"] == {
        "stands_out": True,
        "strengths": ["EMA", "LIS"],
        "room_to_grow": ["EVA", "LCF"],
        "further": [],
        "nearest_to_habit": None,
        "near_a_line": ["LCF", "LIS", "EVA"],
        "habits": ["EMA-01", "EMA-05"],
        "statements_to_grow": ["EVA-02", "EVA-07", "EVA-01"],
    }


def test_json_has_readiness_and_the_learning_areas_in_the_persons_order(manager, version):
    assessment = finished(manager, version, person_1() | readiness() | learning())

    data = json.loads(exported(assessment, format="json"))

    assert data["readiness"] == [
        {
            "side": "individual",
            "status": "scored",
            "answered": 8,
            "score": 62.5,
            "mean": 3.5,
            "level": "NEARLY",
        },
        {
            "side": "organisational",
            "status": "scored",
            "answered": 7,
            "score": 50.0,
            "mean": 3.0,
            "level": "NEARLY",
        },
    ]
    areas = data["learning_areas"]
    expected = EXAMPLES["learning"]
    assert [area["code"] for area in areas] == expected["order"]
    for area in areas:
        example = expected["areas"][area["code"]]
        assert area == {
            "code": area["code"],
            "confidence": pytest.approx(example["confidence_mean"], abs=1e-4),
            "importance": example["importance"],
            "priority": pytest.approx(example["priority"], abs=1e-4),
            "level": example["level"],
            "theme_need": pytest.approx(example["theme_need"], abs=1e-4),
            "featured": area["code"] in expected["shown_top3"],
            "suggested": False,
        }


def test_the_summary_is_one_page(assessment, tmp_path):
    file = tmp_path / "summary.pdf"

    exported(assessment, format="summary", output=file)

    assert len(PdfReader(file).pages) == 1


def test_each_use_is_logged_where_the_owner_can_see_it(assessment):
    exported(assessment, format="json")
    exported(assessment, format="json", reason="ticket 12")

    entries = AuditEntry.objects.filter(act="report.exported").order_by("pk")
    assert [(one.subject, one.details) for one in entries] == [
        (str(assessment.public_id), {"format": "json", "reason": "support"}),
        (str(assessment.public_id), {"format": "json", "reason": "ticket 12"}),
    ]


def test_html_stands_by_itself(assessment):
    html = exported(assessment, format="html")

    assert "Alignment and shared purpose" in html
    assert "<style>" in html
    assert "<link" not in html
    assert "<script" not in html


def test_pdf_goes_to_a_file(assessment, tmp_path: Path):
    file = tmp_path / "report.pdf"

    exported(assessment, format="pdf", output=file)

    assert file.read_bytes().startswith(b"%PDF-")


def test_what_is_not_there_or_not_finished_is_refused_in_one_line(manager, version):
    unfinished = begun(manager, version, answers_to(DEFAULT, ASP=[3] * 7))

    with pytest.raises(CommandError, match="no finished assessment"):
        exported(unfinished, format="json")
    with pytest.raises(CommandError, match="no finished assessment"):
        call_command("export_report", str(uuid4()), format="json")
    with pytest.raises(CommandError, match="is not an assessment's identifier"):
        call_command("export_report", "nonsense", format="json")
    assert not AuditEntry.objects.filter(act="report.exported").exists()


def test_a_file_that_cannot_be_written_is_named(assessment, tmp_path: Path):
    with pytest.raises(CommandError, match="cannot be written"):
        exported(assessment, format="json", output=tmp_path / "nowhere" / "report.json")
