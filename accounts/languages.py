"""Which language somebody reads: the one place that decides, for pages, e-mails and documents alike.

What they have said themselves comes first, then what their organisation has said for all, then their browser.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_bidi, get_language_from_request

from accounts.models import Membership, Organisation
from accounts.queries import GUEST_KINDS
from leadership.group_sizes import SMALLEST
from leadership.languages import primary

YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class LanguageChoice:
    """A language on offer, with its name as its own speakers write it."""

    code: str
    name: str
    is_read_now: bool


def on_offer() -> list[LanguageChoice]:
    """Return the languages of this installation; one alone leaves nothing to choose."""
    now = get_language()
    return [LanguageChoice(code, str(name), code == now) for code, name in settings.LANGUAGES]


@dataclass(frozen=True)
class ReadBy:
    """How many have chosen a language, as far as it is shown; 0 for too few."""

    name: str
    code: str
    at_least: int


def read_by(counts: Mapping[str, int]) -> list[ReadBy]:
    """Return how many have chosen each language, of counts that have at '' those who chose none: in steps of the
    smallest group, and nothing of a smaller one.

    Coarse, because figures that follow each choice at once would show, one day and the next, whose it was. And nothing
    where fewer than a group are left outside: of all the members it would be each one's choice.
    """
    people = sum(counts.values())
    return [
        ReadBy(str(name), code, _shown(counts.get(code, 0), people))
        for code, name in settings.LANGUAGES
    ]


def _shown(number: int, people: int) -> int:
    return number // SMALLEST * SMALLEST if people - number >= SMALLEST else 0


def is_choice() -> bool:
    return len(settings.LANGUAGES) > 1


def spoken(language: str) -> SafeString:
    """Return ` lang="…"` for words of a language on a page in another, so that they are read out as what they are."""
    if not language or primary(language) == primary(get_language() or ""):
        return SafeString()
    is_rtl = primary(language) in settings.LANGUAGES_BIDI
    direction = "rtl" if is_rtl else "ltr"
    if is_rtl == get_language_bidi():
        return format_html(' lang="{}"', language)
    return format_html(' lang="{}" dir="{}"', language, direction)


def known(code: str) -> str:
    """Return a language where it is on offer, '' otherwise: one that was said may have been switched off since."""
    return code if code in dict(settings.LANGUAGES) else ""


def language_of_session(request: HttpRequest) -> str:
    """Return the language of whoever asks for a page. Both sayings came with the session's person."""
    user = request.user
    if not user.is_authenticated:
        return get_language_from_request(request)
    here = known(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""))
    ours = known(getattr(user, "home_language", None) or "")
    return known(user.language) or here or ours or get_language_from_request(request)


def language_of(membership: Membership) -> str:
    """Return the language of somebody who is not there to be asked, such as the reader of an e-mail."""
    return known(membership.user.language) or language_in(membership.organisation)


def language_in(organisation: Organisation) -> str:
    """Return the language of what is made for an organisation, and for no one of its people."""
    return known(organisation.language) or settings.LANGUAGE_CODE


def language_of_message(membership: Membership, kind: str) -> str:
    """Return the language of an e-mail: its reader's, or where a guest reads it, of whom nothing is known, their organisation's."""
    if kind in GUEST_KINDS:
        return language_in(membership.organisation)
    return language_of(membership)
