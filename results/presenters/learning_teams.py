"""Learning by team: each area's average priority in each group, and what to put on for whom."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from leadership.instrument import Instrument
from leadership.scoring import low_to_high
from results.models import Cell, ReleaseGroup
from results.presenters.cells import ShownCell, show_cell
from results.presenters.group_learning import (
    GroupActivityView,
    LearningView,
    activities_for,
    level_of_mean,
    most_wanted,
)
from results.presenters.judging import Figures
from results.presenters.teams import depth_of

STATISTICS = ("area_priority", "area_top_three")
GROUPS_NAMED = 12


@dataclass(frozen=True)
class AreaCell:
    """An area's average priority in a group, its level in words, and how dark it is shaded."""

    area: str
    shown: ShownCell
    level: str
    tint: int
    is_highest: bool


@dataclass(frozen=True)
class AreasOfGroup:
    """One group's learning areas, in the bank's order."""

    pk: int
    name: str
    depth: int
    is_organisation: bool
    cells: tuple[AreaCell, ...]


@dataclass(frozen=True)
class ForWhom:
    """An area, what could be put on in it, and the groups that ask for it."""

    title: str
    reason: str
    """Why it is for everybody; empty where it is for some groups alone."""
    activities: tuple[GroupActivityView, ...]
    groups: tuple[tuple[int, str], ...]
    more: int
    most: tuple[tuple[int, str], ...]
    """Those of all groups for which it has the highest level of priority."""

    @property
    def count(self) -> int:
        return len(self.groups) + self.more


def area_rows(
    instrument: Instrument,
    whole: ReleaseGroup,
    groups: Iterable[ReleaseGroup],
    figures: Mapping[int, Figures],
) -> tuple[AreasOfGroup, ...]:
    """Return the groups with a figure, in the order of the organisation, never by need."""
    rows = (
        AreasOfGroup(
            group.pk,
            group.name,
            depth_of(group),
            group.pk == whole.pk,
            _cells(instrument, figures[group.pk]),
        )
        for group in groups
    )
    return tuple(row for row in rows if any(cell.shown.text for cell in row.cells))


def _name(group: ReleaseGroup) -> str:
    return group.name if group.kind == ReleaseGroup.Kind.ATTRIBUTE else group.path


def _cells(instrument: Instrument, own: Figures) -> tuple[AreaCell, ...]:
    levels = low_to_high(instrument.scoring.learning_priority.levels)
    labels = [level.label for level in levels]
    found = []
    for area in instrument.learning_areas:
        cell = own.get(("area_priority", area.code))
        level = level_of_mean(levels, cell)
        # The darker, the more it is asked for.
        tint = 1 + labels.index(level) if level else 0
        name = area.short_title or area.title
        found.append(AreaCell(name, show_cell(cell), level, tint, tint == len(levels)))
    return tuple(found)


def level_words(instrument: Instrument) -> tuple[str, ...]:
    """Return the levels of priority from the lowest, to explain the shading."""
    levels = low_to_high(instrument.scoring.learning_priority.levels)
    return tuple(level.label for level in levels)


def for_whom(
    instrument: Instrument,
    learning: LearningView,
    groups: Sequence[ReleaseGroup],
    figures: Mapping[int, Figures],
) -> tuple[ForWhom, ...]:
    """Return the areas that would serve most people or some group, the first of them foremost."""
    asking: dict[str, list[tuple[int, str]]] = {}
    most: dict[str, list[tuple[int, str]]] = {}
    areas = [area.code for area in instrument.learning_areas]
    for group in groups:  # parents come first
        for code in _wanted(instrument, figures[group.pk]):
            _add(asking.setdefault(code, []), group)
        for code, cell in zip(areas, _cells(instrument, figures[group.pk]), strict=True):
            if cell.is_highest:
                _add(most.setdefault(code, []), group)
    offers = {offer.code: offer for offer in learning.offers}
    rest = [code for code in areas if code not in offers]
    return tuple(
        ForWhom(
            instrument.area(code).title,
            offers[code].reason if code in offers else "",
            activities_for(instrument, code),
            tuple(asking.get(code, ())[:GROUPS_NAMED]),
            max(0, len(asking.get(code, ())) - GROUPS_NAMED),
            tuple(most.get(code, ())[:GROUPS_NAMED]),
        )
        for code in (*offers, *rest)
        if code in offers or code in asking
    )


def _add(named: list[tuple[int, str]], group: ReleaseGroup) -> None:
    """Name a group, unless the one it is part of is named: what holds for a directorate is not said of each team."""
    if not any(group.path.startswith(f"{path} > ") for _pk, path in named):
        named.append((group.pk, _name(group)))


def _wanted(instrument: Instrument, own: Figures) -> tuple[str, ...]:
    """Return what a group's own page would put on."""
    areas = [
        (
            area.code,
            _value(own.get(("area_priority", area.code))),
            _value(own.get(("area_top_three", area.code))),
        )
        for area in instrument.learning_areas
    ]
    return most_wanted(instrument.scoring.learning_priority, areas)


def _value(cell: Cell | None) -> float | None:
    return cell.value if cell else None
