"""What the pages on which a bank is translated show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from banks.presenters.places import place_words
from leadership.instrument import Instrument
from leadership.languages import (
    LanguageProgress,
    TextPair,
    TextState,
    languages_of,
    pairs,
    primary,
    progress,
)

PER_PAGE = 20


def name_of_language(tag: str) -> str:
    """Return what a language is called, in the language of whoever reads; its tag where nobody knows it."""
    try:
        return _(get_language_info(primary(tag))["name"])
    except KeyError:
        return tag


def direction_of(tag: str) -> str:
    """Return in which direction a language is written: ltr or rtl."""
    try:
        return "rtl" if get_language_info(primary(tag))["bidi"] else "ltr"
    except KeyError:
        return "ltr"


@dataclass(frozen=True)
class LanguageLine:
    """A language of a version: how far it is, and whether people read it."""

    tag: str
    name: str
    progress: LanguageProgress
    is_offered: bool

    @property
    def words(self) -> str:
        """How far it is, in one line."""
        said = {"total": self.progress.total, "open": self.progress.open}
        counts = self.progress.counts
        said |= {"checked": counts[TextState.CHECKED], "approved": counts[TextState.APPROVED]}
        if self.progress.is_approved:
            return _("All %(total)s texts are approved.") % said
        if self.progress.is_complete:
            return (
                _("All %(total)s texts have words; %(checked)s are checked, %(approved)s approved.")
                % said
            )
        return _("%(open)s of %(total)s texts have no words that fit them.") % said


def language_lines(instrument: Instrument, offered: Iterable[str]) -> list[LanguageLine]:
    """Return every language in which a version has words."""
    return [language_line(instrument, tag, offered) for tag in languages_of(instrument)]


def language_line(instrument: Instrument, tag: str, offered: Iterable[str]) -> LanguageLine:
    return LanguageLine(tag, name_of_language(tag), progress(instrument, tag), tag in {*offered})


def states() -> Mapping[str, str]:
    """Return what the states of a text are called."""
    return {
        "open": _("To do"),
        "draft": _("Drafts"),
        "checked": _("Checked"),
        "approved": _("Approved"),
    }


@dataclass(frozen=True)
class PairRow:
    """A text beside its words, and where in the bank it stands, in words."""

    pair: TextPair
    where: str


@dataclass(frozen=True)
class PairsPage:
    """Some of a bank's texts beside their words in a language."""

    page: Page[TextPair]
    rows: tuple[PairRow, ...]
    show: str
    words: str

    @property
    def query(self) -> str:
        """What leads to another page of the same."""
        return urlencode({"show": self.show, "words": self.words})


def pairs_page(
    instrument: Instrument, language: str, *, show: str, words: str, number: str | None
) -> PairsPage:
    """Return a page of those texts that are so far, and that hold these words in either language."""
    sought = words.casefold()
    found = [
        pair
        for pair in pairs(instrument, language)
        if _is_shown(pair, show)
        and (not sought or sought in f"{pair.source}\n{pair.text}\n{pair.place}".casefold())
    ]
    page = Paginator(found, PER_PAGE).get_page(number)
    rows = tuple(pair_row(instrument, pair) for pair in page.object_list)
    return PairsPage(page, rows, show, words)


def pair_row(instrument: Instrument, pair: TextPair) -> PairRow:
    where = place_words(instrument, pair.path_in(instrument))
    # What stands in a list is told from its neighbours by its number.
    last = pair.place.rpartition("/")[2]
    return PairRow(pair, f"{where} {int(last) + 1}" if last.isdecimal() else where)


def _is_shown(pair: TextPair, show: str) -> bool:
    if show == "open":
        return pair.is_open
    return show not in states() or pair.state == show
