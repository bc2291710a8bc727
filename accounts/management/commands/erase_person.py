"""`manage.py erase_person`: erases what is held about a person who asks for it; figures that name nobody stay."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts import actions
from accounts.errors import AccountError
from accounts.models import Organisation, User


class Command(BaseCommand):
    help = (
        "Erase a person: account, answers, notes, scores, plan, sets, shares, documents and e-mails. What"
        " is published stays, and their acts stay in the log under a made-up name. It cannot be undone."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument(
            "--organisation",
            metavar="SLUG",
            help="only what this organisation holds; the account goes if no other needs it",
        )
        parser.add_argument("--dry-run", action="store_true", help="count what would go")
        parser.add_argument(
            "--no-input", action="store_true", help="do not ask for the address once more"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email=options["email"].strip().lower()).first()
        if user is None:
            raise CommandError("There is nobody with this address.")
        organisation = self._organisation(options["organisation"], user)
        if not options["dry_run"] and not options["no_input"]:
            self._ask(user)
        try:
            erased = actions.erase_person(
                user,
                organisation=organisation,
                by=None,
                at=timezone.now(),
                dry_run=options["dry_run"],
            )
        except AccountError as error:
            raise CommandError(str(error)) from error
        for label, count in sorted(erased.items()):
            if count:
                self.stdout.write(f"{count} {apps.get_model(label)._meta.verbose_name_plural}")
        dry = options["dry_run"]
        self.stdout.write("Dry run, nothing is erased." if dry else "All of that is erased.")

    def _organisation(self, slug: str | None, user: User) -> Organisation | None:
        if not slug:
            return None
        organisation = Organisation.objects.filter(slug=slug, memberships__user=user).first()
        if organisation is None:
            raise CommandError(f"This person has no place in an organisation {slug!r}.")
        return organisation

    def _ask(self, user: User) -> None:
        """Ask for the address once more: the wrong line of a shell's history is quickly run."""
        try:
            typed = input("This cannot be undone. Write the address once more: ")
        except EOFError:
            raise CommandError("Nobody is there to ask. Add --no-input.") from None
        if typed.strip().lower() != user.email:
            raise CommandError("That is another address. Nothing is erased.")
