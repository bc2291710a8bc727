"""Cells as what stands in a workbook: numbers with their unit, words where there is no number, never an empty place."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from documents.sheets import NumberCell, TableColumn, TextCell, Tint, Value
from results.disclosure import IN_WORDS, Hidden
from results.models import Cell, ReleaseGroup
from results.presenters.cells import why_hidden
from results.presenters.group import breakdown_title
from results.presenters.judging import Figures, Judged
from results.queries.published import Reach, figures

NOT_IN_WORDS = frozenset(Hidden) - IN_WORDS
DISTRIBUTIONS = frozenset({"band_share", "spectrum_share", "change_share"})
# Of the three tints of the pages, the lightest is a line round the place.
BAND_TINTS: Mapping[int, Tint] = {1: "outline", 2: "tint-2", 3: "tint-3"}
JUDGED_TINTS: Mapping[str, Tint] = {
    "POSSIBLE_DOWN": "tint-2",
    "CLEAR_DOWN": "tint-3",
    "POSSIBLE_UP": "outline",
    "CLEAR_UP": "outline-strong",
}


@dataclass(frozen=True)
class GroupCells:
    """A group with its cells, and how its rows are named and sorted out."""

    group: ReleaseGroup
    cells: Sequence[Cell]
    title: str
    kind: str
    levels: tuple[str, ...]

    @cached_property
    def figures(self) -> Figures:
        return figures(self.cells)

    @cached_property
    def shares(self) -> Mapping[tuple[str, str], Sequence[Cell]]:
        """Return the cells of distributions, of which a code has several."""
        found: dict[tuple[str, str], list[Cell]] = defaultdict(list)
        for cell in self.cells:
            if cell.statistic in DISTRIBUTIONS:
                found[cell.statistic, cell.code].append(cell)
        return found

    def one(self, statistic: str, code: str) -> Cell | None:
        return self.figures.get((statistic, code))

    @property
    def people(self) -> Value:
        people = next((cell for cell in self.cells if cell.statistic == "people"), None)
        return value_of(people)


def groups_of(reach: Reach, cells: Mapping[int, Sequence[Cell]]) -> tuple[GroupCells, ...]:
    attribute = breakdown_title(reach.release.campaign)
    return tuple(_group(one, cells[one.pk], attribute) for one in reach.groups)


def _group(group: ReleaseGroup, cells: Sequence[Cell], attribute: str) -> GroupCells:
    if group.kind == ReleaseGroup.Kind.ATTRIBUTE:
        title = f"{attribute}: {group.name}"
        return GroupCells(group, cells, title, attribute, (title,))
    if group.kind == ReleaseGroup.Kind.ORGANISATION:
        return GroupCells(group, cells, group.name, _("Organisation"), ())
    return GroupCells(group, cells, group.path, _("Team"), tuple(group.path.split(" > ")))


def level_columns(groups: Iterable[GroupCells]) -> tuple[TableColumn, ...]:
    """Return the columns to sort rows out by: the kind of group, and its place in the tree."""
    deepest = max(len(one.levels) for one in groups)
    titles = [_("Level %(number)d") % {"number": number + 1} for number in range(deepest)]
    return tuple(
        TableColumn(title, 28, is_printed=False) for title in (_("Kind of group"), *titles)
    )


def value_of(cell: Cell | None, unit: str = "", *, tint: Tint = "", places: int = 0) -> Value:
    """Return a cell as a number, or as the word that stands for it; nothing for what was not asked."""
    if cell is None:
        return None
    if cell.value is None:
        return hidden_words(cell)
    words = {"at_least": _("or more"), "at_most": _("or less")}.get(cell.bound, "")
    if unit == "%":
        return NumberCell(cell.value, "%", words, tint)
    if unit == "±":
        return NumberCell(cell.value, "±", words, tint)
    return NumberCell(cell.value, "", words, tint, places)


def hidden_words(cell: Cell) -> TextCell:
    """Return what stands in the place of a number; why, the sheet of what is not shown tells."""
    if cell.hidden in IN_WORDS:
        return TextCell(why_hidden(cell.hidden))
    if cell.hidden == Hidden.MERGED:
        return TextCell(_("counted together"), "hidden")
    return TextCell(_("not shown"), "hidden")


def people_of(cell: Cell | None) -> Value:
    """Return on how many people a figure rests."""
    if cell is None or cell.value is None:
        return None if cell is None else TextCell(_("not shown"), "hidden")
    return _("nearly everyone") if cell.n is None else cell.n


def says_something(cell: Cell | None) -> bool:
    """Tell whether a cell is shown, as a number or in words."""
    return cell is not None and (cell.value is not None or cell.hidden in IN_WORDS)


def judged_words(judged: Judged | None) -> Value:
    """Return one of the three words, shaded as on the pages."""
    return TextCell(judged.words, JUDGED_TINTS.get(judged.code, "")) if judged else None


def judged_number(cell: Cell | None, judged: Judged | None) -> Value:
    """Return a mean in the shade of how it lies to the organisation's, and with the word in the same place."""
    shown = value_of(cell)
    if not isinstance(shown, NumberCell) or judged is None or judged.is_same:
        return shown
    words = " ".join(part for part in (shown.words, judged.words) if part)
    return NumberCell(shown.value, words=words, tint=JUDGED_TINTS[judged.code])


def share_values(cells: Sequence[Cell], codes: Iterable[str]) -> Iterator[Value]:
    """Yield a distribution a column: of what is counted together the first column has the number."""
    by_part = {code: cell for cell in cells for code in cell.parts}
    # A distribution that is hidden is one cell, of no label.
    hidden = next((cell for cell in cells if cell.hidden), None)
    for code in codes:
        cell = by_part.get(code, hidden)
        if cell and cell.value is not None and code != cell.parts[0]:
            yield TextCell(_("with the one before"), "hidden")
        else:
            yield value_of(cell, "%")
