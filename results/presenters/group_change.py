"""Change of a group since an earlier campaign: of the same people only, with its caution in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from leadership.instrument import Instrument
from leadership.scoring import ABOUT_THE_SAME, shown
from results.models import Cell, Release
from results.presenters.cells import ShownCell, figure, show_cell, why_hidden
from results.queries.published import by_code

Shares = Mapping[str, Sequence[Cell]]


@dataclass(frozen=True)
class LabelShare:
    """How many of the same people changed in one way, or in one of several ways beside each other."""

    label: str
    percent: str

    @property
    def words(self) -> str:
        return f"{self.label} {self.percent}"


@dataclass(frozen=True)
class GroupChangeRow:
    """One theme: both campaigns' averages, and the change of those who were in both."""

    title: str
    then: ShownCell
    now: ShownCell
    change: ShownCell
    words: str
    labels: tuple[LabelShare, ...]
    labels_why: str

    @property
    def labels_words(self) -> str:
        return ", ".join(share.words for share in self.labels)


@dataclass(frozen=True)
class GroupChange:
    """What is published about a group's change, and between which campaigns."""

    earlier: str
    earlier_at: datetime
    later_at: datetime
    rows: tuple[GroupChangeRow, ...]
    why: str
    labels_why: str
    has_labels: bool
    not_comparable: tuple[str, ...]
    decrease_note: str


def present_group_change(
    instrument: Instrument,
    release: Release,
    cells: Sequence[Cell],
    then: Mapping[str, Cell],
) -> GroupChange | None:
    """Return the change since the release before; `then` holds the group's means of that time."""
    if release.earlier is None:
        return None
    changes, now = by_code(cells, "matched_change"), by_code(cells, "theme_mean")
    themes = [theme for theme in instrument.themes if theme.code in changes]
    shares = _shares(instrument, cells)
    rows = tuple(
        GroupChangeRow(
            title=theme.title,
            then=show_cell(then.get(theme.code)),
            now=show_cell(now.get(theme.code)),
            change=_signed(changes[theme.code]),
            words=_words(changes[theme.code]),
            labels=_labels(instrument, shares[theme.code]),
            labels_why=next((why_hidden(one.hidden) for one in shares[theme.code]), ""),
        )
        for theme in themes
    )
    silent = {row.labels_why for row in rows if not row.labels}
    reasons = {row.change.why for row in rows}
    return GroupChange(
        earlier=release.earlier.campaign.name,
        earlier_at=release.earlier.campaign.closes_at,
        later_at=release.campaign.closes_at,
        rows=rows,
        why=reasons.pop() if len(reasons) == 1 else "",
        labels_why=silent.pop() if len(silent) == 1 and not any(row.labels for row in rows) else "",
        has_labels=any(shares.values()),
        not_comparable=tuple(
            theme.title for theme in instrument.themes if theme.code not in changes
        ),
        decrease_note=instrument.text("decrease_note") if _has_fallen(changes, shares) else "",
    )


def _shares(instrument: Instrument, cells: Sequence[Cell]) -> Shares:
    """Return the cells that say how many changed in which way, by theme."""
    shares: dict[str, list[Cell]] = {theme.code: [] for theme in instrument.themes}
    for cell in cells:
        if cell.statistic == "change_share" and cell.code in shares:
            shares[cell.code].append(cell)
    return shares


def _has_fallen(changes: Mapping[str, Cell], shares: Shares) -> bool:
    """Tell whether a fall is to be read anywhere, of the group or of some of its people."""
    return any((cell.value or 0) < 0 for cell in changes.values()) or any(
        "DOWN" in code for own in shares.values() for cell in own for code in cell.parts
    )


def _signed(cell: Cell) -> ShownCell:
    """Return a change with its sign and its bound."""
    if cell.value is None:
        return show_cell(cell)
    points = int(shown(cell.value))
    number = f"+{points}" if points > 0 else f"−{-points}" if points < 0 else "0"
    words = {
        "at_least": _("%(number)s or more"),
        "at_most": _("%(number)s or less"),
    }.get(cell.bound, "%(number)s")
    return ShownCell(words % {"number": number}, exact=cell.value)


def _labels(instrument: Instrument, cells: Sequence[Cell]) -> tuple[LabelShare, ...]:
    """Return the shares from the largest rise to the largest fall, but for labels that nobody has."""
    words = {label.code: label.label for label in instrument.scoring.change.labels}
    found = []
    for cell in reversed(cells):
        if cell.value:
            names = [words[code] for code in reversed(cell.parts)]
            names[1:] = [name[:1].lower() + name[1:] for name in names[1:]]
            found.append(LabelShare(_(" or ").join(names), f"{figure(cell)}%"))
    return tuple(found)


def _words(cell: Cell) -> str:
    if cell.value is None:
        return ""
    if abs(cell.value) < ABOUT_THE_SAME:
        return _("about the same")
    return _("higher than last time") if cell.value > 0 else _("lower than last time")
