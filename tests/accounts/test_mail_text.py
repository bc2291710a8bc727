"""The plain text of an e-mail says what its HTML says."""

import re
from html import unescape

import pytest
from django.core.mail import EmailMessage
from hypothesis import given
from hypothesis import strategies as st

from accounts.mail import write
from accounts.mail_text import text_of
from accounts.models import Organisation
from tests.architecture.source import ROOT

WORDS = st.lists(
    st.text("abz<&>é’", min_size=1, max_size=8).map(str.strip).filter(bool), min_size=1, max_size=9
)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One\n  two</p><p>three</p>", "One two\n\nthree\n"),
        ("<p>One <strong>two</strong>, <em>three</em>.</p>", "One two, three.\n"),
        ("<h2>Who</h2><ul><li>One</li>\n<li>Two</li></ul><p>Three</p>", "Who\n\n* One\n* Two\n\nThree\n"),
        ('<p><a href="https://a.example/x">Take part</a></p>', "Take part:\n\nhttps://a.example/x\n"),
        ('<p>Ask <a href="mailto:a@b.example">a@b.example</a>.</p>', "Ask a@b.example.\n"),
        ('<p>See <a href="/x">here</a> too</p>', "See here (/x) too\n"),
        ("<head><title>T</title><style>p{}</style></head><p>A &amp; B</p><hr><p>C</p>", "A & B\n\n-- \n\nC\n"),
    ],
)  # fmt: skip
def test_text_of_an_email(html: str, text: str) -> None:
    assert text_of(html) == text


@given(WORDS)
def test_no_word_is_lost_or_added(words: list[str]) -> None:
    html = "".join(f"<p>{word.replace('&', '&amp;').replace('<', '&lt;')}</p>" for word in words)

    assert text_of(html).split() == " ".join(words).split()


EMAILS = sorted(
    path.relative_to(ROOT / "templates").as_posix().removesuffix("_subject.txt")
    for path in (ROOT / "templates").glob("*/email/*_subject.txt")
)


def _letter(template: str, organisation: Organisation | None) -> EmailMessage:
    words = {
        "name": "Sam O’Neill & Co", "email": "sam@council.example", "is_new": True,
        "link": "https://a.example/accounts/link/1.x/", "password_reset_url": "https://a.example/",
        "campaign": "Spring", "minutes": 12, "days": 3, "by": "Grace", "set_name": "Set",
    }  # fmt: skip
    return write(template, words, to="sam@council.example", organisation=organisation)


@pytest.mark.parametrize("template", EMAILS)
def test_every_email_stands_in_the_frame_and_says_the_same_in_text_and_html(
    template: str, organisation: Organisation
) -> None:
    organisation.contact_name, organisation.contact_email = "Harper Lead", "hr@council.example"

    letter = _letter(template, organisation)
    html = letter.alternatives[0][0]  # type: ignore[attr-defined]

    seen = unescape(re.sub(r"<head>.*</head>|<[^>]*>", " ", html, flags=re.DOTALL))
    said = re.sub(r"https?://\S+|^-- $|^\* |:$", " ", letter.body, flags=re.MULTILINE)
    assert re.findall(r"\w+", seen) == re.findall(r"\w+", said)
    assert html.count('class="button"') <= 1
    assert "Ask Harper Lead: hr@council.example" in letter.body
    assert letter.reply_to == ["hr@council.example"]
    assert "Ambleford Borough Council" in letter.body
    assert len(letter.subject) <= 78
    assert "Reply-To: hr@council.example" in letter.message().as_string()


def test_without_a_contact_the_service_s_own_is_named(
    organisation: Organisation, settings: pytest.FixtureRequest
) -> None:
    settings.SUPPORT_EMAIL = "help@council.example"  # type: ignore[attr-defined]

    letter = _letter("accounts/email/invitation", organisation)

    assert "Questions? Write to help@council.example" in letter.body
    assert letter.reply_to == ["help@council.example"]
