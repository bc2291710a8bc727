"""What Django's system check says about our settings."""

import os
import re
from collections.abc import Sequence
from difflib import get_close_matches

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning
from zxcvbn import zxcvbn

from config.machines import is_this_machine
from operations.databases import server

PANEL = (
    "#f3f6f7"  # --surface of frontend/styles/_tokens.scss, the darkest ground that links stand on
)
ENOUGH = 4.5  # WCAG 2.2, 1.4.3
DARK = 0.04045  # sRGB is a straight line up to here, a power above


def accent_is_readable(
    app_configs: Sequence[AppConfig] | None, **kwargs: object
) -> list[CheckMessage]:
    """Refuse an accent whose links and buttons would be hard to read."""
    ratio = contrast(settings.ACCENT_COLOUR, PANEL)
    if ratio >= ENOUGH:
        return []
    return [
        Error(
            f"ACCENT_COLOUR {settings.ACCENT_COLOUR} is too light to read on a pale panel: "
            f"its contrast is {ratio:.2f} to 1 and has to be {ENOUGH} to 1 or more.",
            hint="Choose a darker shade of the same colour.",
            id="leadership.E001",
        )
    ]


# That of install.md until it could not be copied any more, and of anything made like it.
EXAMPLE_KEY = "nobody-else-could-ever-guess"
# Of a key that is made by chance; words and repetitions fall far below.
LEAST_GUESSES = 10**40
ENCRYPTED = {"require", "verify-ca", "verify-full"}


def secret_key_is_secret(
    app_configs: Sequence[AppConfig] | None, **kwargs: object
) -> list[CheckMessage]:
    """Refuse a key that stands in a document, or is made of words or of a few characters."""
    return [
        Error(
            "A key of SECRET_KEY or SECRET_KEY_FALLBACKS is an example, or made of words.",
            hint="docs/install.md has the command that makes a good one.",
            id="leadership.E002",
        )
        for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        if EXAMPLE_KEY in key or zxcvbn(key[:72])["guesses"] < LEAST_GUESSES
    ]


def connections_are_encrypted(
    app_configs: Sequence[AppConfig] | None, **kwargs: object
) -> list[CheckMessage]:
    """Refuse a database or a mail server on another machine without TLS, unless that is allowed."""
    if settings.ALLOW_PLAIN_CONNECTIONS:
        return []
    found: list[CheckMessage] = []
    for name, database in settings.DATABASES.items():
        is_file = database["ENGINE"].endswith("sqlite3")
        is_near = is_file or is_this_machine(database.get("HOST", ""))
        if not is_near and database.get("OPTIONS", {}).get("sslmode") not in ENCRYPTED:
            variable = "REPLICA_URL" if name == "replica" else "DATABASE_URL"
            found.append(_plain(variable, "Add ?sslmode=verify-full, or at least require.", 3))
    sends = settings.EMAIL_BACKEND.endswith("smtp.EmailBackend")
    is_encrypted = settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL
    if sends and not is_encrypted and not is_this_machine(settings.EMAIL_HOST):
        found.append(_plain("EMAIL_URL", "Begin it with submission:// for STARTTLS.", 4))
    return found


def _plain(variable: str, hint: str, number: int) -> Error:
    words = f"{variable} leads to another machine without encryption."
    where = f"{hint} ALLOW_PLAIN_CONNECTIONS=true lets it be, on a network that is yours alone."
    return Error(words, hint=where, id=f"leadership.E00{number}")


def database_can_be_used(
    app_configs: Sequence[AppConfig] | None, **kwargs: object
) -> list[CheckMessage]:
    """Refuse a database that does not answer, or is not what the service needs."""
    return [Error(words, hint=hint, id="leadership.E005") for words, hint in server.faults()]


# Names that are easily taken for ours: of Django's own settings, and of other services made with it.
OTHERS = re.compile(
    r"(DJANGO|EMAIL|DATABASE|DB|SESSION|SITE|BACKUP|DOCUMENT)_[A-Z_]+|TZ_?NAME|DOMAIN"
)
NOT_SETTINGS = {"DJANGO_SETTINGS_MODULE"}
ALIKE = 0.85


def variables_are_known(
    app_configs: Sequence[AppConfig] | None, **kwargs: object
) -> list[CheckMessage]:
    """Warn of an environment variable that looks like a setting of ours and is read by nothing."""
    known = settings.VARIABLES_READ
    found: list[CheckMessage] = []
    for name in sorted(os.environ.keys() - known - NOT_SETTINGS):
        near = get_close_matches(name, known, 1, ALIKE)
        if near or OTHERS.fullmatch(name):
            meant = f" Did you mean {near[0]}?" if near else ""
            words = f"{name} is no setting of this service and changes nothing.{meant}"
            found.append(
                CheckWarning(words, hint="docs/install.md lists them.", id="leadership.W001")
            )
    return found


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours `#rrggbb`, 1 to 21, as WCAG defines it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= DARK else ((channel + 0.055) / 1.055) ** 2.4
