"""Change since an earlier assessment, in words and with its caution."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from banks.presenters.languages import name_of_language
from charts.bars import Move, move
from leadership.instrument import Instrument, Reliability
from leadership.scoring import (
    ChangeCode,
    ScoreChange,
    Sitting,
    compare,
    is_too_soon,
    points_needed,
    shown_score,
)
from reports.queries import EarlierFacts, Facts

NEWS_FIRST: tuple[ChangeCode, ...] = (
    *("CLEAR_UP", "CLEAR_DOWN"),
    *("POSSIBLE_UP", "POSSIBLE_DOWN"),
    "NONE",
)


@dataclass(frozen=True)
class ChangeRow:
    """One theme at both dates, on the statements answered both times."""

    code: str
    title: str
    before: int
    after: int
    statements: int
    words: str
    decrease: bool
    line: Move | None
    """None where it is too soon to tell a change from chance, as `words` is '' then."""

    @property
    def difference(self) -> str:
        """Return the difference of the numbers shown, with its sign, so that the row adds up."""
        points = self.after - self.before
        return f"+{points}" if points > 0 else f"−{-points}" if points < 0 else "0"


@dataclass(frozen=True)
class Changed:
    """The themes that one label is given to."""

    label: str
    titles: tuple[str, ...]


@dataclass(frozen=True)
class ChangeView:
    """What the report says about change since one earlier assessment."""

    public_id: UUID
    earlier_at: datetime
    later_at: datetime
    rows: tuple[ChangeRow, ...]
    overall: ChangeRow | None
    not_comparable: tuple[str, ...]
    earlier_scores: Mapping[str, float]
    too_soon: str
    provisional: str
    decrease_note: str
    by_label: tuple[Changed, ...]
    needed: str
    """How many points a change needs; '' where nothing is compared."""
    languages: str = ""
    """That the two were answered in different languages; '' where they were not."""

    def shown_before(self, code: str) -> int | None:
        """Return the earlier score of a theme as people see it."""
        return next((row.before for row in self.rows if row.code == code), None)

    @property
    def heads(self) -> tuple[str, str]:
        """Return what the columns of then and now are called."""
        return _heads(self.earlier_at, self.later_at)

    @property
    def row_by_code(self) -> dict[str, ChangeRow]:
        return {row.code: row for row in self.rows}


def present_change(
    instrument: Instrument, facts: Facts, earlier_instrument: Instrument, earlier: EarlierFacts
) -> ChangeView:
    """Compare with an earlier assessment, with the precision that was frozen on submit."""
    comparison = compare(
        Sitting(earlier_instrument, earlier.answers),
        Sitting(instrument, facts.answers),
        precision=facts.precision,
        overall_precision=facts.overall_precision,
    )
    too_soon = is_too_soon(earlier.submitted_at, facts.submitted_at)
    titles = {theme.code: theme.title for theme in instrument.themes}
    rows = tuple(
        _row(instrument, titles[change.code], change, too_soon=too_soon)
        for change in comparison.themes
    )
    overall = comparison.overall
    compared = {change.code for change in comparison.themes}
    total = _row(instrument, _("Overall"), overall, too_soon=too_soon) if overall else None
    # A fall is not failure: people often score themselves lower once they see more, so each fall is told with that.
    falls = [row for row in (*rows, total) if row and row.decrease]
    return ChangeView(
        public_id=earlier.public_id,
        earlier_at=earlier.submitted_at,
        later_at=facts.submitted_at,
        rows=rows,
        overall=total,
        not_comparable=tuple(title for code, title in titles.items() if code not in compared),
        earlier_scores={change.code: float(change.before) for change in comparison.themes},
        too_soon=instrument.text("too_soon") if too_soon else "",
        provisional=instrument.text("provisional_change")
        if compared and _is_assumed(instrument, facts)
        else "",
        decrease_note=instrument.text("decrease_note") if falls else "",
        by_label=() if too_soon else _by_label(instrument, rows),
        needed="" if too_soon or not rows else _needed(facts, compared, with_overall=bool(total)),
        languages=_languages(instrument, earlier.language, facts.language) if rows else "",
    )


def _languages(instrument: Instrument, earlier: str, later: str) -> str:
    """Say so where the two were answered in different languages: the words may weigh differently there."""
    if earlier == later:
        return ""
    own = instrument.source.instrument.language
    return _(
        "You answered in %(before)s then and in %(after)s now. Words of two languages may not weigh quite the same, so take small "
        "changes with care."
    ) % {"before": name_of_language(earlier or own), "after": name_of_language(later or own)}


def _by_label(instrument: Instrument, rows: Iterable[ChangeRow]) -> tuple[Changed, ...]:
    """Put the themes together that have the same label: what is clear first, what stayed the same last."""
    titles: dict[str, list[str]] = {}
    for row in rows:
        titles.setdefault(row.words, []).append(row.title)
    labels = {one.code: one.label for one in instrument.scoring.change.labels}
    return tuple(
        Changed(label, tuple(titles[label]))
        for label in dict.fromkeys(labels[code] for code in NEWS_FIRST if code in labels)
        if label in titles
    )


def _heads(earlier: datetime, later: datetime) -> tuple[str, str]:
    """Return what the two columns are called: by their months, or more closely where those are the same."""
    then, now = timezone.localtime(earlier), timezone.localtime(later)
    if then.date() == now.date():
        return _("Before"), _("Now")
    closely = (then.year, then.month) == (now.year, now.month)
    style = "j M" if closely else "M Y"
    return date_format(then, style), date_format(now, style)


def _needed(facts: Facts, compared: Iterable[str], *, with_overall: bool) -> str:
    """Say why so many points are needed: it follows from how precise one score is."""
    possible, clear = _points([facts.precision[code] for code in compared])
    themes = _(
        "Answers differ a little from one day to the next, so a theme has to move about %(possible)s points "
        "before a change is possible, and about %(clear)s before it is clear."
    ) % {"possible": possible, "clear": clear}
    if not with_overall:
        return themes
    possible, clear = _points([facts.overall_precision])
    whole = _("For the whole profile it is about %(possible)s and %(clear)s.")
    return f"{themes} {whole % {'possible': possible, 'clear': clear}}"


def _points(precision: Iterable[Reliability]) -> tuple[str, str]:
    needed = [points_needed(one) for one in precision]
    low_to_high = [sorted({shown_score(one) for one in each}) for each in zip(*needed, strict=True)]
    possible, clear = (_from_to(points) for points in low_to_high)
    return possible, clear


def _from_to(points: list[int]) -> str:
    if len(points) == 1:
        return str(points[0])
    return _("%(low)d to %(high)d") % {"low": points[0], "high": points[-1]}


def _is_assumed(instrument: Instrument, facts: Facts) -> bool:
    """Tell whether any of the precision is still what the bank assumes, not what has been measured."""
    assumed = instrument.scoring.provisional_reliability
    themes = facts.precision.values()
    return facts.overall_precision == assumed.overall or assumed.theme in themes


def _row(instrument: Instrument, title: str, change: ScoreChange, *, too_soon: bool) -> ChangeRow:
    before, after = shown_score(change.before), shown_score(change.after)
    return ChangeRow(
        code=change.code,
        title=title,
        before=before,
        after=after,
        statements=change.statements,
        words="" if too_soon else _label(instrument, change),
        decrease=after < before,
        line=None if too_soon else move(float(change.before), float(change.after)),
    )


def _label(instrument: Instrument, change: ScoreChange) -> str:
    code = change.reliable.code
    return next(one.label for one in instrument.scoring.change.labels if one.code == code)
