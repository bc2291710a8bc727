"""Takes the place of Django's, whose superuser could do nothing here, and says how accounts come about."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Does nothing: there are no superusers here. Accounts come by invitation, with manage.py invite."

    def add_arguments(self, parser: CommandParser) -> None:
        # What Django's takes.
        parser.add_argument("--email", "--username")
        parser.add_argument("--name")
        parser.add_argument("--no-input", "--noinput", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        raise CommandError(
            "There are no superusers here. manage.py invite EMAIL --organisation SLUG --role administrator"
            " makes the first account and mails a link for choosing its password."
        )
