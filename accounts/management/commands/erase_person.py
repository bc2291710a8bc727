"""`manage.py erase_person`: erases what is held about a person who asks for it; figures that name nobody stay."""

from collections import Counter
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts import actions
from accounts.errors import AccountError
from accounts.models import Membership, Organisation, User


class Command(BaseCommand):
    help = (
        "Erase a person: account, answers, notes, scores, plan, sets, shares, documents and e-mails. What"
        " is published stays, and their acts stay in the log under a made-up name. Of somebody without an"
        " account whom managers have asked: name, address, answers. It cannot be undone."
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
        email = options["email"].strip().lower()
        user = User.objects.filter(email=email).first()
        organisation = self._organisation(options["organisation"], user)
        going = self._erase(email, organisation, dry_run=True)
        if user is None and not going.total():
            raise CommandError("There is nobody with this address.")
        for label, count in sorted(going.items()):
            if count:
                self.stdout.write(f"{count} {apps.get_model(label)._meta.verbose_name_plural}")
        if options["dry_run"]:
            self.stdout.write("Dry run, nothing is erased.")
            return
        if not options["no_input"]:
            self._ask(email)
        self._erase(email, organisation, dry_run=False)
        self._look_again(email, organisation)
        self.stdout.write("All of that is erased.")

    def _erase(
        self, email: str, organisation: Organisation | None, *, dry_run: bool
    ) -> Counter[str]:
        # Read anew: what a dry run has emptied is back in the database and not in the object.
        user, at = User.objects.filter(email=email).first(), timezone.now()
        if user is None:
            return actions.erase_guest(email, at=at, dry_run=dry_run)
        try:
            return actions.erase_person(
                user, organisation=organisation, by=None, at=at, dry_run=dry_run
            )
        except AccountError as error:
            raise CommandError(str(error)) from error

    def _look_again(self, email: str, organisation: Organisation | None) -> None:
        """Refuse to say that all is erased where somebody has added it again meanwhile."""
        places = Membership.objects.filter(user__email=email)
        if organisation is not None:
            places = places.filter(organisation=organisation)
        is_there = places.exists()
        if not User.objects.filter(email=email).exists():
            is_there = self._erase(email, None, dry_run=True).total() > 0
        if is_there:
            raise CommandError("Somebody has added this address again meanwhile. Run it once more.")

    def _organisation(self, slug: str | None, user: User | None) -> Organisation | None:
        if not slug:
            return None
        within = Organisation.objects.filter(slug=slug)
        organisation = within.filter(memberships__user=user).first() if user else None
        if organisation is None:
            raise CommandError(f"This person has no place in an organisation {slug!r}.")
        return organisation

    def _ask(self, email: str) -> None:
        """Ask for the address once more: the wrong line of a shell's history is quickly run."""
        try:
            typed = input("This cannot be undone. Write the address once more: ")
        except EOFError:
            raise CommandError("Nobody is there to ask. Add --no-input.") from None
        if typed.strip().lower() != email:
            raise CommandError("That is another address. Nothing is erased.")
