"""What the page of item statistics says: frozen figures, coarse enough that comparing tells of nobody.

The number of people is rounded down to tens and shares to the nearest five per cent, because exact ones,
beside published results of nearly the same people, would tell what the few say who are in only one.
"""

import csv
import io
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from banks.models import BankVersion
from banks.queries import ENOUGH_ANSWERS, instrument_of, own_statements, theme_ids
from documents.text import safe
from leadership.instrument import Instrument, Question, Reliability, Theme
from leadership.scoring import shown
from psychometrics.item_analysis import OverallStatistics, QuestionStatistics, ThemeStatistics
from psychometrics.models import ItemSnapshot
from psychometrics.presenters.items import question_flags, theme_flags

TENS, FIVE_PER_CENT = 10, 5
NOTHING = "–"
Figures = ThemeStatistics | OverallStatistics


@dataclass(frozen=True)
class QuestionView:
    """A statement's figures as they are shown, and what to look at."""

    code: str
    text: str
    is_reversed: bool
    people: str
    figures: tuple[str, ...]
    spread: tuple[str, ...]
    flags: tuple[str, ...]


@dataclass(frozen=True)
class ThemeStatisticsView:
    """A theme's figures as they are shown; without any where too few completed it."""

    code: str
    title: str
    is_shown: bool
    is_early: bool
    facts: tuple[tuple[str, str], ...]
    flags: tuple[str, ...]
    points: tuple[str, ...]
    questions: tuple[QuestionView, ...]
    separate: tuple[QuestionView, ...]

    @property
    def flagged(self) -> tuple[QuestionView, ...]:
        return tuple(one for one in (*self.questions, *self.separate) if one.flags)


@dataclass(frozen=True)
class PrecisionRow:
    """What change labels use for one theme, or overall, and what has been measured."""

    title: str
    used: str
    is_adopted: bool
    measured: str
    people: str


@dataclass(frozen=True)
class StatisticsView:
    """The whole page. `adoptable` has what may be adopted and is not yet, "" for the overall score."""

    taken_at: datetime
    heads: tuple[str, ...]
    themes: tuple[ThemeStatisticsView, ...]
    precision: tuple[PrecisionRow, ...]
    adoptable: dict[str, Reliability]
    recommended: int

    @property
    def to_look_at(self) -> tuple[ThemeStatisticsView, ...]:
        return tuple(theme for theme in self.themes if theme.flags or theme.flagged)


def heads() -> tuple[str, ...]:
    return (
        _("Mean"), _("SD"), _("Item-rest"), _("Alpha without it"), _("Left blank"), _("Not applicable"),
        _("Lowest answer"), _("Highest answer"),
    )  # fmt: skip


def present_statistics(
    snapshot: ItemSnapshot, version: BankVersion, adopted: Mapping[int | None, Reliability]
) -> StatisticsView:
    instrument = instrument_of(version.pk)
    own = own_statements(instrument, version.bank.organisation)
    enough = {one.question.code for one in own if one.has_enough}
    themes = tuple(theme_of(data) for data in snapshot.figures["themes"])
    measured: dict[str, Figures] = {one.code: one for one in themes}
    measured[""] = OverallStatistics(**snapshot.figures["overall"])
    ids: dict[str, int | None] = {**theme_ids(version.pk), "": None}
    used = {code: adopted[key] for code, key in ids.items() if key in adopted}
    needed = instrument.scoring.provisional_reliability.replace_when_n_at_least
    recommended = instrument.scoring.anonymity.recommended_n_for_psychometrics
    return StatisticsView(
        taken_at=snapshot.taken_at,
        heads=heads(),
        themes=tuple(
            _theme_view(instrument.theme(one.code), one, instrument, recommended, enough)
            for one in themes
        ),
        precision=tuple(
            _precision_row(instrument, code, one, used.get(code)) for code, one in measured.items()
        ),
        adoptable={
            code: precision
            for code, one in measured.items()
            if (precision := _adoptable(one, needed)) and precision != used.get(code)
        },
        recommended=recommended,
    )


def theme_of(data: Mapping[str, Any]) -> ThemeStatistics:
    """Undo `asdict`; figures of before statements could be separate do not speak of any."""
    lists = {
        key: tuple(QuestionStatistics(**question) for question in data.get(key, ()))
        for key in ("questions", "separate")
    }
    return ThemeStatistics(**{**data, **lists})


