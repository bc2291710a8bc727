"""Keeps what people wrote out of the log, whichever library would print it, and a refusal to one line."""

import logging
from http import HTTPStatus

# They lay out notes, goals and reviews, and warn of characters and names by printing them.
PRINTERS = ("weasyprint", "fontTools")
NO_GLYPH = ".notdef glyph"
FONTS = "A PDF has characters that no installed font has: install.md names fonts for other scripts."


class WithoutWords(logging.Filter):
    """Lets the warnings of those who lay out documents through without what they are about."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.partition(".")[0] in PRINTERS:
            words = str(record.msg)
            record.msg = FONTS if words.startswith(NO_GLYPH) else words
            # With nothing to fill in, a message stays as the library has it: "Invalid date in %s".
            record.args = None
            record.exc_info = record.exc_text = None
        return True


class RefusalsInALine(logging.Filter):
    """Lets through of a refused request (403, 404 and the like) which page it was, and nothing else.

    Django would print a traceback for each PermissionDenied, and the whole address, with the tokens of links
    and whatever a visitor made up; and a traceback for each request while a database restarts (503). What went wrong in the service itself (500) keeps all it has.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        status = getattr(record, "status_code", 0)
        is_away = status == HTTPStatus.SERVICE_UNAVAILABLE
        if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR or is_away:
            # By a page's name in urls: an address may hold a name or a token.
            match = getattr(getattr(record, "request", None), "resolver_match", None)
            page = match.view_name if match else "no page of ours"
            if record.name == "django.security.DisallowedHost":
                page = "the host is neither that of SITE_URL nor one of ALLOWED_HOSTS"
            record.msg = f"{status} {HTTPStatus(status).phrase}: {page}"
            record.args = None
            record.exc_info = record.exc_text = None
        return True


def logging_of(*, level: str, formatter: str) -> dict[str, object]:
    """Return how the service logs: to standard error, in lines or in JSON, without what people wrote."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
            "json": {"()": "operations.json_log.JsonFormatter"},
        },
        "filters": {
            "without_words": {"()": "config.logs.WithoutWords"},
            "refusals_in_a_line": {"()": "config.logs.RefusalsInALine"},
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": formatter,
                "filters": ["without_words", "refusals_in_a_line"],
            }
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Otherwise a line for every page of every PDF, and the name of every passkey.
            **{name: {"level": "WARNING"} for name in ("weasyprint", "fontTools", "fido2")},
            # At the logger and not the handler, so that it holds for Django's own handlers as well.
            **{
                name: {"filters": ["refusals_in_a_line"]}
                for name in ("django.request", "django.security.csrf")
            },
        },
    }
