"""One theme of a group: its average, how people lie round it, and its statements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments.presenters.scores import BandView, band_views, bar_of, title_of_separate
from charts.bars import BAR_LENGTH, ScaleBar
from leadership.instrument import Instrument, Question, Theme
from results.models import Cell
from results.presenters.cells import ShownCell, figure, show_cell, why_hidden
from results.presenters.group_statements import Portion, StatementView, statement_view
from results.presenters.group_talk import ThemeTalk, theme_talk
from results.queries.published import by_code


@dataclass(frozen=True)
class StatementsView:
    """Some statements of a theme in order, or the one reason why none of them is shown."""

    statements: tuple[StatementView, ...]
    why: str
    title: str = ""
    """What they are called where they are no part of the theme's score."""


@dataclass(frozen=True)
class GroupThemeView:
    """One theme of a group."""

    code: str
    number: int
    title: str
    short_title: str
    definition: str
    mean: ShownCell
    band: BandView | None
    bar: ScaleBar | None
    sd: ShownCell
    median: ShownCell
    spread: tuple[Portion, ...]
    spread_why: str
    counted: StatementsView
    separate: StatementsView | None
    spread_in_words: str
    talk: ThemeTalk

    @property
    def anchor(self) -> str:
        return f"theme-{self.code}"

    @property
    def spread_words(self) -> str:
        return ", ".join(portion.words for portion in self.spread)


def present_themes(instrument: Instrument, cells: Sequence[Cell]) -> tuple[GroupThemeView, ...]:
    bands = band_views(instrument)
    return tuple(
        _theme(instrument, bands, theme, cells, number)
        for number, theme in enumerate(instrument.themes, 1)
    )


def _theme(
    instrument: Instrument,
    bands: Mapping[str, BandView],
    theme: Theme,
    cells: Sequence[Cell],
    number: int,
) -> GroupThemeView:
    people = next(iter(by_code(cells, "people").values()), None)
    group_n = int(people.value) if people and people.value is not None else None
    mean = by_code(cells, "theme_mean").get(theme.code)
    spread = [c for c in cells if c.statistic == "band_share" and c.code == theme.code]
    sd = by_code(cells, "theme_sd").get(theme.code)
    counted = _statements(theme.counted, cells, of="question")
    return GroupThemeView(
        code=theme.code,
        number=number,
        title=theme.title,
        short_title=theme.short_title or theme.title,
        definition=theme.definition or "",
        mean=show_cell(mean, group_n=group_n),
        band=band_of_mean(instrument, bands, mean),
        bar=bar_of(instrument, mean.value) if mean and mean.value is not None else None,
        sd=show_cell(sd, 1),
        median=show_cell(by_code(cells, "theme_median").get(theme.code)),
        spread=portions(bands, spread),
        spread_why=next((why_hidden(cell.hidden) for cell in spread if cell.hidden), ""),
        counted=counted,
        separate=(
            _statements(theme.separate, cells, of="separate", title=title_of_separate(theme))
            if theme.separate
            else None
        ),
        spread_in_words=_how_far_apart(instrument, sd),
        talk=theme_talk(instrument, theme, counted.statements),
    )


# Of the spread that the question bank expects: our own cuts, for a word and not for a finding.
MUCH_ALIKE, FAR_APART = 0.75, 1.25


def _how_far_apart(instrument: Instrument, sd: Cell | None) -> str:
    if sd is None or sd.value is None:
        return ""
    usual = instrument.scoring.provisional_reliability.theme.sd_pomp
    if sd.value < MUCH_ALIKE * usual:
        return _("People see themselves much alike here.")
    if sd.value > FAR_APART * usual:
        return _("People differ widely here, so one offer will not suit everybody.")
    return _("People differ about as much as usual here.")


def _statements(
    questions: Iterable[Question], cells: Sequence[Cell], *, of: str, title: str = ""
) -> StatementsView:
    views = tuple(
        statement_view(question.code, question.label or question.text, cells, of=of)
        for question in questions
    )
    # Said once above the table rather than on each of seven lines.
    reasons = {view.favourable.why for view in views if view.favourable.why}
    none_shown = len(reasons) == 1 and all(view.favourable.why for view in views)
    return StatementsView(views, reasons.pop() if none_shown else "", title)


def band_of_mean(
    instrument: Instrument, bands: Mapping[str, BandView], mean: Cell | None
) -> BandView | None:
    """Return the band that all numbers a mean may stand for lie in."""
    if mean is None or mean.value is None:
        return None
    # "97 or more" lies in one band only if all numbers from 97 to 100 do.
    low = 0 if mean.bound == "at_most" else mean.value
    high = 100 if mean.bound == "at_least" else mean.value
    found = next((b for b in instrument.bands if b.min <= low and high <= b.max), None)
    return bands[found.code] if found else None


def portions(bands: Mapping[str, BandView], cells: Sequence[Cell]) -> tuple[Portion, ...]:
    """Return the parts of the bar from left to right, together as long as the bar whatever rounding did."""
    valued = [(cell, cell.value) for cell in cells if cell.value is not None]
    # Rounded shares may add up to 99 or 101; the bar is filled all the same.
    total = sum(value for _cell, value in valued) or 1
    portions: list[Portion] = []
    left = 0.0
    for cell, value in valued:
        views = [bands[code] for code in cell.parts]
        label, width = _(" or ").join(view.label for view in views), BAR_LENGTH * value / total
        portions.append(Portion(label, f"{figure(cell)}%", left, width, views[-1].tint))
        left += width
    return tuple(portions)
