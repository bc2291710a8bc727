"""Writes everything held about one person, for their right of access where they cannot sign in; each use is logged."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from accounts.models import User
from observers.queries import askings_of, mails_to_guest
from reports import pdf
from reports.actions import log_guest_export, log_person_export
from reports.management.output import hand_out
from reports.presenters.my_data import as_json, my_data_of


class Command(BaseCommand):
    help = (
        "Write everything held about a person, as they can see it on their own page. For somebody who asks for it and cannot"
        " sign in, such as who has left, or whom managers have asked and who has no account. Each use is written to the audit"
        " log, where a person with an account can see it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--format", choices=["json", "pdf"], default="json")
        parser.add_argument("--reason", default="subject access", help="why, for the audit log")
        parser.add_argument("--output", metavar="FILE", type=Path, help="where to write")

    def handle(self, *args: Any, **options: Any) -> None:
        email, reason = options["email"].strip().lower(), options["reason"]
        user = User.objects.filter(email=email).first()
        if user is None:
            content = self._of_guest(email, options["format"])
            log_guest_export(reason=reason, at=timezone.now())
        else:
            data = my_data_of(user)
            is_pdf = options["format"] == "pdf"
            content = pdf.my_data_pdf(data) if is_pdf else _json(as_json(data))
            # Logged first: what cannot be logged does not leave.
            log_person_export(user, file_format=options["format"], reason=reason, at=timezone.now())
        hand_out(content, file=options["output"], screen=self.stdout)

    def _of_guest(self, email: str, file_format: str) -> bytes:
        """Return what is held about somebody without an account: by whom they are asked, and what they answered."""
        asked_in, mails = askings_of(email), mails_to_guest(email)
        if not (asked_in or mails):
            raise CommandError("There is nobody with this address.")
        if file_format == "pdf":
            raise CommandError("Of somebody without an account there is JSON alone.")
        return _json(
            {
                "email": email,
                "asked_in": [asdict(one) for one in asked_in],
                "messages": [asdict(one) for one in mails],
            }
        )


def _json(said: object) -> bytes:
    text = json.dumps(said, cls=DjangoJSONEncoder, indent=2, ensure_ascii=False)
    return f"{text}\n".encode()
