"""Exports a campaign's published results: exactly what an HR lead can see."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from results import pdf
from results.makers import csv_of, json_of
from results.models import ReleaseGroup
from results.presenters.document import document_of
from results.presenters.slides import slides_of
from results.presenters.workbook import workbook_of
from results.queries.published import Reach, reach_of, release_with

FORMATS = ["json", "csv", "xlsx", "pdf", "summary", "pptx"]


class Command(BaseCommand):
    help = "Export a campaign's published results, to the screen or to a file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="the campaign's slug")
        parser.add_argument("--format", choices=FORMATS, default="json")
        parser.add_argument(
            "--team", metavar="PATH", help="one team only, as A > B > C, and the organisation"
        )
        parser.add_argument("--output", metavar="FILE", type=Path, help="where to write")

    def handle(self, *args: Any, **options: Any) -> None:
        release = release_with(options["slug"])
        if release is None:
            raise CommandError(
                f"Nothing is published of a campaign with the slug {options['slug']}."
            )
        reach = _only(reach_of(release, None), options["team"])
        group = reach.groups[-1] if options["team"] else reach.organisation
        content = _content(reach, group, options["format"])
        if options["output"]:
            _write(options["output"], content)
        elif isinstance(content, bytes):
            self.stdout.buffer.write(content)  # type: ignore[attr-defined]  # wraps a text stream
        else:
            self.stdout.write(content)


def _only(reach: Reach, path: str | None) -> Reach:
    if path is None:
        return reach
    groups = [group for group in reach.teams if group.path == path]
    if not groups:
        raise CommandError(f"There was no team “{path}” when the campaign closed.")
    return Reach(reach.release, (reach.organisation, *groups))


def _content(reach: Reach, group: ReleaseGroup, file_format: str) -> str | bytes:
    """Return the file that the pages offer; what is text in it goes to a screen too."""
    if file_format == "xlsx":
        return workbook_of(reach)
    if file_format == "csv":
        return csv_of(reach)
    if file_format == "json":
        return json_of(reach).decode()
    of_group = {"pdf": pdf.results_pdf, "summary": pdf.summary_pdf, "pptx": slides_of}
    return of_group[file_format](document_of(reach, group))


def _write(file: Path, content: str | bytes) -> None:
    try:
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    except OSError as error:
        raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
