"""Nothing that a person wrote reaches the log, whichever library would print it."""

import logging
import sys

import pytest
from django.conf import settings

from config.logs import FONTS, WithoutWords
from documents.pdf import render


def said(name: str, message: str, *args: object) -> str:
    record = logging.LogRecord(name, logging.WARNING, "", 1, message, args, None)
    assert WithoutWords().filter(record)
    return record.getMessage()


def test_warnings_of_the_layout_are_kept_without_what_they_are_about() -> None:
    words = '.notdef glyph rendered for Unicode string unsupported by fonts: "%s" (U+%04X)'

    assert said("weasyprint", words, "क", 0x915) == FONTS
    assert said("fontTools.subset", "Glyph %s is missing", "secret") == "Glyph %s is missing"
    assert said("django.request", "Not Found: %s", "/x") == "Not Found: /x"


def test_console_has_the_filter() -> None:
    (name,) = settings.LOGGING["handlers"]["console"]["filters"]
    assert settings.LOGGING["filters"][name]["()"] == "config.logs.WithoutWords"


@pytest.mark.skipif(sys.platform != "linux", reason="Fonts are those of the service's machine.")
def test_a_note_in_a_script_without_fonts_leaves_nothing_in_the_log() -> None:
    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(record.getMessage())  # type: ignore[method-assign]
    handler.addFilter(WithoutWords())
    logger = logging.getLogger("weasyprint")
    logger.addHandler(handler)
    try:
        render("<html lang=en><title>Notes</title><p>\U00012000 \U00010380</p></html>")
    finally:
        logger.removeHandler(handler)
    assert not any("\U00012000" in line or "12000" in line for line in lines), lines
