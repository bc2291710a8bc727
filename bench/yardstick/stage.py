"""Makes the yardstick's tables and people, and prints their session cookies as JSON."""

import json
import os
import sys

import django
from django.core.management import call_command


def main(people: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.yardstick.settings")
    django.setup()
    from django.contrib.auth.models import User  # noqa: PLC0415 - models want the settings first

    from bench.cookies import sign_in  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    users = [User.objects.create_user(f"person{number}") for number in range(people)]
    print(json.dumps([sign_in(user) for user in users]))


if __name__ == "__main__":
    main(int(sys.argv[1]))
