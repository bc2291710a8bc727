"""Groups side by side: what there is to read, and the matrix of groups by theme."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assessments.presenters.scores import band_views
from leadership.instrument import Instrument
from results.models import Cell, ReleaseGroup
from results.presenters.cells import ShownCell, show_cell
from results.presenters.group_themes import band_of_mean


@dataclass(frozen=True)
class GroupLink:
    """A group of the release, and whether there is something to read about it."""

    pk: int
    title: str
    people: ShownCell


@dataclass(frozen=True)
class MatrixCell:
    """A group's mean on a theme, and the tint of the band it lies in; 0 for none."""

    shown: ShownCell
    tint: int


@dataclass(frozen=True)
class MatrixRow:
    """One group's theme means, in theme order; `why` where all are hidden for one reason."""

    name: str
    depth: int
    cells: tuple[MatrixCell, ...]
    why: str


def group_links(
    groups: Iterable[ReleaseGroup], people: Mapping[int, Cell]
) -> tuple[GroupLink, ...]:
    """Return groups in their order; one without a figure says why."""
    return tuple(
        GroupLink(
            group.pk,
            group.name if group.kind == ReleaseGroup.Kind.ATTRIBUTE else group.path,
            show_cell(people.get(group.pk)),
        )
        for group in groups
    )


def matrix(
    instrument: Instrument, groups: Iterable[ReleaseGroup], means: Mapping[int, Mapping[str, Cell]]
) -> tuple[MatrixRow, ...]:
    """Return groups by theme, in the order of the organisation, never by score."""
    bands = band_views(instrument)
    rows = []
    for group in groups:
        found = [means[group.pk].get(theme.code) for theme in instrument.themes]
        cells = tuple(
            MatrixCell(show_cell(cell), band.tint if band else 0)
            for cell, band in ((one, band_of_mean(instrument, bands, one)) for one in found)
        )
        # A row of the same reason is one sentence across it, not seven in its cells.
        reasons = {cell.shown.why for cell in cells}
        depth = group.path.count(" > ") + (group.kind != ReleaseGroup.Kind.ORGANISATION)
        rows.append(MatrixRow(group.name, depth, cells, reasons.pop() if len(reasons) == 1 else ""))
    return tuple(rows)
