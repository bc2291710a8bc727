"""A group over all its campaigns: its averages each time, and the change of the same people from each to the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from banks.queries import instrument_of, instrument_to_compare
from charts.lines import Lines, Moment, Series, lines
from leadership.instrument import Instrument, Theme
from leadership.scoring import is_same_theme
from results.models import Cell
from results.presenters.cells import NotShown, ShownCell, by_reason, show_cell, why_hidden
from results.presenters.group_change import (
    ChangeCells,
    GroupChange,
    present_group_change,
)
from results.queries.history import Past
from results.queries.published import by_code, figures


@dataclass(frozen=True)
class Campaigned:
    """One campaign of the row: when it closed, and how many of the group took part."""

    name: str
    closed_at: datetime
    people: ShownCell


@dataclass(frozen=True)
class TrendMean:
    """A theme's average in one campaign; None where it was asked in other words."""

    closed: str
    shown: ShownCell | None
    words: str = ""
    """How the same people's answers changed since the campaign beside it; empty where that is not told."""


@dataclass(frozen=True)
class TrendRow:
    """One theme: its average in each campaign, newest first."""

    title: str
    short_title: str
    means: tuple[TrendMean, ...]

    @property
    def line(self) -> Series:
        """Return it as a line of the chart, the oldest first, named with its newest average."""
        newest = self.means[0].shown
        words = [self.short_title, newest.text if newest else ""]
        values = (mean.shown.exact if mean.shown else None for mean in reversed(self.means))
        return Series(" ".join(filter(None, words)), tuple(values))

    @property
    def in_words(self) -> str:
        values = [mean.shown.text for mean in reversed(self.means) if mean.shown]
        return f"{self.title} {', '.join(value or _('not shown') for value in values)}"


@dataclass(frozen=True)
class Trend:
    """What is published of a group over time, newest first."""

    campaigns: tuple[Campaigned, ...]
    not_shown: tuple[NotShown, ...]
    steps: tuple[GroupChange, ...]
    rows: tuple[TrendRow, ...]
    drawing: Lines | None
    drawing_title: str

    @property
    def shown_steps(self) -> tuple[GroupChange, ...]:
        return tuple(step for step in self.steps if not is_hidden(step))


def is_hidden(step: GroupChange) -> bool:
    """Tell whether nothing of a change is shown but why."""
    return not step.judged and bool(step.not_shown)


def present_trend(
    history: Sequence[Past], cells: Mapping[int, Sequence[Cell]], *, is_organisation: bool
) -> Trend:
    """Present a group's campaigns, of which the first is the one that is read."""
    now = history[0]
    instrument = instrument_of(now.version)
    shown = [past for past in history if past == now or _has_averages(cells[past.group.pk])]
    means = {past.release.pk: by_code(cells[past.group.pk], "theme_mean") for past in history}
    steps = {
        past.release.pk: step
        for past in history
        if (step := _step(past, cells, means, is_organisation=is_organisation)) is not None
    }
    rows = tuple(_row(instrument, theme, shown, means, steps) for theme in instrument.themes)
    return Trend(
        campaigns=tuple(_campaigned(past, cells[past.group.pk]) for past in shown),
        not_shown=by_reason(
            [
                *(_why(past, cells) for past in history if past not in shown),
                *(
                    (
                        step.not_shown[0].why
                        if past.release.earlier_id in means
                        else _("There was no such group in the earlier one."),
                        step.title,
                    )
                    for past in history
                    if (step := steps.get(past.release.pk)) and is_hidden(step)
                ),
            ]
        ),
        steps=tuple(steps.values()),
        rows=rows,
        drawing=lines([row.line for row in rows], [_moment(past) for past in reversed(shown)]),
        drawing_title=_(
            "Line chart of the averages in each campaign, the oldest first. %(themes)s."
        )
        % {"themes": "; ".join(row.in_words for row in rows)},
    )


def _moment(past: Past) -> Moment:
    closed = timezone.localtime(past.release.campaign.closes_at)
    return Moment(closed.toordinal(), _month(past))


def _month(past: Past) -> str:
    return date_format(timezone.localtime(past.release.campaign.closes_at), "M Y")


def _has_averages(cells: Sequence[Cell]) -> bool:
    return any(cell.value is not None for cell in by_code(cells, "theme_mean").values())


def _why(past: Past, cells: Mapping[int, Sequence[Cell]]) -> tuple[str, str]:
    own = by_code(cells[past.group.pk], "theme_mean").values()
    why = next((why_hidden(cell.hidden) for cell in own), "")
    return why, past.release.campaign.name


def _campaigned(past: Past, cells: Sequence[Cell]) -> Campaigned:
    people = next(iter(by_code(cells, "people").values()), None)
    campaign = past.release.campaign
    return Campaigned(campaign.name, campaign.closes_at, show_cell(people))


def _step(
    past: Past,
    cells: Mapping[int, Sequence[Cell]],
    means: Mapping[int, Mapping[str, Cell]],
    *,
    is_organisation: bool,
) -> GroupChange | None:
    found = ChangeCells(
        own=cells[past.group.pk],
        whole=figures(cells[past.whole.pk]),
        then=means.get(past.release.earlier_id or 0, {}),
        population=past.release.invited if is_organisation else None,
    )
    return present_group_change(instrument_of(past.version), past.release, found)


def _row(
    instrument: Instrument,
    theme: Theme,
    history: Sequence[Past],
    means: Mapping[int, Mapping[str, Cell]],
    steps: Mapping[int, GroupChange],
) -> TrendRow:
    now = history[0].version
    return TrendRow(
        title=theme.title,
        short_title=theme.short_title or theme.title,
        means=tuple(
            TrendMean(
                _month(past),
                show_cell(means[past.release.pk].get(theme.code))
                # An average of other statements on the same line would look like a change.
                if is_same_theme(instrument_to_compare(past.version, now), instrument, theme)
                else None,
                _since(past, before, theme, steps),
            )
            for past, before in zip(history, [*history[1:], None], strict=True)
        ),
    )


def _since(past: Past, before: Past | None, theme: Theme, steps: Mapping[int, GroupChange]) -> str:
    """Say how a theme changed since the campaign in the next column; of a change since another one nothing."""
    if before is None or past.release.earlier_id != before.release.pk:
        return ""
    step = steps.get(past.release.pk)
    rows = step.rows if step else ()
    return next((row.words for row in rows if row.code == theme.code), "")
