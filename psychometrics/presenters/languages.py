"""What the page of item statistics says of each language: figures beside each other, and that they are not to be compared yet."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from banks.presenters.languages import name_of_language
from banks.queries import instrument_of
from leadership.instrument import Instrument
from psychometrics.item_analysis import ThemeStatistics
from psychometrics.models import FiguresOfLanguage, ItemSnapshot
from psychometrics.presenters.statistics import number_words, people_words, theme_of

ENOUGH = 100
"""From so many people in each language a difference may be worth a look at the words."""


@dataclass(frozen=True)
class LanguageRow:
    """A theme, or a statement of it: its figures in each language in turn."""

    title: str
    is_theme: bool
    figures: tuple[str, ...]


@dataclass(frozen=True)
class LanguagesView:
    """Figures of each language beside each other, as of a day."""

    taken_at: datetime
    languages: tuple[str, ...]
    rows: tuple[LanguageRow, ...]
    has_enough: bool

    @property
    def heads(self) -> tuple[str, ...]:
        """What stands below each language."""
        return (_("People"), _("Mean"), _("Alpha or item-rest"))


def present_languages(snapshot: ItemSnapshot, version_id: int) -> LanguagesView | None:
    """Return the figures by language; None where they are not shown."""
    stored = snapshot.by_language
    if not stored:
        return None
    instrument = instrument_of(version_id)
    own = instrument.source.instrument.language
    shown = [_themes(found) for found in stored["languages"].values()]
    return LanguagesView(
        taken_at=datetime.fromisoformat(stored["taken_at"]),
        languages=tuple(name_of_language(one or own) for one in stored["languages"]),
        rows=tuple(row for code in shown[0] for row in _rows(instrument, code, shown)),
        has_enough=all((one.n or 0) >= ENOUGH for themes in shown for one in themes.values()),
    )


def _themes(found: FiguresOfLanguage) -> dict[str, ThemeStatistics]:
    themes = [theme_of(one) for one in found["themes"]]
    return {one.code: one for one in themes}


def _rows(
    instrument: Instrument, code: str, shown: list[dict[str, ThemeStatistics]]
) -> list[LanguageRow]:
    themes = [one[code] for one in shown]
    figures = [
        words
        for one in themes
        for words in (people_words(one.n), number_words(one.mean, 0), number_words(one.alpha, 2))
    ]
    rows = [LanguageRow(instrument.theme(code).title, is_theme=True, figures=tuple(figures))]
    for questions in zip(*(one.questions for one in themes), strict=True):
        text = f"{questions[0].code}: {instrument.question(questions[0].code).text}"
        figures = [
            words
            for one in questions
            for words in (
                people_words(one.n), number_words(one.mean, 1), number_words(one.item_rest, 2),
            )
        ]  # fmt: skip
        rows.append(LanguageRow(text, is_theme=False, figures=tuple(figures)))
    return rows
