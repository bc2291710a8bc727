"""Fills the rig's database with people who are about to answer, and prints as JSON who they are."""

import json
import os
import sys

import django
from django.conf import settings


def main(people: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    # Nobody here signs in with a password, and hashing one for each takes most of the time.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    from bench import council  # noqa: PLC0415 - its models want the settings first

    print(json.dumps(council.make(people)))


if __name__ == "__main__":
    main(int(sys.argv[1]))
