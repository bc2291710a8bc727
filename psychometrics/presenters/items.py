"""Item statistics for people: which version, over whom, the figures, and what to look at."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Organisation
from banks.models import BankVersion
from banks.queries import instrument_of
from leadership.instrument import Instrument
from psychometrics.item_analysis import QuestionStatistics, ThemeStatistics
from psychometrics.queries import gathered


@dataclass(frozen=True)
class ItemStatistics:
    """One version's figures. Early ones rest on fewer complete cases than is recommended."""

    instrument: Instrument
    themes: tuple[ThemeStatistics, ...]
    recommended: int

    def is_early(self, theme: ThemeStatistics) -> bool:
        return theme.n is not None and theme.n < self.recommended


def item_statistics(version: BankVersion, organisation: Organisation | None) -> ItemStatistics:
    """Gather a version's item statistics over one organisation, or over all of them pooled."""
    instrument = instrument_of(version.pk)
    limits = instrument.scoring.anonymity
    return ItemStatistics(
        instrument,
        gathered(version, organisation).statistics(minimum=limits.min_n_for_psychometrics),
        limits.recommended_n_for_psychometrics,
    )


# What to look at -------------------------------------------------------------------------------

LOW_ALPHA, HIGH_ALPHA, WIDE_INTERVAL = 0.70, 0.95, 0.15
LOW_ITEM_REST, VERY_LOW_ITEM_REST, BETTER_WITHOUT = 0.30, 0.20, 0.02
MUCH_MISSING, MUCH_NOT_APPLICABLE = 10, 15
SCALE_END, STATEMENT_END = 15, 40


def theme_flags(theme: ThemeStatistics) -> tuple[str, ...]:
    """Say in plain words what is unusual about a theme, and what to do."""
    alpha = theme.alpha
    wide = (
        theme.alpha_low is not None
        and theme.alpha_high is not None
        and theme.alpha_high - theme.alpha_low > WIDE_INTERVAL
    )
    flags = {
        _("The statements vary together less than is usual: look at those that fit least."): _below(
            alpha, LOW_ALPHA
        ),
        _(
            "The statements vary together almost completely: some may say the same thing twice."
        ): _above(alpha, HIGH_ALPHA),
        _("The estimate is still rough: wait for more answers."): wide,
        _(
            "Many people are at the lowest score: the theme may ask too much. Add a smaller step."
        ): _above(theme.floor_percent, SCALE_END),
        _(
            "Many people are at the highest score: the theme may ask too little. Add something harder to do."
        ): _above(theme.ceiling_percent, SCALE_END),
    }
    return tuple(words for words, raised in flags.items() if raised)


def question_flags(question: QuestionStatistics, theme: ThemeStatistics) -> tuple[str, ...]:
    """Say in plain words what is unusual about a statement, and what to do."""
    fits_badly = _below(question.item_rest, VERY_LOW_ITEM_REST)
    without = (
        question.alpha_if_deleted is not None
        and theme.alpha is not None
        and question.alpha_if_deleted > theme.alpha + BETTER_WITHOUT
    )
    flags = {
        _(
            "Hardly goes with the rest of its theme: check which way it is keyed, then its wording."
        ): fits_badly,
        _("Goes only loosely with the rest of its theme: look at its wording."): not fits_badly
        and _below(question.item_rest, LOW_ITEM_REST),
        _(
            "The theme would hold together better without it: see what it asks that the others do not."
        ): without,
        _(
            "Many leave it blank: it may be hard to understand. Ask a few what they read in it."
        ): _above(question.missing_percent, MUCH_MISSING),
        _(
            "Many find it not applicable: it may not fit some roles. Word it for all of them."
        ): _above(question.na_percent, MUCH_NOT_APPLICABLE),
        _("Many give the lowest answer: it may ask too much. Name a smaller step."): _above(
            question.floor_percent, STATEMENT_END
        ),
        _(
            "Many give the highest answer: it may ask too little. Name something harder to do."
        ): _above(question.ceiling_percent, STATEMENT_END),
    }
    return tuple(words for words, raised in flags.items() if raised)


def _above(figure: float | None, limit: float) -> bool:
    return figure is not None and figure > limit


def _below(figure: float | None, limit: float) -> bool:
    return figure is not None and figure < limit


# Out -------------------------------------------------------------------------------------------

THEME_KEYS = ("code", "n", "mean", "sd", "alpha", "alpha_low", "alpha_high", "sem")


def as_json(found: ItemStatistics) -> dict[str, Any]:
    """Return the figures at full precision, for other programs."""
    about = found.instrument.instrument
    return {
        "bank": about.code,
        "version": about.version,
        "themes": [
            {key: getattr(theme, key) for key in THEME_KEYS}
            | {"questions": [asdict(question) for question in theme.questions]}
            | {"separate": [asdict(question) for question in theme.separate]}
            for theme in found.themes
        ],
    }


def as_lines(found: ItemStatistics) -> Iterator[str]:
    """Yield a table for the screen, theme by theme, each with what to look at."""
    about = found.instrument.instrument
    yield f"{about.title} ({about.code} {about.version})"
    for theme in found.themes:
        yield ""
        yield from _theme_lines(found, theme)


def _theme_lines(found: ItemStatistics, theme: ThemeStatistics) -> Iterator[str]:
    title = found.instrument.theme(theme.code).title
    if theme.n is None:
        yield _("%(title)s: not enough complete answers to show anything.") % {"title": title}
        return
    early = _(" (early figures, treat with care)") if found.is_early(theme) else ""
    yield f"{title}: n {theme.n}{early}"
    yield (
        f"  mean {_cell(theme.mean, 1)}  SD {_cell(theme.sd, 1)}  alpha {_cell(theme.alpha, 2)} "
        f"({_cell(theme.alpha_low, 2)} to {_cell(theme.alpha_high, 2)})  SEM {_cell(theme.sem, 1)}"
    )
    yield from (f"  ! {flag}" for flag in theme_flags(theme))
    yield from _question_lines(theme.questions, theme)
    if theme.separate:
        yield "  " + _("Reported separately, beside the sum of the statements above:")
        yield from _question_lines(theme.separate, theme)


def _question_lines(
    questions: Iterable[QuestionStatistics], theme: ThemeStatistics
) -> Iterator[str]:
    yield "  code          mean    SD   rest  alpha-  blank%    NA%  floor%   ceil%"
    for question in questions:
        yield (
            f"  {question.code:<12}{_cell(question.mean, 2):>6}{_cell(question.sd, 2):>6}"
            f"{_cell(question.item_rest, 2):>7}{_cell(question.alpha_if_deleted, 2):>8}"
            f"{_cell(question.missing_percent, 1):>8}{_cell(question.na_percent, 1):>7}"
            f"{_cell(question.floor_percent, 1):>8}{_cell(question.ceiling_percent, 1):>8}"
        )
        yield from (f"      ! {flag}" for flag in question_flags(question, theme))


def _cell(figure: float | None, places: int) -> str:
    return "–" if figure is None else f"{figure:.{places}f}"
