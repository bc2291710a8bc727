"""`manage.py import_responses`: brings in answers that were given elsewhere, all of them or none."""

from datetime import datetime, time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import F
from django.utils import timezone
from django.utils.dateparse import parse_date

from accounts.actions import RefusedFileError
from accounts.errors import AccountError
from accounts.management.files import progress_bar, refusal
from accounts.models import Organisation
from accounts.table_file import expected_rows, one_line
from assessments import actions, queries
from banks.models import BankVersion
from leadership.group_sizes import LARGEST, SMALLEST

NOON = time(12)


class Command(BaseCommand):
    help = (
        "Bring answers in from a CSV file, a row a person: email or person, team, name, a column for each"
        " question by its code; any other column is an attribute. Blank is unanswered, NA is not"
        " applicable; 4.0 is 4, and the words of an answer or LimeSurvey's code for it will do. People who are not known become members without sign-in. The campaign is made if"
        " it is new, already over; close_campaign publishes it. Nothing is written unless every row is right."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="UTF-8 CSV, or XLSX")
        parser.add_argument("--bank", required=True, metavar="CODE")
        parser.add_argument("--bank-version", metavar="N", help="the newest, if not given")
        parser.add_argument("--organisation", required=True, metavar="SLUG")
        parser.add_argument("--campaign", required=True, metavar="NAME")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be written")
        parser.add_argument(
            "--breakdown",
            default="",
            metavar="ATTRIBUTE",
            help="the attribute a new campaign's results are broken down by; by none, if not given",
        )
        parser.add_argument(
            "--answers-are",
            default="",
            choices=("values", "codes"),
            help="values of the bank, or the codes for answers of the LimeSurvey survey that the bank"
            " comes from; only where the two can be mistaken for each other",
        )
        parser.add_argument(
            "--smallest-group",
            type=int,
            default=SMALLEST,
            choices=range(SMALLEST, LARGEST + 1),
            metavar="N",
            help="for a new campaign: 5 to 20",
        )
        parser.add_argument(
            "--answered-on", metavar="YYYY-MM-DD", help="the day the answers were given; today"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        responses = self._responses(options)
        try:
            with options["file"].open("rb") as file:
                rows = expected_rows(file)
                with progress_bar(rows, "people", out=self.stderr) as bar:
                    report = actions.import_responses(
                        file,
                        responses,
                        at=timezone.now(),
                        dry_run=options["dry_run"],
                        on_rows=bar.update,
                    )
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        except RefusedFileError as error:
            raise refusal(error.report) from error
        except (AccountError, actions.CampaignError) as error:
            raise CommandError(str(error)) from error
        if report.fault_count:
            raise refusal(report)
        self._tell(report, dry_run=options["dry_run"])

    def _responses(self, options: dict[str, Any]) -> actions.Responses:
        organisation = Organisation.objects.filter(slug=options["organisation"]).first()
        if organisation is None:
            raise CommandError(f"There is no organisation {options['organisation']!r}.")
        try:
            campaign = one_line(options["campaign"], at_most=200)
        except ValueError as error:
            raise CommandError(f"--campaign: {error}") from error
        if not campaign:
            raise CommandError("The campaign needs a name.")
        return actions.Responses(
            version=_version(organisation, options["bank"], options["bank_version"]),
            organisation=organisation,
            campaign=campaign,
            breakdown=options["breakdown"],
            smallest_group=options["smallest_group"],
            given_at=_moment(options["answered_on"]),
            answers_are=options["answers_are"],
        )

    def _tell(self, report: actions.ResponsesReport, *, dry_run: bool) -> None:
        for name, fate in report.columns if dry_run else []:
            self.stdout.write(f"column “{name}”: {fate}")
        if report.campaign_is_new and dry_run:
            self.stdout.write(f"Results are broken down by: {report.breakdown or 'nothing'}.")
        if report.missing_columns:
            codes = ", ".join(report.missing_columns)
            self.stdout.write(f"No column, so unanswered by everybody: {codes}.")
        if report.elsewhere:
            self.stdout.write(
                f"{report.elsewhere} members are in another team now than the file says, and stay there."
            )
        for path in report.new_teams if dry_run else []:
            self.stdout.write(f"new team: {path}")
        for advice in report.advice:
            self.stdout.write(f"advice: {advice}")
        state = "new" if report.campaign_is_new else "was there"
        counts = (
            f"{report.assessments} assessments of {report.members + report.recorded} people"
            f" ({report.members} members, {report.recorded} new without sign-in,"
            f" {report.without_answers} without any answer) in the campaign {report.campaign} ({state});"
            f" {len(report.new_teams)} new teams."
        )
        self.stdout.write(f"Dry run, nothing is written. {counts}" if dry_run else counts)


def _version(organisation: Organisation, code: str, number: str | None) -> BankVersion:
    versions = queries.versions_to_run(organisation).filter(bank__code=code)
    newest = versions.order_by(F("bank__organisation").asc(nulls_last=True), "-published_at", "-pk")
    version = (newest.filter(number=number) if number else newest).first()
    if version is None:
        which = f"version {number} of a bank" if number else "published version of a bank"
        raise CommandError(f"There is no {which} {code!r} for {organisation.slug!r}.")
    return version


def _moment(day: str | None) -> datetime | None:
    """Return noon of a day, which is before now."""
    if day is None:
        return None
    try:
        date = parse_date(day)
    except ValueError:
        date = None
    if date is None:
        raise CommandError(f"--answered-on wants a day like 2026-03-31, not {day!r}.")
    moment = timezone.make_aware(datetime.combine(date, NOON))
    if moment >= timezone.now():
        raise CommandError("--answered-on wants a day that is over.")
    return moment
