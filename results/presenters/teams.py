"""Groups side by side: a list and a matrix at once, each group's themes beside the organisation's."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from leadership.instrument import Instrument
from results.models import ReleaseGroup
from results.presenters.cells import ShownCell, show_cell, why_hidden
from results.presenters.judging import Figures, Judged, judge_beside

# What a row of the table is made of.
STATISTICS = ("people", "theme_mean", "theme_sd")
NAMED_WITHOUT_FIGURES = 60


@dataclass(frozen=True)
class TeamCell:
    """A group's mean on a theme, and how it lies to the organisation's."""

    theme: str
    shown: ShownCell
    judged: Judged | None


@dataclass(frozen=True)
class GroupRow:
    """One group: how many took part, and its means in theme order; `why` where none is shown."""

    pk: int
    name: str
    path: str
    depth: int
    is_organisation: bool
    people: ShownCell
    cells: tuple[TeamCell, ...]
    why: str

    @property
    def lower(self) -> tuple[TeamCell, ...]:
        """Return the themes that lie lower than in the organisation, the clear ones first."""
        found = [cell for cell in self.cells if cell.judged and cell.judged.is_lower]
        return tuple(sorted(found, key=lambda one: not (one.judged and one.judged.is_clear)))


@dataclass(frozen=True)
class HiddenGroups:
    """Groups that show nothing for the same reason; so many of them that some are only counted."""

    why: str
    names: tuple[str, ...]
    more: int

    @property
    def count(self) -> int:
        return len(self.names) + self.more


def team_rows(
    instrument: Instrument,
    whole: ReleaseGroup,
    groups: Iterable[ReleaseGroup],
    figures: Mapping[int, Figures],
) -> tuple[GroupRow, ...]:
    """Return groups by theme in the order of the organisation, never by score."""
    return tuple(
        _row(instrument, group, figures[group.pk], figures[whole.pk], group.pk == whole.pk)
        for group in groups
    )


def _row(
    instrument: Instrument,
    group: ReleaseGroup,
    own: Figures,
    whole: Figures,
    is_organisation: bool,  # noqa: FBT001
) -> GroupRow:
    cells = tuple(
        TeamCell(
            theme.short_title or theme.title,
            show_cell(own.get(("theme_mean", theme.code))),
            None if is_organisation else judge_beside(instrument, own, whole, theme.code),
        )
        for theme in instrument.themes
    )
    people = next((cell for (name, _code), cell in own.items() if name == "people"), None)
    hidden = not any(cell.shown.text for cell in cells)
    return GroupRow(
        pk=group.pk,
        name=group.name,
        path=group.path if group.kind != ReleaseGroup.Kind.ATTRIBUTE else group.name,
        depth=depth_of(group),
        is_organisation=is_organisation,
        people=show_cell(people),
        cells=cells,
        # The reason why there is no number of people holds for all that is in the group.
        why=(why_hidden(people.hidden) if people else "") or cells[0].shown.why if hidden else "",
    )


def depth_of(group: ReleaseGroup) -> int:
    """Return how far in a group stands in a table, the organisation at its edge."""
    return min(group.path.count(" > ") + (group.kind != ReleaseGroup.Kind.ORGANISATION), 6)


def fold(rows: Iterable[GroupRow]) -> tuple[tuple[GroupRow, ...], tuple[HiddenGroups, ...]]:
    """Part the groups with a figure from those without, which are named once for each reason."""
    shown: list[GroupRow] = []
    hidden: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.why:
            hidden[row.why].append(row.path)
        else:
            shown.append(row)
    return tuple(shown), tuple(_named(why, names) for why, names in hidden.items())


def _named(why: str, names: Sequence[str]) -> HiddenGroups:
    return HiddenGroups(
        why, tuple(names[:NAMED_WITHOUT_FIGURES]), max(0, len(names) - NAMED_WITHOUT_FIGURES)
    )
