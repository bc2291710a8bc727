"""`manage.py import_people`: brings people and teams in from a CSV or XLSX file, all of them or nobody."""

from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts import actions, queries
from accounts.management.files import progress_bar, refusal
from accounts.models import Organisation
from accounts.table_file import expected_rows


class Command(BaseCommand):
    help = (
        "Bring people in from a CSV or XLSX file with the columns email, name, team, roles; any other"
        " column is an attribute. Headings of directories and HR systems are understood: --dry-run tells how. Can be run again: an empty cell changes nothing, and people who are"
        " not in the file are left alone. Nothing is written unless every row is right."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="UTF-8 CSV or XLSX")
        parser.add_argument("--organisation", required=True, metavar="SLUG")
        parser.add_argument("--dry-run", action="store_true", help="say what would change")
        parser.add_argument(
            "--invite", action="store_true", help="mail an invitation to each person who was added"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        organisation = Organisation.objects.filter(slug=options["organisation"]).first()
        if organisation is None:
            raise CommandError(f"There is no organisation {options['organisation']!r}.")
        try:
            with options["file"].open("rb") as file:
                report = self._import(file, organisation, dry_run=options["dry_run"])
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        except actions.RefusedFileError as error:
            raise refusal(error.report) from error
        except actions.AccountError as error:
            raise CommandError(str(error)) from error
        if report.fault_count:
            raise refusal(report)
        self._tell(report, dry_run=options["dry_run"])
        if options["invite"] and not options["dry_run"]:
            self._invite(report)

    def _import(
        self, file: BinaryIO, organisation: Organisation, *, dry_run: bool
    ) -> actions.ImportReport:
        with progress_bar(expected_rows(file), "people", out=self.stderr) as bar:
            return actions.import_people(
                file,
                organisation=organisation,
                by=None,
                at=timezone.now(),
                dry_run=dry_run,
                on_rows=bar.update,
            )

    def _invite(self, report: actions.ImportReport) -> None:
        queued = actions.send_invitations(
            queries.memberships_with(report.membership_ids), by=None, at=timezone.now()
        )
        self.stdout.write(f"{queued} invitations are queued; the worker sends them.")

    def _tell(self, report: actions.ImportReport, *, dry_run: bool) -> None:
        for line in report.columns if dry_run else []:
            self.stdout.write(line)
        for change in report.changes if dry_run else []:
            fields = "; ".join(f"{key}: {was!r} -> {now!r}" for key, was, now in change.fields)
            self.stdout.write(f"line {change.line}: {change.kind} {change.email} ({fields})")
        for path in report.new_teams if dry_run else []:
            self.stdout.write(f"new team: {path}")
        for advice in report.advice:
            self.stdout.write(f"advice: {advice}")
        counts = (
            f"{report.people} people: {report.added} added, {report.returned} came back,"
            f" {report.changed} changed, {report.unchanged} as they were;"
            f" {len(report.new_teams)} new teams."
        )
        self.stdout.write(f"Dry run, nothing is written. {counts}" if dry_run else counts)
