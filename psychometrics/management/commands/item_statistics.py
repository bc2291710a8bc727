"""Prints how well each statement of a question bank works."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Organisation
from banks.models import BankVersion, QuestionBank
from banks.queries import newest_first
from psychometrics.presenters.items import as_json, as_lines, item_statistics


class Command(BaseCommand):
    help = (
        "Print item statistics of a bank version: over first assessments and complete cases only, "
        "and nothing where there are fewer than 30 of them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("bank", metavar="BANK", help="the code of the bank, such as CFL")
        parser.add_argument(
            "--bank-version",
            metavar="N",
            help="the version's number; without it, the newest in use",
        )
        parser.add_argument(
            "--organisation",
            metavar="SLUG",
            help="count this organisation's people only; without it, all organisations pooled",
        )
        parser.add_argument("--format", choices=["table", "json"], default="table")

    def handle(self, *args: Any, **options: Any) -> None:
        organisation = _organisation(options["organisation"])
        version = _version(options["bank"], options["bank_version"], organisation)
        found = item_statistics(version, organisation)
        if options["format"] == "json":
            self.stdout.write(json.dumps(as_json(found), indent=2))
        else:
            self.stdout.write("\n".join(as_lines(found)))


def _organisation(slug: str | None) -> Organisation | None:
    if slug is None:
        return None
    organisation = Organisation.objects.filter(slug=slug).first()
    if organisation is None:
        raise CommandError(f"There is no organisation with the slug {slug}.")
    return organisation


def _version(code: str, number: str | None, organisation: Organisation | None) -> BankVersion:
    """Return the wanted version of the organisation's own bank of that code, or of the platform's."""
    named = QuestionBank.objects.filter(code=code)
    own = named.filter(organisation=organisation).first() if organisation else None
    bank = own or named.filter(organisation=None).first()
    if bank is None:
        whose = organisation.name if organisation else "the platform"
        raise CommandError(
            f"There is no bank {code} of {whose} (name another owner with --organisation)."
        )
    versions = [
        version
        for version in newest_first(bank.versions.exclude(status=BankVersion.Status.DRAFT))
        if number in {None, version.number}
    ]
    if not versions:
        raise CommandError(
            f"The bank {code} has no published version {number or ''}".rstrip() + "."
        )
    return versions[0]
