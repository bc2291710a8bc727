"""Puts a backup in the place of the database, once all of it was checked."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from operations.backups import restore_backup
from operations.databases import migrations
from operations.encryption import identities_of
from operations.errors import OperationsError


class Command(BaseCommand):
    help = (
        "Restore a backup into the database of DATABASE_URL, all of it or nothing, while the service is stopped."
        " A database with people, organisations or banks in it is left alone unless --replace is said."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", metavar="SOURCE", help="a backup, or - for standard input")
        parser.add_argument(
            "--key", metavar="FILE", required=True, help="the file with the secret key"
        )
        parser.add_argument(
            "--replace", action="store_true", help="take away what is in the database"
        )
        parser.add_argument(
            "--check", action="store_true", help="only read all of it and tell what it is"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = restore_backup(
                options["source"],
                identities_of(Path(options["key"])),
                replaces=options["replace"],
                only_checks=options["check"],
            )
        except OperationsError as error:
            raise CommandError(str(error)) from error
        done = "Whole and readable" if options["check"] else "Restored"
        self.stdout.write(
            f"{done}: version {manifest.version} of {manifest.made_at}, {manifest.counted()}."
        )
        if not options["check"]:
            first = "migrate, then " if migrations.are_missing() else ""
            self.stdout.write(f"Next: {first}verify_banks, verify_scores and doctor.")
