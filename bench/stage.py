"""Fills an empty database of the service for the benchmarks, and prints as JSON who is who."""

import json
import os
import sys

import django
from django.core.management import call_command

BANK = "fixtures/customer-focused-leadership.yaml"


def main(people: int, readers: int = 1) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from bench import council  # noqa: PLC0415 - its models want the settings first
    from documents.actions import leave_to_requests  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("import_bank", BANK, publish=True, stdout=sys.stderr, stderr=sys.stderr)
    made = council.make(people, readers)
    leave_to_requests()
    print(json.dumps(made))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
