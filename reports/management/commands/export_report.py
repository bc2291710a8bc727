"""Writes one person's report to a file or the screen, for support with their consent; each use is logged."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from assessments.models import Assessment
from banks.queries import instrument_of
from reports import pdf
from reports.access import finished_with
from reports.actions import log_export
from reports.management.output import hand_out
from reports.presenters.export import as_json
from reports.presenters.report import Report, report_of
from reports.queries import earlier_than, facts_of


class Command(BaseCommand):
    help = (
        "Export one person's report. Only with their consent: each use is written to the audit log, "
        "where the person can see it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("public_id", metavar="PUBLIC_ID", help="the assessment's identifier")
        parser.add_argument("--format", choices=["json", "html", "pdf", "summary"], required=True)
        parser.add_argument(
            "--reason", default="support", help="why, for the audit log (default: support)"
        )
        parser.add_argument("--output", metavar="FILE", type=Path, help="where to write")

    def handle(self, *args: Any, **options: Any) -> None:
        assessment = _assessment(options["public_id"])
        content = _content(assessment, options["format"])
        # Logged first: what cannot be logged does not leave.
        log_export(
            assessment,
            file_format=options["format"],
            reason=options["reason"],
            by=None,
            at=timezone.now(),
        )
        hand_out(content, file=options["output"], screen=self.stdout)


def _assessment(public_id: str) -> Assessment:
    try:
        found = finished_with(UUID(public_id))
    except ValueError:
        raise CommandError(f"{public_id} is not an assessment's identifier.") from None
    if found is None:
        raise CommandError(f"There is no finished assessment {public_id}.")
    return found


def _content(assessment: Assessment, file_format: str) -> bytes:
    if file_format == "json":
        plain = as_json(facts_of(assessment), instrument_of(assessment.version_id))
        text = json.dumps(plain, cls=DjangoJSONEncoder, indent=2, ensure_ascii=False)
        return f"{text}\n".encode()
    report = _bare_report(assessment)
    if file_format == "html":
        return pdf.report_html(report).encode()
    return pdf.report_pdf(report) if file_format == "pdf" else pdf.summary_pdf(report)


def _bare_report(assessment: Assessment) -> Report:
    """Return the report without the plan, what others say and tips by what was done: support has no need of them."""
    earlier = earlier_than(assessment, assessment.member.user)
    return report_of(assessment, earlier[0] if earlier else None)
