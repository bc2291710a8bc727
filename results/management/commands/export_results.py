"""Exports a campaign's published results: exactly what an HR lead can see."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from banks.queries import instrument_of
from results import pdf
from results.models import ReleaseGroup
from results.presenters.document import document_of
from results.presenters.exports import as_csv, as_json
from results.presenters.workbook import workbook_of
from results.queries.published import Reach, cells_of, reach_of, release_with


class Command(BaseCommand):
    help = "Export a campaign's published results, to the screen or to a file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="the campaign's slug")
        parser.add_argument("--format", choices=["json", "csv", "xlsx", "pdf"], default="json")
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
    if file_format == "pdf":
        return pdf.results_pdf(document_of(reach, group))
    if file_format == "xlsx":
        return workbook_of(reach)
    instrument, cells = instrument_of(reach.release.campaign.version_id), cells_of(reach.groups)
    if file_format == "csv":
        return as_csv(instrument, reach, cells)
    return json.dumps(as_json(instrument, reach, cells), indent=2, ensure_ascii=False)


def _write(file: Path, content: str | bytes) -> None:
    try:
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    except OSError as error:
        raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
