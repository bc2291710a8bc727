"""Change since an earlier assessment, in words and with its caution."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from leadership.instrument import Instrument
from leadership.scoring import ABOUT_THE_SAME, Change, Sitting, compare, is_too_soon, shown_score
from reports.queries import EarlierFacts, Facts


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

    @property
    def difference(self) -> str:
        """Return the difference of the numbers shown, with its sign, so that the row adds up."""
        points = self.after - self.before
        return f"+{points}" if points > 0 else f"−{-points}" if points < 0 else "0"


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

    def shown_before(self, code: str) -> int | None:
        """Return the earlier score of a theme as people see it."""
        return next((row.before for row in self.rows if row.code == code), None)


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
    )


def _is_assumed(instrument: Instrument, facts: Facts) -> bool:
    """Tell whether any of the precision is still what the bank assumes, not what has been measured."""
    assumed = instrument.scoring.provisional_reliability
    themes = facts.precision.values()
    return facts.overall_precision == assumed.overall or assumed.theme in themes


def _row(instrument: Instrument, title: str, change: Change, *, too_soon: bool) -> ChangeRow:
    before, after = shown_score(change.before), shown_score(change.after)
    return ChangeRow(
        code=change.code,
        title=title,
        before=before,
        after=after,
        statements=change.statements,
        words=_("Too soon to compare") if too_soon else _words(instrument, change, after - before),
        decrease=after < before,
    )


def _words(instrument: Instrument, change: Change, points: int) -> str:
    code = change.reliable.code
    label = next(one.label for one in instrument.scoring.change.labels if one.code == code)
    if code == "NONE" and abs(points) < ABOUT_THE_SAME:
        return _("About the same (%(label)s)") % {"label": label.lower()}
    return label
