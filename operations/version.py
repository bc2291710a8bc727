"""Which version of the service this is."""

import tomllib
from functools import cache

from django.conf import settings


@cache
def version() -> str:
    """Return the version as pyproject.toml has it: the one place where it is written."""
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
        found: str = tomllib.load(file)["project"]["version"]
    return found
