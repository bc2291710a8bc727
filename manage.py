#!/usr/bin/env python
"""Runs Django's and this project's commands."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    from config.startup import IN_A_LINE, line_of

    try:
        execute_from_command_line(sys.argv)
    except IN_A_LINE as error:
        # Developers ask for the rest.
        if "--traceback" in sys.argv:
            raise
        sys.exit(line_of(error))


if __name__ == "__main__":
    main()