def _theme_view(
    theme: Theme,
    found: ThemeStatistics,
    instrument: Instrument,
    recommended: int,
    enough: Collection[str],
) -> ThemeStatisticsView:
    asked = {question.code: question for question in theme.questions}
    return ThemeStatisticsView(
        code=theme.code,
        title=theme.title,
        is_shown=found.n is not None,
        is_early=found.n is not None and found.n < recommended,
        facts=(
            (_("People"), people_words(found.n)),
            (_("Mean score"), number_words(found.mean, 0)),
            (_("SD"), number_words(found.sd, 1)),
            (_("Alpha"), number_words(found.alpha, 2)),
            (_("Its 95% interval"), _interval(found.alpha_low, found.alpha_high)),
            (_("SEM"), number_words(found.sem, 1)),
            (_("People at 0"), _share(found.floor_percent)),
            (_("People at 100"), _share(found.ceiling_percent)),
        ),
        flags=theme_flags(found),
        points=tuple(point.label for point in instrument.scale_of(theme).points),
        questions=tuple(_question_view(asked[one.code], one, found) for one in found.questions),
        separate=tuple(
            _question_view(asked[one.code], one, found, has_enough=one.code in enough)
            for one in found.separate
        ),
    )


def _question_view(
    question: Question, one: QuestionStatistics, theme: ThemeStatistics, *, has_enough: bool = False
) -> QuestionView:
    reached = _("%(enough)d answers reached: in the next version it may count in the score.")
    return QuestionView(
        code=one.code,
        text=question.text,
        is_reversed=question.reverse,
        people=people_words(one.n),
        figures=_figures(one),
        spread=tuple(_share(100 * count / one.n) for count in one.distribution if one.n),
        flags=(
            *((reached % {"enough": ENOUGH_ANSWERS},) if has_enough else ()),
            *question_flags(one, theme),
        ),
    )


def _figures(one: QuestionStatistics) -> tuple[str, ...]:
    return (
        number_words(one.mean, 1),
        number_words(one.sd, 1),
        number_words(one.item_rest, 2),
        number_words(one.alpha_if_deleted, 2),
        _share(one.missing_percent),
        _share(one.na_percent),
        _share(one.floor_percent),
        _share(one.ceiling_percent),
    )


def number_words(figure: float | None, places: int) -> str:
    return NOTHING if figure is None else str(number_format(shown(figure, places), places))


def _interval(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return NOTHING
    return _("%(low)s to %(high)s") % {"low": number_words(low, 2), "high": number_words(high, 2)}


def _share(percent: float | None) -> str:
    return NOTHING if percent is None else f"{FIVE_PER_CENT * shown(percent / FIVE_PER_CENT)}%"


def people_words(n: int | None) -> str:
    return NOTHING if n is None else _("%(n)s or more") % {"n": n // TENS * TENS}


# Precision of change labels --------------------------------------------------------------------


def _adoptable(found: Figures, needed: int) -> Reliability | None:
    """Return what is measured, as it is shown, where enough people are in it and it can be used."""
    if found.n is None or found.n < needed or found.alpha is None or found.sd is None:
        return None
    precision = Reliability(float(shown(found.alpha, 2)), float(shown(found.sd, 1)))
    return precision if 0 < precision.alpha < 1 and precision.sd_pomp > 0 else None


def _precision_row(
    instrument: Instrument, code: str, found: Figures, adopted: Reliability | None
) -> PrecisionRow:
    assumed = instrument.scoring.provisional_reliability
    used = adopted or (assumed.theme if code else assumed.overall)
    return PrecisionRow(
        title=instrument.theme(code).title if code else _("Overall"),
        used=_precision(used.alpha, used.sd_pomp),
        is_adopted=adopted is not None,
        measured=NOTHING if found.n is None else _precision(found.alpha, found.sd),
        people=people_words(found.n),
    )


def _precision(alpha: float | None, sd: float | None) -> str:
    return _("alpha %(alpha)s, SD %(sd)s") % {
        "alpha": number_words(alpha, 2),
        "sd": number_words(sd, 1),
    }


# As a file -------------------------------------------------------------------------------------


def as_csv(view: StatisticsView) -> str:
    """Return a row a statement and then a row a theme, with the figures that the page shows."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(
        [
            _("Theme"), _("Code"), _("Statement"), _("Reversed"), _("Reported separately"),
            _("People"), *view.heads, _("Look at"),
        ]
    )  # fmt: skip
    for theme in view.themes:
        for one in (*theme.questions, *theme.separate):
            turned, apart = _yes_or_no(one.is_reversed), _yes_or_no(one in theme.separate)
            words = _safe((theme.code, one.code, one.text, turned, apart))
            rows.writerow([*words, one.people, *one.figures, safe(" ".join(one.flags))])
    rows.writerow([])
    labels = [label for label, _figure in view.themes[0].facts]
    rows.writerow([_("Theme"), _("Title"), *labels, _("Look at")])
    for theme in view.themes:
        figures = [figure for _label, figure in theme.facts]
        rows.writerow([*_safe((theme.code, theme.title)), *figures, safe(" ".join(theme.flags))])
    return out.getvalue()


def _yes_or_no(is_so: bool) -> str:  # noqa: FBT001 - the one value it puts into a word
    return _("yes") if is_so else _("no")


def _safe(texts: Iterable[str]) -> list[str]:
    return [safe(text) for text in texts]
