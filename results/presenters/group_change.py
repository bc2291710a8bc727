"""Change of a group since an earlier campaign: of the same people only, judged by its own error."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from leadership.instrument import Instrument
from leadership.scoring import is_too_soon
from results.models import Cell, Release
from results.presenters.cells import NotShown, ShownCell, by_reason, figure, show_cell, why_hidden
from results.presenters.judging import Figures, Judged, judge_change, sign_is_clear, signed
from results.queries.published import by_code, figures

Shares = Mapping[str, Sequence[Cell]]
# As the labels in the bank: those of each direction, possible or clear.
UP, DOWN = frozenset({"CLEAR_UP", "POSSIBLE_UP"}), frozenset({"CLEAR_DOWN", "POSSIBLE_DOWN"})


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

    code: str
    title: str
    short_title: str
    then: ShownCell
    now: ShownCell
    change: ShownCell
    judged: Judged | None
    people: str
    labels: tuple[LabelShare, ...]
    labels_why: str

    @property
    def words(self) -> str:
        return self.judged.words if self.judged else ""

    @property
    def labels_words(self) -> str:
        return ", ".join(share.words for share in self.labels)


@dataclass(frozen=True)
class GroupChange:
    """What is published about a group's change, and between which campaigns."""

    earlier: str
    earlier_at: datetime
    later: str
    later_at: datetime
    rows: tuple[GroupChangeRow, ...]
    labels_why: str
    has_labels: bool
    not_comparable: tuple[str, ...]
    decrease_note: str
    too_soon: str
    """Why nothing is judged where the campaigns are too close together; the figures stay in the files for programs."""

    @property
    def title(self) -> str:
        names = {"earlier": self.earlier, "later": self.later}
        return _("From “%(earlier)s” to “%(later)s”") % names

    @property
    def judged(self) -> tuple[GroupChangeRow, ...]:
        return tuple(row for row in self.rows if row.judged)

    @property
    def not_shown(self) -> tuple[NotShown, ...]:
        unjudged = (row for row in self.rows if not row.judged)
        return by_reason((row.change.why or self.too_soon, row.title) for row in unjudged)


@dataclass(frozen=True)
class ChangeCells:
    """The cells that a group's change is told from: its own, the organisation's, and its means then."""

    own: Sequence[Cell]
    whole: Figures
    then: Mapping[str, Cell]
    population: int | None


def is_soon_after_the_last(release: Release) -> bool:
    """Tell whether a release is too close to the one before for a change to mean much, as for a person's report."""
    earlier = release.earlier
    return earlier is not None and is_too_soon(
        earlier.campaign.closes_at, release.campaign.closes_at
    )


def present_group_change(
    instrument: Instrument, release: Release, cells: ChangeCells
) -> GroupChange | None:
    """Return the change since the release before."""
    if release.earlier is None:
        return None
    is_soon = is_soon_after_the_last(release)
    changes, shares = by_code(cells.own, "matched_change"), _shares(instrument, cells.own)
    rows = tuple(_rows(instrument, cells, shares, is_soon=is_soon))
    return GroupChange(
        earlier=release.earlier.campaign.name,
        earlier_at=release.earlier.campaign.closes_at,
        later=release.campaign.name,
        later_at=release.campaign.closes_at,
        rows=rows,
        labels_why=_why_no_labels(rows),
        has_labels=any(shares.values()),
        not_comparable=tuple(
            theme.title for theme in instrument.themes if theme.code not in changes
        ),
        decrease_note=_note_on_falls(instrument, changes, shares) if not is_soon else "",
        too_soon=instrument.text("too_soon") if is_soon else "",
    )


def _rows(
    instrument: Instrument, cells: ChangeCells, shares: Shares, *, is_soon: bool
) -> Iterator[GroupChangeRow]:
    changes, now = by_code(cells.own, "matched_change"), by_code(cells.own, "theme_mean")
    own = figures(cells.own)
    for theme in instrument.themes:
        if theme.code not in changes:
            continue
        judged = judge_change(instrument, own, cells.whole, theme.code, cells.population)
        yield GroupChangeRow(
            code=theme.code,
            title=theme.title,
            short_title=theme.short_title or theme.title,
            then=show_cell(cells.then.get(theme.code)),
            now=show_cell(now.get(theme.code)),
            change=show_change(changes[theme.code]),
            judged=None if is_soon else judged,
            people=_of_people(shares[theme.code]),
            labels=_labels(instrument, shares[theme.code]),
            labels_why=next((why_hidden(one.hidden) for one in shares[theme.code]), ""),
        )


def _shares(instrument: Instrument, cells: Sequence[Cell]) -> Shares:
    """Return the cells that say how many changed in which way, by theme."""
    shares: dict[str, list[Cell]] = {theme.code: [] for theme in instrument.themes}
    for cell in cells:
        if cell.statistic == "change_share" and cell.code in shares:
            shares[cell.code].append(cell)
    return shares


def _why_no_labels(rows: Sequence[GroupChangeRow]) -> str:
    """Return why no theme says how many changed in which way, where it is for one reason."""
    reasons = {row.labels_why for row in rows if not row.labels}
    return reasons.pop() if len(reasons) == 1 and not any(row.labels for row in rows) else ""


def _note_on_falls(instrument: Instrument, changes: Mapping[str, Cell], shares: Shares) -> str:
    """Return what is said of a fall where one is to be read, of the group or of some of its people."""
    has_fallen = any((cell.value or 0) < 0 for cell in changes.values()) or any(
        "DOWN" in code for own in shares.values() for cell in own for code in cell.parts
    )
    return instrument.text("decrease_note") if has_fallen else ""


def show_change(cell: Cell) -> ShownCell:
    """Return a change with its sign and its bound."""
    if cell.value is None:
        return show_cell(cell)
    words = {
        "at_least": _("%(number)s or more"),
        "at_most": _("%(number)s or less"),
    }.get(cell.bound, "%(number)s")
    return ShownCell(words % {"number": signed(cell.value)}, exact=cell.value)


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


def _of_people(cells: Sequence[Cell]) -> str:
    """Say of the people themselves whether more rose or fell, where it is clear from the shares."""
    shown = [cell for cell in cells if cell.value is not None and cell.n]
    if not shown:
        return ""
    rose = sum(_count(cell) for cell in shown if UP.issuperset(cell.parts))
    fell = sum(_count(cell) for cell in shown if DOWN.issuperset(cell.parts))
    same = sum(_count(cell) for cell in shown if cell.parts == ["NONE"])
    # What is counted together with "about the same" may be of either kind, so it has to be outweighed.
    mixed = sum(_count(cell) for cell in shown) - rose - fell - same
    if sign_is_clear(rose, fell + mixed):
        return _("more people rose than fell")
    if sign_is_clear(fell, rose + mixed):
        return _("more people fell than rose")
    return ""


def _count(cell: Cell) -> float:
    return (cell.value or 0) * (cell.n or 0) / 100
