"""Writes everything held about one person, for their right of access where they cannot sign in; each use is logged."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from accounts.models import User
from reports import pdf
from reports.actions import log_person_export
from reports.management.output import hand_out
from reports.presenters.my_data import as_json, my_data_of


class Command(BaseCommand):
    help = (
        "Write everything held about a person, as they can see it on their own page. For somebody who asks for it and cannot"
        " sign in, such as who has left: each use is written to the audit log, where the person can see it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--format", choices=["json", "pdf"], default="json")
        parser.add_argument("--reason", default="subject access", help="why, for the audit log")
        parser.add_argument("--output", metavar="FILE", type=Path, help="where to write")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email=options["email"].strip().lower()).first()
        if user is None:
            raise CommandError("There is nobody with this address.")
        data = my_data_of(user)
        if options["format"] == "pdf":
            content = pdf.my_data_pdf(data)
        else:
            text = json.dumps(as_json(data), cls=DjangoJSONEncoder, indent=2, ensure_ascii=False)
            content = f"{text}\n".encode()
        # Logged first: what cannot be logged does not leave.
        log_person_export(
            user, file_format=options["format"], reason=options["reason"], at=timezone.now()
        )
        hand_out(content, file=options["output"], screen=self.stdout)
