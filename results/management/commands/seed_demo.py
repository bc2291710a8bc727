"""Makes a made-up council to look around in, with people at every stage of an assessment."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import Organisation
from documents.actions import leave_to_requests
from results.management.demo.council import make_council
from results.management.demo.script import read_script


class Command(BaseCommand):
    help = (
        "Make a made-up council with people at every stage, and print who can sign in. "
        "Running it again changes nothing. It refuses to run beside real data."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--force", action="store_true", help="run although there are other organisations"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        script = read_script()
        others = Organisation.objects.exclude(slug__in=script.councils)
        if others.exists() and not options["force"]:
            raise CommandError(
                "There are organisations here that are not made up. Use --force to add the demo to them."
            )
        with transaction.atomic():
            if not Organisation.objects.filter(slug=script.slug).exists():
                make_council(script, password=password(), at=timezone.now())
                leave_to_requests()
        self.stdout.write(f"{'E-mail':<36}{'Password':<18}Who")
        for person in script.people:
            email = script.email_of(person.name, person.council)
            self.stdout.write(f"{email:<36}{password():<18}{person.what}")


def password() -> str:
    """Return the password of all the made-up people: the same on each run, another on each machine."""
    digest = salted_hmac("seed_demo", "password").hexdigest()
    return f"demo-{digest[:4]}-{digest[4:8]}"
