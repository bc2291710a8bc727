"""Words in PDFs are broken in their own language, and read out as one word."""

import io
import re

import pypdf
import pytest

from documents.pdf import render

pytestmark = pytest.mark.any_database
WELSH = "Rwy’n canolbwyntio ar flaenoriaethau gwasanaethau cydweithwyr"
PAGE = (
    '<html lang="en-GB"><head><title>A title</title><style>p {{ width: 21mm }}</style></head>'
    '<body><p lang="{language}">{text}</p></body></html>'
)


def lines(language: str, text: str) -> list[str]:
    page = pypdf.PdfReader(io.BytesIO(render(PAGE.format(language=language, text=text)))).pages[0]
    return page.extract_text().splitlines()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("cy", WELSH),
        ("en-GB", "Responsibility for well-being, accountability, establishing"),
    ],
)
def test_word_is_broken_by_its_language_and_stays_one(language: str, text: str) -> None:
    found = "\n".join(lines(language, text))

    assert "\u00ad" in found
    # Search and screen readers have the word without the stroke, and a hyphen of its own as it is.
    assert re.sub(r"\s+", " ", found.replace("\u00ad\n", "").replace("-\n", "-")) == text


def test_language_without_patterns_is_not_broken() -> None:
    assert "\u00ad" not in "".join(lines("xx", WELSH))


def test_letters_of_welsh_that_are_two_stay_together() -> None:
    found = "\n".join(
        lines(
            "cy", "llywodraethwyr cyhoeddus ymgynghoriad rhwydwaith gweithredoedd dinasyddion " * 3
        )
    )

    assert (
        re.findall(r"(?:l\u00ad\nl|d\u00ad\nd|c\u00ad\nh|t\u00ad\nh|r\u00ad\nh|f\u00ad\nf)", found)
        == []
    )
