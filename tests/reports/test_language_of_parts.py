"""What a bank says on a page in another language says which language it is in (WCAG 3.1.2)."""

import re
from collections.abc import Callable
from dataclasses import fields, replace
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.languages import spoken
from accounts.models import User
from assessments.models import Assessment
from leadership.instrument import Instrument, Translation
from leadership.languages import in_language, texts, with_current_translations, with_translations
from tests.building import DEFAULT, EARLIER, finished, learning, person_1, published, readiness
from tests.factories import AssessmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

ClientOf = Callable[[User], Client]
VOID = frozenset(["area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"])
SILENT = frozenset(["script", "style", "title"])


def marked() -> Instrument:
    """Return the default bank with a mark before each of its words, so that they are told from the page's."""
    new = [Translation("xx", place, f"¡{text}") for place, text in texts(DEFAULT).items()]
    worded = in_language(with_current_translations(with_translations(DEFAULT, new)), "xx")
    values = {one.name: getattr(worded, one.name) for one in fields(Instrument)}
    about = replace(worded.instrument, language="en-GB")
    return Instrument(**values | {"instrument": about})


class Spoken(HTMLParser):
    """Gathers the words of a page that are read out, with the language that they are said to be in."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str, bool]] = []
        self.said: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            _tag, language, is_silent = self.open[-1] if self.open else ("", "", False)
            own = dict(attrs)
            is_silent |= tag in SILENT or own.get("aria-hidden") == "true"
            self.open.append((tag, own.get("lang") or language, is_silent))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.open and data.strip() and not self.open[-1][2]:
            self.said.append((data.strip(), self.open[-1][1]))


def of(client: Client, address: str) -> list[tuple[str, str]]:
    answer = client.get(address, follow=True)
    assert answer.status_code == 200
    page = Spoken()
    page.feed(answer.content.decode())
    return page.said


@pytest.fixture
def reader(manager: User, settings: Any) -> User:
    settings.LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
    manager.language = "cy"
    manager.save()
    return manager


@pytest.fixture
def assessment(reader: User) -> Assessment:
    """Finished twice: all themes are lower than in spring, when nothing to learn stood out."""
    version = published(marked())
    best = {one.code: 1 if one.reverse else 5 for one in DEFAULT.questions()}
    unimportant = {one: 1 if one.endswith("-IMP") else 5 for one in DEFAULT.learning_codes}
    finished(reader, version, best | unimportant, at=EARLIER)
    return finished(reader, version, person_1() | readiness() | learning())


@pytest.fixture
def addresses(assessment: Assessment) -> list[str]:
    """Return pages that are full of a bank's words."""
    begun = AssessmentFactory(member=assessment.member, version=assessment.version)
    bank = marked()
    earlier = Assessment.objects.get(submitted_at=EARLIER)
    return [
        reverse("assessments:home"),
        reverse("assessments:theme", args=[begun.public_id, bank.themes[0].code]),
        reverse("assessments:check", args=[begun.public_id]),
        reverse("reports:report", args=[assessment.public_id]),
        reverse("reports:report", args=[earlier.public_id]),
        reverse("learning:overview"),
        reverse("learning:themes"),
        reverse("learning:models"),
        reverse("learning:area", args=[bank.learning_areas[0].code]),
    ]


def test_words_of_a_bank_say_their_language(
    client_of: ClientOf, reader: User, addresses: list[str]
) -> None:
    client = client_of(reader)

    for address in addresses:
        said = [
            (words, language) for words, language in of(client, address) if words.startswith("¡")
        ]
        assert [words for words, language in said if language != "en-GB"] == [], address
        assert len(said) > 2, address


def test_words_of_the_page_are_in_its_own(
    client_of: ClientOf, reader: User, addresses: list[str]
) -> None:
    client = client_of(reader)

    for address in addresses:
        others = {words for words, language in of(client, address) if language == "en-GB"}
        # What stands between or before a bank's words: a full stop, a number.
        assert [one for one in others if "¡" not in one and re.search(r"\w{3}", one)] == [], address


def test_a_page_in_the_language_of_its_bank_says_it_once(
    client_of: ClientOf, reader: User, addresses: list[str]
) -> None:
    reader.language = "en-gb"
    reader.save()
    client = client_of(reader)

    for address in addresses:
        assert {language for _words, language in of(client, address)} <= {"en-gb", "cy"}, address


@pytest.mark.parametrize(
    ("page", "language", "attributes"),
    [
        ("cy", "en-GB", ' lang="en-GB"'),
        ("en-gb", "en", ""),
        ("en-gb", "cy", ' lang="cy"'),
        ("ar", "en-GB", ' lang="en-GB" dir="ltr"'),
        ("en-gb", "ur", ' lang="ur" dir="rtl"'),
        ("cy", "", ""),
    ],
)
def test_direction_is_said_where_it_differs(page: str, language: str, attributes: str) -> None:
    with translation.override(page):
        assert spoken(language) == attributes


def test_drawings_stand_where_they_do_whichever_mark_a_language_has_for_decimals(
    client_of: ClientOf, reader: User, addresses: list[str], settings: Any
) -> None:
    """`x="100,5"` would be two places: the first letter stands at one, the rest at the other."""
    settings.LANGUAGES = [("en-gb", "English"), ("de", "Deutsch")]
    client = client_of(reader)

    def drawn(language: str) -> list[str]:
        reader.language = language
        reader.save()
        pages = [client.get(address, follow=True).content.decode() for address in addresses]
        return re.findall(r' (?:x|y|x1|y1|x2|y2|cx|cy|r|width|height)="[^"]*"', "".join(pages))

    assert drawn("de") == drawn("en-gb")
