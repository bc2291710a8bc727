"""Nothing that people read is left in English: every page is read in a made-up language, whose messages are in wide letters.

Words in plain letters are then what people have typed, what a bank says, or what nobody has marked for translation.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from html.parser import HTMLParser
from json import dumps, loads
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import CharField, JSONField, TextField
from django.utils import translation

from accounts import mail
from accounts.models import PendingImport, User
from banks.models import BankVersion
from banks.queries import instrument_of
from leadership.files import plain
from leadership.instrument import Instrument
from tests.architecture.access import Row, Stage
from tests.architecture.source import ROOT
from tests.architecture.test_access import ROWS
from tests.factories.assessments import bank
from tests.pseudo import made_up
from words.catalogues import of_libraries, wanted_words

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

WELSH = {"accept-language": "cy"}
SPOKEN = {"alt", "title", "placeholder", "label", "aria-label", "aria-description", "aria-roledescription", "aria-valuetext"}  # fmt: skip
# What programs are given, and people see as it is.
AS_IT_IS = {"script", "style", "code", "kbd", "samp", "pre", "textarea"}
# What scripts fill in, too.
ADDRESS = re.compile(
    r"\{\w+\}|testserver\S*|\b[0-9A-Z]{5}-[0-9A-Z]{5}\b|\S+@\S+|https?://\S+|\S*/\S*/\S*|\S*\.(?:\w{3,4})\b"
)
WORD = re.compile(r"[A-Za-z][A-Za-z’'-]{2,}")
# Names of things that are called so in every language.
NAMES = {
    "English", "Cymraeg", "PDF", "Excel", "CSV", "XLSX", "YAML", "JSON", "PowerPoint",
}  # fmt: skip


def plain_words(html: str, typed: Iterable[str]) -> list[str]:
    """Return what a page shows in plain letters and nobody has typed."""
    page = _Shown()
    page.feed(html)
    page.close()
    phrases = (settings.PRODUCT_NAME, *typed)
    found = {left for text in page.texts if WORD.search(left := _without(text, phrases))}
    known = {word for phrase in phrases for word in WORD.findall(phrase)}
    return sorted(found | {one for one in page.labels if set(WORD.findall(one)) - known})


def _without(text: str, phrases: Iterable[str]) -> str:
    for phrase in phrases:
        if phrase in text:
            text = re.sub(rf"(?<!\w){re.escape(phrase)}(?!\w)", " ", text)
    text = " ".join(ADDRESS.sub(" ", text).split())
    return re.sub(rf"\b({'|'.join(NAMES)})\b", "", text)


class _Shown(HTMLParser):
    """Collects what people see or hear of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        # Of drawings, where a title is broken into lines.
        self.labels: list[str] = []
        self._in_drawing = 0
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in AS_IT_IS:
            self._inside.append(tag)
        self._in_drawing += tag == "svg"
        for name, value in attributes:
            is_for_scripts = name.startswith("data-") and " " in (value or "")
            if (name in SPOKEN or is_for_scripts) and (name, tag) != ("title", "link"):
                self.texts.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        self._in_drawing -= tag == "svg"
        if self._inside and tag == self._inside[-1]:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if not self._inside and data.strip():
            (self.labels if self._in_drawing else self.texts).append(" ".join(data.split()))


def typed_words() -> list[str]:
    """Return every text that the database holds, the longest first: what people or a bank have said."""
    found: set[str] = set()
    for model in apps.get_models():
        fields = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, CharField | TextField | JSONField) and not field.choices
        ]
        for values in model.objects.values_list(*fields) if fields else ():
            found.update(text for value in values for text in _texts(value))
    # The product's own bank is offered to begin others with.
    found |= _texts_of(bank())
    for version in BankVersion.objects.defer("content"):
        found |= _texts_of(instrument_of(version.pk))
    for user in User.objects.all():
        found.update(user.name.split())
    for waiting in PendingImport.objects.all():
        found.update(re.split(r"[,\n]", bytes(waiting.content).decode()))
    return sorted((text for text in found if WORD.search(text)), key=len, reverse=True)


def _texts_of(instrument: Instrument) -> set[str]:
    return _texts_of_plain(dumps(plain(instrument)))


@cache
def _texts_of_plain(content: str) -> set[str]:
    return set(_texts(loads(content)))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield " ".join(value.split())
        # As a page shows it: line by line, and with its gaps filled.
        yield from (" ".join(part.split()) for part in re.split(r"\n|\{\w+\}", value))
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from (key, *_texts(one))
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


@cache
def translatable() -> set[str]:
    """Return every message that our catalogues or those of the libraries have."""
    return {text for _context, text in {*wanted_words("cy"), *of_libraries("cy")}}


# For programmers: it shows the OpenAPI document, which is in English as its keys are.
IN_ENGLISH = {"api_docs"}


def reader_of(row: Row, method: str) -> str | None:
    """Return the first visitor who is shown a page there."""
    expected = getattr(row, method) or {}
    return next((who for who, status in expected.items() if status in {200, 202, 400}), None)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_page_shows_no_words_that_are_not_marked(row: Row, stage: Stage, settings: Any) -> None:
    readers = {method: reader_of(row, method) for method in ("get", "post")}
    if not any(readers.values()) or row.name in IN_ENGLISH:
        return
    row.url(stage)
    # By the fixture, which tells Django to forget the languages that it has looked up.
    settings.LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
    with made_up("cy") as said:
        pages = {
            method: row.visit(method, stage, reader, headers=WELSH)
            for method, reader in readers.items()
            if reader is not None
        }
    # What a library says on our pages is somebody's to translate: see `words.sources.LIBRARIES`.
    assert said.asked - translatable() == set()
    shown = {
        method: page.content.decode()
        for method, page in pages.items()
        if page.headers.get("Content-Type", "").startswith("text/html")
    }
    typed = typed_words() if shown else []
    assert {
        method: left for method, page in shown.items() if (left := plain_words(page, typed))
    } == {}


MAILS = sorted(
    str(path.relative_to(ROOT / "templates").with_suffix(""))
    for path in (ROOT / "templates").glob("*/email/[a-z]*.html")
    if path.name != "base.html"
)
# What decides what an e-mail says.
WAYS: tuple[dict[str, object], ...] = (
    {"event": "opened", "what": "set", "begun": True, "is_new": True, "audience": "everyone", "is_taken": True},
    {"event": "half_way", "what": "moved", "group": "line_manager", "audience": "branches", "is_test": True},
    {"event": "published", "what": "cancelled", "shown": True, "by": "Morgan", "new": "a@b.example"},
    {"event": "published", "where": "Morgan", "own_words": ["Morgan"], "optional_minutes": 2},
    {"event": "draft", "opens": "1"},
    {"event": "closed", "address": "a@b.example", "code": "123"},
)  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=range(len(WAYS)))
@pytest.mark.parametrize("template", MAILS)
def test_email_says_no_words_that_are_not_marked(
    template: str, way: dict[str, object], stage: Stage
) -> None:
    organisation = stage.organisation
    words = {"name": "Morgan", "minutes": 12, "link": "https://a.example/", "days": 3} | way
    with made_up("cy"), translation.override("cy"):
        letter = mail.write(template, words, to="a@b.example", organisation=organisation)

    shown = f"<p>{letter.subject}</p>{letter.alternatives[0][0]}"
    assert plain_words(shown, ["Morgan", organisation.name]) == []
