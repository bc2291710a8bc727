"""Offers a published bank in another language, or offers it no more."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from banks import actions, queries
from banks.management.commands.import_bank import organisation_with
from leadership.languages import TextState, progress


class Command(BaseCommand):
    help = (
        "Let people read and answer a published question bank in another language. It needs words for every text; "
        "whether each is approved is said, and shown to whoever reads them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("bank", metavar="CODE")
        parser.add_argument("number", metavar="VERSION")
        parser.add_argument("language", metavar="LANGUAGE", help="such as cy")
        parser.add_argument(
            "--organisation", metavar="SLUG", help="whose bank it is; without it, the platform's"
        )
        parser.add_argument("--withdraw", action="store_true", help="offer it no more")

    def handle(self, *args: Any, **options: Any) -> None:
        organisation = organisation_with(options["organisation"])
        code, number, language = options["bank"], options["number"], options["language"]
        version = queries.version_numbered(code, number, organisation)
        if version is None:
            raise CommandError(f"There is no version {number} of a bank {code}.")
        change = actions.withdraw_language if options["withdraw"] else actions.offer_language
        try:
            change(version, language, by=None, at=timezone.now())
        except actions.BankError as error:
            raise CommandError(str(error)) from error
        if options["withdraw"]:
            self.stdout.write(f"{code} {number} is no longer offered in {language}.")
            return
        found = progress(queries.source_of(version.pk), language)
        drafts = found.total - found.counts[TextState.APPROVED]
        told = f" {drafts} of its {found.total} texts wait for approval." if drafts else ""
        self.stdout.write(f"{code} {number} is offered in {language}.{told}")
