"""`manage.py remove_second_step`: for an administrator who has lost their phone, and has nobody to help."""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.errors import AccountError
from accounts.models import Membership
from identity.actions import remove_second_step


class Command(BaseCommand):
    help = (
        "Take away the second step of somebody who has lost their phone or passkey. Their password stays;"
        " they are told by e-mail. Be sure first who asks."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL")

    def handle(self, *args: object, **options: str) -> None:
        address = options["email"].strip().lower()
        membership = Membership.objects.current().filter(user__email=address).order_by("pk").first()
        if membership is None:
            raise CommandError("There is no current member with this address.")
        try:
            remove_second_step(membership, by=None, at=timezone.now())
        except AccountError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{address} signs in with the password alone now, and is told so by e-mail."
        )
