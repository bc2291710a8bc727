#!/usr/bin/env python
"""Runs Django's and this project's commands."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import OperationalError
    from environs.exceptions import EnvError

    try:
        execute_from_command_line(sys.argv)
    except (EnvError, ImproperlyConfigured, OperationalError) as error:
        # Whoever set it up wants the reason in a line; developers ask for the rest.
        if "--traceback" in sys.argv:
            raise
        reason = " ".join(str(error).split())
        sys.exit(f"{'The database: ' if isinstance(error, OperationalError) else ''}{reason}")


if __name__ == "__main__":
    main()
