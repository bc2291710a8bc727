"""`manage.py import_people`: brings people and teams in from a CSV or XLSX file, all of them or nobody."""

from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts import actions, queries
from accounts.errors import AccountError
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

        parser.add_argument(
            "--everybody",
            action="store_true",
            help="the file is everybody: end the access of those with a sign-in who are not in it",
        )
        parser.add_argument(
            "--no-input", action="store_true", help="do not ask before people leave"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        organisation = Organisation.objects.filter(slug=options["organisation"]).first()
        if organisation is None:
            raise CommandError(f"There is no organisation {options['organisation']!r}.")
        try:
            with options["file"].open("rb") as file:
                agreed = None
                if options["everybody"] and not options["dry_run"]:
                    agreed = self._ask(file, organisation, asks=not options["no_input"])
                choices = actions.ImportChoices(everybody=options["everybody"], agreed=agreed)
                report = self._import(file, organisation, choices, dry_run=options["dry_run"])
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        except actions.RefusedFileError as error:
            raise refusal(error.report) from error
        except AccountError as error:
            raise CommandError(str(error)) from error
        if report.fault_count:
            raise refusal(report)
        self._tell(report, dry_run=options["dry_run"])
        if options["invite"] and not options["dry_run"]:
            self._invite(report)

    def _ask(self, file: BinaryIO, organisation: Organisation, *, asks: bool) -> str:
        """Say who would leave, have it agreed to, and return the mark of exactly these."""
        look = actions.ImportChoices(everybody=True)
        report = self._import(file, organisation, look, dry_run=True)
        file.seek(0)
        going = report.leavers.going
        if asks and going and not report.fault_count:
            self._tell_leavers(report.leavers)
            try:
                typed = input(f"{len(going)} people would leave. Write their number to go on: ")
            except EOFError:
                raise CommandError("Nobody is there to ask. Add --no-input.") from None
            if typed.strip() != str(len(going)):
                raise CommandError("That is another number. Nothing is written.")
        return report.leavers.mark

    def _tell_leavers(self, leavers: actions.Leavers) -> None:
        for member in leavers.going:
            self.stdout.write(f"leaves: {member.user.email}")
        for member in leavers.staying:
            self.stdout.write(f"stays though not in the file: {member.user.email}")

    def _import(
        self,
        file: BinaryIO,
        organisation: Organisation,
        choices: actions.ImportChoices,
        *,
        dry_run: bool,
    ) -> actions.ImportReport:
        with progress_bar(expected_rows(file), "people", out=self.stderr) as bar:
            return actions.import_people(
                file,
                organisation=organisation,
                by=None,
                at=timezone.now(),
                dry_run=dry_run,
                choices=choices,
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
        if dry_run:
            self._tell_leavers(report.leavers)
            self._tell_news(report)
        for advice in report.advice:
            self.stdout.write(f"advice: {advice}")
        counts = (
            f"{report.people} people: {report.added} added, {report.returned} came back,"
            f" {report.changed} changed, {report.unchanged} as they were;"
            f" {len(report.new_teams)} new teams."
        )
        if report.leavers.going:
            counts += f" {len(report.leavers.going)} left."
        self.stdout.write(f"Dry run, nothing is written. {counts}" if dry_run else counts)

    def _tell_news(self, report: actions.ImportReport) -> None:
        for role, people in sorted(report.given_roles.items()):
            self.stdout.write(f"new role: {role} for {people}")
        for name in report.new_attributes:
            self.stdout.write(f"new attribute: {name}")
        for path in report.new_teams:
            self.stdout.write(f"new team: {path}")
