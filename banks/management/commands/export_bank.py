"""Exports a version of a question bank as a file that `import_bank` reads back as the same version."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from banks.management.commands.import_bank import organisation_with
from banks.models import BankVersion, QuestionBank
from banks.queries import load_instrument, newest_first
from leadership.files import dump
from leadership.files.workbook import dump_workbook


class Command(BaseCommand):
    help = "Export a question bank as a YAML file or an Excel workbook."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", metavar="CODE", help="the code of the bank, such as CFL")
        parser.add_argument(
            "--bank-version",
            metavar="N",
            help="the version's number; without it, the newest that is published, or else the newest draft",
        )
        parser.add_argument(
            "--organisation", metavar="SLUG", help="whose bank it is; without it, the platform's"
        )
        parser.add_argument("--format", choices=["yaml", "xlsx"], default="yaml")
        parser.add_argument(
            "--output",
            metavar="FILE",
            type=Path,
            help="where to write; a workbook has to be written to a file",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        organisation = organisation_with(options["organisation"])
        bank = QuestionBank.objects.filter(code=options["code"], organisation=organisation).first()
        if bank is None:
            whose = organisation or "the platform (name another owner with --organisation)"
            raise CommandError(f"There is no bank {options['code']} of {whose}.")
        version = _version(bank, options["bank_version"])
        instrument = load_instrument(version)
        if options["format"] == "xlsx":
            _write(options["output"] or _needed(), dump_workbook(instrument))
        elif options["output"]:
            _write(options["output"], dump(instrument).encode())
        else:
            self.stdout.write(dump(instrument), ending="")


def _version(bank: QuestionBank, number: str | None) -> BankVersion:
    versions = newest_first(bank.versions.all())
    if number is None:
        offered = [v for v in versions if v.status == BankVersion.Status.PUBLISHED]
        found = offered or versions
    else:
        found = [version for version in versions if version.number == number]
    if not found:
        there = ", ".join(version.number for version in versions) or "none"
        raise CommandError(f"{bank.code} has no such version. Its versions: {there}.")
    return found[0]


def _needed() -> Path:
    raise CommandError("A workbook is no text for the screen: name a file with --output.")


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
