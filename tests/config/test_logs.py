"""Nothing that a person wrote reaches the log, whichever library would print it."""

import logging
import sys
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from accounts import queries
from accounts.models import User
from config.logs import FONTS, RefusalsInALine, WithoutWords
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
    names = settings.LOGGING["handlers"]["console"]["filters"]
    filters = [settings.LOGGING["filters"][name]["()"] for name in names]
    assert filters == ["config.logs.WithoutWords", "config.logs.RefusalsInALine"]


def test_a_wrong_host_is_one_line_that_says_which_setting_it_is_about(caplog) -> None:
    with caplog.at_level(logging.INFO, logger="django"):
        Client().get("/healthz", headers={"host": "made-up-by-a-visitor.example"})

    # As the console has them: the library's own loggers are many, so its filter is what counts.
    lines = [one for one in caplog.records if RefusalsInALine().filter(one)]
    told = [logging.Formatter("{levelname} {message}", style="{").format(one) for one in lines]
    assert [one for one in told if "made-up" in one or "Traceback" in one] == []
    assert (
        "400 Bad Request: the host is neither that of SITE_URL nor one of ALLOWED_HOSTS" in told[0]
    )


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


def logged_by(client: Client, path: str, caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the lines of a request's log as the console would have them, with their tracebacks."""
    caplog.clear()
    with caplog.at_level(logging.INFO, logger="django"):
        client.get(path)
    formatter = logging.Formatter("{levelname} {message}", style="{")
    return [formatter.format(one) for one in caplog.records if one.name.startswith("django")]


@pytest.mark.django_db
def test_a_refusal_is_one_line_that_names_the_page_and_nobody(
    client_of: Callable[[User], Client],
    manager: User,
    outsider: User,
    caplog: pytest.LogCaptureFixture,
) -> None:
    client = client_of(manager)
    theirs = f"/people/{outsider.memberships.get().pk}/"

    assert logged_by(client, "/people/", caplog) == ["WARNING 403 Forbidden: people:people"]
    assert logged_by(client, theirs, caplog) == ["WARNING 404 Not Found: people:member"]
    assert logged_by(client, "/Jo-Bloggs-is-unwell/", caplog) == [
        "WARNING 404 Not Found: no page of ours"
    ]


@pytest.mark.django_db
def test_a_form_without_its_token_is_one_line_as_well(
    manager: User, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(manager)

    with caplog.at_level(logging.INFO, logger="django"):
        client.post("/people/add/", {"email": "jo@council.example"})

    (record,) = [one for one in caplog.records if one.name.startswith("django")]
    assert record.getMessage() == "403 Forbidden: people:add"


@pytest.mark.django_db
def test_what_goes_wrong_in_the_service_keeps_its_traceback(
    client_of: Callable[[User], Client],
    administrator: User,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails(*_of: object, **_more: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(queries, "matching_members", fails)
    client = client_of(administrator)
    client.raise_request_exception = False

    (line,) = logged_by(client, "/people/", caplog)

    assert line.startswith("ERROR Internal Server Error: /people/")
    assert "ZeroDivisionError" in line
